from odoo.tests import tagged

from odoo.addons.queue_job.tests.common import trap_jobs

from .workflow_case import WorkflowCase


@tagged("post_install", "-at_install")
class TestRefundWorkflow(WorkflowCase):
    """Refunds of orders that a workflow rule invoices."""

    def _refunded(self, amount, *lines):
        """Return the order with one refund."""
        refund = {
            "id": 500,
            "amount": amount,
            "reason": "",
            "date_created_gmt": "2026-11-24T10:00:00",
            "line_items": list(lines),
        }
        self.client.answers[f"GET orders/{self.payload['id']}/refunds"] = [refund]
        summary = {"id": 500, "reason": "", "total": f"-{amount}"}
        return {**self.payload, "refunds": [summary]}

    def _import_and_work(self, payload):
        """Do also the last job of the refunds.

        Here all is one transaction, in which the same job is enqueued only once.
        """
        order = super()._import_and_work(payload)
        with trap_jobs() as trap:
            order._resume_refunds()
            self._run_jobs(trap)
        return order

    def test_refund_that_comes_with_its_order(self):
        """The invoice and its payment come first, then what was given back."""
        self._create_rule(["processing"], invoice="posted", payment="always")
        self.backend.write({"refund_policy": "posted", "refund_payment": True})
        order = self._import_and_work(self._refunded("35.08"))
        self.assertEqual(order.step_state, "done", order.step_ids.mapped("reason"))
        refund = order.refund_ids
        self.assertEqual(refund.state, "done", refund.problem)
        note = refund.credit_note_ids
        self.assertAlmostEqual(note.amount_total, 35.08)
        invoice = note.reversed_entry_id
        self.assertAlmostEqual(invoice.amount_total, 235.08)
        self.assertEqual(invoice.payment_state, "paid")
        self.assertEqual(refund.payment_ids.journal_id, self.journal)
        self.assertEqual(refund.payment_ids.amount, 35.08)
        self.assertEqual(note.payment_state, "paid")

    def test_payment_without_an_entry(self):
        """The invoice stays open until the bank tells, and so does the credit note."""
        methods = self.journal.inbound_payment_method_line_ids
        methods |= self.journal.outbound_payment_method_line_ids
        methods.payment_account_id = False
        # As it is where the accounting application is installed.
        self.patch(
            type(self.env["account.move"]),
            "_get_invoice_in_payment_state",
            lambda _move: "in_payment",
        )
        self._create_rule(["processing"], invoice="posted", payment="always")
        self.backend.write({"refund_policy": "posted", "refund_payment": True})
        order = self._import_and_work(self._refunded("35.08"))
        note = order.refund_ids.credit_note_ids
        self.assertAlmostEqual(note.reversed_entry_id.amount_residual, 235.08)
        self.assertAlmostEqual(note.amount_residual, 35.08)
        self.assertEqual(order.refund_ids.payment_ids.amount, 35.08)

    def test_refund_before_the_delivery_that_is_invoiced(self):
        """A step that waits for a delivery is not waited for."""
        self.products.invoice_policy = "delivery"
        self._create_rule(["processing"], invoice="posted")
        order = self._import_and_work(self.payload)
        self.assertEqual(order.step_state, "waiting")
        sold = self.payload["line_items"][0]
        line = {
            **sold,
            "id": 900,
            "quantity": -sold["quantity"],
            "total": f"-{sold['total']}",
            "total_tax": f"-{sold['total_tax']}",
            "taxes": [{"id": 1, "total": f"-{sold['total_tax']}"}],
            "meta_data": [{"key": "_refunded_item_id", "value": str(sold["id"])}],
        }
        amount = float(sold["total"]) + float(sold["total_tax"])
        self._import_and_work(self._refunded(f"{amount:.2f}", line))
        refund = order.refund_ids
        self.assertEqual(refund.state, "done", refund.problem)
        self.assertTrue(refund.is_off_order)
        self.assertAlmostEqual(order.sale_order_id.amount_total, 235.08 - amount)
