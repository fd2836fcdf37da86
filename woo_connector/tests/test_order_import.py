from datetime import datetime
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.queue_job.exception import RetryableJobError
from odoo.addons.queue_job.tests.common import trap_jobs

from ..woo.errors import TemporaryError
from .order_case import OrderCase, recorded_orders


@tagged("post_install", "-at_install")
class TestOrderImport(OrderCase):
    """One order of the store is one sale order, as far as its status asks for it."""

    def setUp(self):
        super().setUp()
        self.payload = recorded_orders()["order_full"]
        self._bind_products(self.payload)

    def _sale_orders(self):
        return self.env["sale.order"].search([("origin", "=like", "Shop %")])

    # === What is written === #

    def test_sale_order_says_what_the_store_says(self):
        self.backend.team_id = self.env["crm.team"].create({"name": "Web"})
        sale_order = self._import(self.payload).sale_order_id
        self.assertEqual(sale_order.client_order_ref, "61")
        self.assertEqual(sale_order.origin, "Shop 61")
        self.assertEqual(sale_order.team_id, self.backend.team_id)
        self.assertEqual(sale_order.warehouse_id, self.backend.warehouse_ids)
        self.assertEqual(sale_order.carrier_id, self.carrier)
        self.assertEqual(sale_order.company_id, self.backend.company_id)
        self.assertFalse(sale_order.payment_term_id)

    def test_the_day_of_the_order_survives_confirmation(self):
        sale_order = self._import(self.payload).sale_order_id
        self.assertEqual(sale_order.state, "sale")
        self.assertEqual(sale_order.date_order, datetime(2026, 11, 23, 6, 34, 14))

    def test_orders_of_odoo_are_confirmed_now(self):
        partner = self.env["res.partner"].create({"name": "Somebody"})
        order = self.env["sale.order"].create(
            {"partner_id": partner.id, "date_order": "2020-01-01"}
        )
        order.action_confirm()
        self.assertNotEqual(order.date_order.year, 2020)

    def test_confirmed_together_each_keeps_to_its_own_date(self):
        store_order = self._import({**self.payload, "status": "pending"}).sale_order_id
        partner = self.env["res.partner"].create({"name": "Somebody"})
        own = self.env["sale.order"].create(
            {"partner_id": partner.id, "date_order": "2020-01-01"}
        )
        (store_order | own).action_confirm()
        self.assertEqual(set((store_order | own).mapped("state")), {"sale"})
        self.assertEqual(store_order.date_order, datetime(2026, 11, 23, 6, 34, 14))
        self.assertNotEqual(own.date_order.year, 2020)

    def test_store_fields_are_kept(self):
        order = self._import({**self.payload, "transaction_id": "tx_1"})
        self.assertEqual(order.number, "61")
        self.assertEqual(order.status, "processing")
        self.assertEqual(order.payment_method, "bacs")
        self.assertEqual(order.payment_method_title, "Direct bank transfer")
        self.assertEqual(order.transaction_id, "tx_1")
        self.assertEqual(order.date_paid, datetime(2026, 11, 23, 6, 34, 15))
        self.assertEqual(
            order.store_url,
            "https://shop.example.com/wp-admin/post.php?post=61&action=edit",
        )

    def test_order_without_a_date(self):
        order = self._import({**self.payload, "date_created_gmt": None})
        self.assertEqual(order.date_created, datetime(2026, 11, 23, 6, 34, 15))

    def test_asks_the_store_for_unrounded_amounts(self):
        self._import(self.payload)
        self.assertEqual(self.client.asked("GET"), [("orders/61", {"dp": 8})])

    def test_nobody_is_mailed_and_nobody_follows(self):
        order = self._import(self.payload)
        self.assertFalse(order.sale_order_id.message_ids)
        self.assertFalse(order.sale_order_id.message_follower_ids)

    def test_stock_is_sent_again(self):
        with patch.object(type(self.backend), "_note_sold", autospec=True) as forget:
            order = self._import(self.payload)
        (_self, backend, products), _kwargs = forget.call_args
        self.assertEqual(backend, self.backend)
        self.assertEqual(products, order.sale_order_id.order_line.product_id)

    # === Once and only once === #

    def test_same_content_again_is_no_work(self):
        order = self._import(self.payload)
        write_date = order.sale_order_id.write_date
        result = self.env["woo.order"]._import(self.backend, 61)
        self.assertEqual(result, "Nothing to do")
        self.assertEqual(self._sale_orders(), order.sale_order_id)
        self.assertEqual(order.sale_order_id.write_date, write_date)

    def test_links_and_dates_are_not_content(self):
        self._import(self.payload)
        moved = {**self.payload, "date_modified_gmt": "2027-01-01T00:00:00"}
        self._import(moved)
        self.assertEqual(len(self._sale_orders()), 1)

    def test_one_job_per_order(self):
        with trap_jobs() as trap:
            self.env["woo.order"]._enqueue_import(self.backend, [61, 62])
            self.env["woo.order"]._enqueue_import(self.backend, [61])
        trap.assert_jobs_count(2, only=self.env["woo.order"]._import)
        job = trap.enqueued_jobs[0]
        self.assertEqual(job.identity_key, f"woo-order-{self.backend.id}-61")
        self.assertEqual(job.channel, "root.woo.order")

    def test_store_that_is_away_postpones_the_job(self):
        self.client.answers["GET orders/61"] = TemporaryError("Away", retry_after=30)
        with self.assertRaises(RetryableJobError) as caught:
            self.env["woo.order"]._import(self.backend, 61)
        self.assertEqual(caught.exception.seconds, 31)
        self.assertFalse(self._order(61))

    # === Statuses === #

    def test_unpaid_order_is_a_quotation_until_it_is_paid(self):
        order = self._import({**self.payload, "status": "on-hold"})
        self.assertEqual(order.sale_order_id.state, "draft")
        self.assertEqual(order.state, "imported")
        lines = order.sale_order_id.order_line
        self._import({**self.payload, "status": "processing"})
        self.assertEqual(order.sale_order_id.state, "sale")
        self.assertEqual(order.sale_order_id.order_line, lines)

    def test_completed_only_updates_the_status(self):
        order = self._import(self.payload)
        self._import({**self.payload, "status": "completed"})
        self.assertEqual(order.status, "completed")
        self.assertEqual(order.state, "imported")
        self.assertFalse(order.activity_ids)

    def test_carts_are_not_orders(self):
        order = self._import({**self.payload, "status": "checkout-draft"})
        self.assertFalse(order)
        self.assertFalse(self._sale_orders())

    def test_cart_status_with_an_action_is_an_order(self):
        self.env["woo.order.status"].create(
            {
                "backend_id": self.backend.id,
                "slug": "checkout-draft",
                "name": "Draft",
                "action": "quotation",
            }
        )
        order = self._import({**self.payload, "status": "checkout-draft"})
        self.assertEqual(order.sale_order_id.state, "draft")

    def test_ignored_and_cancelled_orders_leave_no_sale_order(self):
        for status in ("refunded", "cancelled", "failed"):
            order = self._import({**self.payload, "status": status})
            self.assertEqual(order.state, "ignored")
            self.assertFalse(order.sale_order_id)

    def test_cancelled_in_the_store(self):
        sale_order = self._import(self.payload).sale_order_id
        order = self._import({**self.payload, "status": "cancelled"})
        self.assertEqual(sale_order.state, "cancel")
        self.assertEqual(set(sale_order.picking_ids.mapped("state")), {"cancel"})
        self.assertEqual(order.state, "imported")

    def test_locked_sale_order_is_cancelled_too(self):
        sale_order = self._import(self.payload).sale_order_id
        sale_order.action_lock()
        self._import({**self.payload, "status": "cancelled"})
        self.assertEqual(sale_order.state, "cancel")

    def test_cancelled_after_delivery_asks_a_person(self):
        sale_order = self._import(self.payload).sale_order_id
        self._deliver(sale_order)
        order = self._import({**self.payload, "status": "cancelled"})
        self.assertEqual(sale_order.state, "sale")
        self.assertEqual(order.state, "review")
        self.assertEqual(len(order.activity_ids), 1)

    def test_trashed_and_deleted_are_like_cancelled(self):
        sale_order = self._import(self.payload).sale_order_id
        self._import({**self.payload, "status": "trash"})
        self.assertEqual(sale_order.state, "cancel")
        other = {**self.payload, "id": 62, "number": "62"}
        sale_order = self._import(other).sale_order_id
        del self.client.answers["GET orders/62"]
        self.env["woo.order"]._import(self.backend, 62)
        self.assertEqual(sale_order.state, "cancel")

    def test_unknown_order_leaves_nothing(self):
        result = self.env["woo.order"]._import(self.backend, 99)
        self.assertEqual(result, "Not in the store (any more)")
        self.assertFalse(self._order(99))

    # === Changes === #

    def test_cancelled_by_a_person_is_not_revived(self):
        order = self._import({**self.payload, "status": "pending"})
        order.sale_order_id._action_cancel()
        self._import(self.payload)
        self.assertEqual(order.sale_order_id.state, "cancel")
        self.assertEqual(order.state, "review")

    # === Failures === #

    def test_unreadable_order_fails_with_the_reason(self):
        order = self._import({**self.payload, "total": "a lot"})
        self.assertEqual(order.state, "failed")
        self.assertIn("total", order.reason)
        self.assertNotIn("a lot", order.reason)
        self.assertEqual(len(order.activity_ids), 1)
        self._import(self.payload)
        self.assertEqual(order.state, "imported")
        self.assertFalse(order.activity_ids)

    def test_unreadable_refunds_are_named(self):
        for odd in ([{"reason": "Damaged"}], ["x"], "x", 5):
            with self.subTest(refunds=odd):
                order = self._import({**self.payload, "refunds": odd})
                self.assertEqual(order.state, "failed")
                self.assertIn("refunds", order.reason)

    def test_what_odoo_refuses_fails_and_leaves_nothing_behind(self):
        partners = self.env["res.partner"].search_count([])
        with patch.object(
            type(self.env["sale.order"]), "create", side_effect=UserError("No.")
        ):
            order = self._import(self.payload)
        self.assertEqual(order.state, "failed")
        self.assertEqual(order.reason, "No.")
        self.assertFalse(order.sale_order_id)
        self.assertEqual(self.env["res.partner"].search_count([]), partners)

    def test_order_that_cannot_be_confirmed_stays_a_quotation(self):
        with patch.object(
            type(self.env["sale.order"]),
            "_action_confirm",
            side_effect=UserError("No."),
        ):
            order = self._import(self.payload)
        self.assertEqual(order.state, "review")
        self.assertEqual(order.sale_order_id.state, "draft")
        self.assertIn("No.", order.reason)

    def _deliver(self, sale_order):
        for move in sale_order.picking_ids.move_ids:
            move.quantity = move.product_uom_qty
            move.picked = True
        sale_order.picking_ids.with_context(
            skip_sms=True, skip_backorder=True
        ).button_validate()
