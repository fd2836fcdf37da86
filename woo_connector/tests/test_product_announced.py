import json
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.queue_job.tests.common import trap_jobs

from .stock_common import StockCase


@tagged("post_install", "-at_install")
class TestProductAnnounced(StockCase):
    """A product is read when it is announced otherwise than it is known."""

    def setUp(self):
        super().setUp()
        with trap_jobs():
            self.env["woo.product"]._import(self.backend, [13, 16])
            self.env["woo.product"]._import(self.backend, [36])
        self.binding = self.of_store(16)
        self.binding.product_id = self.beanie

    def of_store(self, woo_id):
        return self.env["woo.product"].search(
            [("backend_id", "=", self.backend.id), ("woo_id", "=", woo_id)]
        )

    def announce(self, woo_id=16, body=None, **values):
        """Let the store announce a product as it is, or with such a body."""
        if body is None:
            body = json.dumps(self.client.products[woo_id])
        return self.announce_product(woo_id, body, **values)

    def dispatch(self):
        """Pass on what was announced; return the products that are to be read."""
        read = []
        with patch.object(
            type(self.env["woo.product"]),
            "_enqueue_import",
            lambda _model, _backend, woo_ids: read.extend(woo_ids),
        ):
            self.env["woo.event"]._dispatch(self.backend)
        self.env.invalidate_all()
        return read

    def test_known_product_is_not_read(self):
        event = self.announce()
        self.assertEqual(self.dispatch(), [])
        self.assertEqual(event.state, "ignored")
        self.assertIn("Nothing has changed", event.error)

    def test_sale_and_stock_are_no_news(self):
        self.client.change(16, stock_quantity=3, total_sales=9)
        self.client.change(16, date_modified_gmt="2026-11-27T12:00:00")
        self.announce()
        self.assertEqual(self.dispatch(), [])

    def test_whatever_is_kept_and_differs_is_read(self):
        before = dict(self.client.products[16])
        for change in (
            {"name": "Bobble hat"},
            {"sku": "woo-bobble"},
            {"status": "draft"},
            {"status": "trash"},
            {"regular_price": "21"},
            {"weight": "7"},
            {"manage_stock": False},
            {"virtual": True},
            {"type": "external"},
        ):
            with self.subTest(change=change):
                event = self.announce(body=json.dumps({**before, **change}))
                self.assertEqual(self.dispatch(), [16])
                self.assertEqual(event.state, "done")

    def test_unreadable_product_is_read(self):
        spoiled = {**self.client.products[16], "price": "as you like it"}
        self.announce(body=json.dumps(spoiled))
        logger = "odoo.addons.woo_connector.models.woo_product_record"
        with self.assertLogs(logger, "WARNING"):
            self.assertEqual(self.dispatch(), [16])

    @mute_logger("odoo.addons.woo_connector.models.woo_product_record")
    def test_product_that_plugins_have_spoiled_keeps_nothing_back(self):
        product = self.client.products[16]
        for parent in ("", "36", "none", [], {"id": 36}, 10**30, 1.5, True):
            with self.subTest(parent=parent):
                self.announce(body=json.dumps({**product, "parent_id": parent}))
                self.announce(17)
                self.assertIn(17, self.dispatch())

    def test_variation_is_known_by_its_own_name(self):
        variation = self.of_store(36)
        variation.product_id = self.create_product("Hoodie", "other")
        self.announce(36)
        self.assertEqual(self.dispatch(), [])
        cheaper = {**self.client.products[36], "regular_price": "1"}
        self.announce(36, json.dumps(cheaper))
        self.assertEqual(self.dispatch(), [36])

    def test_one_that_differs_among_several_of_the_same(self):
        self.announce()
        self.announce(body=json.dumps({**self.client.products[16], "name": "Other"}))
        self.assertEqual(self.dispatch(), [16])

    def test_others_are_read_all_the_same(self):
        self.announce()
        self.announce(17)
        self.assertEqual(self.dispatch(), [17])

    def test_what_nothing_is_said_of_is_read(self):
        for body in ("", '{"id": 16}', json.dumps({**self.client.products[17]})):
            with self.subTest(body=body):
                self.announce(body=body)
                self.assertEqual(self.dispatch(), [16])

    def test_who_asks_for_a_reading_gets_it(self):
        for source in ("manual", "poll", "sweep"):
            self.announce(source=source)
            self.announce()
            self.assertEqual(self.dispatch(), [16])

    def test_old_announcement_is_not_believed(self):
        self.announce(received_at=fields.Datetime.now() - timedelta(minutes=10))
        self.assertEqual(self.dispatch(), [16])

    def test_product_that_is_not_bound_is_read(self):
        self.binding.product_id = False
        self.announce()
        self.assertEqual(self.dispatch(), [16])

    def test_product_deleted_before_is_read(self):
        self.binding.deleted_in_store = True
        self.announce()
        self.assertEqual(self.dispatch(), [16])

    def test_while_products_are_read_nothing_is_known(self):
        """A reading under way may have seen the product as it was in between."""
        other = self.backend.copy({"address": "https://other.example.com"})
        for enqueue in (
            lambda backend: self.env["woo.product"]._enqueue_import(backend, [17]),
            lambda backend: self.env["woo.product"]._enqueue_catalogue(backend),
        ):
            enqueue(other)
            self.announce()
            self.assertEqual(self.dispatch(), [])
            enqueue(self.backend)
            self.announce()
            self.assertEqual(self.dispatch(), [16])
            self.env["queue.job"].search([]).write({"state": "done"})
