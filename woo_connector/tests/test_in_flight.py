from odoo.tests import tagged

from .in_flight_case import InFlightCase


@tagged("post_install", "-at_install")
class TestInFlight(InFlightCase):
    """What the store has sold is not offered again before Odoo has confirmed it."""

    # === What is in flight === #

    def test_unknown_order_is_in_flight(self):
        self.note(self.order())
        self.assertEqual(self.available(), 7)

    def test_order_seen_twice_counts_once(self):
        self.assertEqual(self.note(self.order()), {16})
        self.assertEqual(self.note(), set())
        self.assertEqual(self.available(), 7)

    def test_changed_quantity_replaces_the_old(self):
        self.note(self.order())
        self.note(self.order(quantity=5, modified=self.at(70)))
        self.assertEqual(self.available(), 5)

    def test_removed_product_is_free_again(self):
        self.note(self.order())
        self.note(self.order(lines={17: 1}, modified=self.at(70)))
        self.assertEqual(self.available(), 10)

    def test_status_decides(self):
        for status, left in [("pending", 10), ("on-hold", 7), ("cancelled", 10)]:
            with self.subTest(status):
                self.note(self.order(status=status))
                self.assertEqual(self.available(), left)

    def test_status_that_nobody_knows_holds(self):
        self.note(self.order(status="awaiting-shipment"))
        self.assertEqual(self.available(), 7)

    def test_cart_that_was_left_at_the_checkout_is_no_sale(self):
        self.note(self.order(status="checkout-draft"))
        self.assertEqual(self.available(), 10)

    def test_rows_of_what_was_deleted_are_removed(self):
        self.note(self.order())
        jacket = self.create_product("Jacket")
        self.env["woo.stock.change"].create(
            {"backend_id": self.backend.id, "product_id": jacket.id}
        )
        jacket.unlink()
        self.env["woo.stock.change"]._gc_loose()
        self.assertFalse(
            self.outbox().filtered(lambda row: not row.product_id.exists())
        )
        self.env["woo.in.flight"]._gc_loose()
        self.assertTrue(self.env["woo.in.flight"].search([]))

    def test_no_foreign_key_makes_a_user_wait_for_a_job(self):
        self.env.cr.execute(
            "SELECT conname FROM pg_constraint WHERE contype = 'f' AND conrelid IN "
            "('woo_stock_change'::regclass, 'woo_in_flight'::regclass)"
        )
        self.assertFalse(self.env.cr.fetchall())

    def test_quotation_is_in_flight(self):
        self.note(self.order())
        sale_order = self.env["sale.order"].create({"partner_id": self.customer.id})
        self.imported(sale_order_id=sale_order.id)
        self.assertEqual(self.available(), 7)

    def test_confirmed_order_counts_once(self):
        self.note(self.order())
        self.imported(sale_order_id=self.sell(self.beanie, 3).id)
        self.assertEqual(self.available(), 7)

    def test_more_was_ordered_since_it_was_confirmed(self):
        self.note(self.order())
        self.imported(sale_order_id=self.sell(self.beanie, 3).id)
        self.note(self.order(quantity=5, modified=self.at(90)))
        self.assertEqual(self.available(), 5)

    def test_cancelled_sale_order_holds_nothing(self):
        self.note(self.order())
        sale_order = self.sell(self.beanie, 3)
        self.imported(sale_order_id=sale_order.id)
        sale_order._action_cancel()
        self.assertEqual(self.available(), 10)

    def test_waiting_order_is_in_flight_and_ignored_one_is_not(self):
        self.note(self.order())
        order = self.imported(state="waiting")
        self.assertEqual(self.available(), 7)
        order.state = "ignored"
        self.assertEqual(self.available(), 10)

    def test_past_order_that_moves_no_stock_is_not_in_flight(self):
        self.note(self.order(status="completed"))
        order = self.imported(state="waiting")
        self.assertEqual(self.available(), 7)
        for treatment in ("done", "counted"):
            with self.subTest(treatment):
                order.treatment = treatment
                self.assertEqual(self.available(), 10)
                self.assertFalse(self.env["woo.in.flight"].search([]).is_waiting)

    def test_order_that_is_gone(self):
        self.note(self.order())
        self.env["woo.in.flight"]._note_gone(self.backend, 7)
        self.assertEqual(self.available(), 10)
        self.assertTrue(self.outbox().resend)

    def test_other_store_sells_the_same_pieces(self):
        other = self.create_backend("Other shop", self.warehouse)
        self.bind(self.beanie, 99, other)
        self.note(self.order())
        self.assertEqual(other._get_available(self.beanie.ids)[self.beanie.id], 7)

    def test_spoiled_order_keeps_no_other_out(self):
        self.client.place_order(**self.order())
        with self.assertLogs("odoo.addons.woo_connector.woo.schema.sold", "WARNING"):
            self.env["woo.in.flight"]._note_orders(
                self.backend, [{"id": 8, "status": []}, *self.client.orders]
            )
        self.assertEqual(self.available(), 7)

    # === Forgetting === #

    def forget(self):
        self.env["woo.in.flight"].search([]).date_modified = "2026-01-01 10:00:00"
        self.env.flush_all()
        self.env["woo.in.flight"]._gc_in_flight()
        self.env.invalidate_all()
        return not self.env["woo.in.flight"].search([])

    def test_carts_that_were_left_are_forgotten(self):
        self.note(self.order(status="checkout-draft"))
        self.assertTrue(self.forget())

    def test_ignored_orders_are_forgotten(self):
        self.note(self.order(status="completed"))
        self.imported(state="ignored", date_modified="2026-01-01 10:00:00")
        self.assertTrue(self.forget())

    def test_orders_that_odoo_has_not_confirmed_are_kept(self):
        self.note(self.order())
        self.assertFalse(self.forget())
