from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged

from .kit_case import KitCase


@tagged("post_install", "-at_install")
class TestKits(KitCase):
    """A kit shows as many as its components allow, whatever happens to them."""

    # === How many === #

    def test_scarcest_component_decides(self):
        self.assertEqual(self.client.stock(18), 4)
        self.put_in_stock(self.cap, 4)
        self.assert_all_told(cap=8, kit=5)

    def test_number_is_the_one_odoo_has(self):
        self.assertEqual(self.offered(self.kit), self.kit.free_qty)

    def test_component_sold_alone(self):
        self.sell(self.beanie, 5)
        self.assert_all_told(beanie=5, kit=2)

    def test_kit_sold(self):
        order = self.sell(self.kit, 3)
        self.assert_all_told(beanie=4, cap=1, kit=1)
        self.done(order.picking_ids)
        self.assert_all_told()

    def test_kit_sold_without_reservation(self):
        self.warehouse.out_type_id.reservation_method = "manual"
        self.sell(self.kit, 3)
        self.assert_all_told(beanie=4, cap=1, kit=1)

    def test_more_kits_sold_than_can_be_made(self):
        self.sell(self.kit, 6)
        self.assert_all_told(beanie=0, cap=0, kit=0)

    def test_two_kits_share_a_component(self):
        pair = self.create_product("Pair")
        self.create_bill(pair, {self.beanie: 2})
        binding = self.bind(pair, 19)
        self.tell_everything()
        self.assertEqual(self.client.stock(19), 5)
        self.sell(self.kit, 1)
        self.assert_told(4, binding)

    def test_kit_within_a_kit(self):
        box = self.create_product("Box")
        self.create_bill(box, {self.kit: 2, self.beanie: 1})
        binding = self.bind(box, 19)
        self.tell_everything()
        # 5 beanies and 2 caps each.
        self.assertEqual(self.client.stock(19), 2)
        self.put_in_stock(self.cap, -1)
        self.assert_told(1, binding)

    def test_bill_for_several_pieces(self):
        self.bill.product_qty = 2
        self.assertEqual(self.kit.free_qty, 8)
        self.assert_told(8, self.kit_binding)

    def test_bill_in_dozens(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        self.put_in_stock(self.beanie, 40)
        self.put_in_stock(self.cap, 46)
        self.tell_everything()
        self.bill.bom_line_ids[0].product_uom_id = dozen
        # 24 of 50 beanies each.
        self.assert_told(2, self.kit_binding)

    def test_component_without_stock_limits_nothing(self):
        thanks = self.create_product("Card", is_storable=False)
        self.bill.bom_line_ids = [Command.create({"product_id": thanks.id})]
        self.assert_kept(4, self.kit_binding)

    def test_kit_of_what_is_never_short_has_no_number(self):
        thanks = self.create_product("Card", is_storable=False)
        wishes = self.create_product("Wishes", is_storable=False)
        self.create_bill(wishes, {thanks: 1})
        self.assertNotIn(wishes.id, self.backend._get_available(wishes.ids))

    def test_bill_of_another_company(self):
        other = self.env["res.company"].create({"name": "Other company"})
        self.bill.company_id = other
        # Without a bill here, the kit is what lies in the warehouse: nothing.
        self.assert_told(0, self.kit_binding)

    # === Sales in flight === #

    def in_flight(self, order_id, **lines):
        numbers = {"beanie": 16, "cap": 17, "kit": 18}
        moment = fields.Datetime.now().isoformat()
        sold = {numbers[one]: quantity for one, quantity in lines.items()}
        self.client.place_order(order_id, sold, at=moment)
        self.env["woo.in.flight"]._note_orders(self.backend, self.client.orders)

    def test_kit_in_flight_takes_its_components(self):
        self.in_flight(1, kit=2)
        offered = self.backend._get_available((self.beanie | self.cap | self.kit).ids)
        self.assertEqual(offered, {self.beanie.id: 6, self.cap.id: 2, self.kit.id: 2})
        self.assertEqual(self.offered(self.beanie), 6)

    def test_component_in_flight_takes_of_the_kit(self):
        self.in_flight(1, beanie=5)
        self.assertEqual(self.offered(self.kit), 2)

    def test_kit_sold_in_the_store_has_its_components_told(self):
        moment = fields.Datetime.now().isoformat()
        self.client.place_order(1, {18: 2}, at=moment)
        self.env["woo.stock.change"]._note_bindings(self.cap_binding, resend=True)
        self.look_was_before()
        self.push()
        self.assertEqual(self.client.stock(16), 6)
        self.assertEqual(self.client.stock(17), 2)

    def test_order_that_is_gone_frees_the_components(self):
        self.in_flight(1, kit=2)
        self.tell_everything()
        self.assertEqual(self.client.stock(16), 6)
        self.client.orders.clear()
        self.env["woo.in.flight"]._note_gone(self.backend, 1)
        self.assert_all_told(beanie=10, cap=4, kit=4)

    # === Combos === #

    def test_kit_as_a_choice(self):
        combo = self.env["product.combo"].create(
            {
                "name": "Hats",
                "combo_item_ids": [Command.create({"product_id": self.kit.id})],
            }
        )
        product = self.env["product.product"].create(
            {"name": "Combo", "type": "combo", "combo_ids": [Command.set(combo.ids)]}
        )
        binding = self.bind(product, 19)
        self.tell_everything()
        self.assertEqual(self.client.stock(19), 4)
        self.put_in_stock(self.cap, -1)
        self.assert_told(3, binding)
        self.in_flight(1, kit=1)
        self.assertEqual(self.offered(product), 2)
