from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .test_stock_rules import StockRuleCase


@tagged("post_install", "-at_install")
class TestStockWhy(StockRuleCase):
    """The dialog says how a number came about."""

    def why(self, binding=None):
        action = (binding or self.binding).action_why_this_number()
        return self.env[action["res_model"]].browse(action["res_id"])

    def steps(self, why):
        return [(step.name, step.change, step.quantity) for step in why.step_ids]

    def test_without_a_rule(self):
        self.sell(self.beanie, 3)
        why = self.why()
        self.assertTrue(why.has_number)
        self.assertEqual(why.quantity, 7)
        self.assertEqual(why.backorders, "As set in the store")
        self.assertFalse(why.rule_id)
        row = why.warehouse_ids
        self.assertEqual(row.name, self.warehouse.name)
        self.assertEqual(
            (row.on_hand, row.reserved, row.promised, row.incoming, row.counted),
            (10, 3, 3, 0, 7),
        )
        together = "Counted in all warehouses together"
        self.assertEqual(self.steps(why), [(together, 0, 7), ("Offered", 0, 7)])

    def test_steps_of_a_rule(self):
        self.put_in_stock(self.beanie, 20)
        rule = self.of_variant(
            share=50, safety_quantity=2, safety_percent=10, maximum_shown=4
        )
        self.client.place_order(77, {16: 2}, at="2026-01-01T10:00:00")
        self.env["woo.in.flight"]._note_orders(self.backend, self.client.orders)
        why = self.why()
        self.assertEqual(why.rule_id, rule)
        self.assertEqual(why.in_flight_ids.order_woo_id, 77)
        self.assertEqual(
            self.steps(why)[1:],
            [
                ("Sold in stores, not confirmed in Odoo yet", -2, 28),
                ("Share of this store: 50 %", -14, 14),
                ("Safety stock: 2 pieces, 10 % of the share", -3.4, 10.6),
                ("Only whole units, never less than none", -0.6, 10),
                ("Maximum to show: 4", -6, 4),
                ("Offered", 0, 4),
            ],
        )

    def test_held_back_minimum_unit_and_buffer(self):
        rule = self.of_variant(held_back=True, backorders="yes")
        why = self.why()
        self.assertIn("Held back by the rule", why.step_ids.mapped("name"))
        self.assertEqual(why.backorders, "Not allowed")
        dozen = self.env.ref("uom.product_uom_dozen")
        rule.write({"held_back": False, "minimum_shown": 5, "uom_id": dozen.id})
        self.backend.write({"degraded_mode": "buffer", "degraded_buffer": 1})
        why.action_look_again()
        names = why.step_ids.mapped("name")
        self.assertNotIn("Held back by the rule", names)
        for name in (
            "Held back because the store did not answer",
            f"Counted in {dozen.name}",
        ):
            self.assertIn(name, names)
        self.put_in_stock(self.beanie, 20)
        self.assertIn(
            "Less than the minimum to show (5)", self.why().step_ids.mapped("name")
        )

    def test_warehouse_with_nothing_is_named(self):
        second = self.env["stock.warehouse"].create({"name": "Second", "code": "SEC"})
        self.backend.warehouse_ids += second
        names = self.why().warehouse_ids.mapped("name")
        self.assertEqual(set(names), {self.warehouse.name, "Second"})

    def test_combo_and_what_limits_it(self):
        self.put_in_stock(self.cap, 2)
        choices = [
            self.env["product.combo"].create(
                {
                    "name": product.name,
                    "combo_item_ids": [Command.create({"product_id": product.id})],
                }
            )
            for product in (self.beanie, self.cap)
        ]
        outfit = self.create_product(
            "Outfit",
            type="combo",
            is_storable=False,
            combo_ids=[Command.set([choice.id for choice in choices])],
        )
        why = self.why(self.bind(outfit, 17))
        self.assertEqual(why.quantity, 2)
        self.assertFalse(why.warehouse_ids)
        self.assertEqual(why.limit_ids.mapped("kits"), [2, 10])
        scarcest = why.limit_ids.filtered("is_scarcest")
        self.assertIn("Cap", scarcest.name)
        self.assertIn("Cap", why.step_ids[0].name)

    def test_sent_and_waiting(self):
        self.put_in_stock(self.beanie, 1)
        self.push()
        why = self.why()
        self.assertEqual((why.pushed_quantity, why.shown_quantity), (11, 11))
        self.assertFalse(why.waiting_since)
        self.of_variant(share=50)
        why.action_look_again()
        self.assertTrue(why.waiting_since)
        self.assertIn("stock rule", why.waiting_cause)

    def test_product_without_a_number(self):
        service = self.create_product("Course", type="service", is_storable=False)
        why = self.why(self.bind(service, 24))
        self.assertFalse(why.has_number)
        self.assertIn("counts no stock of Course (Service)", why.reason)
        self.assertIn("told nothing", why.reason)
        self.of_variant(service, shown_without_stock="in_stock")
        why.action_look_again()
        self.assertIn("shown as in stock", why.reason)

    def test_number_kept_on_the_parent(self):
        parent = self.env["woo.product"].create(
            {"backend_id": self.backend.id, "woo_id": 12, "woo_type": "variable"}
        )
        self.binding.write(
            {"woo_type": "variation", "parent_woo_id": 12, "manage_stock": "parent"}
        )
        self.assertIn("#12", self.why().remark)
        self.assertIn("one number for its variations: 10", self.why(parent).reason)

    def test_what_keeps_the_store_from_being_told(self):
        self.backend.push_stock = False
        self.assertIn("not told stock", self.why().remark)
        self.backend.write({"push_stock": True, "degraded_mode": "frozen"})
        self.assertIn("frozen", self.why().remark)

    def test_from_the_product(self):
        action = self.beanie.action_why_this_number()
        self.assertEqual(action["res_model"], "woo.stock.why")
        other = self.create_backend("Other shop", self.warehouse)
        second = self.bind(self.beanie, 16, other)
        action = self.beanie.product_tmpl_id.action_why_this_number()
        self.assertEqual(action["res_model"], "woo.product")
        found = self.env["woo.product"].search(action["domain"])
        self.assertEqual(found, self.binding + second)

    def test_a_user_of_the_store_without_rights_on_stock(self):
        user = new_test_user(self.env, "clerk", "woo_connector.group_woo_user")
        why = self.why(self.binding.with_user(user)).with_user(user)
        self.assertEqual(why.quantity, 10)
        self.assertEqual(why.warehouse_ids.on_hand, 10)
        self.put_in_stock(self.beanie, 1)
        why.action_look_again()
        self.assertEqual(why.quantity, 11)

    def test_other_companies_numbers_are_invisible(self):
        company = self.env["res.company"].create({"name": "Another"})
        user = new_test_user(
            self.env,
            "stranger",
            "woo_connector.group_woo_user",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
        why = self.env["woo.stock.why"].with_user(user)
        with self.assertRaises(AccessError):
            why.create({"binding_id": self.binding.id})

    def test_still_in_flight(self):
        self.client.place_order(77, {16: 2}, at="2026-01-01T10:00:00")
        self.client.place_order(
            78, {16: 1}, at="2026-01-01T10:00:00", status="cancelled"
        )
        self.env["woo.order.status"]._note_status(self.backend, "cancelled")
        in_flight = self.env["woo.in.flight"]
        in_flight._note_orders(self.backend, self.client.orders)
        found = in_flight.search([("is_waiting", "=", True)])
        self.assertEqual(found.mapped("order_woo_id"), [77])
        self.assertTrue(found.is_waiting)
        rest = in_flight.search([("is_waiting", "=", False)])
        self.assertEqual(rest.mapped("order_woo_id"), [78])
        self.assertFalse(rest.is_waiting)
