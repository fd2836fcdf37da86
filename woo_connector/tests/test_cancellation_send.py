from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from ..woo.errors import NotFoundError, RejectedError
from .refund_send_case import RefundingStore, RefundSendCase
from .scenario import scenario

PUT = "PUT orders/61"


@tagged("post_install", "-at_install")
class TestCancellationSend(RefundSendCase):
    """A sale order that somebody cancels cancels the store's order, once."""

    def setUp(self):
        super().setUp()
        self.backend.sale_cancel_policy = "cancel"
        self.order = self._confirmed(self._line(1, 3, "30.00", (1, "6.00")))
        self.sale_order = self.order.sale_order_id
        self.client = RefundingStore(self.payload)

    def _cancel(self):
        self.sale_order.action_cancel()
        return self.order.cancellation_send_ids

    def test_cancelling_makes_one_row_and_a_job_after_the_commit(self):
        self.env.cr.postcommit.clear()
        row = self._cancel()
        self.assertEqual((row.name, row.state), (self.sale_order.name, "waiting"))
        self.assertEqual(self.client.requests, [])
        self.assertEqual(self._commit("woo.cancellation.send"), row.ids)
        self.assertEqual(self.client.requests, [])

    @scenario(
        "Confirmed, nothing delivered or invoiced",
        "Cancelled in Odoo",
        "The store's order is cancelled, once",
    )
    def test_cancelled_in_the_store_once(self):
        row = self._cancel()
        self._send(row)
        self.assertEqual((row.state, row.reason), ("sent", False))
        self.assertEqual(self.client.asked("PUT"), [(PUT[4:], {"status": "cancelled"})])
        row.with_user(self.woo_user).action_send_again()
        self._send(row)
        self.assertEqual(len(self.client.asked("PUT")), 1)

    def test_stock_is_sent_again(self):
        self.backend.push_stock = True
        row = self._cancel()
        self.env["woo.stock.change"].search([]).unlink()
        self._send(row)
        change = self.env["woo.stock.change"].search([])
        self.assertEqual((change.product_id, change.resend), (self.product, True))

    def test_our_own_cancellation_comes_back(self):
        row = self._cancel()
        self._send(row)
        self.client.requests.clear()
        for _time in range(2):
            self.order.fingerprint = False
            self._comes_back()
            self.assertEqual(self.order.state, "imported", self.order.reason)
        self.assertEqual(self.order.cancellation_send_ids, row)
        self.assertFalse(self.order.is_cancelled_by_store)
        self.assertFalse(self.order.activity_ids)
        self.assertEqual(self.client.writes(), [])

    def test_what_the_store_cancelled_is_not_sent(self):
        self.client.payload["status"] = "cancelled"
        self._comes_back()
        self.assertEqual(self.sale_order.state, "cancel")
        self.assertFalse(self.order.cancellation_send_ids)

    def test_what_the_store_refunded_is_not_sent(self):
        self.client.refund({"amount": "36.00"})
        self._comes_back()
        self.assertEqual(self.sale_order.state, "cancel")
        self.assertFalse(self.order.cancellation_send_ids)

    def test_lost_answer(self):
        for when, state in (("before", "sent"), ("after", "nothing")):
            with self.subTest(when):
                self.client.payload["status"] = "processing"
                self.client.requests.clear()
                row = self.order.cancellation_send_ids or self._cancel()
                row.write({"state": "waiting", "sent_at": False})
                self.client.cut = {PUT: when}
                self._send_in_vain(row)
                self._send(row)
                self.assertEqual(row.state, state)
                self.assertEqual(self.client.payload["status"], "cancelled")
                # What is cut before did not reach the store.
                self.assertEqual(len(self.client.asked("PUT")), 1)

    @scenario(
        "Ended in the store",
        "Cancelled in Odoo",
        "Stays as it is there",
    )
    def test_what_has_ended_in_the_store_stays(self):
        row = self._cancel()
        for status in ("completed", "refunded", "cancelled", "trash"):
            with self.subTest(status):
                self.client.payload["status"] = status
                row.action_send_again()
                self._send(row)
                self.assertEqual(row.state, "nothing")
                self.assertIn(status, row.reason)
        self.assertEqual(self.client.writes(), [])

    def test_order_that_is_deleted_in_the_store(self):
        self.client.answers["GET orders/61"] = NotFoundError("No.", status=404)
        row = self._cancel()
        self._send(row)
        self.assertEqual(row.state, "nothing")

    def test_refusal_is_said(self):
        self.client.answers[PUT] = RejectedError("Not now.", status=400)
        row = self._cancel()
        self._send(row)
        self.assertEqual((row.state, row.reason), ("failed", "Not now."))
        self.assertEqual(self.backend.failed_cancellation_count, 1)

    # === Policies === #

    def test_no_row_without_the_policy(self):
        self.backend.sale_cancel_policy = "nothing"
        self.assertFalse(self._cancel())

    def test_no_row_for_other_orders(self):
        other = self.sale_order.copy()
        other.action_confirm()
        before = self.env["woo.cancellation.send"].search_count([])
        other.action_cancel()
        self.assertEqual(self.env["woo.cancellation.send"].search_count([]), before)

    def test_no_row_for_what_is_cancelled_already(self):
        row = self._cancel()
        self.assertEqual(self._cancel(), row)

    def test_revived_before_it_was_sent(self):
        row = self._cancel()
        self.sale_order.action_draft()
        self._send(row)
        self.assertEqual((row.state, self.client.requests), ("nothing", []))

    # === Rights === #

    def test_salesman_needs_no_rights_on_stores(self):
        group = "sales_team.group_sale_salesman_all_leads"
        salesman = new_test_user(self.env, "salesman", group)
        self.sale_order.with_user(salesman).action_cancel()
        self.assertEqual(len(self.order.cancellation_send_ids), 1)

    def test_user_reads_and_nobody_edits(self):
        row = self._cancel()
        self.env.invalidate_all()
        row.with_user(self.woo_user).read()
        self.order.with_user(self.woo_user).read(["cancellation_send_ids"])
        for user in (self.woo_user, self.woo_manager):
            with self.assertRaises(AccessError):
                row.with_user(user).write({"state": "sent"})
