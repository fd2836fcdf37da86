from datetime import date
from unittest.mock import patch

from odoo.exceptions import AccessError, RedirectWarning, UserError
from odoo.tests import tagged

from odoo.addons.queue_job.tests.common import trap_jobs

from .workflow_case import WorkflowCase

ALL_DONE = [
    ("invoice", "done"),
    ("post", "done"),
    ("payment", "done"),
]


@tagged("post_install", "-at_install")
class TestWorkflowSteps(WorkflowCase):
    """What comes after the confirmation is done step by step, once and only once."""

    def test_from_order_to_paid_invoice(self):
        self._create_rule(["processing"], invoice="posted", payment="always")
        order = self._import_and_work(self.payload)
        self.assertEqual(self._steps(order), ALL_DONE)
        self.assertEqual(order.step_state, "done")
        invoice = order.sale_order_id.invoice_ids
        self.assertEqual(len(invoice), 1)
        self.assertEqual(invoice.state, "posted")
        self.assertAlmostEqual(invoice.amount_total, float(self.payload["total"]))
        self.assertAlmostEqual(invoice.amount_tax, float(self.payload["total_tax"]))
        self.assertEqual(order.step_ids.move_id, invoice)
        self.assertEqual(invoice.payment_state, "paid")
        payment = order.step_ids.payment_id
        self.assertEqual(payment, invoice.matched_payment_ids)
        self.assertEqual(payment.amount, invoice.amount_total)
        self.assertEqual(payment.memo, "tx_1")
        self.assertEqual(payment.journal_id, self.journal)
        self.assertEqual(payment.date, date(2026, 11, 23))
        self.assertEqual(payment.partner_id, invoice.partner_id.commercial_partner_id)
        self.assertFalse(order.activity_ids)

    def test_every_kind_of_step_has_its_method(self):
        steps = self.env["woo.order.step"]
        kinds = {kind for kind, _label in steps._fields["kind"].selection}
        self.assertEqual(set(steps._steps_by_kind()), kinds)

    def test_draft_invoice_stays_a_draft(self):
        self._create_rule(["processing"], invoice="draft")
        order = self._import_and_work(self.payload)
        self.assertEqual(self._steps(order), [("invoice", "done")])
        self.assertEqual(order.sale_order_id.invoice_ids.state, "draft")

    def test_each_step_is_a_job_of_its_own(self):
        self._create_rule(["processing"], invoice="posted")
        with trap_jobs() as trap:
            order = self._import(self.payload)
            trap.assert_jobs_count(1)
            job = trap.enqueued_jobs[0]
            self.assertEqual(job.channel, "root.woo.workflow")
            self.assertEqual(job.recordset, order.step_ids[0])
            job.perform()
            trap.assert_jobs_count(2)
            self.assertEqual(trap.enqueued_jobs[1].recordset, order.step_ids[1])
        self.assertEqual(self._steps(order), [("invoice", "done"), ("post", "todo")])

    def test_quotation_has_no_steps_until_it_is_paid(self):
        self._create_rule(invoice="posted", payment="paid")
        unpaid = {**self.payload, "status": "on-hold", "date_paid_gmt": None}
        order = self._import_and_work(unpaid)
        self.assertFalse(order.step_ids)
        self.assertEqual(order.sale_order_id.state, "draft")
        self._import_and_work(self.payload)
        self.assertEqual(self._steps(order), ALL_DONE)

    def test_payment_comes_when_the_store_is_paid(self):
        self._create_rule(invoice="posted", payment="paid")
        order = self._import_and_work({**self.payload, "date_paid_gmt": None})
        self.assertEqual(self._steps(order), ALL_DONE[:2])
        self._import_and_work({**self.payload, "status": "completed"})
        self.assertEqual(self._steps(order), ALL_DONE)
        self.assertEqual(len(order.sale_order_id.invoice_ids), 1)

    def test_confirmed_by_hand(self):
        self._create_rule(["processing"], action="quotation", invoice="draft")
        order = self._import_and_work(self.payload)
        self.assertFalse(order.step_ids)
        with trap_jobs() as trap:
            order.sale_order_id.action_confirm()
            self._run_jobs(trap)
        self.assertEqual(self._steps(order), [("invoice", "done")])

    # === Once and only once === #

    def test_nothing_is_done_twice(self):
        self._create_rule(invoice="posted", payment="always")
        order = self._import_and_work(self.payload)
        with trap_jobs() as trap:
            order.step_ids._enqueue()
            order.step_ids.action_retry()
            self._run_jobs(trap)
            self._import({**self.payload, "status": "completed"})
            self._run_jobs(trap)
        self.assertEqual(len(order.step_ids), 3)
        self.assertEqual(len(order.sale_order_id.invoice_ids), 1)
        self.assertEqual(len(order.sale_order_id.invoice_ids.matched_payment_ids), 1)

    def test_trying_again_writes_nothing_that_a_job_may_write(self):
        self._create_rule(invoice="posted", payment="always")
        with trap_jobs():
            order = self._import(self.payload)
            self.env.flush_all()
            steps = order.step_ids
            with patch.object(type(steps), "write", autospec=True) as write:
                steps.action_retry()
        self.assertFalse([call for call in write.call_args_list if call.args[0]])
        self.assertEqual(set(steps.mapped("state")), {"todo"})

    def test_invoice_made_by_hand_is_taken(self):
        self._create_rule(invoice="posted", payment="always")
        with trap_jobs() as trap:
            order = self._import(self.payload)
            invoice = order.sale_order_id._create_invoices()
            self._run_jobs(trap)
        self.assertEqual(order.sale_order_id.invoice_ids, invoice)
        self.assertEqual(invoice.payment_state, "paid")
        self.assertEqual(self._steps(order), ALL_DONE)

    def test_payment_made_by_hand_is_taken(self):
        self._create_rule(invoice="posted", payment="always")
        with trap_jobs() as trap:
            order = self._import(self.payload)
            invoice = order.sale_order_id._create_invoices()
            invoice.action_post()
            wizard = self.env["account.payment.register"].with_context(
                active_model="account.move", active_ids=invoice.ids
            )
            payment = wizard.create({})._create_payments()
            self._run_jobs(trap)
        self.assertEqual(self._steps(order), ALL_DONE)
        self.assertEqual(invoice.matched_payment_ids, payment)

    def test_payment_that_was_cancelled_pays_nothing(self):
        self._create_rule(invoice="posted", payment="paid")
        order = self._import_and_work({**self.payload, "date_paid_gmt": None})
        invoice = order.sale_order_id.invoice_ids
        wizard = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        )
        wizard.create({"communication": "tx_1"})._create_payments().action_cancel()
        self._import_and_work(self.payload)
        self.assertEqual(self._steps(order), ALL_DONE)
        self.assertEqual(invoice.payment_state, "paid")

    def test_payment_without_an_entry_is_taken(self):
        """A payment method without outstanding account makes no journal entry."""
        methods = self.journal.inbound_payment_method_line_ids
        methods.payment_account_id = False
        # As it is where the accounting application is installed.
        self.patch(
            type(self.env["account.move"]),
            "_get_invoice_in_payment_state",
            lambda _move: "in_payment",
        )
        self._create_rule(invoice="posted", payment="always")
        order = self._import_and_work(self.payload)
        payment = order.step_ids.payment_id
        self.assertFalse(payment.move_id)
        self.assertEqual(payment.amount, float(self.payload["total"]))
        self.assertEqual(order.step_ids.move_id.payment_state, "in_payment")
        payment.memo = "Another"
        step = order.step_ids[-1]
        self.assertEqual(step._get_amount_to_pay(step.move_id, 235.08), 0)

    def test_invoice_that_differs_is_not_posted(self):
        """A draft that somebody changed is that person's to post."""
        self._create_rule(invoice="posted", payment="always")
        with trap_jobs() as trap:
            order = self._import(self.payload)
            trap.enqueued_jobs[0].perform()
            invoice = order.sale_order_id.invoice_ids
            invoice.invoice_line_ids[0].price_unit += 1
            self._run_jobs(trap)
        self.assertEqual(self._steps(order)[1], ("post", "failed"))
        self.assertIn("235.08", order.step_ids[1].reason)
        self.assertEqual(invoice.state, "draft")
        invoice.action_post()
        with trap_jobs() as trap:
            order.action_retry_steps()
            self._run_jobs(trap)
        self.assertEqual(self._steps(order), ALL_DONE)
        # The customer paid what the store asked for; the rest stays open.
        self.assertEqual(order.step_ids.payment_id.amount, 235.08)
        self.assertEqual(invoice.payment_state, "partial")

    # === Failing and resuming === #

    def test_failed_step_stops_and_resumes_alone(self):
        self.method.journal_id = False
        self._create_rule(invoice="posted", payment="always")
        order = self._import_and_work(self.payload)
        self.assertEqual(
            self._steps(order),
            [("invoice", "done"), ("post", "done"), ("payment", "failed")],
        )
        self.assertEqual(order.step_state, "failed")
        self.assertEqual(order.state, "imported")
        self.assertEqual(len(order.activity_ids), 1)
        self.assertIn("Direct bank transfer", order.activity_ids.note)
        self.assertEqual(order.step_ids.move_id.payment_state, "not_paid")
        self._import_and_work({**self.payload, "status": "completed"})
        self.assertEqual(len(order.activity_ids), 1)
        # Choosing the journal lets it go on.
        with trap_jobs() as trap:
            self.method.with_user(self.woo_manager).journal_id = self.journal
            trap.assert_jobs_count(1)
            self._run_jobs(trap)
        self.assertEqual(self._steps(order), ALL_DONE)
        self.assertFalse(order.activity_ids)
        self.assertEqual(len(order.sale_order_id.invoice_ids), 1)

    def test_journal_of_the_store(self):
        self.method.journal_id = False
        self._create_rule(invoice="posted", payment="always")
        order = self._import_and_work(self.payload)
        with trap_jobs() as trap:
            self.backend.journal_id = self.journal
            self._run_jobs(trap)
        self.assertEqual(order.step_ids.payment_id.journal_id, self.journal)

    def test_journal_releases_only_its_own_payments(self):
        self.method.journal_id = False
        self._create_rule(invoice="posted", payment="always")
        self._import_and_work(self.payload)
        other = self.method.copy({"code": "stripe"})
        with trap_jobs() as trap:
            other.journal_id = self.journal
            trap.assert_jobs_count(0)

    def test_what_failed_leaves_nothing_behind(self):
        self._create_rule(invoice="posted")

        reason = "The period is closed."

        def refuse(moves):
            moves.ref = "half done"
            raise UserError(reason)

        with trap_jobs() as trap:
            order = self._import(self.payload)
            self.patch(type(self.env["account.move"]), "action_post", refuse)
            self._run_jobs(trap)
        self.assertEqual(self._steps(order), [("invoice", "done"), ("post", "failed")])
        step = order.step_ids[1]
        self.assertEqual(step.reason, "The period is closed.")
        self.assertNotEqual(order.sale_order_id.invoice_ids.ref, "half done")

    def test_reason_is_what_odoo_says_beside_its_button(self):
        self._create_rule(invoice="draft")
        words = "There is no journal.", 1, "Go to the journals"

        def refuse(_orders, **_kwargs):
            raise RedirectWarning(*words)

        self.patch(type(self.env["sale.order"]), "_create_invoices", refuse)
        order = self._import_and_work(self.payload)
        self.assertEqual(order.step_ids.reason, "There is no journal.")

    def test_user_tries_again_and_manager_skips(self):
        self.method.journal_id = False
        self._create_rule(invoice="posted", payment="always")
        order = self._import_and_work(self.payload)
        step = order.step_ids[-1]
        with trap_jobs() as trap:
            order.with_user(self.woo_user).action_retry_steps()
            self.assertEqual(step.state, "todo")
            self._run_jobs(trap)
        self.assertEqual(step.state, "failed")
        with self.assertRaises(AccessError):
            step.with_user(self.woo_user).action_skip()
        step.with_user(self.woo_manager).action_skip()
        self.assertEqual(step.state, "skipped")
        self.assertIn("woo_manager", step.reason)
        self.assertEqual(order.step_state, "done")
        self.assertFalse(order.activity_ids)

    def test_nothing_is_posted_while_somebody_has_to_decide(self):
        self._create_rule(invoice="posted")
        with trap_jobs() as trap:
            order = self._import(self.payload)
            order._settle("review", "The store changed it.")
            self._run_jobs(trap)
        self.assertEqual(self._steps(order), [("invoice", "todo"), ("post", "todo")])
        self.assertFalse(order.sale_order_id.invoice_ids)
        with trap_jobs() as trap:
            order.with_user(self.woo_manager).action_accept()
            self._run_jobs(trap)
        self.assertEqual(order.step_state, "done")

    def test_cancelled_sale_order_ends_the_steps(self):
        self._create_rule(invoice="posted")
        with trap_jobs() as trap:
            order = self._import(self.payload)
            order.sale_order_id._action_cancel()
            self._run_jobs(trap)
        self.assertFalse(order.step_ids)
        self.assertFalse(order.step_state)
        self.assertFalse(order.sale_order_id.invoice_ids)

    def test_order_that_comes_back_is_invoiced_again(self):
        rule = self._create_rule(invoice="draft")
        order = self._import_and_work(self.payload)
        first = order.sale_order_id.invoice_ids
        self._import_and_work({**self.payload, "status": "cancelled"})
        self.assertEqual(order.sale_order_id.state, "cancel")
        self.assertEqual(first.state, "cancel")
        self.assertFalse(order.step_ids)
        rule.invoice = "posted"
        self._import_and_work(self.payload)
        self.assertEqual(order.sale_order_id.state, "sale", order.reason)
        self.assertEqual(self._steps(order), ALL_DONE[:2])
        invoice = order.sale_order_id.invoice_ids - first
        self.assertEqual(invoice.state, "posted")
        self.assertAlmostEqual(invoice.amount_total, 235.08)

    def test_what_was_posted_is_kept_when_the_order_is_cancelled(self):
        self.method.journal_id = False
        self._create_rule(invoice="posted", payment="always")
        order = self._import_and_work(self.payload)
        self.assertEqual(order.step_state, "failed")
        order.sale_order_id._action_cancel()
        self.assertEqual(self._steps(order), ALL_DONE[:2])
        self.assertEqual(order.step_ids.move_id.state, "posted")
        self.assertFalse(order.activity_ids)

    # === Delivered first === #

    def test_invoice_waits_for_the_delivery(self):
        self.products.invoice_policy = "delivery"
        for product in self.products:
            self.env["stock.quant"]._update_available_quantity(
                product, self.backend._get_warehouse().lot_stock_id, 10
            )
        self._create_rule(invoice="posted", payment="always")
        order = self._import_and_work(self.payload)
        self.assertEqual(order.step_ids[0].state, "waiting")
        self.assertEqual(order.step_state, "waiting")
        self.assertIn("delivery", order.step_ids[0].reason)
        self.assertFalse(order.activity_ids)
        self.assertFalse(order.sale_order_id.invoice_ids)
        picking = order.sale_order_id.picking_ids
        with trap_jobs() as trap:
            picking.move_ids.picked = True
            picking.move_ids[0].quantity = 1
            picking._action_done()
            self._run_jobs(trap)
            # A part is not the order.
            self.assertEqual(order.step_ids[0].state, "waiting")
            backorder = order.sale_order_id.picking_ids - picking
            backorder.move_ids.quantity = 1
            backorder.move_ids.picked = True
            backorder._action_done()
            self._run_jobs(trap)
        self.assertEqual(self._steps(order), ALL_DONE)
        invoice = order.sale_order_id.invoice_ids
        self.assertAlmostEqual(invoice.amount_total, float(self.payload["total"]))

    def test_what_is_never_delivered_is_not_waited_for(self):
        self.products.invoice_policy = "delivery"
        self._create_rule(invoice="posted")
        order = self._import_and_work(self.payload)
        self.assertEqual(order.step_ids[0].state, "waiting")
        order.sale_order_id.picking_ids.action_cancel()
        with trap_jobs() as trap:
            self.env["woo.order.step"]._cron_resume()
            self._run_jobs(trap)
        self.assertEqual(order.step_state, "done")
        # Shipping and fees are left.
        self.assertEqual(len(order.step_ids.move_id.invoice_line_ids), 3)

    def test_cron_leaves_alone_what_still_waits(self):
        self.products.invoice_policy = "delivery"
        self._create_rule(invoice="posted")
        self._import_and_work(self.payload)
        with trap_jobs() as trap:
            self.env["woo.order.step"]._cron_resume()
            trap.assert_jobs_count(0)
