from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from odoo.addons.queue_job.tests.common import trap_jobs

from ..woo.errors import MisconfiguredError, Reason
from ..woo.sweep import PAGE_SIZE
from .edited_orders import edited, with_quantity
from .test_order_edits import BELT, OrderEditCase


@tagged("post_install", "-at_install")
class TestOrderSweep(OrderEditCase):
    """All recent orders are compared, whatever the store tells of them."""

    def setUp(self):
        super().setUp()
        self.backend.import_from = "2026-01-01"
        self.order = self._import(self.payload)
        self.order.date_created = fields.Datetime.now() - timedelta(days=1)

    def _sweep(self, *payloads, trashed=()):
        """Sweep a store that lists these orders; return (finding jobs, swept ids)."""

        def orders(params):
            if params.get("status") == "trash":
                return [{"id": woo_id} for woo_id in trashed]
            start = (params["page"] - 1) * PAGE_SIZE
            return list(payloads)[start : start + PAGE_SIZE]

        self.client.answers["GET orders"] = orders
        with trap_jobs() as trap:
            self.backend.action_sweep_now()
        trap.perform_enqueued_jobs()
        events = self.env["woo.event"].search(
            [("backend_id", "=", self.backend.id), ("source", "=", "sweep")]
        )
        return sorted(events.mapped("woo_id"))

    def test_nothing_new(self):
        self.assertEqual(self._sweep(self.payload), [])
        self.assertTrue(self.backend.last_sweep_at)

    def test_what_is_asked(self):
        self._sweep(self.payload)
        [(_path, params)] = [
            one for one in self.client.asked("GET") if one[0] == "orders"
        ]
        self.assertEqual(params["dp"], 8)
        days = fields.Datetime.now() - params["after"].replace(tzinfo=None)
        self.assertEqual(days.days, self.backend.sweep_days)

    def test_edit_that_moved_no_date(self):
        payload = with_quantity(self.payload, BELT, 5)
        self.assertEqual(
            payload["date_modified_gmt"], self.payload["date_modified_gmt"]
        )
        self.assertEqual(self._sweep(payload), [61])
        self._import(payload)
        self.assertEqualsStore(self.order, payload)
        self.env["woo.event"].search([]).unlink()
        self.assertEqual(self._sweep(payload), [])

    def test_order_deleted_for_good(self):
        self.assertEqual(self._sweep(), [61])
        del self.client.answers["GET orders/61"]
        self.env["woo.order"]._import(self.backend, 61)
        self.assertEqual(self.order.sale_order_id.state, "cancel")
        self.env["woo.event"].search([]).unlink()
        self.assertEqual(self._sweep(), [])

    def test_order_in_the_trash_until_it_is_deleted(self):
        self._import(edited(self.payload, status="trash"))
        self.assertEqual(self._sweep(trashed=[61]), [])
        self.assertEqual(self._sweep(trashed=[]), [61])

    def test_order_restored_silently(self):
        self._import(edited(self.payload, status="trash"))
        self.assertEqual(self._sweep(self.payload), [61])
        self._import(self.payload)
        self.assertEqualsStore(self.order, self.payload)
        self.assertEqual(self.order.sale_order_id.state, "sale")

    def test_order_that_was_never_announced(self):
        unknown = edited(self.payload, id=62)
        cart = edited(self.payload, id=63, status="checkout-draft")
        older = edited(self.payload, id=64, date_modified_gmt="2020-01-01T00:00:00")
        self.assertEqual(self._sweep(self.payload, unknown, cart, older), [62])

    def test_older_orders_are_left_alone(self):
        self.order.date_created = fields.Datetime.now() - timedelta(days=100)
        self.assertEqual(self._sweep(), [])

    def test_other_store_is_left_alone(self):
        other = self.backend.copy({"state": "connected"})
        self.order.backend_id = other
        self.assertEqual(self._sweep(), [])

    def test_one_page_is_one_job(self):
        many = [edited(self.payload, id=100 + one) for one in range(PAGE_SIZE)]
        with trap_jobs() as trap:
            self.client.answers["GET orders"] = [self.payload, *many][:PAGE_SIZE]
            since = fields.Datetime.to_string(
                fields.Datetime.now() - timedelta(days=60)
            )
            self.backend._sweep(since, 1, 0)
            trap.assert_jobs_count(1, only=self.backend._sweep)
            [job] = [job for job in trap.enqueued_jobs if job.method_name == "_sweep"]
        self.assertEqual(job.args, (since, 2, 100 + PAGE_SIZE - 2))
        self.assertEqual(job.channel, "root.woo.sweep")
        self.assertFalse(self.backend.last_sweep_at)

    def test_deletion_is_found_on_its_own_page_only(self):
        full = [edited(self.payload, id=1 + one) for one in range(PAGE_SIZE)]
        self.assertNotIn(61, self._sweep(*full))
        with trap_jobs():
            self.client.answers["GET orders"] = []
            result = self.backend._sweep("2026-01-01 00:00:00", 2, PAGE_SIZE)
        self.assertEqual(result, "0 orders, 0 changed, 0 unknown, 1 gone")

    def test_refusing_store_fails_the_job(self):
        self.client.answers["GET orders"] = MisconfiguredError(Reason.WRONG_KEY, "No.")
        with trap_jobs() as trap, self.assertRaises(MisconfiguredError):
            self.backend._enqueue_sweep()
            trap.perform_enqueued_jobs()

    # === When === #

    def test_cron_takes_what_is_due(self):
        with trap_jobs() as trap:
            self.env["woo.backend"]._cron_sweep()
            self.env["woo.backend"]._cron_sweep()
        trap.assert_jobs_count(1)
        hours = self.backend.next_sweep_at - fields.Datetime.now()
        self.assertAlmostEqual(hours.total_seconds(), 24 * 3600, delta=60)

    def test_cron_leaves_others(self):
        with trap_jobs() as trap:
            for values in (
                {"sweep_interval": 0},
                {"sweep_interval": 24, "import_orders": False},
                {"import_orders": True, "state": "draft"},
                {"state": "error"},
            ):
                self.backend.write(values)
                self.env["woo.backend"]._cron_sweep()
        trap.assert_jobs_count(0)
