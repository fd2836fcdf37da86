from odoo.exceptions import AccessError
from odoo.tests import Form, new_test_user, tagged

from ..woo.errors import RejectedError
from .refund_send_case import RefundingStore, RefundSendCase

PUT, POST = "PUT orders/61", "POST orders/61/refunds"
REFUSED = RejectedError("Not today.", code="refused", status=400)


@tagged("post_install", "-at_install")
class TestAttention(RefundSendCase):
    """What a store does not take is one activity, until it takes it in the end."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.backend.write({"sale_cancel_policy": "cancel", "send_shipments": True})

    def _refuse(self, request):
        self._answer, self.client.answers[request] = (
            self.client.answers[request],
            REFUSED,
        )

    def _accept(self, request):
        self.client.answers[request] = self._answer

    def _assert_asked(self, row, *words):
        """The row has one activity, of the store's responsible, that says why."""
        [activity] = row.activity_ids
        self.assertEqual(activity.user_id, self.backend.responsible_id)
        self.assertEqual(activity.res_name, row.display_name)
        for word in (row.name, *words):
            self.assertIn(word, f"{activity.summary} {activity.note}")
        return activity

    def _cancelled(self):
        order = self._confirmed(self._line(1, 3, "30.00", (1, "6.00")))
        self.client = RefundingStore(self.payload)
        order.sale_order_id.action_cancel()
        return order.cancellation_send_ids

    def test_cancellation(self):
        row = self._cancelled()
        self._refuse(PUT)
        self._send(row)
        self.assertEqual(row.state, "failed")
        activity = self._assert_asked(row, "Not today.")
        self.client.answers[PUT] = RejectedError("Not tomorrow.")
        row.action_send_again()
        self.assertEqual(row.activity_ids, activity)
        self._send(row)
        self.assertEqual(self._assert_asked(row, "Not tomorrow."), activity)
        self._accept(PUT)
        row.action_send_again()
        self._send(row)
        self.assertEqual(row.state, "sent")
        self.assertFalse(row.activity_ids)

    def test_shipment(self):
        order = self._confirmed(self._line(1, 3, "30.00", (1, "6.00")))
        self.client = RefundingStore(self.payload)
        self._deliver(order)
        row = order.shipment_ids
        self._refuse(PUT)
        self._send(row)
        self._assert_asked(row, "Not today.")
        self._accept(PUT)
        row.action_send_again()
        self._send(row)
        self.assertEqual((row.state, len(row.activity_ids)), ("sent", 0))

    def test_refund(self):
        _order, invoice = self._sold_mugs()
        row = self._row(self._credit(invoice, 1))
        self._refuse(POST)
        self._send(row)
        self._assert_asked(row, "Not today.")
        self._accept(POST)
        row.action_send_again()
        self._send(row)
        self.assertEqual((row.state, len(row.activity_ids)), ("sent", 0))

    def test_nothing_to_do_is_nobodys_work(self):
        row = self._cancelled()
        self.client.payload["status"] = "completed"
        self._send(row)
        self.assertEqual(row.state, "nothing")
        self.assertFalse(row.activity_ids)

    def test_what_a_person_plans_stays(self):
        row = self._cancelled()
        row.activity_schedule("mail.mail_activity_data_todo", automated=False)
        self._refuse(PUT)
        self._send(row)
        self.assertEqual(len(row.activity_ids), 2)
        self._accept(PUT)
        row.action_send_again()
        self._send(row)
        self.assertFalse(row.activity_ids.automated)

    def test_nobody_is_asked_who_has_left(self):
        gone = new_test_user(self.env, "gone", "woo_connector.group_woo_manager")
        self.backend.responsible_id = gone
        self.backend.team_id = False
        gone.action_archive()
        row = self._cancelled()
        self._refuse(PUT)
        self._send(row)
        asked = row.activity_ids.user_id
        self.assertTrue(asked.active)
        self.assertTrue(asked.has_group("woo_connector.group_woo_manager"))
        row.activity_ids.unlink()
        self.backend.team_id = self.env["crm.team"].create(
            {"name": "Web", "user_id": self.woo_user.id}
        )
        row.action_send_again()
        self._send(row)
        self.assertEqual(row.activity_ids.user_id, self.woo_user)

    def test_who_is_asked_closes_it_and_says_why(self):
        self.backend.responsible_id = self.woo_user
        row = self._cancelled()
        self._refuse(PUT)
        self._send(row)
        activity = row.activity_ids.with_user(self.woo_user)
        activity.action_feedback("Done by telephone")
        self.assertFalse(row.activity_ids)
        self.assertIn("Done by telephone", row.message_ids[:1].body)
        with self.assertRaises(AccessError):
            row.with_user(self.woo_user).write({"state": "sent"})

    def test_rows_are_inserted_and_nothing_else(self):
        seller = new_test_user(
            self.env, "seller", "sales_team.group_sale_salesman_all_leads"
        )
        order = self._confirmed(self._line(1, 3, "30.00", (1, "6.00")))
        order.sale_order_id.with_user(seller).action_cancel()
        row = order.cancellation_send_ids
        self.assertFalse(row.message_ids)
        self.assertFalse(row.message_follower_ids)

    def test_activity_goes_with_its_row(self):
        row = self._cancelled()
        self._refuse(PUT)
        self._send(row)
        activity = row.activity_ids
        other = row.order_id.activity_schedule("mail.mail_activity_data_todo")
        self.env.cr.execute("DELETE FROM woo_cancellation_send WHERE id = %s", row.ids)
        self.env.invalidate_all()
        for model in ("woo.cancellation.send", "woo.order", "woo.attention"):
            self.env[model]._gc_activities()
        self.assertFalse(activity.exists())
        self.assertTrue(other.exists())

    def test_forms(self):
        row = self._cancelled()
        self.assertEqual(Form(row.with_user(self.woo_user)).name, row.name)
