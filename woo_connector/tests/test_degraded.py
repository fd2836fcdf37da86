from datetime import timedelta
from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.queue_job.tests.common import trap_jobs
from odoo.addons.woo_connector.woo.circuit import FAILURES_TO_OPEN

from .stock_common import StockCase


@tagged("post_install", "-at_install")
class TestDegraded(StockCase):
    """What a store is told while its sales cannot be relied upon."""

    def setUp(self):
        super().setUp()
        self.put_in_stock(self.beanie, 10)
        self.bind(self.beanie, 16)
        self.backend.write({"degraded_buffer": 3, "import_orders": True})
        self.backend.action_push_all_stock()
        self.push()

    def available(self):
        return self.backend._get_available(self.beanie.ids)[self.beanie.id]

    def after(self, **duration):
        """Let time pass."""
        moment = fields.Datetime.now() + timedelta(**duration)
        return patch.object(fields.Datetime, "now", lambda: moment)

    def go_down(self):
        for _failure in range(FAILURES_TO_OPEN):
            self.backend._note_unanswered()

    def degrade(self, **duration):
        with self.after(**(duration or {"minutes": 16})):
            self.env["woo.backend"]._cron_degrade()

    def be_degraded(self, policy="buffer"):
        """Let the store be down until the mode begins by itself."""
        self.backend.degraded_policy = policy
        self.go_down()
        self.degrade()
        self.env.invalidate_all()

    def poll(self, pages=1):
        """Look for orders until the store has no further ones."""
        full = [
            {"id": number, "status": "processing", "date_modified_gmt": date}
            for number, date in enumerate(self.dates(pages), start=1)
        ]
        answers = [full] * (pages - 1) + [[]]
        with trap_jobs(), patch.object(self.client, "get", side_effect=answers):
            for _page in range(pages):
                self.backend._poll()

    def dates(self, pages):
        start = fields.Datetime.now() - timedelta(hours=1)
        count = 100 if pages > 1 else 0
        moments = [start + timedelta(seconds=number) for number in range(count)]
        return [moment.isoformat(timespec="seconds") for moment in moments]

    # === By a person === #

    def test_buffer_is_held_back_and_given_back(self):
        self.backend.action_hold_buffer()
        self.assertEqual(self.available(), 7)
        self.push()
        self.assertEqual(self.client.stock(16), 7)
        self.backend.action_end_degraded()
        self.push()
        self.assertEqual(self.client.stock(16), 10)

    def test_buffer_in_percent(self):
        self.backend.write({"degraded_buffer": 0, "degraded_buffer_percent": 20})
        self.backend.action_hold_buffer()
        self.assertEqual(self.available(), 8)

    def test_buffer_of_nothing_is_refused(self):
        self.backend.degraded_buffer = 0
        with self.assertRaises(UserError):
            self.backend.action_hold_buffer()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.backend.degraded_policy = "buffer"
            self.env.flush_all()

    def test_buffer_that_changes_is_told_at_once(self):
        self.backend.action_hold_buffer()
        self.push()
        self.backend.degraded_buffer = 5
        self.push()
        self.assertEqual(self.client.stock(16), 5)

    def test_frozen_store_is_told_nothing_and_everything_afterwards(self):
        self.backend.action_freeze_stock()
        self.put_in_stock(self.beanie, -4)
        self.push()
        self.assertEqual(self.client.stock(16), 10)
        self.assertTrue(self.outbox())
        self.put_in_stock(self.beanie, 2)
        self.backend.action_end_degraded()
        self.client.requests.clear()
        self.push()
        self.assertEqual(self.client.stock(16), 8)
        self.assertEqual(list(self.client.sent().values()), [8])
        self.assertFalse(self.outbox())

    def test_no_job_is_made_for_a_frozen_store(self):
        self.backend.action_freeze_stock()
        with trap_jobs() as trap:
            self.backend._enqueue_push_stock()
            trap.assert_jobs_count(0)
            self.backend.action_end_degraded()
            self.backend._enqueue_push_stock()
            trap.assert_jobs_count(1)

    def test_who_did_it_is_kept(self):
        manager = new_test_user(
            self.env, "woo_boss", "woo_connector.group_woo_manager", name="Maria"
        )
        backend = self.backend.with_user(manager)
        backend.action_freeze_stock()
        self.assertIn("Maria", backend.degraded_cause)
        self.assertTrue(backend.degraded_since)
        self.assertIn("Maria", backend.message_ids[0].body)
        backend.action_end_degraded()
        self.assertFalse(backend.degraded_cause or backend.degraded_since)
        self.assertIn("Maria", backend.message_ids[0].body)

    def test_only_managers_decide(self):
        user = new_test_user(self.env, "woo_clerk", "woo_connector.group_woo_user")
        backend = self.backend.with_user(user)
        for button in (
            "action_hold_buffer",
            "action_freeze_stock",
            "action_end_degraded",
        ):
            with self.assertRaises(AccessError):
                getattr(backend, button)()

    # === By itself === #

    def test_begins_by_policy_after_its_time(self):
        for policy, mode in (("buffer", "buffer"), ("freeze", "frozen")):
            with self.subTest(policy):
                self.backend.degraded_policy = policy
                self.go_down()
                self.degrade(minutes=14)
                self.assertEqual(self.backend.degraded_mode, "normal")
                self.degrade(minutes=15)
                self.assertEqual(self.backend.degraded_mode, mode)
                self.assertIn("15 minutes", self.backend.degraded_cause)
                self.assertTrue(self.backend.is_degraded_by_itself)
                self.backend.action_end_degraded()
                self.backend._note_answered()

    def test_begins_when_the_store_waits_for_a_person(self):
        self.backend.degraded_policy = "freeze"
        self.backend._note_broken()
        self.degrade()
        self.assertEqual(self.backend.degraded_mode, "frozen")

    def test_single_failure_of_a_quiet_store_begins_nothing(self):
        self.backend.degraded_policy = "freeze"
        self.backend._note_unanswered()
        self.degrade(hours=5)
        self.assertEqual(self.backend.degraded_mode, "normal")

    def test_no_policy_no_mode(self):
        self.go_down()
        self.degrade()
        self.assertEqual(self.backend.degraded_mode, "normal")

    def test_ends_when_orders_were_looked_for_after_the_store_came_back(self):
        self.be_degraded()
        self.backend._note_answered()
        self.assertEqual(self.backend.degraded_mode, "buffer")
        self.poll()
        self.assertEqual(self.backend.degraded_mode, "normal")
        self.push()
        self.assertEqual(self.client.stock(16), 10)

    def test_first_of_two_pages_ends_nothing(self):
        self.be_degraded()
        self.backend._note_answered()
        with patch.object(type(self.backend), "_end_degraded_when_seen") as ended:
            self.poll(pages=2)
        ended.assert_called_once()

    def test_orders_that_were_asked_for_before_end_nothing(self):
        self.be_degraded()
        before = fields.Datetime.now() - timedelta(seconds=10)
        self.backend._end_degraded_when_seen(before)
        self.assertEqual(self.backend.degraded_mode, "buffer")
        self.backend._note_answered()
        self.backend._end_degraded_when_seen(before)
        self.assertEqual(self.backend.degraded_mode, "buffer")

    def test_ends_without_a_poll_where_no_orders_are_imported(self):
        self.be_degraded()
        self.backend.import_orders = False
        self.env["woo.backend"]._cron_degrade()
        self.assertEqual(self.backend.degraded_mode, "buffer")
        self.backend._note_answered()
        self.env["woo.backend"]._cron_degrade()
        self.assertEqual(self.backend.degraded_mode, "normal")

    def test_what_a_person_began_stays(self):
        self.backend.action_freeze_stock()
        self.be_degraded("buffer")
        self.assertEqual(self.backend.degraded_mode, "frozen")
        self.backend._note_answered()
        self.poll()
        self.assertEqual(self.backend.degraded_mode, "frozen")

    def test_what_a_person_takes_over_stays(self):
        self.be_degraded()
        self.backend.action_hold_buffer()
        self.backend._note_answered()
        self.poll()
        self.assertEqual(self.backend.degraded_mode, "buffer")
