from datetime import datetime, timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.queue_job.tests.common import trap_jobs

from ..models import woo_history_page
from .order_case import OrderCase, recorded_profile

PAGE = 5
ORDERS = 11


@tagged("post_install", "-at_install")
class TestHistory(OrderCase):
    """Years of orders come in page by page, as the admin wants them."""

    def setUp(self):
        super().setUp()
        self.payloads = [
            payload
            for payload in recorded_profile()
            if payload["status"] == "processing"
        ][:ORDERS]
        first = datetime(2024, 5, 1, 12)
        for number, payload in enumerate(self.payloads):
            moment = first + timedelta(minutes=number)
            payload["date_created_gmt"] = moment.isoformat()
        self._map_tax(2, self.tax)
        self._bind_products(*self.payloads)
        self.client.answers["GET orders"] = self._list
        self.client.answers["COUNT orders"] = lambda _params: ORDERS
        self.patch(woo_history_page, "CHUNK", PAGE)
        self.history = self.env["woo.history"].create(
            {
                "backend_id": self.backend.id,
                "date_from": "2024-05-01 00:00:00",
                "date_to": "2024-06-01 00:00:00",
            }
        )

    def _list(self, params):
        """Answer as the store does: oldest first, the moment itself left out."""
        limits = [params[name].replace(tzinfo=None) for name in ("after", "before")]
        after, before = (limit.isoformat() for limit in limits)
        found = [
            one for one in self.payloads if after < one["date_created_gmt"] < before
        ]
        found.sort(key=lambda one: (one["date_created_gmt"], one["id"]))
        start = (params["page"] - 1) * params["per_page"]
        return found[start : start + params["per_page"]]

    def _run(self):
        """Start it and let its jobs run, one after the other."""
        with trap_jobs() as trap:
            self.history.action_start()
            while trap.enqueued_jobs:
                trap.perform_enqueued_jobs()
        self.history.invalidate_recordset()

    def _rows(self):
        return self.env["woo.order"].search([("backend_id", "=", self.backend.id)])

    # === What becomes of them === #

    def test_done_documents_move_nothing_and_leave_nothing_to_do(self):
        self._run()
        self.assertEqual(self.history.state, "done")
        rows = self._rows()
        self.assertEqual(set(rows.mapped("woo_id")), {o["id"] for o in self.payloads})
        self.assertEqual(set(rows.mapped("state")), {"imported"})
        for row in rows:
            sale_order = row.sale_order_id
            self.assertEqual(sale_order.state, "sale")
            self.assertTrue(sale_order.locked)
            self.assertFalse(sale_order.picking_ids)
            self.assertEqual(sale_order.invoice_status, "invoiced")
            self.assertEqual(sum(sale_order.order_line.mapped("qty_to_invoice")), 0)
            self.assertEqual(
                sum(sale_order.order_line.mapped("untaxed_amount_to_invoice")), 0
            )
            for line in sale_order.order_line:
                self.assertEqual(line.qty_delivered, line.product_uom_qty)
            self.assertAlmostEqual(row.sale_total, row.total, 6)
            self.assertEqual(sale_order.date_order, row.date_created)

    def test_as_usual(self):
        self.history.treatment = "usual"
        self._run()
        for row in self._rows():
            self.assertEqual(row.sale_order_id.state, "sale")
            self.assertTrue(row.sale_order_id.picking_ids)
            self.assertFalse(row.sale_order_id.locked)

    def test_only_listed(self):
        self.history.treatment = "counted"
        self._run()
        rows = self._rows()
        self.assertEqual(len(rows), ORDERS)
        self.assertEqual(set(rows.mapped("state")), {"ignored"})
        self.assertFalse(rows.sale_order_id)
        self.assertEqual(rows[0].total, float(self._payload(rows[0])["total"]))

    def test_only_listed_stays_listed_when_the_store_changes_it(self):
        self.history.treatment = "counted"
        self._run()
        row = self._import({**self.payloads[0], "customer_note": "Hurry"})
        self.assertEqual(row.state, "ignored")
        self.assertFalse(row.sale_order_id)

    def test_person_imports_what_was_only_listed(self):
        self.history.treatment = "counted"
        self._run()
        row = self._order(self.payloads[0]["id"])
        with trap_jobs():
            row.with_user(self.woo_user).action_retry()
        self._import(self.payloads[0])
        self.assertEqual(row.state, "imported")
        self.assertEqual(row.sale_order_id.state, "sale")

    def test_what_is_missing_makes_no_activity_for_each(self):
        self._unbind_products()
        self._run()
        rows = self._rows()
        self.assertEqual(set(rows.mapped("state")), {"waiting"})
        self.assertFalse(rows.activity_ids)
        self.assertEqual(self.history.attention_count, ORDERS)
        [domain] = [self.history.action_open_attention()["domain"]]
        self.assertEqual(self.env["woo.order"].search(domain), rows)

    def test_order_that_waited_becomes_a_done_document(self):
        products = self._unbind_products()
        self._run()
        with trap_jobs():
            for binding, product in products.items():
                binding.product_id = product
        row = self._import(self.payloads[0])
        self.assertEqual(row.state, "imported", row.reason)
        self.assertFalse(row.sale_order_id.picking_ids)
        self.assertTrue(row.sale_order_id.locked)

    def _unbind_products(self):
        """Let nobody know any product; return what each binding was bound to."""
        bindings = self.env["woo.product"].search([])
        products = {binding: binding.product_id for binding in bindings}
        with trap_jobs():
            bindings.product_id = False
        return products

    def _payload(self, row):
        return next(one for one in self.payloads if one["id"] == row.woo_id)

    # === What the store does to them later === #

    def test_what_the_store_does_later_is_a_question_and_changes_nothing(self):
        self.backend.write({"trash_policy": "cancel", "delete_policy": "cancel"})
        self._run()
        cancelled, trashed, deleted, edited = self.payloads[:4]
        rows = [self._order(one["id"]) for one in self.payloads[:4]]
        before = [self._document(row) for row in rows]
        line = edited["line_items"][0]
        line = {**line, "quantity": line["quantity"] + 1}
        for payload in (
            {**cancelled, "status": "cancelled"},
            {**trashed, "status": "trash"},
            {**edited, "line_items": [line, *edited["line_items"][1:]]},
        ):
            self._import(payload)
        # The store does not know it any more.
        self.env["woo.order"]._import(self.backend, deleted["id"])
        for row, document in zip(rows, before, strict=True):
            with self.subTest(status=row.status):
                self.assertEqual(row.state, "review", row.reason)
                self.assertTrue(row.reason)
                self.assertEqual(self._document(row), document)

    def _document(self, row):
        """Return what must never change silently in the sale order of a past order."""
        sale_order = row.sale_order_id
        lines = sale_order.order_line.read(
            ["name", "product_uom_qty", "price_unit", "qty_delivered"]
        )
        return sale_order.state, sale_order.locked, sale_order.amount_total, lines

    def test_what_was_done_is_not_altered_when_somebody_unlocked_it(self):
        self._run()
        row = self._order(self.payloads[0]["id"])
        row.sale_order_id.locked = False
        row.sale_order_id.order_line.qty_delivered = 0
        before = self._document(row)
        self._import({**self.payloads[0], "status": "cancelled"})
        self.assertEqual(row.state, "review", row.reason)
        self.assertEqual(self._document(row), before)

    # === Each order once === #

    def test_what_is_there_already_is_left_alone(self):
        known = self._import(self.payloads[3])
        sale_order = known.sale_order_id
        self._run()
        self.assertEqual(known.sale_order_id, sale_order)
        self.assertTrue(sale_order.picking_ids)
        self.assertFalse(known.history_id)
        self.assertEqual(self.history.order_count, ORDERS - 1)
        self.assertEqual(len(self._rows()), ORDERS)

    def test_orders_of_one_second_are_all_found(self):
        for payload in self.payloads:
            payload["date_created_gmt"] = "2024-05-01T12:00:00"
        self._run()
        self.assertEqual(len(self._rows()), ORDERS)
        self.assertEqual(self.history.state, "done")
        self.assertEqual(self.history.seen, ORDERS)

    def test_past_is_counted(self):
        self._run()
        self.assertEqual((self.history.seen, self.history.total), (ORDERS, ORDERS))
        self.assertEqual(self.history.progress, 100)
        self.assertEqual(self.history.order_count, ORDERS)

    def test_only_the_statuses_asked_for(self):
        status = self.env["woo.order.status"]._note_status(self.backend, "completed")
        self.history.status_ids = status
        with trap_jobs() as trap:
            self.history.action_start()
            trap.perform_enqueued_jobs()
        [(_path, params)] = self.client.asked("GET")
        self.assertEqual(params["status"], ["completed"])
        self.assertTrue(params["dates_are_gmt"])

    # === It can be stopped and go on === #

    def test_one_page_is_one_job(self):
        with trap_jobs() as trap:
            self.history.action_start()
            self.history.action_start()
            trap.assert_jobs_count(1)
            self.assertEqual(trap.enqueued_jobs[0].channel, "root.woo.order")
            self.assertGreater(trap.enqueued_jobs[0].priority, 10)
            trap.perform_enqueued_jobs()
        self.assertEqual(len(self._rows()), PAGE)
        self.history.invalidate_recordset()
        self.assertAlmostEqual(self.history.progress, 100 * PAGE / ORDERS, 1)

    def test_stopped_it_reads_no_further_page_until_it_goes_on(self):
        with trap_jobs() as trap:
            self.history.action_start()
            trap.perform_enqueued_jobs()
            self.history.invalidate_recordset()
            self.history.action_stop()
            trap.perform_enqueued_jobs()
        self.assertEqual(self.history.state, "cancelled")
        self.assertEqual(len(self._rows()), PAGE)
        self._run()
        self.assertEqual(self.history.state, "done")
        self.assertEqual(len(self._rows()), ORDERS)
        self.assertEqual(self.history.seen, ORDERS)

    def test_stopping_cancels_the_job_that_waits(self):
        self.history.action_start()
        self.history.action_stop()
        jobs = self.env["queue.job"].search(
            [("identity_key", "=", self.history._job_key())]
        )
        self.assertEqual(jobs.mapped("state"), ["cancelled"])

    @mute_logger("odoo.addons.woo_connector.models.woo_order_import_many")
    def test_unexpected_failure_leaves_each_to_a_job_of_its_own(self):
        orders = self.env["woo.order"]

        def stumble(_orders, _decisions):
            raise ZeroDivisionError

        with (
            trap_jobs() as trap,
            patch.object(type(orders), "_carry_out", stumble),
        ):
            self.history.action_start()
            trap.perform_enqueued_jobs()
            left = [j.args[1] for j in trap.enqueued_jobs if j.method_name == "_import"]
        self.assertEqual(left, [payload["id"] for payload in self.payloads[:PAGE]])
        row = self._import(self.payloads[0])
        self.assertEqual(row.treatment, "done")
        self.assertFalse(row.sale_order_id.picking_ids)

    # === Who may === #

    def test_user_looks_on(self):
        history = self.history.with_user(self.woo_user)
        self.assertEqual(history.progress, 0)
        with self.assertRaises(AccessError):
            history.action_start()

    def test_manager_starts(self):
        with trap_jobs() as trap:
            self.history.with_user(self.woo_manager).action_start()
            trap.perform_enqueued_jobs()
        self.assertEqual(len(self._rows()), PAGE)

    def test_store_that_is_not_connected(self):
        self.backend.state = "draft"
        with self.assertRaises(UserError):
            self.history.action_start()
