from odoo.tests import tagged

from .refund_case import RefundCase
from .scenario import scenario


@tagged("post_install", "-at_install")
class TestRefundInPart(RefundCase):
    """An order invoiced in part: each part of a refund becomes its own document."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product.invoice_policy = "delivery"

    def setUp(self):
        super().setUp()
        self.order = self._confirmed(
            self._line(1, 3, "10.00", (1, "1.99")), self._line(2, 1, "5.00")
        )
        self.sale_order = self.order.sale_order_id
        self._deliver(self.order, 1, 0)
        self.invoice = self._invoice(self.sale_order)
        self.assertAlmostEqual(self.invoice.amount_total, 3.99, 6)

    def _assert_left(self, total, tax):
        """Deliver and invoice the rest: all documents together come to this."""
        self._deliver(self.order)
        if self.sale_order._get_invoiceable_lines(final=True):
            self._invoice(self.sale_order, final=True)
        moves = self.sale_order.invoice_ids | self.order.refund_ids.credit_note_ids
        sums = {
            name: sum(-move.direction_sign * move[name] for move in moves)
            for name in ("amount_total", "amount_tax")
        }
        self.assertAlmostEqual(sums["amount_total"], total, 6)
        self.assertAlmostEqual(sums["amount_tax"], tax, 6)

    @scenario(
        "Partly delivered and invoiced",
        "Pieces refunded in the store",
        "What is open is taken off the sale order, the rest is credited",
    )
    def test_pieces(self):
        refund = self._refund(self._refunded(1, 3, "10.00", (1, "1.99")))
        note = self._assert_credited(refund, 3.99, 0.66)
        self.assertEqual(note.reversed_entry_id, self.invoice)
        self.assertTrue(refund.is_off_order)
        line = self.sale_order.order_line[0]
        self.assertEqual((line.product_uom_qty, line.qty_invoiced), (1, 0))
        self.assertEqual((line.woo_credited_qty, line.qty_to_invoice), (1, 0))
        self._assert_left(5.0, 0.0)

    def test_open_pieces_make_no_credit_note(self):
        refund = self._refund(self._refunded(1, 2, "6.66", (1, "1.32")))
        self.assertEqual(refund.state, "done", refund.problem)
        # A cent of each more than the piece on the invoice has left to be charged.
        self._assert_left(9.01, 0.67)

    def test_piece_at_another_price_leaves_the_invoiced_price(self):
        refund = self._refund(self._refunded(1, 1, "2.00", (1, "0.40")))
        self.assertEqual(refund.state, "done", refund.problem)
        self.assertFalse(refund.credit_note_ids)
        line = self.sale_order.order_line[0]
        self.assertAlmostEqual(line.price_unit, 10 / 3)
        kept = self.sale_order.order_line[-1]
        self.assertEqual(kept.name, "Not refunded: Mug")
        self.assertAlmostEqual(kept.price_total, 1.61, 6)
        self._assert_left(14.59, 1.59)

    def test_more_than_the_open_pieces_cost_is_credited(self):
        refund = self._refund(self._refunded(1, 2, "8.00", (1, "1.60")))
        note = self._assert_credited(refund, 1.6, 0.27)
        product = note.invoice_line_ids.product_id
        self.assertEqual(product, self.backend.refund_product_id)
        self._assert_left(7.39, 0.39)

    def test_money_for_a_line_whose_goods_are_kept(self):
        """The invoice charges 3.99 of the line; the rest is taken off what is open."""
        refund = self._refund(self._refunded(1, 0, "5.00", (1, "1.00")))
        self._assert_credited(refund, 3.99, 0.67)
        self.assertTrue(refund.is_off_order)
        self._assert_left(10.99, 0.99)

    @scenario(
        "Partly delivered and invoiced",
        "Amount refunded in the store",
        "Credited up to what is invoiced, the rest is taken off the sale order",
    )
    def test_amount_of_no_line(self):
        refund = self._refund(amount="6.00")
        self._assert_credited(refund, 3.99, 0.0)
        taken_off = self.sale_order.order_line[-1]
        self.assertAlmostEqual(taken_off.price_total, -2.01, 6)
        self._assert_left(10.99, 1.99)

    @scenario(
        "Partly delivered and invoiced",
        "Set to refunded in the store",
        "All invoices are credited, the rest is neither delivered nor invoiced",
    )
    def test_all_of_it(self):
        self._refund(self._refunded(1, 1, "3.33", (1, "0.67")))
        self._refund(amount="1.00")
        self.payload["status"] = "refunded"
        refund = self._refund(amount="11.99")
        self._assert_credited(refund, 2.99, 0.66)
        lines = self.sale_order.order_line
        self.assertEqual(lines.mapped("product_uom_qty"), [1, 0])
        self.assertFalse(lines.filtered("qty_to_invoice"))
        self._assert_left(0.0, 0.0)

    def test_pieces_of_two_invoices_are_credited_on_both(self):
        self._deliver(self.order)
        second = self._invoice(self.sale_order)
        refund = self._refund(self._refunded(1, 3, "10.00", (1, "1.99")))
        self.assertEqual(refund.state, "done", refund.problem)
        found = {
            note.reversed_entry_id: (
                note.invoice_line_ids.quantity,
                round(note.amount_total, 2),
            )
            for note in refund.credit_note_ids
        }
        self.assertEqual(found, {second: (2, 8.0), self.invoice: (1, 3.99)})
        self._assert_left(5.0, 0.0)

    def test_piece_is_credited_on_the_invoice_that_has_one_left(self):
        self._deliver(self.order)
        second = self._invoice(self.sale_order)
        first = self._refund(self._refunded(1, 2, "6.67", (1, "1.33")))
        last = self._refund(self._refunded(1, 1, "3.33", (1, "0.66")))
        self.assertEqual(first.credit_note_ids.reversed_entry_id, second)
        self.assertEqual(last.credit_note_ids.reversed_entry_id, self.invoice)

    def test_amount_goes_to_the_invoice_that_still_charges_it(self):
        self._deliver(self.order)
        second = self._invoice(self.sale_order)
        refund = self._refund(amount="15.00")
        self.assertEqual(refund.state, "done", refund.problem)
        credited = {
            note.reversed_entry_id: round(note.amount_total, 2)
            for note in refund.credit_note_ids
        }
        self.assertEqual(credited, {second: 13.0, self.invoice: 2.0})

    @scenario(
        "Partly delivered and invoiced",
        "Refund deleted in the store",
        "Credit note and sale order stay, a person is asked",
    )
    def test_deleted_refund(self):
        refund = self._refund(self._refunded(1, 3, "10.00", (1, "1.99")))
        self.refunds.clear()
        self._announce()
        self.assertEqual((refund.state, refund.is_deleted), ("done", True))
        self.assertEqual(refund.credit_note_ids.state, "posted")
        self.assertEqual(self.sale_order.order_line[0].product_uom_qty, 1)
        self.assertEqual(len(refund.activity_ids), 1)

    @scenario(
        "Partly delivered and invoiced", "Given up in the store", "A person is asked"
    )
    def test_given_up(self):
        self._import({**self.payload, "status": "cancelled"})
        self.assertEqual(self.sale_order.state, "sale")
        self.assertEqual(self.order.state, "review")
        self.assertIn("already delivered", self.order.reason)
        self.assertEqual(self.invoice.state, "posted")

    def test_delivered_after_the_refund(self):
        """What a refund took off is not delivered; what is left is invoiced."""
        self._refund(self._refunded(1, 1, "3.33", (1, "0.66")))
        self._deliver(self.order)
        lines = self.sale_order.order_line
        self.assertEqual(lines.mapped("qty_delivered"), [2, 1])
        self._assert_left(13.0, 1.33)
