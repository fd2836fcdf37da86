from odoo.tests import tagged

from .stock_common import StockCase


@tagged("post_install", "-at_install")
class TestStockOutbox(StockCase):
    """Every event that changes what can be sold leaves a row, and nothing else does."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.put_in_stock(cls.beanie, 10)
        cls.put_in_stock(cls.cap, 10)
        cls.bind(cls.beanie, 16)

    def assert_noted(self, product):
        self.assertEqual(self.outbox().product_id, product)

    def assert_nothing_noted(self):
        self.assertFalse(self.outbox())

    # === Reservation === #

    def test_confirming_an_order_is_noted(self):
        self.sell(self.beanie, 2)
        self.assertEqual(self.beanie.free_qty, 8)
        self.assert_noted(self.beanie)

    def test_unreserving_is_noted(self):
        picking = self.sell(self.beanie, 2).picking_ids
        self.empty_outbox()
        picking.do_unreserve()
        self.assert_noted(self.beanie)

    def test_cancelling_an_order_is_noted(self):
        order = self.sell(self.beanie, 2)
        self.empty_outbox()
        order._action_cancel()
        self.assertEqual(self.beanie.free_qty, 10)
        self.assert_noted(self.beanie)

    def test_quantity_of_order_changed(self):
        order = self.sell(self.beanie, 2)
        self.empty_outbox()
        order.order_line.product_uom_qty = 5
        order.picking_ids.action_assign()
        self.assertEqual(self.beanie.free_qty, 5)
        self.assert_noted(self.beanie)

    # === Transfers === #

    def test_delivering_is_noted(self):
        picking = self.sell(self.beanie, 2).picking_ids
        self.empty_outbox()
        picking.button_validate()
        self.assertEqual(self.beanie.qty_available, 8)
        self.assert_noted(self.beanie)

    def test_delivering_a_part_is_noted(self):
        picking = self.sell(self.beanie, 2).picking_ids
        self.empty_outbox()
        picking.move_ids.quantity = 1
        picking.with_context(skip_backorder=True).button_validate()
        self.assertEqual(self.beanie.qty_available, 9)
        self.assert_noted(self.beanie)

    def test_returning_is_noted(self):
        picking = self.sell(self.beanie, 2).picking_ids
        picking.button_validate()
        self.empty_outbox()
        wizard = (
            self.env["stock.return.picking"]
            .with_context(active_id=picking.id, active_model="stock.picking")
            .create({})
        )
        wizard.product_return_moves.quantity = 2
        action = wizard.action_create_returns()
        returned = self.env["stock.picking"].browse(action["res_id"])
        returned.button_validate()
        self.assertEqual(self.beanie.qty_available, 10)
        self.assert_noted(self.beanie)

    def test_receiving_is_noted(self):
        receipt_type = self.warehouse.in_type_id
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": receipt_type.id,
                "location_id": self.env.ref("stock.stock_location_suppliers").id,
                "location_dest_id": receipt_type.default_location_dest_id.id,
                "move_ids": [
                    (
                        0,
                        0,
                        {
                            "product_id": self.beanie.id,
                            "product_uom_qty": 5,
                            "location_id": self.env.ref(
                                "stock.stock_location_suppliers"
                            ).id,
                            "location_dest_id": self.warehouse.lot_stock_id.id,
                        },
                    )
                ],
            }
        )
        picking.action_confirm()
        # A rule may count on receipts.
        self.assert_noted(self.beanie)
        self.empty_outbox()
        picking.button_validate()
        self.assertEqual(self.beanie.qty_available, 15)
        self.assert_noted(self.beanie)

    # === Inventory === #

    def test_counting_is_noted(self):
        quant = self.env["stock.quant"]._gather(
            self.beanie, self.warehouse.lot_stock_id
        )
        quant.with_context(inventory_mode=True).inventory_quantity = 7
        self.assert_nothing_noted()
        quant.action_apply_inventory()
        self.assertEqual(self.beanie.qty_available, 7)
        self.assert_noted(self.beanie)

    def test_scrapping_is_noted(self):
        scrap = self.env["stock.scrap"].create(
            {"product_id": self.beanie.id, "scrap_qty": 1}
        )
        self.assert_nothing_noted()
        scrap.action_validate()
        self.assert_noted(self.beanie)

    def test_deleting_a_quant_is_noted(self):
        quant = self.env["stock.quant"]._gather(
            self.beanie, self.warehouse.lot_stock_id
        )
        quant.unlink()
        self.assert_noted(self.beanie)

    # === What leaves no row === #

    def test_unbound_product_is_not_noted(self):
        self.sell(self.cap, 2)
        self.assert_nothing_noted()

    def test_warehouse_of_no_store_is_not_noted(self):
        other = self.env["stock.warehouse"].create({"name": "Other", "code": "OTH"})
        self.put_in_stock(self.beanie, 5, other.lot_stock_id)
        self.assert_nothing_noted()

    def test_location_of_no_warehouse_is_not_noted(self):
        location = self.env.ref("stock.stock_location_customers")
        self.put_in_stock(self.beanie, 5, location)
        self.assert_nothing_noted()

    def test_store_of_another_company_is_not_told(self):
        company = self.env["res.company"].create({"name": "Other company"})
        warehouse = self.env["stock.warehouse"].search(
            [("company_id", "=", company.id)], limit=1
        )
        other = self.create_backend("Other shop", warehouse)
        self.bind(self.beanie, 16, other)
        self.sell(self.beanie, 2)
        self.assert_noted(self.beanie)
        self.assertFalse(self.outbox(other))

    def test_store_that_is_not_sent_to(self):
        self.backend.push_stock = False
        self.sell(self.beanie, 2)
        self.assert_nothing_noted()

    def test_store_that_is_not_connected(self):
        self.backend.state = "draft"
        self.sell(self.beanie, 2)
        self.assert_nothing_noted()

    def test_product_deleted_in_store(self):
        self.backend.product_ids.deleted_in_store = True
        self.sell(self.beanie, 2)
        self.assert_nothing_noted()

    # === How rows are written === #

    def test_one_row_per_store_and_transaction(self):
        second = self.create_backend("Second shop", self.warehouse)
        self.bind(self.beanie, 116, second)
        for _time in range(3):
            self.put_in_stock(self.beanie, 1)
        self.assertEqual(len(self.outbox()), 1)
        self.assertEqual(len(self.outbox(second)), 1)

    def test_one_statement_for_many_products(self):
        products = self.beanie + self.cap
        self.bind(self.cap, 18)
        for number in range(20):
            product = self.create_product(f"Product {number}")
            self.bind(product, 200 + number)
            products += product
        for product in products:
            self.put_in_stock(product, 1)
        self.env.flush_all()
        with self.assertQueryCount(1):
            self.env.cr.precommit.run()
        self.assertEqual(len(self.outbox()), 22)

    def test_rolled_back_change_leaves_no_row(self):
        class Undo(Exception):
            pass

        with self.assertRaises(Undo), self.env.cr.savepoint():
            self.put_in_stock(self.beanie, 1)
            raise Undo
        self.assert_nothing_noted()

    def test_change_before_a_rolled_back_part_is_kept(self):
        class Undo(Exception):
            pass

        self.put_in_stock(self.beanie, 1)
        with self.assertRaises(Undo), self.env.cr.savepoint():
            raise Undo
        self.assert_noted(self.beanie)

    def test_user_without_rights_on_stores(self):
        user = self.env["res.users"].create(
            {
                "name": "Stock clerk",
                "login": "stock_clerk",
                "group_ids": [(6, 0, [self.env.ref("stock.group_stock_user").id])],
            }
        )
        picking = self.sell(self.beanie, 2).picking_ids
        self.empty_outbox()
        picking.with_user(user).button_validate()
        self.assert_noted(self.beanie)

    def test_nothing_is_sent_meanwhile(self):
        self.sell(self.beanie, 2).picking_ids.button_validate()
        self.env.cr.flush()
        self.assertFalse(self.client.requests)
