from datetime import timedelta

from odoo import fields
from odoo.tools import mute_logger

from .stock_common import StockCase


class StockRuleCase(StockCase):
    """Ten beanies in stock, bound to the store."""

    def setUp(self):
        super().setUp()
        self.put_in_stock(self.beanie, 10)
        self.binding = self.bind(self.beanie, 16)

    def rule(self, backend=None, **values):
        """Make a rule; for all products unless told otherwise."""
        return self.env["woo.stock.rule"].create(
            {"backend_id": (backend or self.backend).id, **values}
        )

    def of_variant(self, product=None, **values):
        product = product or self.beanie
        return self.rule(applies_to="variant", product_id=product.id, **values)

    def offered(self, product=None):
        product = product or self.beanie
        return self.backend._get_available(product.ids)[product.id]

    def backorders(self):
        return self.backend._get_offers(self.beanie.ids)[self.beanie.id].backorders

    def receive(self, product, quantity, days=1):
        """Return a confirmed receipt that is due in some days."""
        supplier = self.env.ref("stock.stock_location_suppliers")
        move = self.env["stock.move"].create(
            {
                "product_id": product.id,
                "product_uom_qty": quantity,
                "location_id": supplier.id,
                "location_dest_id": self.warehouse.lot_stock_id.id,
                "picking_type_id": self.warehouse.in_type_id.id,
                "date": fields.Datetime.now() + timedelta(days=days),
            }
        )
        move._action_confirm(merge=False)
        return move

    def add_warehouse(self, quantity):
        second = self.env["stock.warehouse"].create({"name": "Second", "code": "SEC"})
        self.put_in_stock(self.beanie, quantity, second.lot_stock_id)
        self.backend.warehouse_ids += second
        return second

    def refuse(self, error, message, **values):
        values = {"applies_to": "variant", "product_id": self.beanie.id, **values}
        with self.assertRaises(error) as refused, mute_logger("odoo.sql_db"):
            self.rule(**values)
            self.env.flush_all()
        self.assertIn(message, str(refused.exception))
