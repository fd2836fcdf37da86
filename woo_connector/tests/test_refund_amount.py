from odoo.tests import tagged

from odoo.addons.queue_job.tests.common import trap_jobs

from .refund_case import RefundCase
from .scenario import scenario


@tagged("post_install", "-at_install")
class TestRefundAmount(RefundCase):
    """An amount that is given back for no line, in each state of an order."""

    def _two_rates(self):
        return (
            self._line(1, 1, "100.00", (1, "20.00")),
            self._line(2, 1, "100.00", (2, "5.00")),
            self._line(3, 1, "25.00"),
        )

    def _taxes_of(self, lines):
        return [
            (line.tax_ids, round(line.price_subtotal, 2), round(line.price_total, 2))
            for line in lines
        ]

    # === Which taxes it has === #

    def test_taxes_of_the_order(self):
        self.backend.refund_amount_tax = "order"
        self._invoiced(*self._two_rates())
        refund = self._refund(amount="25.00")
        note = self._assert_credited(refund, 25.0, 2.5)
        none = self.tax.browse()
        expected = [
            (self.tax, 10.0, 12.0),
            (self.second_tax, 10.0, 10.5),
            (none, 2.5, 2.5),
        ]
        self.assertEqual(self._taxes_of(note.invoice_line_ids), expected)
        self.assertEqual(
            note.invoice_line_ids.product_id, self.backend.refund_product_id
        )

    def test_taxes_of_the_order_to_the_cent(self):
        self.backend.refund_amount_tax = "order"
        order, invoice = self._invoiced(*self._two_rates())
        for amount in ("0.01", "0.02", "3.33", "100.00", "77.77"):
            refund = self._refund(amount=amount)
            self.assertEqual(refund.state, "done", refund.problem)
            self.assertAlmostEqual(
                refund.credit_note_ids.amount_total, float(amount), 6
            )
        self.payload["status"] = "refunded"
        refund = self._refund(amount="68.87")
        self.assertEqual(refund.state, "done", refund.problem)
        notes = order.refund_ids.credit_note_ids
        self.assertAlmostEqual(sum(notes.mapped("amount_total")), 250.0, 6)
        self.assertFalse(any(self._tax_amounts(invoice | notes).values()))

    def test_taxes_of_the_order_in_prices(self):
        self.backend.refund_amount_tax = "order"
        self.tax.price_include_override = "tax_included"
        self._invoiced(self._line(1, 3, "25.00", (1, "5.00")))
        refund = self._refund(amount="10.00")
        note = self._assert_credited(refund, 10.0, 1.67)
        self.assertAlmostEqual(note.invoice_line_ids.price_unit, 10.0)

    def test_taxes_of_the_order_in_yen(self):
        self.backend.refund_amount_tax = "order"
        self._activate("JPY")
        self._invoiced(self._line(1, 1, "1000", (1, "200"), (2, "50")), currency="JPY")
        self._assert_credited(self._refund(amount="333"), 333, 66)

    def test_taxes_of_the_order_before_it_is_invoiced(self):
        self.backend.refund_amount_tax = "order"
        order = self._confirmed(*self._two_rates())
        refund = self._refund(amount="25.00")
        self.assertEqual(refund.state, "done", refund.problem)
        invoice = self._invoice(order.sale_order_id)
        self.assertAlmostEqual(invoice.amount_total, 225.0, 6)
        self.assertAlmostEqual(invoice.amount_tax, 22.5, 6)

    def test_lines_have_the_tax_that_the_store_says(self):
        self.backend.refund_amount_tax = "order"
        self._invoiced(*self._two_rates())
        refund = self._refund(self._refunded(1, 0, "10.00", (1, "0.00")))
        self._assert_credited(refund, 10.0, 0.0)

    # === In each state of the order === #

    @scenario(
        "Quotation",
        "Amount refunded in the store",
        "Taken off the quotation, without tax",
    )
    def test_quotation(self):
        self.payload = self._payload(
            self._line(1, 3, "10.00", (1, "1.99")), status="on-hold"
        )
        order = self._import(self.payload)
        refund = self._refund(amount="2.00")
        self.assertEqual(refund.state, "done", refund.problem)
        self.assertAlmostEqual(order.sale_order_id.amount_total, 9.99, 6)
        self.payload["status"] = "processing"
        self._announce()
        self.assertEqual(order.sale_order_id.state, "sale")
        self.assertAlmostEqual(order.sale_order_id.amount_total, 9.99, 6)

    @scenario(
        "Draft invoice",
        "Amount refunded in the store",
        "Waits until the invoice is posted, then a credit note",
    )
    def test_draft_invoice(self):
        order = self._confirmed(self._line(1, 3, "30.00", (1, "6.00")))
        invoice = order.sale_order_id._create_invoices()
        refund = self._refund(amount="2.00")
        self.assertEqual(refund.state, "waiting")
        with trap_jobs() as trap:
            invoice.action_post()
            trap.perform_enqueued_jobs()
        note = self._assert_credited(refund, 2.0, 0.0)
        self.assertEqual(note.reversed_entry_id, invoice)

    @scenario(
        "Invoiced and delivered",
        "Amount refunded in the store",
        "Credit note with the product for refunds, without tax",
    )
    def test_invoiced_and_delivered(self):
        order, _invoice = self._invoiced(self._line(1, 3, "30.00", (1, "6.00")))
        self._deliver(order)
        note = self._assert_credited(self._refund(amount="2.00"), 2.0, 0.0)
        self.assertEqual(
            note.invoice_line_ids.product_id, self.backend.refund_product_id
        )
        line = order.sale_order_id.order_line
        self.assertEqual((line.qty_invoiced, line.qty_to_invoice), (3, 0))

    @scenario(
        "Cancelled in Odoo", "Amount refunded in the store", "Nothing is left to do"
    )
    def test_cancelled_order(self):
        order = self._confirmed(self._line(1, 3, "30.00", (1, "6.00")))
        order.sale_order_id._action_cancel()
        refund = self._refund(amount="2.00")
        self.assertEqual(refund.state, "ignored")
        self.assertFalse(refund.activity_ids)

    @scenario(
        "Waiting for a mapping",
        "Amount refunded in the store",
        "Waits with the order, then taken off it",
    )
    def test_order_that_waits(self):
        self.tax_mapping.tax_id = False
        self.payload = self._payload(self._line(1, 3, "10.00", (1, "1.99")))
        refund = self._refund(amount="2.00")
        self.assertEqual((refund.state, refund.order_id.state), ("waiting", "waiting"))
        self.tax_mapping.tax_id = self.tax
        self._announce()
        self.assertEqual(refund.state, "done", refund.problem)
        self.assertAlmostEqual(refund.sale_order_id.amount_total, 9.99, 6)

    @scenario(
        "Ended in the store",
        "Amount refunded in the store",
        "As before it was completed there",
    )
    def test_completed_in_the_store(self):
        _order, _invoice = self._invoiced(
            self._line(1, 3, "30.00", (1, "6.00")), status="completed"
        )
        self._assert_credited(self._refund(amount="2.00"), 2.0, 0.0)
