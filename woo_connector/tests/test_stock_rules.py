from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .stock_rule_case import StockRuleCase


@tagged("post_install", "-at_install")
class TestStockRules(StockRuleCase):
    """What each setting of a rule makes of the number."""

    # === Basis === #

    def test_no_rule_offers_what_is_free(self):
        self.sell(self.beanie, 3)
        self.assertEqual(self.offered(), 7)

    def test_on_hand_takes_no_notice_of_promises(self):
        self.sell(self.beanie, 3)
        self.rule(basis="on_hand")
        self.assertEqual(self.offered(), 10)

    def test_forecast_counts_receipts_within_the_horizon(self):
        self.receive(self.beanie, 5, days=3)
        self.receive(self.beanie, 100, days=30)
        rule = self.rule(basis="forecast", horizon_days=7)
        self.assertEqual(self.offered(), 15)
        rule.horizon_days = 60
        self.assertEqual(self.offered(), 115)
        rule.basis = "free"
        self.assertEqual(self.offered(), 10)

    def test_unreserved_demand(self):
        order = self.sell(self.beanie, 4)
        order.picking_ids.do_unreserve()
        self.assertEqual(self.offered(), 6)
        self.rule(count_demand=False)
        self.assertEqual(self.offered(), 10)

    # === Warehouses === #

    def test_excluded_warehouse(self):
        second = self.add_warehouse(4)
        self.assertEqual(self.offered(), 14)
        line = {"warehouse_id": second.id, "excluded": True}
        self.rule(warehouse_line_ids=[Command.create(line)])
        self.assertEqual(self.offered(), 10)

    def test_only_some_locations(self):
        shelf = self.env["stock.location"].create(
            {"name": "Shelf", "location_id": self.warehouse.lot_stock_id.id}
        )
        below = self.env["stock.location"].create(
            {"name": "Box", "location_id": shelf.id}
        )
        self.put_in_stock(self.beanie, 2, shelf)
        self.put_in_stock(self.beanie, 1, below)
        self.assertEqual(self.offered(), 13)
        line = {"warehouse_id": self.warehouse.id, "location_ids": shelf.ids}
        self.rule(warehouse_line_ids=[Command.create(line)])
        self.assertEqual(self.offered(), 3)

    def test_location_in_the_archive_opens_no_other(self):
        shelf = self.env["stock.location"].create(
            {"name": "Shelf", "location_id": self.warehouse.lot_stock_id.id}
        )
        line = {"warehouse_id": self.warehouse.id, "location_ids": shelf.ids}
        self.rule(warehouse_line_ids=[Command.create(line)])
        self.assertEqual(self.offered(), 0)
        shelf.active = False
        self.env.invalidate_all()
        self.assertEqual(self.offered(), 0)

    def test_only_location_of_a_rule_cannot_be_deleted(self):
        shelf = self.env["stock.location"].create(
            {"name": "Shelf", "location_id": self.warehouse.lot_stock_id.id}
        )
        line = {"warehouse_id": self.warehouse.id, "location_ids": shelf.ids}
        self.rule(warehouse_line_ids=[Command.create(line)])
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            with self.env.cr.savepoint():
                shelf.unlink()
        self.env.invalidate_all()
        self.assertEqual(self.offered(), 0)

    def test_share_and_safety_stock_of_a_warehouse(self):
        second = self.add_warehouse(8)
        line = {"warehouse_id": second.id, "share": 50, "safety_quantity": 1}
        self.rule(warehouse_line_ids=[Command.create(line)])
        self.assertEqual(self.offered(), 10 + 3)

    # === What of it is offered === #

    def test_share(self):
        self.rule(share=30)
        self.assertEqual(self.offered(), 3)

    def test_safety_stock_in_pieces(self):
        self.rule(safety_quantity=4)
        self.assertEqual(self.offered(), 6)

    def test_safety_stock_in_percent_is_of_the_share(self):
        self.rule(share=50, safety_percent=20)
        self.assertEqual(self.offered(), 4)

    def test_minimum_and_maximum(self):
        rule = self.rule(minimum_shown=11)
        self.assertEqual(self.offered(), 0)
        rule.minimum_shown = 10
        self.assertEqual(self.offered(), 10)
        rule.write({"minimum_shown": 0, "maximum_shown": 3})
        self.assertEqual(self.offered(), 3)

    def test_unit_of_measure(self):
        self.put_in_stock(self.beanie, 20)
        self.rule(uom_id=self.env.ref("uom.product_uom_dozen").id)
        self.assertEqual(self.offered(), 2)

    def test_unit_of_measure_in_flight(self):
        self.put_in_stock(self.beanie, 20)
        self.rule(uom_id=self.env.ref("uom.product_uom_dozen").id)
        self.client.place_order(77, {16: 1}, at="2026-01-01T10:00:00")
        self.env["woo.in.flight"]._note_orders(self.backend, self.client.orders)
        self.assertEqual(self.offered(), 1)

    def test_unit_of_measure_of_another_store_in_flight(self):
        self.put_in_stock(self.beanie, 20)
        other = self.create_backend("By the piece", self.warehouse)
        self.bind(self.beanie, 99, other)
        self.rule(uom_id=self.env.ref("uom.product_uom_dozen").id)
        self.client.place_order(77, {16: 1}, at="2026-01-01T10:00:00")
        self.env["woo.in.flight"]._note_orders(self.backend, self.client.orders)
        self.assertEqual(other._get_available(self.beanie.ids)[self.beanie.id], 18)

    def test_held_back(self):
        self.rule(held_back=True, backorders="yes")
        self.assertEqual(self.offered(), 0)
        self.assertEqual(self.backorders(), "no")

    # === What is not there === #

    def test_backorders_reach_the_store(self):
        self.rule(backorders="notify")
        self.push()
        self.assertEqual(self.client.products[16]["backorders"], "notify")

    def test_backorders_end_at_their_limit(self):
        self.rule(backorders="yes", backorder_limit=5)
        self.assertEqual(self.backorders(), "yes")
        self.sell(self.beanie, 14)
        self.assertEqual((self.offered(), self.backorders()), (0, "yes"))
        self.sell(self.beanie, 1)
        self.assertEqual((self.offered(), self.backorders()), (0, "no"))

    def test_preorders_last_as_long_as_the_receipt(self):
        self.rule(preorder=True, horizon_days=7)
        self.assertEqual(self.backorders(), "no")
        self.sell(self.beanie, 10)
        self.assertEqual((self.offered(), self.backorders()), (0, "no"))
        self.receive(self.beanie, 5, days=3)
        self.assertEqual((self.offered(), self.backorders()), (0, "notify"))
        self.sell(self.beanie, 5)
        self.assertEqual((self.offered(), self.backorders()), (0, "no"))

    def test_preorder_knows_the_horizon(self):
        self.rule(preorder=True, horizon_days=7)
        self.sell(self.beanie, 10)
        self.receive(self.beanie, 5, days=30)
        self.assertEqual(self.backorders(), "no")

    # === Which rule holds === #

    def test_the_most_specific_rule_holds(self):
        top = self.env["product.category"].create({"name": "Clothes"})
        middle = top.create({"name": "Hats", "parent_id": top.id})
        self.beanie.categ_id = top.create({"name": "Wool", "parent_id": middle.id})
        kinds = [
            {},
            {"applies_to": "category", "categ_id": top.id},
            {"applies_to": "category", "categ_id": middle.id},
            {
                "applies_to": "product",
                "product_tmpl_id": self.beanie.product_tmpl_id.id,
            },
            {"applies_to": "variant", "product_id": self.beanie.id},
        ]
        for maximum, values in enumerate(kinds, start=1):
            rule = self.rule(maximum_shown=maximum, **values)
            self.assertEqual(self.offered(), maximum)
            found = self.env["woo.stock.rule"]._find_rule(self.binding)
            self.assertEqual(found, rule)

    def test_a_rule_holds_as_a_whole(self):
        self.rule(safety_quantity=4)
        self.of_variant(maximum_shown=8)
        self.assertEqual(self.offered(), 8)

    def test_rules_of_another_store_do_not_hold(self):
        self.rule(self.create_backend("Other", self.warehouse), held_back=True)
        self.assertEqual(self.offered(), 10)


