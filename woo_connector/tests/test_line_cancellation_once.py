from odoo.tests import tagged

from odoo.addons.queue_job.tests.common import trap_jobs

from ..woo.errors import RejectedError
from .line_cancellation_case import POST, LineCancellationCase
from .scenario import scenario


@tagged("post_install", "-at_install")
class TestLineCancellationOnce(LineCancellationCase):
    """Each piece is refunded once, whoever did it, and in which order."""

    def test_lost_answer(self):
        for when in ("before", "after"):
            with self.subTest(when):
                line = self._ordered_mugs()
                self.client.cut = {POST: when}
                row = self._take_off(line, 2)[:1]
                self._send_in_vain(row)
                self._send(row)
                self.assertEqual((row.state, row.reason), ("sent", False))
                self.assertEqual(len(self.client.refunds), 1)
                self._assert_nothing_more(row)
                self.sale_order.action_cancel()
                self.order.unlink()

    def test_comes_back_before_its_answer(self):
        line = self._ordered_mugs()
        self.client.cut = {POST: "after"}
        row = self._take_off(line, 2)
        self._send_in_vain(row)
        self._comes_back()
        self.assertEqual(self.order.refund_ids.state, "done")
        self.assertEqual(line.product_uom_qty, 2)
        self._send(row)
        self.assertEqual((row.state, row.refund_woo_id), ("sent", 700))
        self.assertEqual(len(self.client.refunds), 1)

    def test_taken_off_twice_and_put_back_between(self):
        line = self._ordered_mugs()
        first = self._take_off(line, 2)
        self._send(first)
        line.product_uom_qty = 3
        second = self._take_off(line, 2)[:1]
        self.assertNotEqual(first, second)
        self._send(second)
        self.assertEqual(second.state, "nothing")
        third = self._take_off(line, 1)[:1]
        self._send(third)
        self.assertEqual(third.state, "sent")
        self.assertEqual(len(self.client.refunds), 2)
        self._assert_nothing_more(first, second, third)

    def test_two_changes_before_the_first_job(self):
        line = self._ordered_mugs()
        first = self._take_off(line, 2)
        second = self._take_off(line, 0)[:1]
        self._send(first)
        self._send(second)
        amounts = [one["amount"] for one in self.client.refunds]
        self.assertEqual(amounts, ["12.00", "24.00"])
        self._assert_nothing_more(first, second)

    def test_timeline_tells_of_it_once(self):
        row = self._take_off(self._ordered_mugs(), 2)
        self._send(row)
        self._assert_nothing_more(row)
        kinds = self.order.moment_ids.mapped("kind")
        self.assertEqual(kinds.count("told"), 1)
        self.assertNotIn("refunded", kinds)

    # === The store has refunded === #

    def test_refund_of_the_store_does_not_go_out_again(self):
        line = self._ordered_mugs()
        self.client.refund(self._body(1))
        self._comes_back()
        self.assertEqual(line.product_uom_qty, 2)
        self.assertFalse(self.order.line_cancellation_send_ids)

    def test_edit_of_the_store_does_not_go_out_again(self):
        line = self._ordered_mugs()
        self.client.payload.update(
            self._payload(self._line(1, 2, "20.00", (1, "4.00")))
        )
        self._comes_back()
        self.assertEqual(line.product_uom_qty, 2)
        self.assertFalse(self.order.line_cancellation_send_ids)

    def test_done_by_hand_on_both_sides_is_done_once(self):
        line = self._ordered_mugs()
        row = self._take_off(line, 2)
        self.client.refund(self._body(1))
        self._send(row)
        self.assertEqual((row.state, row.refund_woo_id), ("sent", 700))
        self._assert_nothing_more(row)
        self.assertEqual(line.product_uom_qty, 2)

    def test_another_refund_of_the_store_comes_in_first(self):
        line = self._ordered_mugs(5)
        row = self._take_off(line, 4)
        self.client.refund(self._body(2))
        with trap_jobs() as trap:
            self._send(row)
        self.assertEqual((row.state, self.client.posted()), ("waiting", []))
        imported, again = trap.enqueued_jobs
        self.assertEqual(imported.method_name, "_import_of_order")
        self.assertEqual((again.recordset, again.method_name), (row, "_send"))
        self._comes_back()
        # Of a line that a person changed, the store's refund is a person's, too.
        self.assertEqual(self.order.refund_ids.state, "review")
        self._send(row)
        self.assertEqual((row.state, self.client.posted()), ("failed", []))
        line.with_context(woo_cancelled_by_store=True).product_uom_qty = 2
        self.order.refund_ids.with_user(self.woo_manager).action_settle()
        row.action_send_again()
        self._send(row)
        self.assertEqual(row.state, "sent", row.reason)
        self.assertEqual(self.client.posted()[0]["amount"], "12.00")

    # === Invoices === #

    @scenario(
        "Invoiced, not delivered",
        "Pieces taken off in Odoo",
        "Nothing: the credit note is sent",
    )
    def test_what_is_invoiced_is_told_by_its_credit_note(self):
        line = self._ordered_mugs()
        invoice = self._invoice(self.sale_order)
        row = self._take_off(line, 2)
        self._send(row)
        self.assertEqual((row.state, self.client.posted()), ("nothing", []))
        self.assertIn("credit note", row.reason)
        note = self._credit(invoice, 1)
        row.action_send_again()
        self._send(row)
        self.assertEqual(self.client.posted(), [])
        self._send(self._row(note))
        self.assertEqual(len(self.client.posted()), 1)
        self._assert_nothing_more(row)

    def test_credit_note_first(self):
        line = self._ordered_mugs()
        note = self._credit(self._invoice(self.sale_order), 1)
        row = self._take_off(line, 2)
        self._send(row)
        self.assertEqual((row.state, self.client.posted()), ("nothing", []))
        self._send(self._row(note))
        self.assertEqual(len(self.client.posted()), 1)
        self._assert_nothing_more(row)

    @scenario(
        "Draft invoice",
        "Pieces taken off in Odoo",
        "Waits until the invoice is posted or deleted",
    )
    def test_draft_invoice_is_waited_for(self):
        line = self._ordered_mugs()
        draft = self.sale_order._create_invoices()
        row = self._take_off(line, 2)
        with trap_jobs() as trap:
            self.env[row._name]._cron_send()
        trap.assert_jobs_count(0)
        self.assertIn("posted or deleted", row.reason)
        draft.unlink()
        with trap_jobs() as trap:
            self.env[row._name]._cron_send()
        [job] = trap.enqueued_jobs
        job.perform()
        self.assertEqual(row.state, "sent")

    # === Refusals === #

    def test_gateway_that_does_not_pay_is_recorded_by_a_person(self):
        line = self._ordered_mugs()
        self.sale_order.woo_pays_back = True
        row = self._take_off(line, 2)
        made = self.client.answers[POST]

        def refuse(body):
            if body["api_refund"]:
                raise RejectedError("No gateway.", status=500)
            return made(body)

        self.client.answers[POST] = refuse
        self._send(row)
        self.assertEqual((row.state, row.reason), ("failed", "No gateway."))
        row.with_user(self.woo_user).action_record_only()
        self.assertEqual((row.state, row.pays_back), ("waiting", False))
        self._send(row)
        self.assertEqual(row.state, "sent")
        self.assertEqual(len(self.client.refunds), 1)

    def _body(self, pieces):
        """Return what the store's keeper does by hand."""
        return {
            "amount": f"{12 * pieces}.00",
            "reason": "By hand",
            "line_items": [
                {
                    "id": 1,
                    "quantity": pieces,
                    "refund_total": f"{10 * pieces}.00",
                    "refund_tax": [{"id": 1, "refund_total": f"{2 * pieces}.00"}],
                }
            ],
        }
