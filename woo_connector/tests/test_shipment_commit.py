"""What only real transactions show: rows and locks of several at once."""

from odoo import SUPERUSER_ID, api
from odoo.tests import TransactionCase, tagged

from odoo.addons.queue_job.exception import RetryableJobError

from .common import store_values


@tagged("post_install", "-at_install")
class TestShipmentCommit(TransactionCase):
    def setUp(self):
        """Commit a store and an order, because other transactions have to see them."""
        super().setUp()
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            self.backend_id = env["woo.backend"].create(store_values()).id
            order = {"backend_id": self.backend_id, "woo_id": 7}
            self.order_id = env["woo.order"].create(order).id
        self.addCleanup(self.remove_store)

    def remove_store(self):
        with self.registry.cursor() as cr:
            cr.execute("DELETE FROM woo_backend WHERE id = %s", [self.backend_id])
            for model, record_id in (
                ("woo.backend", self.backend_id),
                ("woo.order", self.order_id),
            ):
                cr.execute(
                    "DELETE FROM mail_message WHERE model = %s AND res_id = %s",
                    [model, record_id],
                )

    def create_shipment(self, env):
        """Return the shipment of a transfer that is created with it."""
        kind = env["stock.picking.type"].search([("code", "=", "outgoing")], limit=1)
        picking = env["stock.picking"].create({"picking_type_id": kind.id})
        return env["woo.shipment"].create(
            {
                "name": picking.name,
                "order_id": self.order_id,
                "backend_id": self.backend_id,
                "picking_id": picking.id,
            }
        )

    def test_row_goes_in_while_jobs_write_the_order_and_the_store(self):
        with self.registry.cursor() as slow:
            env = api.Environment(slow, SUPERUSER_ID, {})
            self.assertFalse(env["woo.order"].browse(self.order_id).status)
            with self.registry.cursor() as cr:
                job = api.Environment(cr, SUPERUSER_ID, {})
                job["woo.order"].browse(self.order_id).status = "processing"
                job["woo.backend"].browse(self.backend_id).name = "Renamed"
            self.assertTrue(self.create_shipment(env).id)
            env.flush_all()
            slow.rollback()

    def test_one_job_at_a_time_tells_of_an_order(self):
        with self.registry.cursor() as first, self.registry.cursor() as second:
            env = api.Environment(first, SUPERUSER_ID, {})
            shipment = self.create_shipment(env)
            other = self.create_shipment(api.Environment(second, SUPERUSER_ID, {}))
            shipment._hold()
            with self.assertRaises(RetryableJobError) as raised:
                other._hold()
            self.assertTrue(raised.exception.ignore_retry)
            first.rollback()
            second.rollback()

    def test_nothing_is_enqueued_for_what_was_rolled_back(self):
        with self.registry.cursor() as cr:
            shipment = self.create_shipment(api.Environment(cr, SUPERUSER_ID, {}))
            shipment._send_after_commit()
            cr.rollback()
            self.assertFalse(cr.postcommit.data)
