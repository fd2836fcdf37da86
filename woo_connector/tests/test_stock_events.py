from odoo.tests import tagged

from .stock_events_case import SILENT, StockEventsCase


@tagged("post_install", "-at_install")
class TestStockEventsOfOrders(StockEventsCase):
    """What customers ask for is off the store's number, however it is delivered."""

    # === Confirmed, changed, cancelled === #

    def test_quotation_promises_nothing(self):
        self.quote(4)
        self.assert_kept(10)

    def test_confirmed(self):
        self.sell(self.beanie, 4)
        self.assert_told(6)

    def test_confirmed_beyond_what_is_there(self):
        self.sell(self.beanie, 12)
        self.assertEqual(self.beanie.free_qty, 0)
        self.assert_told(0)
        self.put_in_stock(self.beanie, 5)
        self.assert_told(3)

    def test_confirmed_without_reservation(self):
        self.warehouse.out_type_id.reservation_method = "manual"
        order = self.sell(self.beanie, 4)
        self.assertEqual(self.beanie.free_qty, 10)
        self.assert_told(6)
        order.picking_ids.action_assign()
        self.assertEqual(self.beanie.free_qty, 6)
        self.assert_kept(6)

    def test_unreserved_demand_that_does_not_count(self):
        self.create_rule(count_demand=False)
        self.warehouse.out_type_id.reservation_method = "manual"
        order = self.sell(self.beanie, 4)
        self.assert_kept(10)
        order.picking_ids.action_assign()
        self.assert_told(6)

    def test_released_reservation_is_still_promised(self):
        order = self.sell(self.beanie, 4)
        self.assert_told(6)
        order.picking_ids.do_unreserve()
        self.assertEqual(self.beanie.free_qty, 10)
        self.assert_kept(6)

    def test_quantity_raised(self):
        order = self.sell(self.beanie, 4)
        self.assert_told(6)
        order.order_line.product_uom_qty = 7
        self.assert_told(3)

    def test_quantity_lowered(self):
        order = self.sell(self.beanie, 4)
        self.assert_told(6)
        order.order_line.product_uom_qty = 1
        self.assert_told(9)

    def test_quantity_lowered_to_none(self):
        order = self.sell(self.beanie, 4)
        self.assert_told(6)
        order.order_line.product_uom_qty = 0
        self.assert_told(10)

    def test_product_added_to_an_order(self):
        order = self.sell(self.cap, 1)
        self.push()
        self.env["sale.order.line"].create(
            {
                "order_id": order.id,
                "product_id": self.beanie.id,
                "product_uom_qty": 2,
            }
        )
        self.assert_told(8)

    def test_ordered_in_dozens(self):
        self.put_in_stock(self.beanie, 20)
        order = self.quote(2)
        order.order_line.product_uom_id = self.env.ref("uom.product_uom_dozen")
        order.action_confirm()
        self.assert_told(6)

    def test_cancelled(self):
        order = self.sell(self.beanie, 4)
        self.assert_told(6)
        order._action_cancel()
        self.assert_told(10)

    def test_confirmed_and_cancelled_at_once(self):
        self.sell(self.beanie, 4)._action_cancel()
        self.assert_kept(10)

    # === Delivered === #

    def test_delivered(self):
        order = self.sell(self.beanie, 4)
        self.assert_told(6)
        self.done(order.picking_ids)
        self.assert_kept(6)

    def test_delivered_in_two_parts(self):
        order = self.sell(self.beanie, 4)
        self.assert_told(6)
        self.done(order.picking_ids, 1)
        self.assert_kept(6)
        rest = order.picking_ids.filtered(lambda picking: picking.state != "done")
        self.done(rest)
        self.assertEqual(self.beanie.qty_available, 6)
        self.assert_kept(6)

    def test_rest_is_not_delivered(self):
        order = self.sell(self.beanie, 4)
        self.assert_told(6)
        self.done(
            order.picking_ids, 1, picking_ids_not_to_backorder=order.picking_ids.ids
        )
        self.assert_told(9)

    def test_delivery_of_more_than_ordered(self):
        order = self.sell(self.beanie, 4)
        self.assert_told(6)
        order.picking_ids.move_ids.quantity = 5
        self.assert_told(5)
        self.done(order.picking_ids, 5)
        self.assert_kept(5)

    def test_delivery_of_what_is_not_there(self):
        picking = self.sell(self.beanie, 12).picking_ids
        self.assert_told(0)
        self.done(picking)
        self.assertEqual(self.beanie.qty_available, -2)
        self.assert_kept(0)
        self.put_in_stock(self.beanie, 3)
        self.assert_told(1)

    def test_quantity_typed_in_the_details(self):
        picking = self.transfer(
            0, self.stock, self.customers, picking_type=self.warehouse.out_type_id
        )
        self.assert_kept(10)
        picking.move_ids.quantity = 3
        self.assert_told(7)
        picking.move_ids.picked = True
        picking.with_context(**SILENT).button_validate()
        self.assert_kept(7)

    def test_two_steps(self):
        self.check_steps("pick_ship", 2)

    def test_three_steps(self):
        self.check_steps("pick_pack_ship", 3)

    def check_steps(self, delivery_steps, count):
        """The number falls once, and no step on the way to the customer changes it."""
        self.warehouse.delivery_steps = delivery_steps
        order = self.sell(self.beanie, 4)
        self.assert_told(6)
        for _step in range(count):
            picking = order.picking_ids.filtered(lambda one: one.state != "done")
            picking.ensure_one()
            self.done(picking)
            self.assert_kept(6)
        self.assertEqual(set(order.picking_ids.mapped("state")), {"done"})
        self.assertEqual(self.beanie.qty_available, 6)

    def test_two_steps_in_parts(self):
        self.warehouse.delivery_steps = "pick_ship"
        order = self.sell(self.beanie, 4)
        self.assert_told(6)
        self.done(order.picking_ids, 1)
        self.assert_kept(6)
        ship = order.picking_ids.filtered(
            lambda one: one.state == "assigned" and one.location_id != self.stock
        )
        self.done(ship)
        self.assert_kept(6)

    def test_two_steps_cancelled_between_them(self):
        self.warehouse.delivery_steps = "pick_ship"
        order = self.sell(self.beanie, 4)
        self.assert_told(6)
        self.done(order.picking_ids)
        order._action_cancel()
        # What was picked lies at the exit, promised to nobody.
        self.assert_told(10)

    # === Given back === #

    def test_given_back(self):
        picking = self.sell(self.beanie, 4).picking_ids
        self.done(picking)
        self.assert_told(6)
        returned = self.give_back(picking, 3)
        self.assert_kept(6)
        self.done(returned)
        self.assert_told(9)

    def test_given_back_in_parts(self):
        order = self.sell(self.beanie, 4)
        first = order.picking_ids
        self.done(first, 2)
        self.assert_told(6)
        self.done(self.give_back(first, 1))
        self.assert_told(7)
        rest = order.picking_ids.filtered(lambda one: one.state == "assigned")
        self.done(rest)
        self.assert_kept(7)

    def test_announced_return_with_forecast(self):
        self.create_rule(basis="forecast")
        picking = self.sell(self.beanie, 4).picking_ids
        self.done(picking)
        self.assert_told(6)
        returned = self.give_back(picking, 3)
        returned.action_confirm()
        self.assert_told(9)
        self.done(returned)
        self.assert_kept(9)
