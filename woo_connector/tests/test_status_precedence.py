from odoo.tests import Form, new_test_user, tagged

from .refund_send_case import RefundingStore, RefundSendCase


@tagged("post_install", "-at_install")
class TestStatusPrecedence(RefundSendCase):
    """One rule says whose word counts about a status, and is shown where it did."""

    def setUp(self):
        super().setUp()
        self.backend.write({"sale_cancel_policy": "cancel", "send_shipments": True})
        self.order = self._confirmed(self._line(1, 3, "30.00", (1, "6.00")))
        self.sale_order = self.order.sale_order_id
        self.client = RefundingStore(self.payload)

    def _cancel(self, status):
        self.client.payload["status"] = status
        self.sale_order.action_cancel()
        row = self.order.cancellation_send_ids
        self._send(row)
        return row

    def test_kept_status_is_said_on_the_orders(self):
        row = self._cancel("completed")
        self.assertIn("completed", row.status_kept)
        self.assertEqual(row.found_status, "completed")
        self.assertEqual(self.order.status_kept, row.status_kept)
        self.env.invalidate_all()
        reader = self.order.with_user(self.woo_user)
        self.assertEqual(Form(reader).status_kept, row.status_kept)
        sale_order = self.sale_order.with_user(self.woo_user).sudo(False)
        groups = "woo_connector.group_woo_user,sales_team.group_sale_salesman_all_leads"
        seller = new_test_user(self.env, "seller", groups)
        sale_order = self.sale_order.with_user(seller)
        self.assertEqual(Form(sale_order).woo_status_kept, row.status_kept)

    def test_delivered_order_that_the_store_gave_up(self):
        self.client.payload["status"] = "refunded"
        self._deliver(self.order)
        self._send(self.order.shipment_ids)
        self.assertEqual(self.order.shipment_ids.state, "nothing")
        self.assertIn("refunded", self.order.status_kept)

    def test_delivered_order_that_is_completed_gets_its_note(self):
        self.client.payload["status"] = "completed"
        self.backend.shipped_status = "delivered"
        self._deliver(self.order)
        self._send(self.order.shipment_ids)
        self.assertEqual(self.client.payload["status"], "completed")
        self.assertEqual(self.order.shipment_ids.state, "sent")
        self.assertIn("completed", self.order.status_kept)

    def test_status_of_delivered_orders_is_not_cancelled(self):
        self.backend.shipped_status = "delivered"
        row = self._cancel("delivered")
        self.assertEqual(row.state, "nothing")
        self.assertEqual(self.client.writes(), [])

    def test_failed_order_is_cancelled(self):
        row = self._cancel("failed")
        self.assertEqual((row.state, row.status_kept), ("sent", False))
        self.assertEqual(self.client.payload["status"], "cancelled")
        self.assertFalse(self.order.status_kept)

    def test_what_is_cancelled_already_is_no_conflict(self):
        row = self._cancel("cancelled")
        self.assertEqual((row.state, row.status_kept), ("nothing", False))
        self.assertFalse(self.order.status_kept)

    def test_the_last_event_tells(self):
        first = self._cancel("completed")
        self.assertTrue(self.order.status_kept)
        self.client.payload["status"] = "processing"
        first.action_send_again()
        self._send(first)
        self.assertEqual(self.client.payload["status"], "cancelled")
        self.assertFalse(self.order.status_kept)

    def test_rule_is_told_where_statuses_are_chosen(self):
        self.backend.shipped_status = "delivered"
        note = self.env["woo.order.status"]._note_status
        expected = {
            "pending": "unpaid",
            "processing": "open",
            "delivered": "completed",
            "completed": "completed",
            "cancelled": "given_up",
        }
        for slug, precedence in expected.items():
            status = note(self.backend, slug)
            self.assertEqual((slug, status.precedence), (slug, precedence))
            self.assertEqual(status.status_rule, self.backend.status_rule)
        self.assertIn("stays so", Form(self.backend).status_rule)
