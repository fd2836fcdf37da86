from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.queue_job.exception import RetryableJobError
from odoo.addons.queue_job.tests.common import trap_jobs

from ..models.woo_order_enqueue import BACKLOG, CHUNK
from .order_case import OrderCase, recorded_profile

ORDERS = 8
REFUSAL = "Not this one."


@tagged("post_install", "-at_install")
class TestOrderMany(OrderCase):
    """A backlog comes in by jobs for many orders."""

    def setUp(self):
        super().setUp()
        self.payloads = [
            payload
            for payload in recorded_profile()
            if payload["status"] == "processing"
        ][:ORDERS]
        self.woo_ids = [payload["id"] for payload in self.payloads]
        self._map_tax(2, self.tax)
        self._bind_products(*self.payloads)
        self.client.answers["GET orders"] = self._list

    def _list(self, params):
        """Answer as the store does: what the filter names, newest first."""
        self.assertLessEqual(len(params["include"]), params["per_page"])
        found = [one for one in self.payloads if one["id"] in params["include"]]
        return sorted(found, key=lambda one: one["id"], reverse=True)

    def _import_many(self, woo_ids=None):
        """Run the job; return the orders' rows by number, and the jobs it made."""
        with trap_jobs() as trap:
            self.env["woo.order"]._import_many(self.backend, woo_ids or self.woo_ids)
        rows = self.env["woo.order"].search([("backend_id", "=", self.backend.id)])
        jobs = [job for job in trap.enqueued_jobs if job.method_name == "_import"]
        return {row.woo_id: row for row in rows}, [job.args[1] for job in jobs]

    def _assert_imported(self, orders):
        for order in orders:
            self.assertEqual(order.state, "imported", order.reason)
            self.assertEqual(order.sale_order_id.state, "sale")
            self.assertAlmostEqual(order.sale_total, order.total, 6)
            self.assertAlmostEqual(order.sale_total_tax, order.total_tax, 6)

    # === Together === #

    def test_all_become_what_each_would_become_alone(self):
        rows, left = self._import_many()
        self.assertEqual(left, [])
        self.assertEqual(list(rows), self.woo_ids[::-1])
        self._assert_imported(rows.values())
        alone = self.payloads[0] | {"id": 9001, "number": "9001"}
        single = self._import(alone)
        together = rows[self.woo_ids[0]]
        self.assertEqual(
            self._describe(single.sale_order_id),
            self._describe(together.sale_order_id),
        )

    def _describe(self, sale_order):
        """Return what matters of a sale order, its transfers included."""
        return [
            sale_order.partner_id,
            sale_order.partner_shipping_id,
            sale_order.date_order,
            [
                (
                    line.product_id,
                    line.name,
                    line.product_uom_qty,
                    line.price_subtotal,
                    line.price_tax,
                )
                for line in sale_order.order_line
            ],
            [
                (move.product_id, move.product_uom_qty, move.state)
                for move in sale_order.picking_ids.move_ids
            ],
            len(sale_order.picking_ids),
        ]

    def test_store_is_asked_once(self):
        self._import_many()
        [(path, params)] = self.client.asked("GET")
        self.assertEqual((path, params["dp"]), ("orders", 8))
        self.assertEqual(params["include"], self.woo_ids)

    def test_sale_orders_follow_the_orders_asked_for(self):
        rows, _left = self._import_many()
        names = [rows[woo_id].sale_order_id.name for woo_id in self.woo_ids]
        self.assertEqual(names, sorted(names))

    def test_two_orders_of_one_customer_stay_two_transfers(self):
        for payload in self.payloads:
            payload["billing"] = self.payloads[0]["billing"]
            payload["shipping"] = self.payloads[0]["shipping"]
            payload["customer_id"] = 0
            payload["meta_data"] = []
        rows, _left = self._import_many()
        sale_orders = [row.sale_order_id for row in rows.values()]
        self.assertEqual(len({order.partner_id for order in sale_orders}), 1)
        for order in sale_orders:
            self.assertEqual(len(order.picking_ids), 1)
            self.assertEqual(order.picking_ids.sale_id, order)

    def test_second_time_nothing_is_done(self):
        rows, _left = self._import_many()
        written = {row: row.write_date for row in rows.values()}
        sale_orders = self.env["sale.order"].search_count([])
        result = self.env["woo.order"]._import_many(self.backend, self.woo_ids)
        self.assertEqual(result, f"{ORDERS} Nothing to do")
        self.assertEqual(self.env["sale.order"].search_count([]), sale_orders)
        for row, moment in written.items():
            self.assertEqual(row.sale_order_id.write_date, moment)

    def test_order_that_came_alone_before_is_known(self):
        order = self._import(self.payloads[0])
        sale_order = order.sale_order_id
        rows, _left = self._import_many()
        self.assertEqual(rows[order.woo_id].sale_order_id, sale_order)
        self._assert_imported(rows.values())

    def test_many_take_fewer_queries_than_one_by_one(self):
        half = ORDERS // 2
        self.env.flush_all()
        before = self.env.cr.sql_log_count
        for payload in self.payloads[:half]:
            self._import(payload)
        self.env.flush_all()
        alone = self.env.cr.sql_log_count - before
        before = self.env.cr.sql_log_count
        self._import_many(self.woo_ids[half:])
        self.env.flush_all()
        together = self.env.cr.sql_log_count - before
        self.assertLess(together, 0.7 * alone)

    # === One of them is not plain === #

    def test_order_that_odoo_refuses_keeps_no_other_out(self):
        bad = self.woo_ids[3]
        create = type(self.env["sale.order"]).create

        def refuse(orders, values_list):
            if any(values["client_order_ref"] == str(bad) for values in values_list):
                raise UserError(REFUSAL)
            return create(orders, values_list)

        with patch.object(type(self.env["sale.order"]), "create", refuse):
            rows, left = self._import_many()
        self.assertEqual(left, [])
        failed = rows.pop(bad)
        self.assertEqual((failed.state, failed.reason), ("failed", REFUSAL))
        self.assertFalse(failed.sale_order_id)
        self._assert_imported(rows.values())
        self.assertEqual(len(rows), ORDERS - 1)

    def test_order_that_cannot_be_confirmed_keeps_no_other_out(self):
        bad = self.woo_ids[5]
        confirm = type(self.env["sale.order"]).action_confirm

        def refuse(orders):
            if str(bad) in orders.mapped("client_order_ref"):
                raise UserError(REFUSAL)
            return confirm(orders)

        with patch.object(type(self.env["sale.order"]), "action_confirm", refuse):
            rows, _left = self._import_many()
        refused = rows.pop(bad)
        self.assertEqual(refused.state, "review")
        self.assertEqual(refused.sale_order_id.state, "draft")
        self._assert_imported(rows.values())

    def test_order_that_is_unreadable_keeps_no_other_out(self):
        self.payloads[2]["total"] = "much"
        rows, left = self._import_many()
        self.assertEqual(left, [])
        unreadable = rows.pop(self.woo_ids[2])
        self.assertEqual(unreadable.state, "failed")
        self.assertIn("total", unreadable.reason)
        self._assert_imported(rows.values())

    def test_order_that_waits_keeps_no_other_out(self):
        waiting = self.payloads[1]["line_items"][0]
        product = waiting["variation_id"] or waiting["product_id"]
        self.env["woo.product"].search([("woo_id", "=", product)]).unlink()
        rows, _left = self._import_many()
        self.assertEqual(rows[self.woo_ids[1]].state, "waiting")
        others = [row for row in rows.values() if row.state != "waiting"]
        self.assertTrue(others)
        self._assert_imported(others)

    @mute_logger("odoo.addons.woo_connector.models.woo_order_import_many")
    def test_unexpected_failure_leaves_each_to_a_job_of_its_own(self):
        def stumble(_orders, _decisions):
            raise ZeroDivisionError

        orders = self.env["woo.order"]
        with patch.object(type(orders), "_carry_out", stumble):
            rows, left = self._import_many()
        self.assertEqual(left, self.woo_ids)
        self.assertEqual(rows, {}, "nothing half done stays")

    def test_order_that_the_store_does_not_list_gets_a_job_of_its_own(self):
        rows, left = self._import_many([*self.woo_ids, 424242])
        self.assertEqual(left, [424242])
        self.assertNotIn(424242, rows)
        self._assert_imported(rows.values())

    def test_order_in_the_trash_gets_a_job_of_its_own(self):
        self.payloads[0]["status"] = "trash"
        rows, left = self._import_many()
        self.assertEqual(left, self.woo_ids[:1])
        self.assertNotIn(self.woo_ids[0], rows)

    def test_cart_is_left_alone(self):
        self.payloads[0]["status"] = "checkout-draft"
        rows, left = self._import_many()
        self.assertEqual(left, [])
        self.assertNotIn(self.woo_ids[0], rows)

    def test_order_that_somebody_works_on_gets_a_job_of_its_own(self):
        """The lock is another session's, so it must be held by another session."""
        busy = self.woo_ids[4]
        with self.env.registry._db.cursor() as other:
            other.execute(
                "SELECT pg_advisory_xact_lock(hashtextextended(%s, %s))",
                (f"woo_connector.order.{busy}", self.backend.id),
            )
            rows, left = self._import_many()
        self.assertEqual(left, [busy])
        self.assertNotIn(busy, rows)
        self._assert_imported(rows.values())

    def test_stock_that_somebody_moves_is_met_before_the_work(self):
        """A backlog that starts over at its end would work for nothing, again and
        again."""
        execute = type(self.env.cr).execute

        def refuse(cr, query, params=None, log_exceptions=True):
            if "FROM stock_quant" in str(query) and "NOWAIT" in str(query):
                self.assertFalse(log_exceptions, "the failure would be logged")
                raise SerializationFailure
            return execute(cr, query, params, log_exceptions)

        sale_orders = type(self.env["sale.order"])
        with (
            patch.object(type(self.env.cr), "execute", refuse),
            patch.object(sale_orders, "create") as create,
            self.assertRaises(RetryableJobError) as caught,
        ):
            self._import_many()
        self.assertTrue(caught.exception.ignore_retry)
        create.assert_not_called()

    # === Which jobs are made === #

    def test_few_orders_get_a_job_each(self):
        with trap_jobs() as trap:
            self.env["woo.order"]._enqueue_import(self.backend, range(1, BACKLOG))
        methods = [job.method_name for job in trap.enqueued_jobs]
        self.assertEqual(methods, ["_import"] * (BACKLOG - 1))

    def test_backlog_gets_a_job_for_many(self):
        woo_ids = list(range(1, 2 * CHUNK + 2))
        with trap_jobs() as trap:
            self.env["woo.order"]._enqueue_import(self.backend, woo_ids)
            self.env["woo.order"]._enqueue_import(self.backend, woo_ids)
        jobs = trap.enqueued_jobs
        self.assertEqual({job.method_name for job in jobs}, {"_import_many"})
        asked = [woo_id for job in jobs for woo_id in job.args[1]]
        self.assertEqual(asked, woo_ids, "the same orders wait only once")
        self.assertLessEqual(max(len(job.args[1]) for job in jobs), CHUNK)
