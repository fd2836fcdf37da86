import json
from datetime import timedelta
from unittest.mock import patch

from odoo.tests import tagged

from ..models import woo_in_flight_announced
from ..woo.errors import TemporaryError
from .in_flight_case import InFlightCase


@tagged("post_install", "-at_install")
class TestInFlightAnnounced(InFlightCase):
    """What a store announces after a look need not be looked for again."""

    def setUp(self):
        super().setUp()
        self.put_in_stock(self.beanie, 1)
        self.push()
        self.put_in_stock(self.beanie, 1)
        self.client.looks.clear()

    def announce(self, body=None, backend=None, **values):
        """Let a webhook come in; its order is not in the store's list."""
        if body is None:
            body = self.body()
        event = self.env["woo.event"].create(
            {
                "backend_id": (backend or self.backend).id,
                "source": "webhook",
                "topic": "order.updated",
                "resource": "order",
                "action": "updated",
                "woo_id": 7,
                "body": json.dumps(body),
                **values,
            }
        )
        event.flush_recordset()
        return event

    def body(self, quantity=3, **values):
        return {
            "id": 7,
            "status": "processing",
            "date_created_gmt": self.at(60),
            "date_modified_gmt": self.at(60),
            "line_items": [{"product_id": 16, "variation_id": 0, "quantity": quantity}],
            **values,
        }

    def looks_of_push(self):
        self.push()
        return len(self.client.looks)

    def test_look_stands_where_nothing_is_announced(self):
        self.assertEqual(self.looks_of_push(), 0)
        self.assertEqual(self.client.stock(16), 12)

    def test_announced_sale_counts_without_a_look(self):
        self.client.requests.clear()
        sent_before_look = []
        self.client.on_look = lambda: sent_before_look.append(self.client.sent())
        self.announce()
        self.push()
        # Only afterwards, because it sells.
        self.assertEqual(sent_before_look, [{16: 9}])
        self.assertEqual(self.available(), 9)

    def test_old_look_does_not_stand(self):
        self.look_was_before()
        self.assertEqual(self.looks_of_push(), 1)

    def after(self, seconds):
        return self.start + timedelta(seconds=seconds)

    def announce_seen(self, number, **values):
        line = {"product_id": 999, "variation_id": 0, "quantity": 1}
        body = {**self.body(), "id": number, "line_items": [line]}
        self.announce(body, woo_id=number, state="done", **values)

    def let_pass(self, seconds):
        """Let the last look be so many seconds earlier."""
        sender = self.env["woo.stock.sender"]._of_store(self.backend)
        sender.looked_at -= timedelta(seconds=seconds)
        sender.flush_recordset()

    def look_after_orders(self, *orders):
        """Let a look find orders of something else."""
        for number in orders:
            order = self.order(1, number, at=self.at(30))
            self.client.place_order(**{**order, "lines": {999: 1}})
        self.look_was_before()
        self.push()
        self.put_in_stock(self.beanie, 1)
        self.client.looks.clear()

    def test_look_stands_longer_where_its_orders_were_announced(self):
        self.look_after_orders(1, 2)
        for number in (1, 2):
            self.announce_seen(number, received_at=self.after(25))
        self.let_pass(6)
        self.assertEqual(self.looks_of_push(), 0)
        self.put_in_stock(self.beanie, 1)
        self.let_pass(6)
        self.assertEqual(self.looks_of_push(), 1)

    def test_look_stands_no_longer_where_one_was_not_announced(self):
        self.look_after_orders(1, 2)
        self.announce_seen(1, received_at=self.after(25))
        self.let_pass(6)
        self.assertEqual(self.looks_of_push(), 1)

    def test_earlier_announcement_proves_nothing_of_a_later_change(self):
        self.look_after_orders(1)
        self.announce_seen(1, received_at=self.after(15))
        self.let_pass(6)
        self.assertEqual(self.looks_of_push(), 1)

    def test_store_of_which_no_order_is_known_is_looked_at(self):
        self.let_pass(6)
        self.assertEqual(self.looks_of_push(), 1)

    def test_after_a_failure_no_look_stands(self):
        self.client.failures = [TemporaryError("No answer.")] * 2
        self.push_in_vain()
        self.assertFalse(self.client.looks)
        self.assertEqual(self.looks_of_push(), 1)

    def test_other_store_says_nothing_of_this_one(self):
        self.announce(backend=self.create_backend("Other shop", self.warehouse))
        self.assertEqual(self.looks_of_push(), 0)
        self.assertEqual(self.available(), 12)

    def test_announcement_that_says_too_little_is_looked_for(self):
        whole = self.body()
        for body in (
            {"id": 7},
            {**whole, "id": "7"},
            {**whole, "date_modified_gmt": None},
            {**whole, "date_modified_gmt": 5},
            {key: value for key, value in whole.items() if key != "line_items"},
        ):
            with self.subTest(body=body):
                event = self.announce(body)
                self.client.looks.clear()
                self.put_in_stock(self.beanie, 1)
                self.assertEqual(self.looks_of_push(), 1)
                event.unlink()

    def test_order_heard_of_otherwise_is_looked_for(self):
        self.announce(source="poll", body=None)
        self.assertEqual(self.looks_of_push(), 1)

    def test_late_announcement_does_not_undo_what_was_seen_since(self):
        self.note(self.order(5, modified=self.at(90)))
        self.announce(self.body(quantity=3, status="cancelled"))
        self.push()
        self.assertEqual(self.available(), 7)

    def test_newest_of_several_announcements_counts(self):
        self.announce(self.body(quantity=4, date_modified_gmt=self.at(70)))
        self.announce(self.body(quantity=3, date_modified_gmt=self.at(65)))
        self.push()
        self.assertEqual(self.available(), 8)

    def test_what_is_announced_is_noted_once(self):
        self.announce()
        self.push()
        seen = self.env["woo.in.flight"].search_count([])
        self.put_in_stock(self.beanie, 1)
        self.push()
        self.assertEqual(self.env["woo.in.flight"].search_count([]), seen)

    def test_order_that_a_plugin_spoiled_stops_nothing(self):
        self.announce(self.body(line_items=[{"quantity": "many"}]))
        with self.assertLogs("odoo.addons.woo_connector.woo.schema.sold", "WARNING"):
            self.push()
        self.assertEqual(self.client.stock(16), 12)

    def test_more_announcements_than_are_looked_through(self):
        self.announce()
        other = self.create_backend("Other shop", self.warehouse)
        self.announce(backend=other)
        with patch.object(woo_in_flight_announced, "NEWEST", 2):
            self.assertEqual(self.looks_of_push(), 1)
