from odoo.tests import tagged

from .amounts_case import AmountsCase


@tagged("post_install", "-at_install")
class TestInvoiceAmounts(AmountsCase):
    """Invoices say what the store charged, whole or in parts, with tax or without."""

    def _import_lines(self, *lines, **changes):
        payload = self._payload(*lines, **changes)
        order = self._import(payload)
        self.assertEqual(order.state, "imported", order.reason)
        self._assert_equals_store(order.sale_order_id, payload)
        return payload, order.sale_order_id

    def _assert_parts(self, payload, sale_order, invoices):
        """The parts, credit notes taken off, are the whole: totals, lines, taxes."""
        signed = {
            name: sum(
                -invoice.direction_sign * invoice[name]
                for invoice in invoices.filtered(lambda move: move.state == "posted")
            )
            for name in ("amount_total", "amount_tax")
        }
        self.assertAlmostEqual(signed["amount_total"], float(payload["total"]), 6)
        self.assertAlmostEqual(signed["amount_tax"], float(payload["total_tax"]), 6)
        for line in sale_order.order_line:
            parts = line.invoice_lines.filtered(
                lambda one: one.parent_state == "posted"
            )
            net = sum(-one.move_id.direction_sign * one.price_subtotal for one in parts)
            self.assertAlmostEqual(net, line.price_subtotal, 6)

    # === Lines without tax === #

    def test_untaxed_line_in_thirds(self):
        """7 pieces for 10.00: no price times quantity is that."""
        payload, sale_order = self._import_lines(self._line(1, 7, "10.00"))
        self.assertFalse(sale_order.order_line.tax_ids)
        invoices = self.env["account.move"]
        for delivered in (2, 5, 7):
            invoices |= self._invoice_pieces(sale_order, delivered)
        self.assertEqual(invoices.mapped("amount_total"), [2.86, 4.28, 2.86])
        self._assert_parts(payload, sale_order, invoices)

    def test_untaxed_line_whose_amount_no_price_gives(self):
        """100000 pieces of a price with ten decimals would miss the amount."""
        payload, sale_order = self._import_lines(self._line(1, 3, "0.01"))
        invoice = self._invoice(sale_order)
        self._assert_equals_store(invoice, payload)
        credit_note = invoice._reverse_moves([{"date": invoice.date}], cancel=True)
        self._assert_equals_store(credit_note, payload)

    def test_untaxed_lines_when_odoo_rounds_globally(self):
        self.company.tax_calculation_rounding_method = "round_globally"
        payload, sale_order = self._import_lines(
            self._line(1, 7, "10.00"),
            self._line(2, 7, "10.00", (1, "2.00")),
            self._line(3, 3, "0.02"),
        )
        self._assert_equals_store(self._invoice(sale_order), payload)

    def test_change_of_an_untaxed_line_is_computed_by_odoo(self):
        _payload, sale_order = self._import_lines(self._line(1, 3, "10.00"))
        sale_order.order_line.product_uom_qty = 6
        self.assertAlmostEqual(sale_order.amount_total, 20.0)
        sale_order.order_line.tax_ids = self.tax
        self.assertAlmostEqual(sale_order.amount_total, 24.0)

    # === Parts === #

    def test_parts_of_two_taxes_in_any_order(self):
        payload, sale_order = self._import_lines(
            self._line(1, 3, "10.00", (1, "1.99"), (2, "0.52")),
            self._line(2, 3, "0.02", (1, "0.01")),
            self._line(3, 7, "19.99"),
        )
        invoices = self.env["account.move"]
        for pieces in ((1, 0, 6), (1, 3, 6), (3, 3, 7)):
            invoices |= self._invoice_pieces(sale_order, *pieces)
        self._assert_parts(payload, sale_order, invoices)
        self.assertEqual(
            self._tax_amounts(invoices), {self.tax: 2.0, self.second_tax: 0.52}
        )

    def test_invoice_cancelled_in_between(self):
        """What it charged is due again, to the cent."""
        payload, sale_order = self._import_lines(self._line(1, 3, "10.00", (1, "1.99")))
        first = self._invoice_pieces(sale_order, 1)
        second = self._invoice_pieces(sale_order, 2)
        first.button_draft()
        first.button_cancel()
        last = self._invoice_pieces(sale_order, 3)
        self._assert_parts(payload, sale_order, first | second | last)

    def test_quantity_changed_on_a_draft_invoice(self):
        """How a person invoices in parts: Odoo computes that one, the rest is left."""
        payload, sale_order = self._import_lines(self._line(1, 3, "10.00", (1, "2.03")))
        first = sale_order._create_invoices()
        first.invoice_line_ids.quantity = 1
        first.action_post()
        second = self._invoice(sale_order)
        self._assert_parts(payload, sale_order, first | second)

    def test_price_changed_on_an_invoice_is_not_charged_by_the_next(self):
        _payload, sale_order = self._import_lines(
            self._line(1, 4, "10.00", (1, "2.00"))
        )
        first = sale_order._create_invoices()
        first.invoice_line_ids.write({"quantity": 1, "price_unit": 1.0})
        first.action_post()
        second = self._invoice(sale_order)
        self.assertAlmostEqual(second.amount_untaxed, 7.5)
        self.assertAlmostEqual(second.amount_tax, 1.5)

    def test_returned_piece_and_invoiced_again(self):
        payload, sale_order = self._import_lines(self._line(1, 3, "10.00", (1, "1.99")))
        first = self._invoice_pieces(sale_order, 3)
        returned = self._invoice_pieces(sale_order, 2)
        self.assertEqual(returned.move_type, "out_refund")
        again = self._invoice_pieces(sale_order, 3)
        self._assert_parts(payload, sale_order, first | returned | again)

    # === Currencies === #

    def test_yen(self):
        self._activate("JPY")
        payload, sale_order = self._import_lines(
            self._line(1, 3, "1001", (1, "201")), self._line(2, 7, "10"), currency="JPY"
        )
        invoices = self._invoice_pieces(sale_order, 1, 2)
        invoices |= self._invoice_pieces(sale_order, 3, 7)
        self._assert_parts(payload, sale_order, invoices)

    def test_dinar_of_three_decimals(self):
        self._activate("KWD")
        payload, sale_order = self._import_lines(
            self._line(1, 3, "10.001", (1, "2.003")), currency="KWD"
        )
        invoices = self._invoice_pieces(sale_order, 1)
        invoices |= self._invoice_pieces(sale_order, 3)
        self._assert_parts(payload, sale_order, invoices)

    # === Awkward amounts === #

    def test_negative_order_is_a_credit_note(self):
        payload, sale_order = self._import_lines(
            self._line(1, 1, "5.00", (1, "1.01")),
            fees=[self._fee(2, "-7.33", (1, "-1.43"))],
        )
        note = self._invoice(sale_order, final=True)
        self.assertEqual(note.move_type, "out_refund")
        self.assertAlmostEqual(note.amount_total, -float(payload["total"]))
        self.assertAlmostEqual(note.amount_tax, -float(payload["total_tax"]))

    def test_negative_line_and_free_line(self):
        payload, sale_order = self._import_lines(
            self._line(1, 3, "10.00", (1, "2.01")),
            self._line(2, 2, "-4.39", (1, "-0.87")),
            self._line(3, 5, "0.00", (1, "0.00")),
        )
        self._assert_equals_store(self._invoice(sale_order), payload)

    def test_amount_without_pieces(self):
        """Nothing is delivered for it, but it is charged, and so it is invoiced."""
        payload, sale_order = self._import_lines(
            self._line(1, 0, "3.33", (1, "0.68")), self._line(2, 0, "0.00")
        )
        charged, empty = sale_order.order_line
        self.assertEqual(charged.product_id, self.backend.fee_product_id)
        self.assertEqual((charged.name, charged.product_uom_qty), ("Mug", 1.0))
        self.assertEqual((empty.product_id, empty.product_uom_qty), (self.product, 0))
        self.assertFalse(sale_order.picking_ids.move_ids)
        self._assert_equals_store(self._invoice(sale_order), payload)

    def test_compound_tax(self):
        """The second tax is on top of the first: 9.975 % of 105.00, as in Quebec."""
        compound = self._create_tax("9.975 %", 9.975, "tax_excluded")
        compound.write({"is_base_affected": True, "sequence": 9})
        self.second_tax.write({"include_base_amount": True, "sequence": 8})
        self._map_tax(7, compound)
        payload, sale_order = self._import_lines(
            self._line(1, 3, "100.00", (2, "5.00"), (7, "10.48")),
            self._line(2, 1, "10.01", (2, "0.50"), (7, "1.04")),
        )
        invoices = self._invoice_pieces(sale_order, 1, 1)
        invoices |= self._invoice_pieces(sale_order, 3, 1)
        self._assert_parts(payload, sale_order, invoices)
        self.assertEqual(
            self._tax_amounts(invoices), {self.second_tax: 5.5, compound: 11.52}
        )

    def test_fraction_of_a_piece(self):
        payload, sale_order = self._import_lines(
            self._line(1, 0.75, "3.33", (1, "0.68"))
        )
        self.assertEqual(sale_order.order_line.product_uom_qty, 0.75)
        self._assert_equals_store(self._invoice(sale_order), payload)
