from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from odoo.addons.queue_job.tests.common import trap_jobs

from .reconcile_case import ReconcileCase


@tagged("post_install", "-at_install")
class TestReconciliationWatch(ReconcileCase):
    """When stores are compared, who is told, and who may do so."""

    # === When === #

    def begun_by_cron(self):
        with trap_jobs() as trap:
            self.env["woo.backend"]._cron_reconcile()
        return len(trap.enqueued_jobs)

    def test_cron_begins_what_is_due(self):
        self.assertEqual(self.begun_by_cron(), 1)
        run = self.env["woo.reconciliation"].search([], limit=1)
        self.assertEqual(run.backend_id, self.backend)
        run._fail("It was for a test.")
        self.assertEqual(self.begun_by_cron(), 0)
        run.started_at = fields.Datetime.now() - timedelta(hours=24)
        self.assertEqual(self.begun_by_cron(), 1)

    def test_cron_leaves_out(self):
        for values in (
            {"reconcile_interval": 0},
            {"push_stock": False},
            {"state": "error"},
        ):
            with self.subTest(values), self.env.cr.savepoint() as savepoint:
                self.backend.write(values)
                self.assertEqual(self.begun_by_cron(), 0)
                savepoint.rollback()
                self.env.invalidate_all()

    def test_store_that_is_not_told_is_not_asked(self):
        self.backend.push_stock = False
        with self.assertRaises(UserError):
            self.backend.action_reconcile_stock()

    # === Alert === #

    def alerts(self):
        kind = self.env.ref("woo_connector.activity_stock_differs")
        return self.backend.activity_ids.filtered(
            lambda activity: activity.activity_type_id == kind
        )

    def test_alert(self):
        self.backend.responsible_id = self.manager
        for name, limit, is_alert in (
            ("alert_skus", 1, False),
            ("alert_units", 2, False),
            ("alert_units", 1, True),
            ("alert_value", 8.0, False),
            ("alert_value", 7.5, True),
        ):
            with self.subTest(f"{name} {limit}"):
                self.backend.write(
                    {"alert_skus": 0, "alert_units": 0, "alert_value": 0, name: limit}
                )
                self.change_in_store(16, 12)
                self.reconcile()
                self.assertEqual(bool(self.alerts()), is_alert)
        self.assertEqual(self.alerts().user_id, self.manager)
        told = self.backend.message_ids[0].body
        self.assertIn("Changed in the store: 1 products, 2 pieces", told)

    def test_one_alert_until_it_is_over(self):
        self.backend.alert_units = 1
        self.change_in_store(16, 12)
        self.reconcile()
        self.reconcile()
        self.assertEqual(len(self.alerts()), 1)
        self.client.change(16, stock_quantity=10)
        self.reconcile()
        self.assertFalse(self.alerts())

    def test_what_is_under_way_alerts_nobody(self):
        self.backend.alert_units = 1
        self.put_in_stock(self.beanie, 5)
        self.env.cr.flush()
        run = self.reconcile()
        self.assertEqual(run.units, 5)
        self.assertFalse(self.alerts())

    # === Rights, forgetting === #

    def test_user_may_look_but_not_start_or_stop(self):
        user = new_test_user(self.env, "woo_user", "woo_connector.group_woo_user")
        run = self.reconcile()
        self.assertEqual(run.with_user(user).state, "done")
        with self.assertRaises(AccessError):
            self.backend.with_user(user).action_reconcile_stock()
        for button in ("action_stop", "action_go_on"):
            with self.assertRaises(AccessError):
                getattr(run.with_user(user), button)()

    def test_manager_starts_and_stops(self):
        action = self.backend.with_user(self.manager).action_reconcile_stock()
        run = self.env["woo.reconciliation"].browse(action["res_id"])
        run.with_user(self.manager).action_stop()
        self.assertEqual(run.state, "stopped")

    def test_old_ones_are_forgotten(self):
        self.change_in_store(16, 12)
        old = self.reconcile()
        counts = old.count_ids
        row = self.discrepancies()
        self.client.change(16, stock_quantity=10)
        new = self.reconcile()
        long_ago = fields.Datetime.now() - timedelta(days=400)
        old.started_at = row.closed_at = long_ago
        self.env["woo.reconciliation"]._gc_reconciliations()
        self.env["woo.discrepancy"]._gc_discrepancies()
        self.assertEqual((old | new).exists(), new)
        self.assertFalse(row.exists())
        self.assertFalse(counts.exists())
