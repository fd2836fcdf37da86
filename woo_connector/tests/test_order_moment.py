from odoo.tests import freeze_time, new_test_user, tagged

from odoo.addons.queue_job.tests.common import trap_jobs

from ..models import sale_order_moment
from ..woo.errors import RejectedError
from .refund_send_case import RefundingStore, RefundSendCase

JOB = "11111111-2222-3333-4444-555555555555"


@tagged("post_install", "-at_install")
class TestOrderMoment(RefundSendCase):
    """The timeline of an order says what happened, and because of what."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.backend.write({"sale_cancel_policy": "cancel", "send_shipments": True})

    def _announce_by(self, source, woo_id=61):
        """Let the inbox have an event that was passed on."""
        event = self.env["woo.event"]._note_wanted(self.backend, "order", [woo_id])
        event.write({"source": source, "state": "done", "job_uuid": "a-dispatch"})
        return event

    def _make_job(self, key):
        """Have a row of a job with this number, as the job engine keeps it."""
        job = self.env["queue.job"].with_context(_job_edit_sentinel=None)
        sentinel = type(job).EDIT_SENTINEL
        return job.with_context(_job_edit_sentinel=sentinel).create(
            {
                "uuid": JOB,
                "name": "Import order 61",
                "identity_key": key,
                "state": "done",
                "model_name": "woo.order",
                "method_name": "_import",
                "user_id": self.env.uid,
            }
        )

    def _bring_in(self, **changes):
        """Import an order by a job; return its row, told by a store from then on."""
        self.payload = self._payload(self._line(1, 3, "30.00", (1, "6.00")), **changes)
        self.client.answers[f"GET orders/{self.payload['id']}"] = self.payload
        job = self.env["woo.order"].with_context(job_uuid=JOB)
        job._import(self.backend, self.payload["id"])
        order = self._order(self.payload["id"])
        self.client = RefundingStore(self.payload)
        return order

    def _timeline(self, order):
        """Return the moments of an order as they are now."""
        self.env.flush_all()
        self.env.invalidate_all()
        return order.moment_ids

    def _kinds(self, order):
        return self._timeline(order).mapped("kind")

    def _moment(self, order, kind):
        [moment] = self._timeline(order).filtered(lambda one: one.kind == kind)
        return moment

    def test_order_that_comes_in(self):
        self._announce_by("webhook")
        self._announce_by("poll")
        self._make_job(f"woo-order-{self.backend.id}-61")
        order = self._bring_in()
        self.assertEqual(self._kinds(order), ["received", "imported", "confirmed"])
        received, imported, confirmed = self._timeline(order)
        self.assertEqual((received.cause, received.job_uuid), ("Webhook", "a-dispatch"))
        for moment in imported, confirmed:
            self.assertEqual(moment.name, order.sale_order_id.name)
            self.assertEqual((moment.cause, moment.job_uuid), ("Poll", JOB))
            self.assertEqual(moment.job_name, "Import order 61")
            self.assertFalse(moment.user_id)
        job = imported.action_open_job()
        self.assertEqual(job["res_model"], "queue.job")
        found = self.env["woo.order.moment"].search(
            order.action_open_moments()["domain"]
        )
        self.assertIn("announced", found.mapped("kind"))
        self.assertEqual(order.sale_order_id.woo_moment_ids, order.moment_ids)

    def test_what_the_inbox_forgets_stays(self):
        event = self._announce_by("sweep")
        order = self._bring_in()
        event.unlink()
        received = self._moment(order, "received")
        self.assertEqual((received.cause, received.job_uuid), ("Sweep", False))
        self.assertEqual(received.moment, order.received_at)

    def test_past_order(self):
        history = self.env["woo.history"].create(
            {
                "backend_id": self.backend.id,
                "date_from": "2024-05-01 00:00:00",
                "date_to": "2024-06-01 00:00:00",
            }
        )
        orders = self.env["woo.order"].with_context(woo_history_id=history.id)
        order = orders._create_bindings(self.backend, [8])
        received = self._moment(order, "received")
        self.assertEqual(received.cause, "Import of past orders")
        self.assertFalse(order.received_at)

    def test_job_that_a_person_asked_for_is_nobodys_event(self):
        self._announce_by("webhook")
        self._make_job(f"woo-order-{self.backend.id}-61-retry-7")
        imported = self._moment(self._bring_in(), "imported")
        self.assertEqual((imported.cause, imported.job_uuid), (False, JOB))

    def test_person_confirms_cancels_and_opens_again(self):
        order = self._bring_in(status="on-hold")
        seller = new_test_user(
            self.env, "seller", "sales_team.group_sale_salesman_all_leads"
        )
        sale_order = order.sale_order_id.with_user(seller)
        sale_order.action_confirm()
        sale_order.action_cancel()
        sale_order.action_draft()
        for kind in ("confirmed", "cancelled", "reopened"):
            moment = self._moment(order, kind)
            self.assertEqual(moment.user_id, seller)
            self.assertEqual((moment.cause, moment.job_uuid), (seller.name, False))
        self.assertFalse(sale_order.copy().sudo().woo_moments)

    def test_store_cancels(self):
        self._bring_in()
        self.payload = {**self.payload, "status": "cancelled"}
        order = self._bring_in(status="cancelled")
        cancelled = self._moment(order, "cancelled")
        self.assertEqual((cancelled.job_uuid, cancelled.user_id.id), (JOB, False))

    def _count_confirming(self, order):
        """Open an order again; return how many queries its confirmation takes."""
        order.action_cancel()
        order.action_draft()
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        order.action_confirm()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_written_with_the_state_alone(self):
        order = self._bring_in(status="on-hold").sale_order_id
        self._count_confirming(order)
        noted = len(order.sudo().woo_moments)
        count = self._count_confirming(order)
        self.patch(type(order), "_note_moment", lambda *_args: None)
        self.assertEqual(count, self._count_confirming(order))
        self.assertEqual(len(order.sudo().woo_moments) - noted, 3)

    def test_no_query_for_other_orders(self):
        order = self._bring_in(status="on-hold").sale_order_id.copy()
        # The date of the order would be written in some seconds and not in others.
        self.startPatcher(freeze_time("2026-11-27 10:00:00"))
        self._count_confirming(order)
        count = self._count_confirming(order)
        self.patch(sale_order_moment, "KINDS", {})
        self.assertEqual(count, self._count_confirming(order))
        self.assertFalse(order.sudo().woo_moments)

    def test_shipped_and_told(self):
        order = self._bring_in()
        self._deliver(order, 1)
        self._deliver(order)
        shipments = order.shipment_ids
        self._send(shipments[0].with_context(job_uuid=JOB))
        self.client.answers["POST orders/61/notes"] = RejectedError("Not today.")
        self._send(shipments[1])
        moments = self._timeline(order)
        shipped = moments.filtered(lambda one: one.kind == "shipped")
        self.assertEqual(set(shipped.mapped("name")), set(shipments.mapped("name")))
        kinds = ("shipped", "told", "refused", "nothing")
        counts = [moments.mapped("kind").count(kind) for kind in kinds]
        self.assertEqual(counts, [2, 1, 1, 0])
        told = moments.filtered(lambda one: one.kind == "told")
        self.assertEqual((told.name, told.job_uuid), (shipments[0].name, JOB))
        refused = moments.filtered(lambda one: one.kind == "refused")
        self.assertIn("Not today.", refused.detail)

    def test_refund_that_comes_in(self):
        order = self._bring_in()
        self._invoice(order.sale_order_id)
        self.client.refund({"amount": "12.00", "reason": "Damaged"})
        with trap_jobs() as trap:
            self.env["woo.order"]._import(self.backend, 61)
            for job in trap.enqueued_jobs:
                job.perform()
        refunded = self._moment(order, "refunded")
        self.assertEqual((refunded.name, refunded.amount), ("700", 12.0))
        self.assertIn("Damaged", refunded.detail)
        self.assertEqual(refunded.job_uuid, order.refund_ids.job_uuid)
        self.assertNotIn("credited", self._kinds(order))

    def test_refund_that_goes_out_is_not_one_that_comes_in(self):
        order = self._bring_in()
        note = self._credit(self._invoice(order.sale_order_id), 1)
        self._send(self._row(note))
        self._comes_back()
        credited = self._moment(order, "credited")
        self.assertEqual((credited.name, credited.amount), (note.name, 12.0))
        self.assertEqual(self._moment(order, "told").name, note.name)
        self.assertNotIn("refunded", self._kinds(order))

    def test_goods_that_come_back(self):
        order = self._bring_in()
        self._deliver(order)
        picking = order.sale_order_id.picking_ids
        wizard = self.env["stock.return.picking"].create({"picking_id": picking.id})
        wizard.product_return_moves.quantity = 1
        back = wizard._create_return()
        back.move_ids.picked = True
        back._action_done()
        self.assertEqual(self._moment(order, "returned").name, back.name)
        self.assertEqual(self._moment(order, "shipped").name, picking.name)

    def test_numbers_are_nobody_elses(self):
        order = self._bring_in()
        self._deliver(order)
        self._send(order.shipment_ids)
        self._credit(self._invoice(order.sale_order_id))
        moments = self.env["woo.order.moment"].search([])
        self.assertEqual(len(moments), len(set(moments.ids)))
        self.assertGreater(len(moments), 5)

    def test_timeline_is_read_in_one_go(self):
        order = self._bring_in()
        self._deliver(order)
        user = order.with_user(self.woo_user)
        fields = {name: {} for name in ("kind", "name", "cause", "job_name")}
        user.web_read({"moment_ids": {"fields": fields}})
        self.env.flush_all()
        self.env.invalidate_all()
        asked, execute = [], type(self.env.cr).execute

        def note(cr, query, *args, **kwargs):
            asked.append(str(query))
            return execute(cr, query, *args, **kwargs)

        self.patch(type(self.env.cr), "execute", note)
        [read] = user.web_read({"moment_ids": {"fields": fields}})
        self.assertEqual(len(read["moment_ids"]), 4)
        self.assertEqual(sum("woo_order_moment" in query for query in asked), 1)

    def test_other_companies_see_nothing_of_it(self):
        self._bring_in()
        other = self.env["res.company"].create({"name": "Other"})
        self.woo_manager.write({"company_ids": other.ids, "company_id": other.id})
        moments = self.env["woo.order.moment"]
        self.assertTrue(moments.with_user(self.woo_user).search([]))
        self.assertFalse(moments.with_user(self.woo_manager).search([]))
