from datetime import timedelta
from unittest.mock import patch

from psycopg2 import OperationalError

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from odoo.addons.queue_job.exception import RetryableJobError
from odoo.addons.queue_job.tests.common import trap_jobs

from .stock_common import StockCase

STOCK = "odoo.addons.woo_connector.models.woo_backend_stock"


@tagged("post_install", "-at_install")
class TestStockPushTriggers(StockCase):
    """When a push is enqueued, and what puts rows into the outbox without a move."""

    def setUp(self):
        super().setUp()
        self.put_in_stock(self.beanie, 10)
        self.binding = self.bind(self.beanie, 16)

    def test_commit_enqueues_one_push(self):
        self.put_in_stock(self.beanie, 1)
        self.env.cr.flush()
        with trap_jobs() as trap:
            self.env.cr.postcommit.run()
            trap.assert_jobs_count(1)
            trap.assert_enqueued_job(
                self.backend._push_stock,
                properties={
                    "identity_key": f"woo-stock-{self.backend.id}",
                    "max_retries": 0,
                },
            )

    def test_nothing_moved_enqueues_nothing(self):
        self.put_in_stock(self.cap, 1)
        self.env.cr.flush()
        with trap_jobs() as trap:
            self.env.cr.postcommit.run()
            trap.assert_jobs_count(0)

    def test_waiting_push_is_enough(self):
        for _time in range(2):
            self.put_in_stock(self.beanie, 1)
            self.env.cr.flush()
            self.env.cr.postcommit.run()
        jobs = self.env["queue.job"].search(
            [("identity_key", "=", f"woo-stock-{self.backend.id}")]
        )
        self.assertEqual(len(jobs), 1)
        self.assertEqual(jobs.channel, "root.woo.stock")
        self.assertEqual(jobs.user_id, self.env.ref("base.user_root"))

    def test_failing_enqueue_does_not_fail_the_user(self):
        self.put_in_stock(self.beanie, 1)
        self.env.cr.flush()
        with (
            patch.object(
                type(self.backend),
                "_enqueue_push_stock",
                side_effect=OperationalError("too many connections"),
            ),
            self.assertLogs(
                "odoo.addons.woo_connector.models.woo_stock_change", "WARNING"
            ),
        ):
            self.env.cr.postcommit.run()
        with trap_jobs() as trap:
            self.backend._cron_push_stock()
            trap.assert_enqueued_job(self.backend._push_stock)

    def test_store_that_needs_attention_is_left_to_the_cron(self):
        self.backend.state = "error"
        self.put_in_stock(self.beanie, 1)
        self.env.cr.flush()
        with trap_jobs() as trap:
            self.env.cr.postcommit.run()
            trap.assert_jobs_count(0)
            self.backend._cron_push_stock()
            trap.assert_jobs_count(1)

    def test_cron_tries_failed_ones_again(self):
        self.binding.write({"push_state": "failed", "push_error": "Invalid ID."})
        with trap_jobs() as trap:
            self.backend._cron_push_stock()
            trap.assert_jobs_count(0)
        with trap_jobs() as trap, patch(f"{STOCK}.RETRY_AFTER", timedelta(minutes=-1)):
            self.backend._cron_push_stock()
            trap.assert_jobs_count(1)
        self.assertEqual(self.outbox().product_id, self.beanie)

    def test_store_with_an_interval_is_served_by_the_cron(self):
        self.backend.stock_interval = 15
        self.put_in_stock(self.beanie, 1)
        self.env.cr.flush()
        with trap_jobs() as trap:
            self.env.cr.postcommit.run()
            trap.assert_jobs_count(0)
            self.backend._cron_push_stock()
            trap.assert_jobs_count(1)
        self.push()
        self.put_in_stock(self.beanie, 1)
        self.env.cr.flush()
        with trap_jobs() as trap:
            self.backend._cron_push_stock()
            trap.assert_jobs_count(0)

    def test_cron_has_nothing_to_do(self):
        self.binding.push_state = "pushed"
        with trap_jobs() as trap:
            self.backend._cron_push_stock()
            trap.assert_jobs_count(0)

    def test_product_that_is_bound_is_sent(self):
        self.env["woo.product"].create({"backend_id": self.backend.id, "woo_id": 18})
        self.assertFalse(self.outbox())
        self.backend.product_ids.filtered(
            lambda b: b.woo_id == 18
        ).product_id = self.cap
        self.assertEqual(self.outbox().product_id, self.cap)

    def test_product_that_is_bound_anew_is_sent_again(self):
        self.put_in_stock(self.cap, 10)
        self.push()
        self.binding.product_id = self.cap
        self.assertEqual(self.binding.push_state, "waiting")
        self.push()
        self.assertEqual(self.client.stock(16), 10)

    def test_other_warehouses_send_everything(self):
        second = self.env["stock.warehouse"].create({"name": "Second", "code": "SEC"})
        self.backend.warehouse_ids = [Command.set(second.ids)]
        self.push()
        self.assertEqual(self.client.stock(16), 0)

    def test_switching_sending_on_sends_everything(self):
        self.backend.push_stock = False
        self.empty_outbox()
        self.backend.push_stock = True
        self.assertEqual(self.outbox().product_id, self.beanie)

    def test_store_that_is_connected_anew_is_sent_everything(self):
        self.put_in_stock(self.beanie, 1)
        self.push()
        self.backend.state = "draft"
        self.client.change(16, stock_quantity=3)
        self.backend.state = "connected"
        self.push()
        self.assertEqual(self.client.stock(16), 11)

    def test_sending_needs_a_warehouse(self):
        with self.assertRaisesRegex(ValidationError, "warehouse"):
            self.backend.warehouse_ids = False

    def test_one_push_at_a_time(self):
        busy = RetryableJobError("busy", ignore_retry=True)
        with (
            patch.object(type(self.env["woo.binding"]), "_lock", side_effect=busy),
            self.assertRaises(RetryableJobError),
        ):
            self.push()
        self.assertFalse(self.client.requests)

    def test_own_write_comes_back_without_a_loop(self):
        self.env["woo.product"]._import(self.backend, [16])
        self.put_in_stock(self.beanie, 1)
        self.push()
        self.env["woo.product"]._import(self.backend, [16])
        self.assertFalse(self.outbox())
