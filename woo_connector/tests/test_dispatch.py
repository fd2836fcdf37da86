from unittest.mock import patch

from odoo.tests import tagged

from odoo.addons.queue_job.tests.common import trap_jobs
from odoo.addons.woo_connector.models import woo_event_dispatch

from .common import WooCase


@tagged("post_install", "-at_install")
class TestDispatch(WooCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.events = cls.env["woo.event"]

    def arrive(self, *objects, state="pending"):
        """Put events into the inbox, each given as (resource, store id)."""
        return self.events.create(
            [
                {
                    "backend_id": self.backend.id,
                    "source": "webhook",
                    "topic": f"{resource}.updated",
                    "resource": resource,
                    "action": "updated",
                    "woo_id": woo_id,
                    "state": state,
                }
                for resource, woo_id in objects
            ]
        )

    def dispatch(self):
        """Run the job; return what was asked of the importers, in order."""
        asked = []

        def note(resource):
            return lambda model, backend, woo_ids: asked.append((resource, woo_ids))

        with (
            patch.object(type(self.env["woo.order"]), "_enqueue_import", note("order")),
            patch.object(
                type(self.env["woo.product"]), "_enqueue_import", note("product")
            ),
        ):
            self.events._dispatch(self.backend)
        self.env.invalidate_all()
        return asked

    def test_events_of_an_object_become_one_job_in_order_of_arrival(self):
        events = self.arrive(
            ("order", 9), ("product", 4), ("order", 3), ("order", 9), ("product", 4)
        )
        self.assertEqual(self.dispatch(), [("order", [9, 3]), ("product", [4])])
        self.assertEqual(set(events.mapped("state")), {"done"})

    def test_what_is_not_waiting_is_left_alone(self):
        for state in ("done", "ignored", "failed"):
            self.arrive(("order", 1), state=state)
        self.assertEqual(self.dispatch(), [])

    def test_other_stores_are_left_alone(self):
        other = self.backend.copy({"address": "https://other.example.com"})
        other.state = "connected"
        event = self.arrive(("order", 1))
        event.backend_id = other
        self.assertEqual(self.dispatch(), [])
        self.assertEqual(event.state, "pending")

    def test_unknown_kind_is_ignored_with_a_reason(self):
        event = self.arrive(("coupon", 1))
        self.assertEqual(self.dispatch(), [])
        self.assertEqual(event.state, "ignored")
        self.assertTrue(event.error)

    def test_orders_that_are_not_wanted_are_ignored_with_a_reason(self):
        self.backend.import_orders = False
        order, product = self.arrive(("order", 1), ("product", 1))
        self.assertEqual(self.dispatch(), [("product", [1])])
        self.assertEqual((order.state, product.state), ("ignored", "done"))
        self.assertTrue(order.error)

    def test_unconnected_store_keeps_its_events(self):
        self.backend.state = "draft"
        event = self.arrive(("order", 1))
        self.assertEqual(self.dispatch(), [])
        self.assertEqual(event.state, "pending")

    def test_more_than_a_batch_is_left_to_a_following_job(self):
        self.arrive(("order", 1), ("order", 2), ("order", 3))
        with trap_jobs() as trap, patch.object(woo_event_dispatch, "BATCH", 2):
            self.assertEqual(self.dispatch(), [("order", [1, 2])])
            trap.assert_jobs_count(1)
            self.assertEqual(self.dispatch(), [("order", [3])])
            trap.assert_jobs_count(1)

    def test_cron_enqueues_one_job_per_store_with_work(self):
        self.arrive(("order", 1), ("order", 2))
        idle = self.backend.copy({"state": "connected"})
        with trap_jobs() as trap:
            self.events._cron_dispatch()
            mine = [
                job for job in trap.enqueued_jobs if job.args[0] in (self.backend, idle)
            ]
        self.assertEqual([job.args[0] for job in mine], [self.backend])
        self.assertEqual(mine[0].channel, "root.woo.inbox")
        self.assertEqual(mine[0].user_id, self.env.ref("base.user_root").id)
        self.assertEqual(mine[0].company_id, self.backend.company_id.id)

    def test_managers_pass_failed_events_on_again(self):
        failed = self.arrive(("order", 1), state="failed")
        unreadable = self.arrive(("order", 0), state="failed")
        (failed + unreadable).with_user(self.woo_manager).action_replay()
        self.assertEqual((failed.state, unreadable.state), ("pending", "failed"))

    def test_old_events_are_deleted_but_none_that_waits(self):
        done, waiting, recent = self.arrive(("order", 1), ("order", 2), ("order", 3))
        (done + waiting).received_at = "2020-01-01 00:00:00"
        (done + recent).state = "done"
        self.events._gc_events()
        self.assertEqual((done + waiting + recent).exists(), waiting + recent)
