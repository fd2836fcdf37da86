from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.queue_job.tests.common import trap_jobs

from .workflow_case import WorkflowCase


@tagged("post_install", "-at_install")
class TestWorkflowRules(WorkflowCase):
    """Which rule counts, and what it makes of the sale order."""

    def test_without_rules_the_status_decides(self):
        with trap_jobs() as trap:
            order = self._import(self.payload)
        self.assertEqual(order.sale_order_id.state, "sale")
        self.assertFalse(order.workflow_rule_id)
        self.assertFalse(order.step_ids)
        self.assertFalse(order.step_state)
        trap.assert_jobs_count(0)

    def test_rules_cost_no_query(self):
        status = self._status("processing")
        self.env["woo.workflow.rule"]._find_rule(status, "bacs")
        with self.assertQueryCount(0):
            self.env["woo.workflow.rule"]._find_rule(status, "bacs")

    def test_first_rule_that_matches_counts(self):
        self._create_rule(["on-hold"], action="confirm", sequence=1)
        cod = self.method.copy({"code": "cod"})
        self._create_rule(
            ["processing"], payment_method_ids=cod.ids, action="cancel", sequence=2
        )
        rule = self._create_rule(["processing"], action="quotation", sequence=3)
        self._create_rule(["processing"], action="cancel", sequence=4)
        order = self._import(self.payload)
        self.assertEqual(order.workflow_rule_id, rule)
        self.assertEqual(order.sale_order_id.state, "draft")
        self.assertEqual(order.state, "imported")

    def test_archived_rule_counts_no_more(self):
        rule = self._create_rule(["processing"], action="quotation")
        rule.active = False
        self.assertEqual(self._import(self.payload).sale_order_id.state, "sale")

    def test_rule_of_another_store_does_not_count(self):
        other = self.backend.copy({"name": "Other"})
        self.env["woo.workflow.rule"].create(
            {"backend_id": other.id, "action": "quotation"}
        )
        self.assertEqual(self._import(self.payload).sale_order_id.state, "sale")

    def test_rule_without_status_leaves_cancelled_orders_alone(self):
        self._create_rule(action="confirm")
        order = self._import({**self.payload, "status": "cancelled"})
        self.assertEqual(order.state, "ignored")
        self.assertFalse(order.sale_order_id)

    def test_rule_wins_over_the_status_it_names(self):
        self._create_rule(["failed"], action="quotation")
        order = self._import({**self.payload, "status": "failed"})
        self.assertEqual(order.sale_order_id.state, "draft")

    def test_rule_decides_an_undecided_status(self):
        self._create_rule(["in-the-post"], action="confirm")
        order = self._import({**self.payload, "status": "in-the-post"})
        self.assertEqual(order.state, "imported", order.reason)
        self.assertEqual(order.sale_order_id.state, "sale")

    def test_undecided_status_waits_if_the_rule_leaves_it_open(self):
        self._create_rule(["in-the-post"], invoice="posted")
        order = self._import({**self.payload, "status": "in-the-post"})
        self.assertEqual(order.state, "waiting")
        self.assertFalse(order.step_ids)

    def test_carts_come_in_when_a_rule_names_them(self):
        self._create_rule(["checkout-draft"], action="quotation")
        order = self._import({**self.payload, "status": "checkout-draft"})
        self.assertEqual(order.sale_order_id.state, "draft")

    def test_rule_that_cancels(self):
        order = self._import(self.payload)
        self._create_rule(["completed"], action="cancel")
        self._import({**self.payload, "status": "completed"})
        self.assertEqual(order.sale_order_id.state, "cancel")

    def test_rule_that_asks_a_person(self):
        order = self._import(self.payload)
        self._create_rule(["completed"], action="ask")
        self._import({**self.payload, "status": "completed"})
        self.assertEqual(order.state, "review")
        self.assertEqual(order.sale_order_id.state, "sale")

    def test_payment_needs_a_posted_invoice(self):
        with self.assertRaises(ValidationError):
            self._create_rule(invoice="draft", payment="always")

    def test_rule_names_only_its_own_store(self):
        other = self.backend.copy({"name": "Other"})
        with self.assertRaises(ValidationError):
            self.env["woo.workflow.rule"].create(
                {"backend_id": other.id, "payment_method_ids": self.method.ids}
            )

    def test_what_a_rule_names_cannot_be_deleted(self):
        """The rule would come to mean all payment methods."""
        self._create_rule(payment_method_ids=self.method.ids, action="cancel")
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.method.unlink()

    def test_store_goes_with_its_rules(self):
        rule = self._create_rule(payment_method_ids=self.method.ids)
        self.backend.unlink()
        self.assertFalse(rule.exists())

    # === Rights === #

    def test_users_see_rules_and_managers_make_them(self):
        rule = self._create_rule(["processing"], action="quotation")
        as_user = rule.with_user(self.woo_user)
        self.assertEqual(as_user.action, "quotation")
        with self.assertRaises(AccessError):
            as_user.action = "confirm"
        rule.with_user(self.woo_manager).action = "confirm"
        self.assertEqual(self._import(self.payload).sale_order_id.state, "sale")

    def test_rules_and_steps_of_another_company_are_not_seen(self):
        self._create_rule(["processing"], invoice="draft")
        order = self._import(self.payload)
        company = self.env["res.company"].create({"name": "Another"})
        stranger = new_test_user(
            self.env,
            "stranger",
            "woo_connector.group_woo_manager",
            company_id=company.id,
            company_ids=company.ids,
        )
        for records in (order.workflow_rule_id, order.step_ids):
            found = records.with_user(stranger).search([("id", "in", records.ids)])
            self.assertTrue(records)
            self.assertFalse(found)

    # === Review === #

    def test_order_for_review_waits_for_approval(self):
        self._create_rule(["processing"], action="review", invoice="posted")
        order = self._import(self.payload)
        self.assertEqual(order.state, "review")
        self.assertIn("any payment", order.reason.lower())
        self.assertEqual(order.sale_order_id.state, "draft")
        self.assertTrue(order.activity_ids)
        self.assertFalse(order.step_ids)
        # The store's next word does not approve it.
        self._import({**self.payload, "customer_note": "Hurry"})
        self.assertEqual(order.sale_order_id.state, "draft")
        self.assertEqual(order.state, "review")

    def test_approved_order_goes_on(self):
        self._create_rule(["processing"], action="review", invoice="posted")
        order = self._import(self.payload)
        with trap_jobs() as trap:
            order.with_user(self.woo_manager).action_approve()
            trap.assert_jobs_count(1)
            self.assertEqual(trap.enqueued_jobs[0].method_name, "_import")
            trap.perform_enqueued_jobs()
        self.assertEqual(order.sale_order_id.state, "sale")
        self.assertEqual(order.state, "imported")
        self.assertTrue(order.is_approved)
        self.assertFalse(order.activity_ids)
        self.assertEqual(self._steps(order), [("invoice", "todo"), ("post", "todo")])

    def test_only_managers_approve(self):
        self._create_rule(["processing"], action="review")
        order = self._import(self.payload)
        with self.assertRaises(AccessError):
            order.with_user(self.woo_user).action_approve()
        self.assertFalse(order.is_approved)

    def test_difference_is_not_approved_away(self):
        self._create_rule(["processing"], action="review")
        order = self._import({**self.payload, "total": "999.00"})
        self.assertEqual(order.state, "review")
        order.action_approve()
        self.env["woo.order"]._import(self.backend, order.woo_id)
        self.assertEqual(order.sale_order_id.state, "draft")
