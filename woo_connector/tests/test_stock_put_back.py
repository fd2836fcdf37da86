from datetime import timedelta

from odoo.tests import tagged

from .in_flight_case import InFlightCase


@tagged("post_install", "-at_install")
class TestStockPutBack(InFlightCase):
    """What a store does to its own number when it gives an order up.

    A cancelled order is put back on the shelf, one that failed or was refunded is not,
    or as whoever refunded it chose. Odoo need not count other pieces because of it.
    """

    def setUp(self):
        super().setUp()
        self.env["woo.order.status"].create(
            [
                {
                    "backend_id": self.backend.id,
                    "slug": slug,
                    "name": slug,
                    "holds_stock": slug == "completed",
                }
                for slug in ("completed", "failed", "refunded")
            ]
        )

    def take_order(self, status="processing"):
        """Let the store sell 3 of its 10 pieces, and see it."""
        self.backend.action_push_all_stock()
        self.push()
        self.assertEqual(self.client.stock(16), 10)
        self.client.place_order(**self.order(status=status))
        self.client.change(16, stock_quantity=7)
        self.look()

    def look(self):
        self.backend._look_for_orders(self.client)
        self.env.invalidate_all()

    def deliver(self):
        """Let Odoo deliver the order, and tell the store something later."""
        sale_order = self.sell(self.beanie, 3)
        self.imported(sale_order_id=sale_order.id)
        sale_order.picking_ids.move_ids.write({"quantity": 3, "picked": True})
        sale_order.picking_ids._action_done()

    def give_up(self, status, shown, modified):
        self.client.place_order(**self.order(status=status, modified=self.at(modified)))
        self.client.change(16, stock_quantity=shown)
        self.look()
        self.push()

    def test_failed_order_is_not_put_back_by_the_store(self):
        self.take_order("on-hold")
        self.push()
        self.give_up("failed", shown=7, modified=90)
        self.assertEqual(self.client.stock(16), 10)

    def test_refunded_order_that_the_store_does_not_put_back(self):
        self.take_order()
        self.push()
        self.give_up("refunded", shown=7, modified=90)
        self.assertEqual(self.client.stock(16), 10)

    def test_delivered_order_that_the_store_puts_back(self):
        self.take_order()
        self.deliver()
        self.put_in_stock(self.beanie, 1)
        self.push()
        self.binding.sent_at_store = self.start + timedelta(seconds=80)
        self.assertEqual(self.client.stock(16), 8)
        self.give_up("cancelled", shown=11, modified=90)
        self.assertEqual(self.client.stock(16), 8)

    def test_completed_order_causes_no_request(self):
        self.take_order()
        self.deliver()
        self.push()
        self.client.requests.clear()
        self.give_up("completed", shown=7, modified=90)
        self.assertFalse(self.client.sent())

    def test_pending_order_that_is_paid_causes_no_request_for_its_status(self):
        self.take_order("pending")
        self.push()
        self.client.requests.clear()
        self.give_up("cancelled", shown=10, modified=90)
        self.assertFalse(self.client.sent())
