from odoo.tests import tagged

from .refund_send_case import INVALID, RefundSendCase

PATH = "orders/61/refunds"


@tagged("post_install", "-at_install")
class TestRefundSendOnce(RefundSendCase):
    """Exactly one refund in the store, and no second credit note, whatever happens."""

    def _assert_once(self, order, note):
        """One refund in the store, known in Odoo as this credit note."""
        self.assertEqual(len(self.client.refunds), 1)
        row = self._row(note)
        self.assertEqual((row.state, row.refund_woo_id), ("sent", 700), row.reason)
        refund = order.refund_ids
        self.assertEqual((refund.woo_id, refund.state), (700, "done"))
        self.assertEqual(refund.credit_note_ids, note)
        notes = order.sale_order_id.invoice_ids.filtered(
            lambda move: move.move_type == "out_refund"
        )
        self.assertEqual(notes, note)

    def test_our_own_refund_comes_back(self):
        order, invoice = self._sold_mugs()
        note = self._credit(invoice, 1)
        self._send(self._row(note))
        for _time in range(2):
            order.fingerprint = False
            self._comes_back()
        self._assert_once(order, note)
        self.assertFalse(order.refund_ids.activity_ids)

    def test_once_more_is_no_work(self):
        order, invoice = self._sold_mugs()
        note = self._credit(invoice, 1)
        row = self._row(note)
        self._send(row)
        row.with_user(self.woo_user).action_send_again()
        self._send(row)
        self._assert_once(order, note)

    def test_lost_answer(self):
        order, invoice = self._sold_mugs()
        note = self._credit(invoice, 1)
        self.client.cut = {f"POST {PATH}": "after"}
        self._send_in_vain(self._row(note))
        self.assertEqual(len(self.client.refunds), 1)
        self._send(self._row(note))
        self._assert_once(order, note)

    def test_request_that_did_not_arrive(self):
        order, invoice = self._sold_mugs()
        note = self._credit(invoice, 1)
        self.client.cut = {f"POST {PATH}": "before"}
        self._send_in_vain(self._row(note))
        self.assertEqual(self.client.refunds, [])
        self._send(self._row(note))
        self._assert_once(order, note)

    def test_refund_that_comes_in_before_its_answer_was_known(self):
        order, invoice = self._sold_mugs()
        note = self._credit(invoice, 1)
        self.client.cut = {f"POST {PATH}": "after"}
        self._send_in_vain(self._row(note))
        self._comes_back()
        self.assertEqual(order.refund_ids.credit_note_ids, note)
        self._send(self._row(note))
        self._assert_once(order, note)

    def test_refund_that_somebody_made_by_hand_meanwhile(self):
        order, invoice = self._sold_mugs()
        note = self._credit(invoice, 1)
        tax = {"id": 1, "refund_total": "2.00"}
        line = {"id": 1, "quantity": 1, "refund_total": "10.00", "refund_tax": [tax]}
        self.client.refund({"amount": "12.00", "line_items": [line]})
        self._send(self._row(note))
        self._assert_once(order, note)
        self.assertEqual(self.client.posted(), [])

    def test_second_credit_note_of_the_same_amount_is_a_second_refund(self):
        order, invoice = self._sold_mugs()
        notes = [self._credit(invoice, 1), self._credit(invoice, 1)]
        for note in notes:
            self._send(self._row(note))
        self.assertEqual(len(self.client.refunds), 2)
        rows = order.refund_send_ids
        self.assertEqual(sorted(rows.mapped("refund_woo_id")), [700, 701])
        self._comes_back()
        self.assertEqual(len(order.refund_ids), 2)

    def test_what_a_person_made_of_a_refund_that_needed_one(self):
        order, invoice = self._sold_mugs()
        self.client.refund(
            {"amount": "12.00", "line_items": [{"id": 77, "refund_total": "12.00"}]}
        )
        self._comes_back()
        self.assertEqual(order.refund_ids.state, "review")
        note = self._credit(invoice, 1)
        self._send(self._row(note))
        self._assert_once(order, note)
        self.assertFalse(order.refund_ids.activity_ids)

    def test_imported_refund_is_not_taken_for_another_credit_note(self):
        order, invoice = self._sold_mugs()
        tax = {"id": 1, "refund_total": "2.00"}
        line = {"id": 1, "quantity": 1, "refund_total": "10.00", "refund_tax": [tax]}
        self.client.refund({"amount": "12.00", "line_items": [line]})
        self._comes_back()
        self.assertEqual(order.refund_ids.credit_note_ids.state, "posted")
        note = self._credit(invoice, 1)
        self._send(self._row(note))
        self.assertEqual(len(self.client.refunds), 2)

    # === Refused === #

    def test_more_than_the_store_has_left(self):
        _order, invoice = self._sold_mugs()
        self.client.refund({"amount": "30.00"})
        row = self._row(self._credit(invoice, 1))
        self._send(row)
        self.assertEqual(row.state, "failed")
        self.assertIn("6.00 left", row.reason)
        self.assertIn("Invalid refund amount", row.reason)
        self.assertEqual(self.backend.failed_refund_send_count, 1)
        self.client.refunds.clear()
        row.with_user(self.woo_user).action_send_again()
        self._send(row)
        self.assertEqual((row.state, row.reason), ("sent", False))

    def test_gateway_that_does_not_pay_back(self):
        _order, invoice = self._sold_mugs()
        note = self._credit(invoice, 1)
        note.woo_pays_back = True
        self.client.answers[f"POST {PATH}"] = INVALID
        row = self._row(note)
        self._send(row)
        self.assertEqual(row.state, "failed")
        self.assertIn("Untick", row.reason)

    def test_credit_note_that_is_changed_after_it_was_sent(self):
        _order, invoice = self._sold_mugs()
        note = self._credit(invoice, 1)
        row = self._row(note)
        self._send(row)
        note.button_draft()
        note.invoice_line_ids.quantity = 2
        note.action_post()
        self.assertEqual(row.state, "waiting")
        self._send(row)
        self.assertEqual(row.state, "failed")
        self.assertIn("by hand", row.reason)
        self.assertEqual(len(self.client.refunds), 1)

    def test_another_currency(self):
        order, invoice = self._sold_mugs()
        row = self._row(self._credit(invoice, 1))
        order.currency_id = self.env.ref("base.GBP")
        self._send(row)
        self.assertEqual((row.state, self.client.posted()), ("failed", []))
