from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged

from odoo.addons.queue_job.tests.common import trap_jobs

from .payment_send_case import MODEL, PUT, PayableStore, PaymentSendCase
from .scenario import scenario


@tagged("post_install", "-at_install")
class TestPaymentSend(PaymentSendCase):
    """An order that waits for money in the store is paid there, once, when it is."""

    def test_one_row_and_a_job_after_the_commit(self):
        row = self._pay(self._ordered())
        self.assertEqual((row.name, row.state), (self.invoice.name, "waiting"))
        self.assertEqual(self.client.requests, [])
        self.assertEqual(self._commit(MODEL), row.ids)
        self.assertEqual(self.client.requests, [])

    @scenario(
        "Invoiced, not delivered",
        "Paid in Odoo",
        "An order that waits for money is paid in the store, once",
    )
    def test_order_on_hold_goes_on(self):
        row = self._pay(self._ordered())
        self._send(row)
        self.assertEqual((row.state, row.reason), ("sent", False))
        self.assertEqual(
            self.client.asked("PUT"), [(PUT[4:], {"status": "processing"})]
        )
        row.action_send_again()
        self._send(row)
        self.assertEqual((row.state, len(self.client.writes())), ("sent", 1))

    def _order_and_deliver(self, *pieces):
        """Bring in an order that is invoiced as it is delivered; deliver pieces."""
        self.product.invoice_policy = "delivery"
        self.payload = self._payload(
            self._line(1, 3, "30.00", (1, "6.00")), status="on-hold", date_paid_gmt=None
        )
        self.order = self._import(self.payload)
        self.sale_order = self.order.sale_order_id
        self.client = PayableStore(self.payload)
        self.sale_order.action_confirm()
        self._deliver(self.order, *pieces)

    @scenario(
        "Partly delivered and invoiced",
        "Paid in Odoo",
        "The store is told once all of it is invoiced and paid",
    )
    def test_part_that_is_paid_waits_for_the_rest(self):
        self._order_and_deliver(2)
        row = self._pay(self._invoice(self.sale_order))
        self._send(row)
        self.assertEqual(row.state, "nothing")
        self.assertIn("not invoiced", row.reason)
        self.assertFalse(row.activity_ids)
        self.assertEqual(self.client.writes(), [])
        self._deliver(self.order)
        rest = self._pay(self._invoice(self.sale_order)) - row
        self._send(rest)
        self.assertEqual((rest.state, rest.reason), ("sent", False))
        self.assertEqual(len(self.client.writes()), 1)

    @scenario(
        "Invoiced and delivered",
        "Paid in Odoo",
        "Waits for money there: paid in the store. Completed there: stays so",
    )
    def test_paid_after_the_delivery(self):
        for status, state in (("on-hold", "sent"), ("completed", "nothing")):
            with self.subTest(status):
                self._order_and_deliver()
                self.client.payload["status"] = status
                row = self._pay(self._invoice(self.sale_order))
                self._send(row)
                self.assertEqual(row.state, state)
                self.assertEqual(len(self.client.writes()), int(state == "sent"))
                self.order.unlink()

    @scenario(
        "Cancelled in Odoo", "Paid in Odoo", "What the store has given up stays so"
    )
    def test_paid_after_the_order_was_cancelled(self):
        invoice = self._ordered()
        self.sale_order._action_cancel()
        self.client.payload["status"] = "cancelled"
        row = self._pay(invoice)
        self._send(row)
        self.assertEqual(row.state, "nothing")
        self.assertIn("cancelled", row.status_kept)
        self.assertEqual(self.client.writes(), [])

    def test_pending_order_is_for_the_store_to_move_on(self):
        row = self._pay(self._ordered("pending"))
        self.env["woo.stock.change"].search([]).unlink()
        self._send(row)
        self.assertEqual(self.client.asked("PUT"), [(PUT[4:], {"set_paid": True})])
        # The store takes it off its shelf now.
        change = self.env["woo.stock.change"].search([])
        self.assertEqual((change.product_id, change.resend), (self.product, True))

    def test_nothing_to_send_is_completed(self):
        row = self._pay(self._ordered(needs_processing=False))
        self._send(row)
        self.assertEqual(self.client.payload["status"], "completed")

    def test_our_own_payment_comes_back(self):
        row = self._pay(self._ordered())
        self._send(row)
        self.client.requests.clear()
        for _time in range(2):
            self.order.fingerprint = False
            self._comes_back()
            self.assertEqual(self.order.state, "imported", self.order.reason)
        self.assertEqual(self.order.payment_send_ids, row)
        self.assertEqual(self.client.writes(), [])
        self.assertEqual(len(self.invoice.reconciled_payment_ids), 1)

    def test_lost_answer(self):
        row = self._pay(self._ordered())
        for when, state in (("before", "sent"), ("after", "nothing")):
            with self.subTest(when):
                self.client.payload.update(status="on-hold", date_paid_gmt=None)
                self.client.requests.clear()
                row.write({"state": "waiting", "sent_at": False})
                self.client.cut = {PUT: when}
                self._send_in_vain(row)
                self._send(row)
                self.assertEqual(row.state, state)
                self.assertEqual(self.client.payload["status"], "processing")
                # What is cut before did not reach the store.
                self.assertEqual(len(self.client.asked("PUT")), 1)

    def test_stock_is_sent_again_after_a_lost_answer(self):
        row = self._pay(self._ordered("pending"))
        self.client.cut = {PUT: "after"}
        self._send_in_vain(row)
        self.env["woo.stock.change"].search([]).unlink()
        self._send(row)
        self.assertEqual(row.state, "nothing")
        change = self.env["woo.stock.change"].search([])
        self.assertEqual((change.product_id, change.resend), (self.product, True))

    def test_payment_without_an_entry(self):
        self.journal.inbound_payment_method_line_ids.payment_account_id = False
        self._know_the_bank()
        invoice = self._ordered()
        self._pay(invoice, amount=10.0, payment_difference_handling="open")
        self._send(self.order.payment_send_ids)
        self.assertEqual(self.client.writes(), [])
        row = self._pay(invoice, amount=26.0)
        self.assertFalse(invoice.reconciled_payment_ids.move_id)
        row.action_send_again()
        self._send(row)
        self.assertEqual(row.state, "sent", row.reason)

    def test_only_what_the_bank_says(self):
        self._know_the_bank()
        self.backend.paid_policy = "matched"
        invoice = self._ordered()
        row = self._pay(invoice)
        self.assertEqual(invoice.payment_state, "in_payment")
        self.assertEqual(self._commit(MODEL), [])
        row.invalidate_recordset()
        self.assertIn("bank statement", row.reason)
        payment = invoice.reconciled_payment_ids
        statement = self.env["account.bank.statement.line"].create(
            {"journal_id": self.journal.id, "amount": 36.0, "payment_ref": "Giro"}
        )
        _liquidity, suspense, _other = statement._seek_for_lines()
        suspense.account_id = self.outstanding
        outstanding = payment.move_id.line_ids.filtered(
            lambda line: line.account_id == self.outstanding
        )
        (suspense | outstanding).reconcile()
        self.assertEqual(invoice.payment_state, "paid")
        with trap_jobs() as trap:
            self.env[MODEL]._cron_send()
        [job] = trap.enqueued_jobs
        job.perform()
        self.assertEqual(row.state, "sent", row.reason)

    # === What is not sent === #

    def test_paid_in_part(self):
        row = self._pay(self._ordered(), amount=10.0)
        self.assertFalse(row)

    def test_a_part_is_not_invoiced(self):
        self._ordered()
        self.sale_order.order_line.product_uom_qty = 4
        row = self._pay(self.invoice)
        self._send(row)
        self.assertEqual((row.state, self.client.requests), ("nothing", []))

    def test_less_than_the_store_waits_for(self):
        self._ordered()
        self.client.payload["total"] = "50.00"
        row = self._pay(self.invoice)
        self._send(row)
        self.assertEqual((row.state, self.client.writes()), ("failed", []))
        self.assertIn("50.00", row.reason)
        self.assertEqual(self.backend.failed_payment_send_count, 1)

    def test_what_the_store_has_refunded_is_not_waited_for(self):
        self._ordered()
        self.client.payload["total"] = "50.00"
        self.client.payload["refunds"] = [{"id": 5, "total": "-14.00", "reason": ""}]
        row = self._pay(self.invoice)
        self._send(row)
        self.assertEqual(row.state, "sent", row.reason)

    @scenario(
        "Ended in the store",
        "Paid in Odoo",
        "Stays as it is there",
    )
    def test_what_waits_for_no_money_stays(self):
        row = self._pay(self._ordered())
        for status in ("processing", "completed", "cancelled", "refunded", "trash"):
            with self.subTest(status):
                self.client.payload["status"] = status
                row.action_send_again()
                self._send(row)
                self.assertEqual(row.state, "nothing")
                self.assertIn(status, row.reason)
        self.assertEqual(self.client.writes(), [])
        self.assertEqual(self.order.status_kept, row.status_kept)

    def test_paid_and_put_on_hold_by_hand(self):
        row = self._pay(self._ordered())
        self.client.payload["date_paid_gmt"] = "2026-11-20T10:00:00"
        self._send(row)
        self.assertEqual((row.state, self.client.writes()), ("nothing", []))

    def test_what_a_rule_registers_is_not_told(self):
        rules = self.env["woo.workflow.rule"]
        rules.create(
            {
                "backend_id": self.backend.id,
                "action": "confirm",
                "invoice": "posted",
                "payment": "always",
            }
        )
        self.backend.journal_id = self.journal
        self.payload = self._payload(
            self._line(1, 3, "30.00", (1, "6.00")), status="on-hold", date_paid_gmt=None
        )
        with trap_jobs() as trap:
            order = self._import(self.payload)
            done = 0
            while len(trap.enqueued_jobs) > done:
                jobs, done = trap.enqueued_jobs[done:], len(trap.enqueued_jobs)
                for job in jobs:
                    job.perform()
        invoice = order.sale_order_id.invoice_ids
        self.assertIn(invoice.payment_state, ("in_payment", "paid"))
        self.assertFalse(order.payment_send_ids)

    def test_no_row_without_the_policy_and_for_other_invoices(self):
        self.backend.paid_policy = "nothing"
        self.assertFalse(self._pay(self._ordered()))
        self.backend.paid_policy = "registered"
        other = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.env.user.partner_id.id,
                "invoice_line_ids": [
                    Command.create({"name": "Other", "price_unit": 5.0})
                ],
            }
        )
        other.action_post()
        self._pay(other)
        self.assertFalse(self.env[MODEL].search([("move_id", "=", other.id)]))

    def test_no_row_for_what_came_in_paid(self):
        invoice = self._ordered()
        self.order.date_paid = "2026-11-20 10:00:00"
        self.assertFalse(self._pay(invoice))

    def test_payment_that_was_undone(self):
        row = self._pay(self._ordered())
        self.invoice.line_ids.remove_move_reconcile()
        self.assertEqual(self.invoice.payment_state, "not_paid")
        self._send(row)
        self.assertEqual((row.state, self.client.requests), ("nothing", []))

    # === Rights === #

    def test_accountant_needs_no_rights_on_stores(self):
        invoice = self._ordered()
        group = "account.group_account_invoice"
        accountant = new_test_user(self.env, "accountant", group)
        self.env["account.payment.register"].with_user(accountant).with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create({"journal_id": self.journal.id})._create_payments()
        self.assertEqual(len(self.order.payment_send_ids), 1)

    def test_user_reads_and_nobody_edits(self):
        row = self._pay(self._ordered())
        self.env.invalidate_all()
        row.with_user(self.woo_user).read()
        Form(row.with_user(self.woo_user))
        Form(self.order.with_user(self.woo_user))
        self.assertEqual(row.action_open_invoice()["res_id"], self.invoice.id)
        for user in (self.woo_user, self.woo_manager):
            with self.assertRaises(AccessError):
                row.with_user(user).write({"state": "sent"})
        other = self.env["res.company"].create({"name": "Other"})
        self.woo_manager.write({"company_ids": other.ids, "company_id": other.id})
        self.assertFalse(self.env[MODEL].with_user(self.woo_manager).search([]))
