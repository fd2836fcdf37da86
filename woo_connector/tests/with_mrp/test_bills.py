from odoo.fields import Command
from odoo.tests import Form, tagged

from ...models.woo_stock_recipe_watch import WATCHED, WatchedBill
from .kit_case import KitCase


@tagged("post_install", "-at_install")
class TestBills(KitCase):
    """Bills of materials change, and things are made by them."""

    # === What changes about them === #

    def test_quantity_changed(self):
        self.bill.bom_line_ids[1].product_qty = 2
        self.assert_told(2, self.kit_binding)

    def test_line_added(self):
        jacket = self.create_product("Jacket")
        self.put_in_stock(jacket, 3)
        self.bill.bom_line_ids = [Command.create({"product_id": jacket.id})]
        self.assert_told(3, self.kit_binding)

    def test_line_deleted(self):
        self.bill.bom_line_ids[1].unlink()
        self.assert_told(5, self.kit_binding)

    def test_other_component(self):
        jacket = self.create_product("Jacket")
        self.put_in_stock(jacket, 1)
        self.bill.bom_line_ids[1].product_id = jacket
        self.assert_told(1, self.kit_binding)

    def test_archived(self):
        self.bill.active = False
        self.assert_told(0, self.kit_binding)
        self.bill.active = True
        self.assert_told(4, self.kit_binding)

    def test_deleted(self):
        self.bill.unlink()
        self.assert_told(0, self.kit_binding)

    def test_no_kit_any_more(self):
        self.bill.type = "normal"
        self.assert_told(0, self.kit_binding)

    def test_first_bill_of_a_product(self):
        pair = self.create_product("Pair")
        binding = self.bind(pair, 19)
        self.tell_everything()
        bill = self.create_bill(pair, {self.beanie: 2})
        self.assert_told(5, binding)
        bill.product_tmpl_id = self.create_product("Other").product_tmpl_id
        self.assert_told(0, binding)

    def test_bill_of_a_kit_within_a_kit(self):
        box = self.create_product("Box")
        self.create_bill(box, {self.kit: 2})
        binding = self.bind(box, 19)
        self.tell_everything()
        self.bill.bom_line_ids[1].product_qty = 2
        self.assert_told(1, binding)

    def test_bill_of_one_variant(self):
        attribute = self.env["product.attribute"].create(
            {
                "name": "Colour",
                "value_ids": [Command.create({"name": one}) for one in ("Red", "Blue")],
            }
        )
        template = self.env["product.template"].create(
            {
                "name": "Set",
                "is_storable": True,
                "attribute_line_ids": [
                    Command.create(
                        {
                            "attribute_id": attribute.id,
                            "value_ids": [Command.set(attribute.value_ids.ids)],
                        }
                    )
                ],
            }
        )
        red, blue = template.product_variant_ids
        bindings = [self.bind(red, 19), self.bind(blue, 20)]
        self.tell_everything()
        self.create_bill(red, {self.beanie: 5}, product_id=red.id)
        self.assert_told(2, bindings[0])
        self.sell(self.beanie, 6)
        self.assertNotIn(blue, self.outbox().product_id)
        self.assert_told(0, bindings[0])

    # === The watch === #

    def test_watched_once_after_another_setup_of_the_models(self):
        recipe = self.env["woo.stock.recipe"]
        for _time in range(2):
            recipe._register_hook()
        for name in WATCHED:
            bases = self.env.registry[name]._base_classes__
            self.assertEqual(bases.count(WatchedBill), 1)
            self.assertEqual(self.env.registry[name].__bases__, bases)

    def test_watch_outlives_addons_that_remove_methods(self):
        # As base_automation does with all models whenever a rule of it changes.
        for name in WATCHED:
            for method in ("create", "write", "unlink"):
                self.assertNotIn(method, vars(self.env.registry[name]))
        self.bill.bom_line_ids[1].product_qty = 2
        self.assert_told(2, self.kit_binding)

    def test_bills_may_be_changed_without_rights_on_stores(self):
        maker = self.env["res.users"].create(
            {
                "name": "Maker",
                "login": "maker",
                "group_ids": [
                    Command.set(self.env.ref("mrp.group_mrp_manager").ids),
                ],
            }
        )
        self.bill.with_user(maker).bom_line_ids[1].product_qty = 2
        self.assert_told(2, self.kit_binding)

    # === Manufacturing === #

    def make(self, quantity):
        """Return a confirmed order to make jackets of 3 beanies each."""
        jacket = self.create_product("Jacket")
        bill = self.create_bill(jacket, {self.beanie: 3}, type="normal")
        self.jacket_binding = self.bind(jacket, 19)
        self.tell_everything()
        form = Form(self.env["mrp.production"])
        form.product_id = jacket
        form.bom_id = bill
        form.product_qty = quantity
        production = form.save()
        self.assertFalse(self.outbox())
        production.action_confirm()
        return production

    def finish(self, production):
        production.qty_producing = production.product_qty
        production._set_qty_producing()
        production.move_raw_ids.picked = True
        production.button_mark_done()
        self.assertEqual(production.state, "done")

    def test_made(self):
        production = self.make(2)
        # Components are promised, to be used; nothing is there yet.
        self.assert_all_told(beanie=4, kit=2)
        self.finish(production)
        self.assert_told(2, self.jacket_binding)
        self.assertEqual(self.client.stock(16), 4)

    def test_made_with_forecast(self):
        self.create_rule(basis="forecast")
        production = self.make(2)
        self.assert_told(2, self.jacket_binding)
        self.finish(production)
        self.assert_kept(2, self.jacket_binding)

    def test_not_made_after_all(self):
        production = self.make(2)
        self.assert_told(4)
        production.action_cancel()
        self.assert_told(10)

    def test_more_to_be_made(self):
        production = self.make(1)
        self.assert_told(7)
        self.env["change.production.qty"].create(
            {"mo_id": production.id, "product_qty": 3}
        ).change_prod_qty()
        self.assert_told(1)

    def test_taken_apart(self):
        production = self.make(2)
        self.finish(production)
        self.push()
        self.client.requests.clear()
        self.env["mrp.unbuild"].create(
            {
                "product_id": production.product_id.id,
                "bom_id": production.bom_id.id,
                "mo_id": production.id,
                "product_qty": 1,
            }
        ).action_unbuild()
        self.assert_told(7)
        self.assertEqual(self.client.stock(19), 1)
