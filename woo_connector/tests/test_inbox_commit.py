"""What only real transactions show: rows, locks and jobs of several at once."""

import json
import threading
from datetime import timedelta
from unittest.mock import patch

import psycopg2

from odoo import SUPERUSER_ID, api
from odoo.tests import TransactionCase, tagged

from odoo.addons.queue_job.exception import RetryableJobError
from odoo.addons.woo_connector.controllers.webhook import WooWebhook
from odoo.addons.woo_connector.models.woo_event_dispatch import PACE

from .common import store_values

HEADERS = {
    "x-wc-webhook-topic": "order.updated",
    "x-wc-webhook-resource": "order",
    "x-wc-webhook-event": "updated",
    "x-wc-webhook-delivery-id": "d1",
}


@tagged("post_install", "-at_install")
class TestInboxCommit(TransactionCase):
    def setUp(self):
        """Commit a store, because other transactions have to see it."""
        super().setUp()
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            self.backend_id = env["woo.backend"].create(store_values()).id
        self.addCleanup(self.remove_store)
        self.keep_jobs_from_running()

    def keep_jobs_from_running(self):
        """Put dispatch jobs off: a job runner may be at work beside the tests."""
        self.pauses = []
        model = type(self.env["woo.event"])
        enqueue = model._enqueue_dispatch

        def enqueue_for_tomorrow(events, backend, eta=None):
            self.pauses.append(eta)
            return enqueue(events, backend, eta=timedelta(days=1))

        self.startPatcher(
            patch.object(model, "_enqueue_dispatch", enqueue_for_tomorrow)
        )

    def remove_store(self):
        with self.registry.cursor() as cr:
            cr.execute("DELETE FROM woo_backend WHERE id = %s", [self.backend_id])
            cr.execute(
                "DELETE FROM queue_job WHERE identity_key = %s",
                [f"woo-dispatch-{self.backend_id}"],
            )
            cr.execute(
                "DELETE FROM mail_message WHERE model = 'woo.backend' AND res_id = %s",
                [self.backend_id],
            )

    def receive(self, env, woo_id=12):
        body = json.dumps({"id": woo_id}).encode()
        WooWebhook._store(env, self.backend_id, HEADERS, body)

    def committed(self, query):
        with self.registry.cursor() as cr:
            cr.execute(query, [self.backend_id])
            return cr.fetchone()[0]

    def count_events(self):
        return self.committed("SELECT count(*) FROM woo_event WHERE backend_id = %s")

    def count_jobs(self):
        return self.committed(
            "SELECT count(*) FROM queue_job"
            " WHERE identity_key = 'woo-dispatch-' || %s AND state = 'pending'"
        )

    def test_a_burst_makes_one_dispatch_job_after_the_commit(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            self.receive(env, 1)
            self.receive(env, 2)
            self.assertEqual(self.count_jobs(), 0)
        self.assertEqual(self.count_jobs(), 1)
        with self.registry.cursor() as cr:
            self.receive(api.Environment(cr, SUPERUSER_ID, {}), 3)
        self.assertEqual(self.count_jobs(), 1)
        self.assertEqual(self.count_events(), 3)

    def test_no_job_for_what_was_rolled_back(self):
        with self.registry.cursor() as cr:
            self.receive(api.Environment(cr, SUPERUSER_ID, {}))
            cr.rollback()
        self.assertEqual((self.count_events(), self.count_jobs()), (0, 0))

    def test_started_dispatch_does_not_stand_for_a_new_row(self):
        with self.registry.cursor() as cr:
            self.receive(api.Environment(cr, SUPERUSER_ID, {}), 1)
        with self.registry.cursor() as cr:
            cr.execute(
                "UPDATE queue_job SET state = 'started' WHERE identity_key = %s",
                [f"woo-dispatch-{self.backend_id}"],
            )
        with self.registry.cursor() as cr:
            self.receive(api.Environment(cr, SUPERUSER_ID, {}), 2)
        self.assertEqual(self.count_jobs(), 1)

    def test_first_delivery_is_dispatched_at_once_a_burst_is_gathered(self):
        with self.registry.cursor() as cr:
            self.receive(api.Environment(cr, SUPERUSER_ID, {}), 1)
        with self.registry.cursor() as cr:
            cr.execute(
                "UPDATE queue_job SET state = 'done',"
                " date_done = now() AT TIME ZONE 'UTC' WHERE identity_key = %s",
                [f"woo-dispatch-{self.backend_id}"],
            )
        with self.registry.cursor() as cr:
            self.receive(api.Environment(cr, SUPERUSER_ID, {}), 2)
        self.assertEqual(self.pauses, [None, PACE])

    def test_job_that_waits_for_later_is_not_looked_for(self):
        """The INSERT of the delivery has seen it; that saves a burst many queries."""
        with self.registry.cursor() as cr:
            self.receive(api.Environment(cr, SUPERUSER_ID, {}), 1)
        looked = patch.object(type(self.env["woo.event"]), "_is_dispatch_waiting")
        with looked as is_waiting:
            with self.registry.cursor() as cr:
                self.receive(api.Environment(cr, SUPERUSER_ID, {}), 2)
            is_waiting.assert_not_called()
            with self.registry.cursor() as cr:
                cr.execute(
                    "UPDATE queue_job SET eta = now() AT TIME ZONE 'UTC'"
                    " WHERE identity_key = %s",
                    [f"woo-dispatch-{self.backend_id}"],
                )
                self.receive(api.Environment(cr, SUPERUSER_ID, {}), 3)
            is_waiting.assert_called_once()
        self.assertEqual(self.count_events(), 3)

    def test_duplicate_at_the_same_moment(self):
        """The second INSERT waits for the first and must neither fail nor double."""
        waiting = threading.Event()
        failures = []

        def deliver_again():
            try:
                with self.registry.cursor() as cr:
                    env = api.Environment(cr, SUPERUSER_ID, {})
                    cr.execute(
                        "SELECT 1"
                    )  # the snapshot: older than the first's commit
                    waiting.set()
                    self.receive(env)
            except psycopg2.Error as error:
                failures.append(error)

        with self.registry.cursor() as cr:
            self.receive(api.Environment(cr, SUPERUSER_ID, {}))
            other = threading.Thread(target=deliver_again)
            other.start()
            waiting.wait(10)
        other.join(10)
        self.assertFalse(failures)
        self.assertEqual(self.count_events(), 1)

    def test_one_dispatch_at_a_time(self):
        with self.registry.cursor() as cr, self.registry.cursor() as other:
            first = api.Environment(cr, SUPERUSER_ID, {})
            second = api.Environment(other, SUPERUSER_ID, {})
            backend = first["woo.backend"].browse(self.backend_id)
            first["woo.event"]._dispatch(backend)
            with self.assertRaises(RetryableJobError) as raised:
                second["woo.event"]._dispatch(backend.with_env(second))
            self.assertTrue(raised.exception.ignore_retry)

    def test_dispatch_with_an_old_snapshot_tries_again(self):
        with self.registry.cursor() as cr:
            self.receive(api.Environment(cr, SUPERUSER_ID, {}))
        with self.registry.cursor() as late:
            late.execute("SELECT 1")
            with self.registry.cursor() as cr:
                cr.execute(
                    "UPDATE woo_event SET state = 'done' WHERE backend_id = %s",
                    [self.backend_id],
                )
            env = api.Environment(late, SUPERUSER_ID, {})
            with self.assertRaises(RetryableJobError):
                env["woo.event"]._dispatch(env["woo.backend"].browse(self.backend_id))
            late.rollback()

    def test_note_of_an_error_survives_the_failed_job(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            backend = env["woo.backend"].browse(self.backend_id)
            backend._note_error("The keys are wrong.", is_misconfigured=True)
            cr.rollback()
            self.assertEqual(backend.state, "error")
            self.assertEqual(backend.last_error, "The keys are wrong.")
            self.assertTrue(backend.last_error_at)
            backend._note_success()
            cr.rollback()
            self.assertEqual(backend.state, "connected")
            self.assertFalse(backend.last_error)

    def test_jobs_of_a_store_leave_its_row_alone(self):
        """Inserting what links to a store fails where its row was written meanwhile."""
        with self.registry.cursor() as slow:
            env = api.Environment(slow, SUPERUSER_ID, {})
            backend = env["woo.backend"].browse(self.backend_id)
            self.assertFalse(backend.last_poll_at)
            with self.registry.cursor() as cr:
                quick = api.Environment(cr, SUPERUSER_ID, {})
                store = quick["woo.backend"].browse(self.backend_id)
                store._note_error("Down", is_misconfigured=False)
                store._store_findings({})
                quick["woo.backend"]._cron_sweep()
                self.assertTrue(store.last_poll_at and store.next_sweep_at)
            order = env["woo.order"].create(
                {"backend_id": self.backend_id, "woo_id": 7, "status": "processing"}
            )
            env.flush_all()
            self.assertTrue(order.id)
            slow.rollback()

    def test_store_that_a_job_is_writing_about_is_not_due(self):
        with self.registry.cursor() as slow:
            env = api.Environment(slow, SUPERUSER_ID, {})
            backend = env["woo.backend"].browse(self.backend_id)
            self.assertFalse(backend.last_poll_at)
            with self.registry.cursor() as cr:
                quick = api.Environment(cr, SUPERUSER_ID, {})
                quick["woo.backend"].browse(self.backend_id)._store_findings({})
            self.assertNotIn(backend, backend._take_due_stores())
            with self.assertRaises(RetryableJobError):
                backend._note_progress(last_sweep_at=None)
            slow.rollback()

    def test_note_does_not_wait_for_ones_own_write(self):
        """A job that has written the store's row and then fails must not hang."""
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            backend = env["woo.backend"].browse(self.backend_id)
            backend.name = "Renamed"
            backend.flush_recordset()
            backend._note_error("Down", is_misconfigured=True)
            cr.rollback()
            self.assertEqual((backend.state, backend.last_error), ("connected", "Down"))
