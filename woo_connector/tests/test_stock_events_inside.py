from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .stock_events_case import StockEventsCase


@tagged("post_install", "-at_install")
class TestStockEventsInside(StockEventsCase):
    """What comes in, is lost, counted, and carried about."""

    # === Receipts === #

    def test_received(self):
        receipt = self.receive(5)
        self.assert_kept(10)
        self.done(receipt)
        self.assert_told(15)

    def test_received_in_two_steps(self):
        self.warehouse.reception_steps = "two_steps"
        receipt = self.receive(5)
        self.assertNotEqual(receipt.location_dest_id, self.stock)
        self.done(receipt)
        stored = self.env["stock.picking"].search(
            [("location_id", "=", receipt.location_dest_id.id)]
        )
        self.push()
        self.done(stored)
        self.push()
        self.assertEqual(self.client.stock(16), 15)
        self.assertEqual(self.offered(), 15)

    def test_receipt_with_forecast(self):
        self.create_rule(basis="forecast")
        receipt = self.receive(5)
        self.assert_told(15)
        self.done(receipt)
        self.assert_kept(15)

    def test_receipt_of_a_part_with_forecast(self):
        self.create_rule(basis="forecast")
        receipt = self.receive(5)
        self.assert_told(15)
        self.done(receipt, 2)
        self.assert_kept(15)
        self.env["stock.picking"].search(
            [("backorder_id", "=", receipt.id)]
        ).action_cancel()
        self.assert_told(12)

    def test_receipt_cancelled_with_forecast(self):
        self.create_rule(basis="forecast")
        receipt = self.receive(5)
        self.assert_told(15)
        receipt.action_cancel()
        self.assert_told(10)

    def test_receipt_rescheduled_with_forecast(self):
        self.create_rule(basis="forecast", horizon_days=7)
        receipt = self.receive(5)
        self.assert_told(15)
        receipt.scheduled_date = fields.Datetime.now() + timedelta(days=30)
        self.assert_told(10)
        receipt.scheduled_date = fields.Datetime.now() + timedelta(days=2)
        self.assert_told(15)

    def test_two_step_receipt_with_forecast(self):
        self.warehouse.reception_steps = "two_steps"
        self.create_rule(basis="forecast")
        receipt = self.receive(5)
        self.assert_told(15)
        self.done(receipt)
        self.push()
        stored = self.env["stock.picking"].search(
            [("location_id", "=", receipt.location_dest_id.id)]
        )
        self.done(stored)
        self.push()
        self.assertEqual(self.client.stock(16), 15)

    def test_receipt_into_another_place(self):
        self.create_rule(basis="forecast")
        receipt = self.receive(5)
        self.assert_told(15)
        other = self.env["stock.warehouse"].create({"name": "Other", "code": "OTH"})
        receipt.location_dest_id = other.lot_stock_id
        self.assert_told(10)

    # === Counted and lost === #

    def test_counted_more(self):
        self.count(12)
        self.assert_told(12)

    def test_counted_less(self):
        self.count(7)
        self.assert_told(7)

    def test_counted_the_same(self):
        self.count(10)
        self.assert_kept(10)

    def test_counted_less_than_promised(self):
        self.sell(self.beanie, 4)
        self.assert_told(6)
        self.count(3)
        self.assert_told(0)

    def test_scrapped(self):
        scrap = self.env["stock.scrap"].create(
            {"product_id": self.beanie.id, "scrap_qty": 3}
        )
        scrap.action_validate()
        self.assert_told(7)

    def test_negative_stock_of_one_warehouse(self):
        second = self.env["stock.warehouse"].create({"name": "Second", "code": "SEC"})
        self.backend.warehouse_ids = [Command.link(second.id)]
        self.tell_everything()
        self.put_in_stock(self.beanie, -4, second.lot_stock_id)
        self.assert_told(6)

    # === Carried about === #

    def test_within_the_warehouse(self):
        shelf = self.env["stock.location"].create(
            {"name": "Shelf", "location_id": self.stock.id}
        )
        transfer = self.transfer(4, self.stock, shelf)
        self.push()
        self.done(transfer)
        self.push()
        self.assertEqual(self.client.stock(16), 10)
        self.assertEqual(self.offered(), 10)

    def test_to_a_warehouse_of_the_store(self):
        second = self.env["stock.warehouse"].create({"name": "Second", "code": "SEC"})
        self.backend.warehouse_ids = [Command.link(second.id)]
        self.tell_everything()
        transfer = self.transfer(4, self.stock, second.lot_stock_id)
        self.push()
        self.done(transfer)
        self.push()
        self.assertEqual(self.client.stock(16), 10)

    def test_to_a_warehouse_of_no_store(self):
        second = self.env["stock.warehouse"].create({"name": "Second", "code": "SEC"})
        transfer = self.transfer(4, self.stock, second.lot_stock_id)
        self.assert_told(6)
        self.done(transfer)
        self.assert_kept(6)

    def test_from_a_warehouse_of_no_store(self):
        second = self.env["stock.warehouse"].create({"name": "Second", "code": "SEC"})
        self.put_in_stock(self.beanie, 9, second.lot_stock_id)
        transfer = self.transfer(4, second.lot_stock_id, self.stock)
        self.assert_kept(10)
        self.done(transfer)
        self.assert_told(14)

    def test_by_way_of_transit(self):
        second = self.env["stock.warehouse"].create({"name": "Second", "code": "SEC"})
        self.backend.warehouse_ids = [Command.link(second.id)]
        self.tell_everything()
        transit = self.company.internal_transit_location_id
        out = self.transfer(4, self.stock, transit)
        self.assert_told(6)
        self.done(out)
        self.assert_kept(6)
        self.done(self.transfer(4, transit, second.lot_stock_id))
        self.assert_told(10)

    def test_from_supplier_to_customer(self):
        transfer = self.transfer(
            4,
            self.suppliers,
            self.customers,
            picking_type=self.warehouse.out_type_id,
        )
        self.done(transfer)
        self.assertFalse(self.outbox())
        self.assert_kept(10)

    def test_transfer_that_starts_elsewhere(self):
        second = self.env["stock.warehouse"].create({"name": "Second", "code": "SEC"})
        transfer = self.transfer(4, self.stock, self.customers)
        self.assert_told(6)
        transfer.do_unreserve()
        transfer.location_id = second.lot_stock_id
        self.assert_told(10)

    def test_deleted_transfer(self):
        transfer = self.transfer(4, self.stock, self.customers)
        self.assert_told(6)
        transfer.unlink()
        self.assert_told(10)

    def test_deleted_move(self):
        transfer = self.transfer(4, self.stock, self.customers)
        self.assert_told(6)
        transfer.move_ids._action_cancel()
        transfer.move_ids.unlink()
        self.assert_told(10)

    def test_refused_work_is_not_noted(self):
        transfer = self.transfer(4, self.stock, self.customers)
        self.done(transfer)
        self.assert_told(6)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            transfer.move_ids._action_cancel()
        self.assert_kept(6)

    def test_move_set_back_to_draft(self):
        transfer = self.transfer(4, self.stock, self.customers)
        transfer.do_unreserve()
        self.assert_told(6)
        transfer.move_ids.state = "draft"
        self.assert_told(10)

    def test_work_that_is_undone_leaves_nothing(self):
        with self.assertRaises(ZeroDivisionError), self.env.cr.savepoint():
            self.transfer(4, self.stock, self.customers)
            raise ZeroDivisionError
        self.assert_kept(10)
