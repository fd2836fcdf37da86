from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.queue_job.tests.common import trap_jobs

from .edited_orders import (
    edited,
    with_added,
    with_address,
    with_line,
    with_quantity,
    without_line,
)
from .order_case import recorded_orders
from .test_order_edits import BEANIE, BELT, OrderEditCase


@tagged("post_install", "-at_install")
class TestOrderQuestions(OrderEditCase):
    """What both sides changed, and what must not be altered silently, is asked."""

    def setUp(self):
        super().setUp()
        self.pending = edited(self.payload, status="pending")

    def _conflict(self):
        """Return an order whose belt both sides changed, and the store's order."""
        order = self._import(self.pending)
        self._line(order, BELT).product_uom_qty = 50
        payload = with_quantity(self.pending, BELT, 5)
        return self._import(payload), payload

    def _answer(self, records, answer):
        """Answer as a manager does, and let the jobs run."""
        with trap_jobs() as trap:
            getattr(records.with_user(self.woo_manager), answer)()
        trap.perform_enqueued_jobs()

    # === Asking === #

    def test_conflict_is_asked(self):
        order, _payload = self._conflict()
        self.assertEqual(order.state, "review")
        self.assertEqual(self._line(order, BELT).product_uom_qty, 50)
        [edit] = order.edit_ids
        self.assertEqual(edit.name, "Belt")
        self.assertIn("3 × Belt", edit.last)
        self.assertIn("5 × Belt", edit.store)
        self.assertIn("50 × Belt", edit.odoo)
        [activity] = order.activity_ids
        self.assertIn("Belt", activity.note)
        self.assertEqual(activity.user_id, self.env.ref("base.user_admin"))

    def test_what_is_no_conflict_is_applied_at_once(self):
        order = self._import(self.pending)
        self._line(order, BELT).product_uom_qty = 50
        payload = with_quantity(self.pending, BELT, 5)
        self._import(with_quantity(payload, BEANIE, 1))
        self.assertEqual(self._line(order, BEANIE).product_uom_qty, 1)
        self.assertEqual(order.edit_ids.mapped("name"), ["Belt"])

    def test_equal_edit_asks_once(self):
        order, payload = self._conflict()
        edits, activity = order.edit_ids, order.activity_ids
        messages = order.message_ids
        self._import(edited(payload, date_paid_gmt="2026-11-24T00:00:00"))
        self.assertEqual(order.edit_ids, edits)
        self.assertEqual(order.activity_ids, activity)
        self.assertEqual(order.message_ids, messages)

    def test_another_edit_asks_in_the_same_activity(self):
        order, payload = self._conflict()
        activity = order.activity_ids
        self._import(with_quantity(payload, BELT, 6))
        [edit] = order.edit_ids
        self.assertIn("6 × Belt", edit.store)
        self.assertEqual(order.activity_ids, activity)
        self.assertIn("6 × Belt", activity.note)

    def test_question_is_over_when_the_store_takes_it_back(self):
        order, _payload = self._conflict()
        self._line(order, BELT).product_uom_qty = 3
        self._import(self.pending)
        self.assertFalse(order.edit_ids)
        self.assertEqualsStore(order, self.pending)

    def test_no_status_is_followed_while_a_question_is_open(self):
        order, payload = self._conflict()
        self._import(edited(payload, status="processing"))
        self.assertEqual(order.sale_order_id.state, "draft")
        self.assertEqual(order.state, "review")

    # === Applying === #

    def test_applied(self):
        order, payload = self._conflict()
        self._answer(order, "action_apply_edits")
        self.assertEqual(self._line(order, BELT).product_uom_qty, 5)
        self.assertEqualsStore(order, payload)

    def test_status_is_followed_once_applied(self):
        order, payload = self._conflict()
        payload = edited(payload, status="processing")
        self._import(payload)
        self._answer(order.edit_ids, "action_apply")
        self.assertEqual(order.sale_order_id.state, "sale")
        self.assertEqualsStore(order, payload)

    def test_only_what_the_person_saw_is_applied(self):
        order, payload = self._conflict()
        newer = with_quantity(payload, BELT, 7)
        self.client.answers["GET orders/61"] = newer
        self._answer(order, "action_apply_edits")
        self.assertEqual(self._line(order, BELT).product_uom_qty, 50)
        self.assertEqual(order.state, "review")
        [edit] = order.edit_ids
        self.assertIn("7 × Belt", edit.store)
        self.assertFalse(edit.is_chosen)

    def test_one_of_two_is_applied(self):
        order = self._import(self.pending)
        self._line(order, BELT).product_uom_qty = 50
        self._line(order, BEANIE).product_uom_qty = 40
        payload = with_quantity(self.pending, BELT, 5)
        self._import(with_quantity(payload, BEANIE, 1))
        self._answer(
            order.edit_ids.filtered(lambda edit: edit.name == "Belt"), "action_apply"
        )
        self.assertEqual(self._line(order, BELT).product_uom_qty, 5)
        self.assertEqual(self._line(order, BEANIE).product_uom_qty, 40)
        self.assertEqual(order.edit_ids.mapped("name"), ["Beanie"])
        self.assertEqual(len(order.activity_ids), 1)

    def test_what_is_being_applied_cannot_be_kept(self):
        order, _payload = self._conflict()
        with trap_jobs():
            order.action_apply_edits()
        with self.assertRaises(UserError):
            order.action_accept()

    # === Keeping === #

    def test_kept(self):
        order, payload = self._conflict()
        self._answer(order, "action_accept")
        self.assertEqual(self._line(order, BELT).product_uom_qty, 50)
        self.assertEqual(order.state, "imported")
        self.assertFalse(order.activity_ids)
        self.assertFalse(order.edit_ids)
        self._import(edited(payload, date_paid_gmt="2026-11-24T00:00:00"))
        self.assertEqual(order.state, "imported")
        self.assertFalse(order.activity_ids)

    def test_status_is_followed_once_kept(self):
        order, payload = self._conflict()
        self._import(edited(payload, status="processing"))
        self._answer(order, "action_accept")
        self.assertEqual(order.sale_order_id.state, "sale")
        self.assertEqual(order.state, "imported", order.reason)

    def test_what_was_kept_is_asked_when_the_store_changes_it_again(self):
        order, payload = self._conflict()
        self._answer(order, "action_accept")
        self._import(with_quantity(payload, BELT, 6))
        self.assertEqual(self._line(order, BELT).product_uom_qty, 50)
        self.assertEqual(order.state, "review")

    def test_other_parts_follow_the_store_after_keeping(self):
        order, payload = self._conflict()
        self._answer(order, "action_accept")
        self._import(with_quantity(payload, BEANIE, 1))
        self.assertEqual(self._line(order, BEANIE).product_uom_qty, 1)
        self.assertEqual(order.state, "imported", order.reason)

    def test_users_do_not_decide(self):
        order, _payload = self._conflict()
        for records, answer in (
            (order, "action_accept"),
            (order, "action_apply_edits"),
            (order.edit_ids, "action_keep"),
            (order.edit_ids, "action_apply"),
        ):
            with self.assertRaises(AccessError):
                getattr(records.with_user(self.woo_user), answer)()

    # === Documents that are not altered silently === #

    def test_delivered_order(self):
        order = self._import(self.payload)
        self._deliver(order.sale_order_id)
        payload = with_added(
            self.payload, "line_items", 20, like=BELT, total="7.77", quantity=1
        )
        self._import(payload)
        self.assertEqual(len(order.sale_order_id.order_line), 6)
        self.assertEqual(order.state, "review")
        self.assertIn("delivered", order.reason)
        self.assertEqual(order.edit_ids.mapped("name"), ["Belt", "Total"])
        self._answer(order, "action_apply_edits")
        self.assertEqualsStore(order, payload)
        open_moves = self._open_moves(order).filtered(lambda m: m.state != "done")
        self.assertEqual(open_moves.sale_line_id, self._line(order, 20))

    def test_address_of_a_done_transfer_stays(self):
        order = self._import(self.payload)
        self._deliver(order.sale_order_id)
        payload = with_address(self.payload, "shipping", city="Nice")
        self._import(payload)
        self._answer(order, "action_apply_edits")
        self.assertEqual(order.sale_order_id.partner_shipping_id.city, "Nice")
        self.assertEqual(order.sale_order_id.picking_ids.partner_id.city, "Paris")

    def test_invoiced_order(self):
        order = self._import(self.payload)
        invoice = order.sale_order_id._create_invoices()
        self._import(without_line(self.payload, BELT))
        self.assertEqual(self._line(order, BELT).product_uom_qty, 3)
        self.assertEqual(order.state, "review")
        self.assertIn("invoiced", order.reason)
        invoice.button_cancel()
        order.action_retry()
        self._import(without_line(self.payload, BELT))
        self.assertEqualsStore(order, without_line(self.payload, BELT))

    def test_locked_order(self):
        order = self._import(self.payload)
        order.sale_order_id.action_lock()
        payload = with_quantity(self.payload, BELT, 5)
        self._import(payload)
        self.assertEqual(self._line(order, BELT).product_uom_qty, 3)
        self.assertIn("locked", order.reason)
        self._answer(order, "action_apply_edits")
        self.assertEqualsStore(order, payload)
        self.assertTrue(order.sale_order_id.locked)

    def test_status_of_a_delivered_order_is_no_question(self):
        order = self._import(self.payload)
        self._deliver(order.sale_order_id)
        self._import(edited(self.payload, status="completed"))
        self.assertEqual(order.state, "imported")
        self.assertFalse(order.activity_ids)

    def test_detail_added_to_a_delivered_order_is_no_question(self):
        order = self._import(self.payload)
        self._deliver(order.sale_order_id)
        meta = {"id": 1, "key": "Licence", "value": "X-1", "display_key": "Licence"}
        payload = with_line(self.payload, BELT, meta_data=[meta])
        name = self._line(order, BELT).name
        self._import(payload)
        self.assertEqualsStore(order, payload)
        self.assertEqual(self._line(order, BELT).name, name)

    def test_kept_line_is_not_added_by_the_next_edit(self):
        order = self._import(self.payload)
        order.sale_order_id.action_lock()
        payload = with_added(
            self.payload, "line_items", 20, like=BELT, total="7.77", quantity=1
        )
        self._import(payload)
        self._answer(order, "action_accept")
        order.sale_order_id.action_unlock()
        self._import(with_quantity(payload, BEANIE, 1))
        self.assertFalse(self._line(order, 20))
        self.assertEqual(self._line(order, BEANIE).product_uom_qty, 1)

    def test_currency_is_never_changed_silently(self):
        order = self._import(self.payload)
        self._import(edited(self.payload, currency="GBP"))
        self.assertEqual(order.state, "review")
        self.assertEqual(
            order.sale_order_id.currency_id.name,
            recorded_orders()["order_full"]["currency"],
        )

    def test_amounts_are_not_applied_in_another_currency(self):
        order = self._import(self.payload)
        payload = edited(with_quantity(self.payload, BELT, 5), currency="GBP")
        self._import(payload)
        with self.assertRaisesRegex(UserError, "pricelist in GBP"):
            order.with_user(self.woo_manager).action_apply_edits()
        # The currency that is kept does not make later amounts mean euros.
        self._answer(order, "action_accept")
        total = order.sale_order_id.amount_total
        self._import(with_quantity(payload, BEANIE, 1))
        self.assertEqual(order.state, "review")
        self.assertIn("GBP", order.reason)
        self.assertEqual(order.sale_order_id.amount_total, total)

    def test_amounts_are_applied_once_the_currency_is_the_same(self):
        order = self._import(self.pending)
        self._line(order, BELT).name = "By hand"
        payload = edited(with_quantity(self.pending, BELT, 5), currency="GBP")
        self._import(payload)
        with self.assertRaisesRegex(UserError, "pricelist in GBP"):
            order.edit_ids.with_user(self.woo_manager).action_apply()
        order.sale_order_id.pricelist_id = self.env["product.pricelist"].search(
            [("currency_id.name", "=", "GBP")], limit=1
        )
        self._answer(order, "action_apply_edits")
        self.assertEqualsStore(order, payload)
        self.assertEqual(order.sale_order_id.currency_id.name, "GBP")
