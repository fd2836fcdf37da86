from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from ..woo.errors import TemporaryError
from .stock_common import StockCase


@tagged("post_install", "-at_install")
class TestInFlight(StockCase):
    """What the store has sold is not offered again before Odoo has confirmed it."""

    def setUp(self):
        super().setUp()
        self.put_in_stock(self.beanie, 10)
        self.binding = self.bind(self.beanie, 16)
        self.env["woo.order.status"].create(
            [
                {
                    "backend_id": self.backend.id,
                    "slug": slug,
                    "name": slug,
                    "holds_stock": holds,
                }
                for slug, holds in [
                    ("processing", True),
                    ("on-hold", True),
                    ("pending", False),
                    ("cancelled", False),
                ]
            ]
        )
        self.start = fields.Datetime.now()

    def at(self, seconds):
        """Return a moment of the store's clock, from the test's begin."""
        return (self.start + timedelta(seconds=seconds)).isoformat()

    def available(self):
        return self.backend._get_available(self.beanie.ids)[self.beanie.id]

    def note(self, *orders):
        for order in orders:
            self.client.place_order(**order)
        return self.env["woo.in.flight"]._note_orders(self.backend, self.client.orders)

    def order(self, quantity=3, order_id=7, **values):
        return {
            "order_id": order_id,
            "lines": {16: quantity},
            "at": self.at(60),
            **values,
        }

    def imported(self, order_id=7, **values):
        """Return the ``woo.order`` of an order that Odoo has looked at."""
        return self.env["woo.order"].create(
            {
                "backend_id": self.backend.id,
                "woo_id": order_id,
                "date_modified": self.start + timedelta(seconds=60),
                "state": "imported",
                **values,
            }
        )

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

    # === Pull, push, look again === #

    def test_orders_are_looked_for_before_and_after(self):
        self.client.place_order(**self.order())
        self.put_in_stock(self.beanie, 1)
        self.push()
        self.assertEqual(self.client.sent(), {16: 8})
        self.assertEqual(len(self.client.looks), 2)
        self.assertFalse(self.outbox())

    def test_orders_that_change_while_pages_are_read_hide_no_other(self):
        self.put_in_stock(self.beanie, 990)
        for number in range(150):
            self.client.place_order(**self.order(1, 1000 + number, at=self.at(number)))

        def change_one_of_the_first_page():
            if len(self.client.looks) == 2:
                self.client.place_order(
                    **self.order(1, 1000, at=self.at(0), modified=self.at(999))
                )

        self.client.on_look = change_one_of_the_first_page
        self.backend._look_for_orders(self.client)
        self.env.invalidate_all()
        self.assertEqual(self.available(), 850)

    def test_nothing_to_send_asks_for_nothing(self):
        self.put_in_stock(self.beanie, 1)
        self.push()
        self.client.requests.clear()
        self.client.looks.clear()
        self.env["woo.stock.change"]._note_bindings(self.binding)
        self.push()
        self.assertFalse(self.client.requests)
        self.assertFalse(self.client.looks)

    def test_sale_between_look_and_push_is_corrected_at_once(self):
        def sell_after_first_look():
            if len(self.client.looks) == 2:
                self.client.place_order(**self.order())

        self.client.on_look = sell_after_first_look
        self.put_in_stock(self.beanie, 1)
        # The push overwrites what the store took off: by its clock the sale was first.
        self.push()
        quantities = [
            body["stock_quantity"]
            for _m, _p, bodies in self.client.requests
            for body in bodies
        ]
        self.assertEqual(quantities[0], 11)
        self.assertEqual(self.binding.pushed_quantity - self.sold_since(), 8)

    def sold_since(self):
        sales = self.env["woo.in.flight"]._read_sales(self.backend, self.binding.ids)
        return sales[self.binding.id].since_sent if sales else 0

    def test_what_the_store_took_off_itself_is_not_sent(self):
        self.put_in_stock(self.beanie, 1)
        self.push()
        self.client.requests.clear()
        self.binding.sent_at_store = self.start
        self.note(self.order())
        self.imported(sale_order_id=self.sell(self.beanie, 3).id)
        self.push()
        self.assertFalse(self.client.requests)
        self.assertEqual(self.binding.shown_quantity, 8)

    def test_sale_in_the_second_of_the_push_is_sent(self):
        self.put_in_stock(self.beanie, 1)
        self.push()
        self.client.requests.clear()
        self.binding.sent_at_store = self.start + timedelta(seconds=60)
        self.note(self.order())
        self.env["woo.stock.change"]._note_bindings(self.binding)
        self.push()
        self.assertEqual(self.client.sent(), {16: 8})

    def test_scarce_and_selling_product_is_closed_for_a_moment(self):
        self.put_in_stock(self.beanie, -6)
        self.push()
        self.client.requests.clear()
        self.binding.sent_at_store = self.start - timedelta(seconds=5)
        self.client.place_order(**self.order(quantity=2, at=self.at(-1)))
        self.sell(self.beanie, 1)
        self.push()
        quantities = [
            body["stock_quantity"]
            for _m, _p, bodies in self.client.requests
            for body in bodies
        ]
        self.assertEqual(quantities, [0, 1])
        self.assertEqual(self.client.stock(16), 1)

    def test_store_without_import_is_not_asked_for_orders(self):
        self.backend.import_orders = False
        self.put_in_stock(self.beanie, 1)
        self.push()
        self.assertEqual(self.client.stock(16), 11)
        self.assertFalse(self.client.looks)

    def test_number_without_answer_is_sent_again(self):
        self.put_in_stock(self.beanie, 1)
        self.push()
        self.put_in_stock(self.beanie, 1)
        self.client.failures = [TemporaryError("No answer.")] * 2
        self.push_in_vain()
        self.put_in_stock(self.beanie, -1)
        self.client.requests.clear()
        self.push()
        self.assertEqual(self.client.sent(), {16: 11})

    def test_urgent_numbers_go_first(self):
        gone = self.bind(self.cap, 17)
        jacket = self.create_product("Jacket")
        self.bind(jacket, 18)
        for binding, shown in [(gone, 5), (self.binding, 50)]:
            binding.write({"push_state": "pushed", "pushed_quantity": shown})
        self.put_in_stock(jacket, 9)
        self.backend._note_all_stock(resend=False)
        self.client.on_look = lambda: looks.append(len(self.client.requests))
        looks = []
        self.push()
        [gone_first, others] = [bodies for _m, _path, bodies in self.client.requests]
        self.assertEqual([body["id"] for body in gone_first], [17])
        self.assertEqual([body["id"] for body in others], [16, 18])
        self.assertEqual(looks, [1, 2], "after what is gone, and after everything")
        self.assertFalse(self.outbox())

    def test_what_is_gone_does_not_wait_for_a_look_at_orders(self):
        self.binding.write({"push_state": "pushed", "pushed_quantity": 10})
        self.put_in_stock(self.beanie, -10)
        self.push()
        self.assertEqual(self.client.sent(), {16: 0})
        self.assertFalse(self.client.looks, "of nothing no more can be sold")
        self.assertFalse(self.outbox())

    def test_look_is_repeated_where_the_store_just_fails(self):
        def fail_once():
            self.client.on_look = None
            raise TemporaryError("Error 500.")

        self.put_in_stock(self.beanie, 1)
        self.client.on_look = fail_once
        self.push()
        self.assertEqual(self.client.stock(16), 11)

    def test_cause_is_kept(self):
        order = self.sell(self.beanie, 1)
        self.push()
        self.assertEqual(self.binding.pushed_cause, order.picking_ids.name)
