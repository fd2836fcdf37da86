from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .edited_orders import edited, with_quantity
from .scenario import scenario
from .test_order_edits import BELT, OrderEditCase


@tagged("post_install", "-at_install")
class TestOrderGivenUp(OrderEditCase):
    """Cancelled, failed, trashed, deleted, restored: by policy, and never an error."""

    def setUp(self):
        super().setUp()
        self.order = self._import(self.payload)
        self.sale_order = self.order.sale_order_id
        self.status = self.env["woo.order.status"].search(
            [("backend_id", "=", self.backend.id), ("slug", "=", "cancelled")]
        )

    def _become(self, status, **changes):
        return self._import(edited(self.payload, status=status, **changes))

    def _delete(self):
        del self.client.answers["GET orders/61"]
        self.env["woo.order"]._import(self.backend, 61)

    def assertAsked(self, *words):
        self.assertEqual(self.order.state, "review")
        self.assertEqual(len(self.order.activity_ids), 1)
        for word in words:
            self.assertIn(word, self.order.reason)

    # === Given up === #

    @scenario(
        "Confirmed, nothing delivered or invoiced",
        "Given up in the store",
        "The sale order is cancelled, its stock is free again",
    )
    def test_cancelling_releases_the_stock(self):
        product = self._line(self.order, BELT).product_id
        self.env["stock.quant"]._update_available_quantity(
            product, self.backend.warehouse_ids.lot_stock_id, 10
        )
        self.sale_order.picking_ids.action_assign()
        self.assertEqual(product.free_qty, 7)
        self._become("cancelled")
        self.assertEqual(self.sale_order.state, "cancel")
        self.assertEqual(product.free_qty, 10)
        self.assertEqual(self.order.state, "imported")
        self.assertFalse(self.order.activity_ids)

    def test_status_may_ask(self):
        self.status.action = "ask"
        self._become("cancelled")
        self.assertEqual(self.sale_order.state, "sale")
        self.assertAsked(
            "Cancelled" if self.status.name == "Cancelled" else "cancelled"
        )
        activity = self.order.activity_ids
        self._become("cancelled", customer_note="Sorry")
        self.assertEqual(self.order.activity_ids, activity)

    def test_status_may_do_nothing(self):
        self.status.action = "ignore"
        self._become("cancelled")
        self.assertEqual(self.sale_order.state, "sale")
        self.assertEqual(self.order.state, "imported")
        self.assertFalse(self.order.activity_ids)

    def test_trash_and_deletion_have_policies_of_their_own(self):
        self.backend.write({"trash_policy": "nothing", "delete_policy": "ask"})
        self._become("trash")
        self.assertEqual(self.sale_order.state, "sale")
        self.assertEqual(self.order.state, "imported")
        self._delete()
        self.assertEqual(self.sale_order.state, "sale")
        self.assertAsked("deleted for good")

    def test_deleted_order_is_cancelled_once(self):
        self._delete()
        self.assertEqual(self.sale_order.state, "cancel")
        self.assertEqual(
            self.env["woo.order"]._import(self.backend, 61), "Nothing to do"
        )

    @scenario(
        "Delivered, not invoiced",
        "Given up in the store",
        "A person is asked",
    )
    def test_delivered_order_is_asked(self):
        self._deliver(self.sale_order)
        for policy in ("cancel", "ask"):
            self.backend.trash_policy = policy
            self.order.fingerprint = False
            self._become("trash")
            self.assertEqual(self.sale_order.state, "sale")
            self.assertAsked("trash")

    @scenario(
        "Invoiced, not delivered",
        "Given up in the store",
        "A person is asked",
    )
    def test_invoiced_order_is_asked(self):
        invoice = self.sale_order._create_invoices()
        invoice.action_post()
        self._become("cancelled")
        self.assertEqual(self.sale_order.state, "sale")
        self.assertEqual(invoice.state, "posted")
        self.assertAsked("already invoiced")

    @scenario(
        "Draft invoice",
        "Given up in the store",
        "The sale order and its draft are cancelled",
    )
    def test_draft_invoice_goes_with_the_order(self):
        invoice = self.sale_order._create_invoices()
        self._become("cancelled")
        self.assertEqual(self.sale_order.state, "cancel")
        self.assertEqual(invoice.state, "cancel")

    def test_refused_cancellation_is_asked(self):
        with patch.object(
            type(self.sale_order), "_action_cancel", side_effect=UserError("No.")
        ):
            self._become("cancelled")
        self.assertEqual(self.sale_order.state, "sale")
        self.assertAsked("No.")

    def test_what_a_person_revived_stays(self):
        self._become("cancelled")
        self.sale_order.action_draft()
        self._become("cancelled", customer_note="Sorry")
        self.assertEqual(self.sale_order.state, "draft")
        self.assertEqual(self.order.state, "imported")

    # === The answer === #

    def test_person_cancels(self):
        self.backend.trash_policy = "ask"
        self._become("trash")
        self.assertTrue(self.order.is_given_up)
        with self.assertRaises(AccessError):
            self.order.with_user(self.woo_user).action_cancel_sale_order()
        self.order.with_user(self.woo_manager).action_cancel_sale_order()
        self.assertEqual(self.sale_order.state, "cancel")
        self.assertEqual(self.order.state, "imported")
        self.assertFalse(self.order.activity_ids)

    def test_delivered_order_cannot_be_cancelled_by_the_button(self):
        self._deliver(self.sale_order)
        self._become("cancelled")
        with self.assertRaises(UserError):
            self.order.action_cancel_sale_order()

    def test_person_keeps(self):
        self.status.action = "ask"
        self._become("cancelled")
        self.order.action_accept()
        self._become("cancelled", customer_note="Sorry")
        self.assertEqual(self.sale_order.state, "sale")
        self.assertEqual(self.order.state, "imported")
        self.assertFalse(self.order.activity_ids)

    def test_question_is_over_when_the_store_takes_it_back(self):
        self.status.action = "ask"
        self._become("cancelled")
        self._become("processing")
        self.assertEqualsStore(self.order, self.payload)
        self._become("cancelled")
        self.assertAsked()

    # === Restored === #

    def test_restored_from_the_trash(self):
        self._become("trash")
        self._become("processing")
        self.assertEqual(self.sale_order.state, "sale")
        self.assertEqualsStore(self.order, self.payload)
        self.assertEqual(len(self._open_moves(self.order)), 3)
        self.assertEqual(self.order.sale_order_id, self.sale_order)

    def test_restored_with_other_content(self):
        self._become("cancelled")
        payload = with_quantity(self.payload, BELT, 5)
        self._import(payload)
        self.assertEqual(self.sale_order.state, "sale")
        self.assertEqualsStore(self.order, payload)

    def test_failed_payment_that_succeeds_after_all(self):
        payload = edited(self.payload, id=62, number="62")
        order = self._import({**payload, "status": "pending"})
        self._import({**payload, "status": "failed"})
        self.assertEqual(order.sale_order_id.state, "cancel")
        self._import(payload)
        self.assertEqual(order.sale_order_id.state, "sale")
        self.assertEqualsStore(order, payload)

    def test_restored_without_a_sale_order(self):
        payload = edited(self.payload, id=62, number="62")
        order = self._import({**payload, "status": "cancelled"})
        self.assertFalse(order.sale_order_id)
        self._import(payload)
        self.assertEqual(order.sale_order_id.state, "sale")

    def test_restored_may_ask(self):
        self.backend.restore_policy = "ask"
        self._become("trash")
        self._become("processing")
        self.assertEqual(self.sale_order.state, "cancel")
        self.assertAsked("cancelled, but not in the store")

    def test_restored_may_do_nothing(self):
        self.backend.restore_policy = "nothing"
        self._become("trash")
        self._become("processing")
        self._become("completed")
        self.assertEqual(self.sale_order.state, "cancel")
        self.assertEqual(self.order.state, "imported")
        self.assertFalse(self.order.activity_ids)

    def test_revived_by_a_person_is_given_up_again(self):
        self.backend.restore_policy = "ask"
        self._become("cancelled")
        self._become("processing")
        self.sale_order.action_draft()
        self.sale_order.action_confirm()
        self._become("cancelled")
        self.assertEqual(self.sale_order.state, "cancel")

    def test_deleted_sale_order_is_made_anew_and_given_up_again(self):
        self._become("cancelled")
        self.sale_order.unlink()
        self._become("processing")
        self.assertEqual(self.order.sale_order_id.state, "sale")
        self._become("cancelled")
        self.assertEqual(self.order.sale_order_id.state, "cancel")

    def test_cancelled_by_a_person_is_not_revived(self):
        self.sale_order._action_cancel()
        self._become("completed")
        self.assertEqual(self.sale_order.state, "cancel")
        self.assertAsked("cancelled, but not in the store")
        self.order.action_accept()
        self._become("completed", customer_note="Where is it?")
        self.assertEqual(self.order.state, "imported")
        self.assertFalse(self.order.activity_ids)
