from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged

from .stock_events_case import StockEventsCase


@tagged("post_install", "-at_install")
class TestStockEventsOfProducts(StockEventsCase):
    """Lots, owners, and what is changed about products, stores and locations."""

    def create_lot(self, name, quantity, product):
        lot = self.env["stock.lot"].create({"name": name, "product_id": product.id})
        self.env["stock.quant"]._update_available_quantity(
            product, self.stock, quantity, lot_id=lot
        )
        return lot

    def bind_lots(self):
        """Return the binding of a product with two lots of 3 and 4 pieces."""
        jacket = self.create_product("Jacket", "woo-jacket", tracking="lot")
        self.lots = [self.create_lot("A", 3, jacket), self.create_lot("B", 4, jacket)]
        binding = self.bind(jacket, 17)
        self.tell_everything()
        return binding

    # === Lots and owners === #

    def test_lots_add_up(self):
        binding = self.bind_lots()
        self.assertEqual(self.client.stock(17), 7)
        self.create_lot("C", 2, binding.product_id)
        self.assert_told(9, binding)

    def test_lot_reserved(self):
        binding = self.bind_lots()
        transfer = self.transfer(
            3, self.stock, self.customers, product=binding.product_id
        )
        transfer.action_assign()
        self.assertEqual(transfer.move_line_ids.lot_id.name, "A")
        self.assert_told(4, binding)
        self.done(transfer)
        self.assert_kept(4, binding)

    def test_other_lot_taken(self):
        binding = self.bind_lots()
        transfer = self.transfer(
            3, self.stock, self.customers, product=binding.product_id
        )
        transfer.action_assign()
        self.assert_told(4, binding)
        transfer.move_line_ids.lot_id = self.lots[1]
        self.assert_kept(4, binding)
        self.done(transfer)
        self.assert_kept(4, binding)

    def test_consigned_pieces_are_sold_as_odoo_sells_them(self):
        owner = self.env["res.partner"].create({"name": "Owner"})
        self.env["stock.quant"]._update_available_quantity(
            self.beanie, self.stock, 5, owner_id=owner
        )
        self.assertEqual(self.beanie.free_qty, 15)
        self.assert_told(15)
        order = self.sell(self.beanie, 12)
        self.assert_told(3)
        self.done(order.picking_ids)
        self.assert_kept(3)

    # === Products === #

    def test_archived_product(self):
        self.beanie.active = False
        self.assert_kept(10)
        self.put_in_stock(self.beanie, 2)
        self.assert_told(12)

    def test_other_category_has_another_rule(self):
        scarce = self.env["product.category"].create({"name": "Scarce"})
        self.create_rule(applies_to="category", categ_id=scarce.id, safety_quantity=3)
        self.beanie.categ_id = scarce
        self.assert_told(7)

    def test_category_moves_below_another(self):
        scarce, hats = self.env["product.category"].create(
            [{"name": "Scarce"}, {"name": "Hats"}]
        )
        self.beanie.categ_id = hats
        self.create_rule(applies_to="category", categ_id=scarce.id, safety_quantity=3)
        hats.parent_id = scarce
        self.assert_told(7)

    def test_category_deleted(self):
        scarce = self.env["product.category"].create({"name": "Scarce"})
        hats = self.env["product.category"].create(
            {"name": "Hats", "parent_id": scarce.id}
        )
        self.beanie.categ_id = hats
        self.create_rule(applies_to="category", categ_id=scarce.id, safety_quantity=3)
        self.assert_kept(7)
        scarce.unlink()
        self.assert_told(10)

    def test_stock_is_counted_from_now_on(self):
        drink = self.create_product("Drink", "woo-drink", is_storable=False)
        binding = self.bind(drink, 17)
        self.tell_everything()
        drink.is_storable = True
        self.assert_told(0, binding)

    def test_combo_loses_a_choice_that_is_deleted(self):
        self.put_in_stock(self.cap, 3)
        choices = self.env["product.combo"].create(
            [
                {
                    "name": one.name,
                    "combo_item_ids": [Command.create({"product_id": one.id})],
                }
                for one in (self.beanie, self.cap)
            ]
        )
        outfit = self.create_product(
            "Outfit",
            "woo-outfit",
            type="combo",
            is_storable=False,
            combo_ids=[Command.set(choices.ids)],
        )
        binding = self.bind(outfit, 17)
        self.tell_everything()
        self.assertEqual(self.client.stock(17), 3)
        choices[1].unlink()
        self.assert_told(10, binding)

    # === Stores and locations === #

    def test_other_product_bound(self):
        self.put_in_stock(self.cap, 3)
        self.binding.product_id = self.cap
        self.assert_told(3)
        self.put_in_stock(self.beanie, 1)
        self.assertFalse(self.outbox())

    def test_warehouse_added_and_taken_away(self):
        second = self.env["stock.warehouse"].create({"name": "Second", "code": "SEC"})
        self.put_in_stock(self.beanie, 5, second.lot_stock_id)
        self.assert_kept(10)
        self.backend.warehouse_ids = [Command.link(second.id)]
        self.assert_told(15)
        self.backend.warehouse_ids = [Command.unlink(second.id)]
        self.assert_told(10)

    def test_location_moves_to_another_warehouse(self):
        shelf = self.env["stock.location"].create(
            {"name": "Shelf", "location_id": self.stock.id}
        )
        self.put_in_stock(self.beanie, 5, shelf)
        self.assert_told(15)
        second = self.env["stock.warehouse"].create({"name": "Second", "code": "SEC"})
        shelf.location_id = second.lot_stock_id
        self.assert_told(10)
        shelf.location_id = self.stock
        self.assert_told(15)

    def test_deleted_rule(self):
        rule = self.create_rule(safety_quantity=4)
        self.assertEqual(self.client.stock(16), 6)
        rule.unlink()
        self.assert_told(10)

    def test_rule_about_a_warehouse(self):
        rule = self.create_rule()
        rule.warehouse_line_ids = [
            Command.create({"warehouse_id": self.warehouse.id, "safety_quantity": 3})
        ]
        self.assert_told(7)
        rule.warehouse_line_ids.share = 50
        self.assert_told(2)
        rule.warehouse_line_ids.unlink()
        self.assert_told(10)

    def test_sale_of_another_store(self):
        other = self.create_backend("Other shop", self.warehouse)
        binding = self.bind(self.beanie, 17, other)
        self.env["woo.stock.change"]._note_bindings(binding)
        self.push(other)
        self.client.place_order(1, {16: 3}, at=fields.Datetime.now().isoformat())
        self.backend._look_for_orders(self.client)
        self.push(other)
        self.assertEqual(self.client.stock(17), 7)

    def test_status_that_holds_nothing_any_more(self):
        status = self.env["woo.order.status"]._note_status(self.backend, "processing")
        self.client.place_order(1, {16: 3}, at=fields.Datetime.now().isoformat())
        self.env["woo.in.flight"]._note_orders(self.backend, self.client.orders)
        self.env["woo.stock.change"]._note_bindings(self.binding, resend=True)
        self.push()
        self.client.requests.clear()
        self.assertEqual(self.client.stock(16), 7)
        status.holds_stock = False
        self.assert_told(10)

    # === Combos === #

    def create_combo(self, *choices):
        """Return a product that is one piece of each choice, and its binding."""
        combos = self.env["product.combo"].create(
            [
                {
                    "name": f"Choice {number}",
                    "combo_item_ids": [
                        Command.create({"product_id": product.id}) for product in choice
                    ],
                }
                for number, choice in enumerate(choices)
            ]
        )
        combo = self.env["product.product"].create(
            {
                "name": "Combo",
                "type": "combo",
                "combo_ids": [Command.set(combos.ids)],
            }
        )
        binding = self.bind(combo, 18)
        self.tell_everything()
        return binding

    def test_combo_is_limited_by_its_choices(self):
        self.put_in_stock(self.cap, 3)
        jacket = self.create_product("Jacket")
        self.put_in_stock(jacket, 20)
        binding = self.create_combo(self.beanie + self.cap, jacket)
        self.assertEqual(self.client.stock(18), 13)
        self.put_in_stock(self.cap, -2)
        self.assert_told(11, binding)
        self.put_in_stock(jacket, -15)
        self.assert_told(5, binding)

    def test_choice_that_is_never_short_limits_nothing(self):
        drink = self.create_product("Drink", is_storable=False)
        binding = self.create_combo(self.beanie, drink + self.cap)
        self.assertEqual(self.client.stock(18), 10)
        self.sell(self.beanie, 1)
        self.assert_told(9, binding)

    def test_combo_of_what_is_never_short_has_no_number(self):
        drink = self.create_product("Drink", is_storable=False)
        combo = self.create_combo(drink).product_id
        self.assertNotIn(combo.id, self.backend._get_available(combo.ids))

    def test_choices_changed(self):
        self.put_in_stock(self.cap, 3)
        binding = self.create_combo(self.beanie)
        combo = binding.product_id.combo_ids
        combo.combo_item_ids = [Command.create({"product_id": self.cap.id})]
        self.assert_told(13, binding)
        combo.combo_item_ids[0].unlink()
        self.assert_told(3, binding)
        combo.combo_item_ids.product_id = self.beanie
        self.assert_told(10, binding)

    def test_other_choices(self):
        self.put_in_stock(self.cap, 3)
        binding = self.create_combo(self.beanie)
        binding.product_id.combo_ids = self.env["product.combo"].create(
            {
                "name": "Caps",
                "combo_item_ids": [Command.create({"product_id": self.cap.id})],
            }
        )
        self.assert_told(3, binding)
