from datetime import timedelta

from odoo import fields

from .stock_common import StockCase


class InFlightCase(StockCase):
    """Ten beanies in stock, and a store that sells some of them."""

    def setUp(self):
        super().setUp()
        self.put_in_stock(self.beanie, 10)
        self.binding = self.bind(self.beanie, 16)
        self.env["woo.order.status"].create(
            [
                {
                    "backend_id": self.backend.id,
                    "slug": slug,
                    "name": slug,
                    "holds_stock": holds,
                }
                for slug, holds in [
                    ("processing", True),
                    ("on-hold", True),
                    ("pending", False),
                    ("cancelled", False),
                ]
            ]
        )
        self.start = fields.Datetime.now()

    def at(self, seconds):
        """Return a moment of the store's clock, from the test's begin."""
        return (self.start + timedelta(seconds=seconds)).isoformat()

    def available(self):
        return self.backend._get_available(self.beanie.ids)[self.beanie.id]

    def note(self, *orders):
        for order in orders:
            self.client.place_order(**order)
        return self.env["woo.in.flight"]._note_orders(self.backend, self.client.orders)

    def order(self, quantity=3, order_id=7, **values):
        return {
            "order_id": order_id,
            "lines": {16: quantity},
            "at": self.at(60),
            **values,
        }

    def imported(self, order_id=7, **values):
        """Return the ``woo.order`` of an order that Odoo has looked at."""
        return self.env["woo.order"].create(
            {
                "backend_id": self.backend.id,
                "woo_id": order_id,
                "date_modified": self.start + timedelta(seconds=60),
                "state": "imported",
                **values,
            }
        )

    def sold_since(self):
        """Return what the store took off the number it was told last."""
        sales = self.env["woo.in.flight"]._read_sales(self.backend, self.binding.ids)
        return sales[self.binding.id].since_sent if sales else 0
