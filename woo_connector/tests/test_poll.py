from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo.tests import tagged

from odoo.addons.queue_job.exception import RetryableJobError
from odoo.addons.queue_job.tests.common import trap_jobs
from odoo.addons.woo_connector.woo.cursor import OVERLAP, PAGE_SIZE
from odoo.addons.woo_connector.woo.errors import (
    MisconfiguredError,
    Reason,
    TemporaryError,
)

from .common import WooCase

NOW = datetime(2026, 3, 1, 12, 0, 0)


def found(woo_id, modified):
    """Return an order as the store lists it."""
    return {
        "id": woo_id,
        "status": "processing",
        "date_modified_gmt": modified.isoformat(),
    }


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestPoll(WooCase):
    def poll(self, orders, **page):
        """Run the job on one page; return the request's parameters and the jobs."""
        with self.store_answers({"GET orders": orders}) as client, trap_jobs() as trap:
            self.backend._poll(**page)
        [(_path, params)] = client.asked("GET")
        return params, trap.enqueued_jobs

    def events(self):
        return self.env["woo.event"].search(
            [("backend_id", "=", self.backend.id)], order="id"
        )

    def test_findings_are_stored_and_the_cursor_moves(self):
        first, last = NOW - timedelta(hours=2), NOW - timedelta(hours=1)
        params, jobs = self.poll([found(7, first), found(5, last)])
        self.assertEqual(params["_fields"], "id,status,date_modified_gmt")
        self.assertRecordValues(
            self.events(),
            [
                {"source": "poll", "woo_id": 7, "state": "pending"},
                {"source": "poll", "woo_id": 5, "state": "pending"},
            ],
        )
        self.assertEqual(self.backend.order_cursor, last)
        self.assertEqual(self.backend.last_poll_at, NOW)
        self.assertEqual(self.backend.next_poll_at, NOW + timedelta(minutes=5))
        self.assertFalse(jobs)

    def test_order_dated_in_the_future_does_not_hide_what_comes_before(self):
        self.poll([found(5, NOW - timedelta(hours=1)), found(7, datetime(2030, 1, 1))])
        self.assertEqual(self.backend.order_cursor, NOW)
        params, _jobs = self.poll([found(7, datetime(2030, 1, 1))])
        self.assertLess(params["modified_after"].replace(tzinfo=None), NOW)
        self.assertEqual(self.events().mapped("woo_id"), [5, 7])

    def test_cursor_in_the_future_is_taken_back(self):
        self.backend.progress_ids.order_cursor = datetime(2030, 1, 1)
        self.poll([])
        self.assertEqual(self.backend.order_cursor, NOW)

    def test_first_poll_begins_at_the_start_date_inclusive(self):
        self.backend.import_from = datetime(2026, 2, 1)
        params, _jobs = self.poll([])
        after = params["modified_after"].replace(tzinfo=None)
        self.assertEqual(after, datetime(2026, 1, 31, 23, 59, 59))
        self.assertEqual(self.backend.order_cursor, after)

    def test_next_poll_overlaps_but_never_before_the_start_date(self):
        self.backend.progress_ids.order_cursor = datetime(2026, 2, 1)
        params, _jobs = self.poll([])
        after = params["modified_after"].replace(tzinfo=None)
        self.assertEqual(after, datetime(2026, 2, 1) - OVERLAP)
        self.backend.import_from = datetime(2026, 2, 1)
        params, _jobs = self.poll([])
        self.assertGreater(params["modified_after"].replace(tzinfo=None), after)

    def test_found_again_is_no_work(self):
        order = found(7, NOW - timedelta(minutes=1))
        for _ in range(3):
            self.poll([order])
        self.assertEqual(len(self.events()), 1)

    def test_changed_again_is_work(self):
        self.poll([found(7, NOW - timedelta(minutes=2))])
        self.poll([found(7, NOW - timedelta(minutes=1))])
        self.assertEqual(self.events().mapped("woo_id"), [7, 7])

    def test_change_of_this_second_is_looked_at_again_once_it_is_over(self):
        order = found(7, NOW)
        self.poll([order])
        self.poll([order])
        self.assertEqual(len(self.events()), 1)
        with freeze_time(NOW + timedelta(minutes=1)):
            self.poll([order])
            self.poll([order])
        self.assertEqual(len(self.events()), 2)

    def test_order_read_since_its_change_is_no_work(self):
        changed = NOW - timedelta(hours=1)
        self.env["woo.order"].create(
            [
                {
                    "backend_id": self.backend.id,
                    "woo_id": woo_id,
                    "date_modified": modified,
                    "last_import_at": read_at,
                }
                for woo_id, modified, read_at in (
                    (1, changed, NOW),
                    (2, changed - timedelta(hours=2), NOW),
                    (3, changed, changed),
                )
            ]
        )
        self.poll([found(woo_id, changed) for woo_id in (1, 2, 3)])
        self.assertEqual(self.events().mapped("woo_id"), [2, 3])

    def test_full_page_is_followed_by_a_job_of_its_own(self):
        begin = NOW - timedelta(days=1)
        page = [found(n, begin + timedelta(seconds=n)) for n in range(1, PAGE_SIZE + 1)]
        _params, [job] = self.poll(page)
        self.assertEqual(job.identity_key, f"woo-poll-{self.backend.id}")
        params, jobs = self.poll([], after=job.args[0])
        self.assertEqual(
            params["modified_after"].replace(tzinfo=None),
            begin + timedelta(seconds=PAGE_SIZE - 1),
        )
        self.assertFalse(jobs)

    def test_page_within_one_second_is_counted(self):
        moment = NOW - timedelta(days=1)
        self.backend.progress_ids.order_cursor = moment
        page = [found(n, moment) for n in range(1, PAGE_SIZE + 1)]
        after = str(moment - timedelta(seconds=1))
        _params, [job] = self.poll(page, after=after)
        self.assertEqual(job.args[1:], (2, False))

    def test_order_without_a_date_is_found_once(self):
        order = {"id": 7, "status": "processing", "date_modified_gmt": None}
        cursor = NOW - timedelta(days=1)
        self.backend.progress_ids.order_cursor = cursor
        self.poll([order])
        self.poll([order])
        self.assertEqual(len(self.events()), 1)
        self.assertEqual(self.backend.order_cursor, cursor)

    def test_order_with_an_odd_date_keeps_no_other_out(self):
        for odd in ("-0001-11-30T00:00:00", "0000-00-00T00:00:00", "soon", False, 0):
            with self.subTest(date=odd):
                self.events().unlink()
                order = {"id": 7, "status": "processing", "date_modified_gmt": odd}
                self.poll([order, found(5, NOW - timedelta(hours=1))])
                self.assertEqual(self.events().mapped("woo_id"), [7, 5])

    def test_failed_page_moves_no_cursor(self):
        cursor = self.backend.order_cursor
        for error, expected in (
            (TemporaryError("Down", retry_after=30), RetryableJobError),
            (MisconfiguredError(Reason.WRONG_KEY, "Key"), MisconfiguredError),
        ):
            with self.assertRaises(expected), self.store_answers({"GET orders": error}):
                self.backend._poll()
        self.assertEqual(self.backend.order_cursor, cursor)
        self.assertFalse(self.backend.last_poll_at)
        self.assertFalse(self.events())

    def test_older_start_date_goes_back(self):
        self.backend.progress_ids.order_cursor = NOW
        self.backend.import_from = datetime(2026, 2, 1)
        self.assertEqual(self.backend.order_cursor, NOW)
        self.backend.import_from = datetime(2025, 6, 1)
        self.assertFalse(self.backend.order_cursor)

    def test_recovered_store_takes_up_what_failed(self):
        def fail(backend, exception):
            job = backend._enqueue_register_webhooks().db_record()
            name = f"odoo.addons.woo_connector.woo.errors.{exception}"
            job.write({"state": "failed", "exc_name": name})
            return job

        other = self.backend.copy({"state": "error"})
        waiting = fail(self.backend, "MisconfiguredError")
        rejected = fail(self.backend, "RejectedError")
        foreign = fail(other, "MisconfiguredError")
        self.poll([])
        self.assertEqual(waiting.state, "failed", "the store was never in error")
        self.backend.state = "error"
        self.poll([])
        self.assertEqual(waiting.state, "pending")
        self.assertEqual((rejected.state, foreign.state), ("failed", "failed"))

    def test_unwanted_orders_are_not_asked_for(self):
        for values in ({"import_orders": False}, {"state": "draft"}):
            self.backend.write({"import_orders": True, **values})
            with self.store_answers({}) as client:
                self.backend._poll()
            self.assertFalse(client.requests)

    def test_cron_takes_each_store_when_it_is_due(self):
        ill = self.backend.copy({"state": "error"})
        unconnected = self.backend.copy({"state": "draft"})
        stores = self.backend + ill + unconnected
        due = self.env["woo.backend"]._take_due_stores()
        self.assertEqual(due & stores, self.backend + ill)
        self.env.invalidate_all()
        self.assertEqual(self.backend.next_poll_at, NOW + timedelta(minutes=5))
        self.assertEqual(ill.next_poll_at, NOW + timedelta(hours=1))
        self.assertFalse(self.env["woo.backend"]._take_due_stores() & stores)
        with freeze_time(NOW + timedelta(minutes=5)):
            due = self.env["woo.backend"]._take_due_stores()
            self.assertEqual(due & stores, self.backend)

    def test_cron_enqueues_a_job_per_store(self):
        other = self.backend.copy({"state": "connected"})
        with trap_jobs() as trap:
            self.env["woo.backend"]._cron_poll()
            polled = [job.recordset for job in trap.enqueued_jobs]
        self.assertIn(self.backend, polled)
        self.assertIn(other, polled)

    def test_user_may_ask_for_a_poll(self):
        with trap_jobs() as trap:
            self.backend.with_user(self.woo_user).action_poll_now()
            trap.assert_jobs_count(1, only=self.backend._poll)
