from psycopg2.errors import CheckViolation

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.woo_connector.hooks import uninstall_hook
from odoo.addons.woo_connector.woo.errors import MisconfiguredError

from .common import WooCase, store_values
from .order_case import OrderCase, recorded_orders


@tagged("post_install", "-at_install")
class TestStoreLife(WooCase):
    """Archived, deleted, uninstalled: what waits for a store that goes away."""

    def _waiting(self):
        [job] = self.env["queue.job"].search([("identity_key", "=like", "woo-order-%")])
        return job

    def setUp(self):
        super().setUp()
        self.env["queue.job"].search([("channel", "=like", "root.woo%")]).unlink()
        self.env["woo.order"]._enqueue_import(self.backend, [12])

    @mute_logger("odoo.sql_db")
    def test_rate_that_allows_no_request_is_refused(self):
        with self.assertRaises(CheckViolation):
            self.backend.request_rate = -1
            self.backend.flush_recordset()

    def test_nothing_is_exchanged_with_an_archived_store(self):
        self.backend.active = False
        with (
            self.assertRaisesRegex(MisconfiguredError, "archived"),
            self.backend._client(),
        ):
            self.fail("An archived store must not be talked to.")

    def test_what_an_unusable_store_refused_goes_on_when_it_is_back(self):
        name = f"odoo.addons.woo_connector.woo.errors.{MisconfiguredError.__name__}"
        job = self._waiting()
        for before, after in (
            ({"active": False}, {"active": True}),
            ({"state": "error"}, {"state": "connected"}),
            ({"state": "draft"}, {"state": "connected"}),
        ):
            self.backend.write(before)
            job.write({"state": "failed", "exc_name": name})
            self.backend.write(after)
            self.assertEqual(job.state, "pending")

    def test_stock_is_sent_anew_when_a_store_leaves_the_archive(self):
        warehouse = self.env["stock.warehouse"].search([], limit=1)
        self.backend.write({"push_stock": True, "warehouse_ids": warehouse.ids})
        product = self.env["product.product"].create(
            {"name": "Mug", "is_storable": True}
        )
        self.env["woo.product"].create(
            {"backend_id": self.backend.id, "woo_id": 7, "product_id": product.id}
        )
        outbox = self.env["woo.stock.change"].search([])
        outbox.unlink()
        self.backend.active = False
        self.assertFalse(outbox.search([]))
        self.backend.active = True
        self.assertRecordValues(
            outbox.search([]), [{"product_id": product.id, "resend": True}]
        )

    def test_store_that_was_connected_anew_stays_in_the_archive(self):
        self.backend.active = False
        anew = self.env["woo.backend"].create(store_values(name="Anew"))
        with self.assertRaisesRegex(UserError, "connected already, as Anew"):
            self.backend.active = True
        anew.action_disconnect()
        self.backend.active = True
        self.assertTrue(self.backend.active)

    def test_jobs_of_a_deleted_store_are_cancelled(self):
        other = self.env["woo.backend"].create(store_values(name="Other"))
        job = self._waiting()
        other.unlink()
        self.assertEqual(job.state, "pending")
        self.backend.unlink()
        self.assertEqual(job.state, "cancelled")

    def test_jobs_are_cancelled_with_the_addon(self):
        uninstall_hook(self.env)
        self.assertEqual(self._waiting().state, "cancelled")


@tagged("post_install", "-at_install")
class TestStoreOfACompany(OrderCase):
    def test_store_with_orders_stays_in_its_company(self):
        company = self.env["res.company"].create({"name": "Another"})
        values = {
            "company_id": company.id,
            "warehouse_ids": False,
            "carrier_id": False,
        }
        copy = self.backend.copy()
        copy.write(values)
        self.assertEqual(copy.company_id, company)
        payload = recorded_orders()["order_full"]
        self._bind_products(payload)
        self._import(payload)
        with self.assertRaisesRegex(ValidationError, "has orders already"):
            self.backend.write(values)
