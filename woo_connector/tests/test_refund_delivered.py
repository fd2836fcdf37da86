from odoo.tests import tagged

from ..woo.schema.refund import RESTOCKED
from .refund_case import RefundCase
from .scenario import scenario


@tagged("post_install", "-at_install")
class TestRefundDelivered(RefundCase):
    """What is delivered and refunded before it is invoiced is not invoiced any more."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product.invoice_policy = "delivery"

    def _sold(self, *delivered):
        """Import an order of three mugs, and deliver them, or so many of them."""
        order = self._confirmed(self._line(1, 3, "10.00", (1, "1.99")))
        self._deliver(order, *delivered)
        return order

    def _assert_done(self, refund):
        self.assertEqual(refund.state, "done", refund.problem)
        self.assertFalse(refund.activity_ids)

    def _assert_nothing_is_invoiced(self, order):
        sale_order = order.sale_order_id
        self.assertEqual(sale_order.invoice_status, "invoiced")
        self.assertFalse(sale_order.order_line.filtered("qty_to_invoice"))
        self.assertFalse(sale_order.invoice_ids)

    def _assert_invoiced(self, order, total, tax):
        """All that is left to invoice comes to this."""
        invoice = self._invoice(order.sale_order_id, final=True)
        self.assertAlmostEqual(invoice.amount_total, total, 6)
        self.assertAlmostEqual(invoice.amount_tax, tax, 6)
        self.assertEqual(order.sale_order_id.invoice_status, "invoiced")

    @scenario(
        "Delivered, not invoiced",
        "Pieces refunded in the store",
        "They are not invoiced any more",
    )
    def test_pieces(self):
        order = self._sold()
        refund = self._refund(self._refunded(1, 1, "3.34", (1, "0.67")))
        self._assert_done(refund)
        self.assertFalse(refund.credit_note_ids)
        line = order.sale_order_id.order_line
        self.assertEqual((line.product_uom_qty, line.qty_delivered), (3, 3))
        self.assertEqual((line.woo_credited_qty, line.qty_to_invoice), (1, 2))
        self._assert_invoiced(order, 7.98, 1.32)

    def test_pieces_bit_by_bit(self):
        order = self._sold()
        for net, tax in (("3.33", "0.66"), ("3.34", "0.67"), ("3.33", "0.66")):
            self._assert_done(self._refund(self._refunded(1, 1, net, (1, tax))))
        self._assert_nothing_is_invoiced(order)

    def test_goods_are_expected_back(self):
        order = self._sold()
        self.payload["line_items"][0]["meta_data"] = [
            {"id": 1, "key": RESTOCKED, "value": "1"}
        ]
        refund = self._refund(self._refunded(1, 1, "3.33", (1, "0.66")))
        self._assert_done(refund)
        self.assertEqual(refund.return_ids.move_ids.product_uom_qty, 1)
        refund.return_ids.move_ids.picked = True
        refund.return_ids._action_done()
        self.assertEqual(order.sale_order_id.order_line.qty_to_invoice, 2)

    def test_pieces_at_another_price(self):
        """The store keeps 1.33 and 0.26 of a piece: that is to be invoiced, too."""
        order = self._sold()
        refund = self._refund(self._refunded(1, 1, "2.00", (1, "0.40")))
        self._assert_done(refund)
        self._assert_invoiced(order, 9.59, 1.59)

    @scenario(
        "Delivered, not invoiced",
        "Amount refunded in the store",
        "Taken off the sale order, without tax",
    )
    def test_amount_of_no_line(self):
        order = self._sold()
        self._assert_done(self._refund(amount="2.00"))
        self._assert_invoiced(order, 9.99, 1.99)

    @scenario(
        "Delivered, not invoiced",
        "Set to refunded in the store",
        "Nothing of it is invoiced any more",
    )
    def test_all_of_it(self):
        order = self._sold()
        self._refund(amount="2.00")
        self.payload["status"] = "refunded"
        self._assert_done(self._refund(amount="9.99"))
        self._assert_nothing_is_invoiced(order)
        self.assertEqual(order.sale_order_id.state, "sale")

    @scenario(
        "Delivered, not invoiced",
        "Refund deleted in the store",
        "The sale order stays as it is, a person is asked",
    )
    def test_deleted_refund(self):
        order = self._sold()
        refund = self._refund(self._refunded(1, 1, "3.33", (1, "0.66")))
        self.refunds.clear()
        self._announce()
        self.assertTrue(refund.is_deleted)
        self.assertEqual(len(refund.activity_ids), 1)
        self.assertEqual(order.sale_order_id.order_line.qty_to_invoice, 2)

    # === Delivered in part === #

    @scenario(
        "Partly delivered, not invoiced",
        "Pieces refunded in the store",
        "Taken off the sale order and its transfer; what is delivered is not invoiced",
    )
    def test_more_than_what_is_open(self):
        order = self._sold(1)
        refund = self._refund(self._refunded(1, 3, "10.00", (1, "1.99")))
        self._assert_done(refund)
        line = order.sale_order_id.order_line
        self.assertEqual((line.product_uom_qty, line.qty_delivered), (1, 1))
        self._assert_nothing_is_invoiced(order)
        transfers = order.sale_order_id.picking_ids
        self.assertEqual(set(transfers.mapped("state")), {"done", "cancel"})

    def test_what_is_open_is_taken_off_first(self):
        order = self._sold(1)
        refund = self._refund(self._refunded(1, 2, "6.67", (1, "1.33")))
        self._assert_done(refund)
        line = order.sale_order_id.order_line
        self.assertEqual((line.product_uom_qty, line.woo_credited_qty), (1, 0))
        self._assert_invoiced(order, 3.99, 0.66)

    @scenario(
        "Partly delivered, not invoiced",
        "Amount refunded in the store",
        "Taken off the sale order, without tax",
    )
    def test_amount_of_an_order_delivered_in_part(self):
        order = self._sold(1)
        self._assert_done(self._refund(amount="2.00"))
        self.assertAlmostEqual(order.sale_order_id.amount_total, 9.99, 6)
        self._deliver(order)
        self._assert_invoiced(order, 9.99, 1.99)

    @scenario(
        "Partly delivered, not invoiced",
        "Set to refunded in the store",
        "The rest is not delivered, and nothing is invoiced",
    )
    def test_all_of_an_order_delivered_in_part(self):
        order = self._sold(1)
        self.payload["status"] = "refunded"
        self._assert_done(self._refund(amount="11.99"))
        self.assertEqual(order.sale_order_id.order_line.product_uom_qty, 1)
        self._assert_nothing_is_invoiced(order)

    @scenario(
        "Partly delivered, not invoiced",
        "Refund deleted in the store",
        "The sale order stays as it is, a person is asked",
    )
    def test_deleted_refund_of_an_order_delivered_in_part(self):
        order = self._sold(1)
        refund = self._refund(self._refunded(1, 1, "3.33", (1, "0.66")))
        self.refunds.clear()
        self._announce()
        self.assertEqual((refund.state, refund.is_deleted), ("done", True))
        self.assertIn("still there", refund.activity_ids.note)
        self.assertEqual(order.sale_order_id.order_line.product_uom_qty, 2)

    @scenario(
        "Partly delivered, not invoiced",
        "Given up in the store",
        "A person is asked",
    )
    def test_given_up_after_a_part_was_delivered(self):
        order = self._sold(1)
        self._import({**self.payload, "status": "cancelled"})
        self.assertEqual(order.sale_order_id.state, "sale")
        self.assertEqual(order.state, "review")
        self.assertIn("already delivered", order.reason)
        self.assertEqual(len(order.activity_ids), 1)
