from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .reconcile_case import ReconcileCase


@tagged("post_install", "-at_install")
class TestDiscrepancyDecide(ReconcileCase):
    """What people leave as it is, what is repaired without them, who may decide."""

    # === Accept === #

    def test_accepted_one_is_left_alone(self):
        self.change_in_store(16, 13)
        row = self.find_one()
        row.with_user(self.manager).action_accept()
        self.backend.reconcile_repair = "all"
        run = self.reconcile()
        self.assertEqual((row.state, run.differing), ("accepted", 0))
        self.assertEqual(row.repaired_by, self.manager)
        self.assertFalse(self.outbox())
        self.push()
        self.assertEqual(self.client.stock(16), 13)

    def test_accepted_until_a_number_changes(self):
        self.change_in_store(16, 13)
        row = self.find_one()
        row.with_user(self.manager).action_accept()
        self.change_in_store(16, 14)
        self.reconcile()
        self.assertEqual(row.state, "open")

    def test_accepted_one_can_be_repaired_after_all(self):
        self.change_in_store(16, 13)
        row = self.find_one()
        row.with_user(self.manager).action_accept()
        self.repair(row)
        self.assertRepaired(row)

    # === By itself === #

    def test_policy(self):
        lost = self.create_product("Lost")
        self.client.add(17, stock_quantity=3)
        self.bind(lost, 17)
        self.client.add(18, sku="nobody", stock_quantity=3)
        self.bind(self.env["product.product"], 18, sku="nobody")
        self.push_long_ago()
        self.change_in_store(16, 13)
        self.client.change(17, stock_quantity=9)
        for policy, repaired in (
            ("none", set()),
            ("safe", {17}),
            ("all", {16, 17}),
        ):
            with self.subTest(policy):
                self.backend.reconcile_repair = policy
                self.reconcile()
                rows = self.discrepancies("repairing")
                self.assertEqual(set(rows.mapped("binding_id.woo_id")), repaired)
        self.push()
        self.assertEqual((self.client.stock(16), self.client.stock(17)), (10, 0))

    def test_what_is_under_way_is_not_sent_twice(self):
        self.backend.reconcile_repair = "all"
        self.put_in_stock(self.beanie, 2)
        self.reconcile()
        self.assertEqual(len(self.outbox()), 1)

    # === Rights === #

    def test_user_may_look_but_not_decide(self):
        user = new_test_user(self.env, "woo_user", "woo_connector.group_woo_user")
        self.change_in_store(16, 13)
        row = self.find_one().with_user(user)
        self.assertEqual(row.units, 3)
        for button in ("action_repair", "action_accept"):
            with self.assertRaises(AccessError):
                getattr(row, button)()
        with self.assertRaises(AccessError):
            row.state = "repaired"

    def test_companies_are_kept_apart(self):
        self.change_in_store(16, 13)
        row = self.find_one()
        company = self.env["res.company"].create({"name": "Another"})
        stranger = new_test_user(
            self.env,
            "stranger",
            "woo_connector.group_woo_manager",
            company_id=company.id,
            company_ids=[Command.link(company.id)],
        )
        for model in ("woo.discrepancy", "woo.reconciliation"):
            self.assertFalse(self.env[model].with_user(stranger).search([]))
        with self.assertRaises(AccessError):
            row.with_user(stranger).action_repair()
