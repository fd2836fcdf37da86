"""What the tests of order imports share: a store, its answers, its mappings."""

import copy
import gzip
import json
from contextlib import contextmanager
from pathlib import Path

from odoo.tests import tagged

from ..woo.errors import NotFoundError
from .common import FakeClient, WooCase

DATA = Path(__file__).parent / "data"


def recorded_orders():
    """Return orders that a real store answered, by name of the recording."""
    return json.loads((DATA / "captures.json").read_text())


def recorded_profile():
    """Return 54 orders of one real store: 20 % tax, prices with tax, per line."""
    return json.loads(gzip.open(DATA / "std20_incl_line.json.gz").read())["orders"]


class OrderStore(FakeClient):
    """A store that does not know the orders it has no answer for."""

    def _answer(self, method, path, content):
        self.answers.setdefault(
            f"{method} {path}",
            NotFoundError(
                "Invalid ID.", code="woocommerce_rest_shop_order_invalid_id", status=404
            ),
        )
        return copy.deepcopy(super()._answer(method, path, content))


@tagged("post_install", "-at_install")
class OrderCase(WooCase):
    """A connected store whose taxes, shipping and statuses are mapped."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        for code in ("EUR", "GBP"):
            currency = cls.env.ref(f"base.{code}")
            currency.active = True
            cls.env["product.pricelist"].create(
                {"name": code, "currency_id": currency.id}
            )
        service = {"name": "Parcel", "type": "service", "sale_ok": False}
        cls.carrier = cls.env["delivery.carrier"].create(
            {
                "name": "Parcel",
                "product_id": cls.env["product.product"].create(service).id,
            }
        )
        cls.backend.write(
            {
                "name": "Shop",
                "responsible_id": cls.env.ref("base.user_admin").id,
                "warehouse_ids": cls.env["stock.warehouse"].search([], limit=1).ids,
                "carrier_id": cls.carrier.id,
            }
        )
        for slug in ("pending", "on-hold", "processing", "completed", "cancelled"):
            cls.env["woo.order.status"]._note_status(cls.backend, slug)
        cls.tax = cls._create_tax("20 %", 20, "tax_excluded")
        cls.tax_mapping = cls._map_tax(1, cls.tax)

    def setUp(self):
        super().setUp()
        self.client = OrderStore()

        @contextmanager
        def lend_client(_backend):
            yield self.client

        self.patch(type(self.backend), "_client", lend_client)

    @classmethod
    def _create_tax(cls, name, amount, price_include):
        return cls.env["account.tax"].create(
            {
                "name": name,
                "amount": amount,
                "type_tax_use": "sale",
                "price_include_override": price_include,
            }
        )

    @classmethod
    def _map_tax(cls, rate_id, tax):
        return cls.env["woo.tax"].create(
            {
                "backend_id": cls.backend.id,
                "woo_id": rate_id,
                "name": tax.name,
                "rate": tax.amount,
                "tax_id": tax.id,
            }
        )

    @classmethod
    def _bind_products(cls, *payloads):
        """Bind every product of these orders to a product of its own."""
        lines = {
            line["variation_id"] or line["product_id"]: line
            for payload in payloads
            for line in payload["line_items"]
        }
        products = cls.env["product.product"].create(
            [
                {
                    "name": line["name"],
                    "is_storable": True,
                    "invoice_policy": "order",
                    "list_price": 1234.5,
                }
                for line in lines.values()
            ]
        )
        cls.env["woo.product"].search([("woo_id", "in", list(lines))]).unlink()
        cls.env["woo.product"].create(
            [
                {
                    "backend_id": cls.backend.id,
                    "woo_id": woo_id,
                    "sku": line["sku"],
                    "product_id": product.id,
                }
                for (woo_id, line), product in zip(lines.items(), products, strict=True)
            ]
        )
        return products

    def _import(self, payload):
        """Let the store answer with an order, run the import job, return the row."""
        self.client.answers[f"GET orders/{payload['id']}"] = payload
        self.env["woo.order"]._import(self.backend, payload["id"])
        return self._order(payload["id"])

    def _order(self, woo_id):
        return self.env["woo.order"].search(
            [("backend_id", "=", self.backend.id), ("woo_id", "=", woo_id)]
        )
