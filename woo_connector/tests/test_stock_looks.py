from datetime import datetime, timedelta, timezone

from odoo import fields
from odoo.tests import tagged

from ..woo.errors import TemporaryError
from .in_flight_case import InFlightCase


@tagged("post_install", "-at_install")
class TestStockLooks(InFlightCase):
    """The store is asked for its orders where a number could hide what it has sold."""

    def test_order_dated_in_the_future_does_not_hide_the_next_ones(self):
        sender = self.env["woo.stock.sender"]._of_store(self.backend)
        sender._note_seen({7: datetime(2100, 1, 1, tzinfo=timezone.utc)})
        soon = fields.Datetime.now() + timedelta(minutes=1)
        self.assertLess(sender.orders_seen_until, soon)

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

    def push_again(self):
        """Send a further number; return how often the orders were looked at for it."""
        self.client.looks.clear()
        self.put_in_stock(self.beanie, 1)
        self.push()
        return len(self.client.looks)

    def test_what_is_not_selling_is_not_looked_after(self):
        self.assertEqual(self.push_again(), 1)
        self.look_was_before()
        self.assertEqual(self.push_again(), 1)

    def test_look_stands_for_the_next_within_seconds(self):
        self.push_again()
        self.assertEqual(self.push_again(), 0)
        self.assertEqual(self.client.stock(16), 12)

    def test_look_that_failed_after_a_number_is_made_up_for(self):
        def fail_after_the_number():
            if self.client.requests:
                raise TemporaryError("Error 500.")

        self.note(self.order(1, 8, at=self.at(-10)))  # it is selling
        self.client.on_look = fail_after_the_number
        self.put_in_stock(self.beanie, 1)
        self.push_in_vain()
        self.assertFalse(self.outbox())
        self.client.on_look = None
        self.client.looks.clear()
        self.push()
        self.assertEqual(len(self.client.looks), 1)
        self.client.looks.clear()
        self.push()
        self.assertFalse(self.client.looks)

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

        self.note(self.order(1, 8, at=self.at(-10)))  # it is selling
        self.imported(8, sale_order_id=self.sell(self.beanie, 1).id)
        self.client.on_look = sell_after_first_look
        self.put_in_stock(self.beanie, 1)
        # The push overwrites what the store took off: by its clock the sale was first.
        self.push()
        quantities = [
            body["stock_quantity"]
            for _m, _p, bodies in self.client.requests
            for body in bodies
        ]
        self.assertEqual(quantities[0], 10)
        self.assertEqual(self.binding.pushed_quantity - self.sold_since(), 7)

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
        self.look_was_before()
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
        self.assertEqual(looks, [1], "after what is gone, before everything else")
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