@tagged("post_install", "-at_install")
class TestStockRuleChanges(StockRuleCase):
    """Rules that change reach the store; rules that make no sense are refused."""

    def noted(self):
        products = self.outbox().product_id.sorted("name")
        self.empty_outbox()
        return products

    def test_what_a_rule_is_about_is_sent(self):
        self.bind(self.cap, 28)
        rule = self.of_variant(share=50)
        self.assertIn("Beanie", self.outbox()[0].cause)
        self.assertEqual(self.noted(), self.beanie)
        rule.share = 40
        self.assertEqual(self.noted(), self.beanie)
        rule.product_id = self.cap
        self.assertEqual(self.noted(), self.beanie + self.cap)
        rule.unlink()
        self.assertEqual(self.noted(), self.cap)

    def test_rules_of_categories_and_of_all(self):
        category = self.env["product.category"].create({"name": "Hats"})
        self.cap.categ_id = category.create({"name": "Caps", "parent_id": category.id})
        self.bind(self.cap, 28)
        rule = self.rule(applies_to="category", categ_id=category.id)
        self.assertEqual(self.noted(), self.cap)
        rule.applies_to = "all"
        self.assertEqual(self.noted(), self.beanie + self.cap)

    def test_lines_of_warehouses(self):
        rule = self.of_variant()
        self.noted()
        line = {"warehouse_id": self.warehouse.id, "share": 50}
        rule.warehouse_line_ids = [Command.create(line)]
        self.assertEqual(self.noted(), self.beanie)
        rule.warehouse_line_ids.share = 40
        self.assertEqual(self.noted(), self.beanie)
        rule.warehouse_line_ids.unlink()
        self.assertEqual(self.noted(), self.beanie)

    def test_a_rule_reaches_the_store(self):
        rule = self.of_variant(share=50)
        self.push()
        self.assertEqual(self.client.stock(16), 5)
        self.assertIn("Beanie", self.binding.pushed_cause)
        rule.unlink()
        self.push()
        self.assertEqual(self.client.stock(16), 10)

    # === What makes no sense === #

    def test_amounts_out_of_range(self):
        for values in ({"share": 101}, {"share": -1}, {"safety_percent": 120}):
            self.refuse(IntegrityError, "percentages", **values)
        for values in (
            {"safety_quantity": -1},
            {"minimum_shown": -1},
            {"maximum_shown": -1},
            {"backorder_limit": -1},
            {"horizon_days": -1},
        ):
            self.refuse(IntegrityError, "quantities", **values)
        self.refuse(IntegrityError, "limits", minimum_shown=5, maximum_shown=4)

    def test_rule_about_nothing(self):
        self.refuse(ValidationError, "what the stock rule applies to", product_id=False)

    def test_two_rules_about_the_same(self):
        self.of_variant()
        self.refuse(IntegrityError, "one_per_variant")

    def test_unit_of_another_kind(self):
        kilogram = self.env.ref("uom.product_uom_kgm")
        self.refuse(ValidationError, "cannot be counted in", uom_id=kilogram.id)

    def test_warehouse_of_nobody(self):
        second = self.env["stock.warehouse"].create({"name": "Second", "code": "SEC"})
        lines = [Command.create({"warehouse_id": second.id})]
        self.refuse(ValidationError, "no warehouse of the", warehouse_line_ids=lines)

    def test_location_of_another_warehouse(self):
        second = self.add_warehouse(1)
        line = {
            "warehouse_id": self.warehouse.id,
            "location_ids": second.lot_stock_id.ids,
        }
        self.refuse(
            ValidationError,
            "not in the warehouse",
            warehouse_line_ids=[Command.create(line)],
        )

    # === Shares === #

    def test_shares_that_are_more_than_all(self):
        other = self.create_backend("Other shop", self.warehouse)
        rule = self.of_variant()
        self.assertFalse(rule.share_warning)
        rule.share = 50
        self.assertIn("150 %", rule.share_warning)
        self.assertIn("Other shop", rule.share_warning)
        rest = self.rule(other, share=50)
        rule.invalidate_recordset(["share_warning"])
        self.assertFalse(rule.share_warning)
        rest.share = 60
        rule.invalidate_recordset(["share_warning"])
        self.assertIn("110 %", rule.share_warning)

    def test_shares_of_stores_without_common_stock(self):
        second = self.env["stock.warehouse"].create({"name": "Second", "code": "SEC"})
        self.create_backend("Other shop", second)
        self.assertFalse(self.of_variant(share=50).share_warning)
