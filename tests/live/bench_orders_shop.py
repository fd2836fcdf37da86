"""The shop whose orders are imported to see what that costs, and its goods in Odoo."""

import base64
from pathlib import Path

from odoo.fields import Command

from tests.live.store_client import StoreClient

PRODUCTS = 12
LINES = 3
TAX_PERCENT = 20
STOCK = 1_000_000
COUNTRY = "US"
SETTINGS = {"calc_taxes": "yes", "currency": "USD"}


def sku(number: int) -> str:
    """Return the SKU of a product, the same in the store and in Odoo."""
    return f"BENCH-{number:02d}"


def address_of(number: int) -> dict:
    """Return the billing address of a customer whom nobody knows yet."""
    return {
        "first_name": f"Visitor {number}",
        "last_name": "O'Neil & Söhne",
        "address_1": f"{number + 1} Sample Street",
        "city": "Springfield",
        "state": "NY",
        "postcode": "10001",
        "country": COUNTRY,
        "phone": "+1 555 0100",
        "email": f"visitor{number}@example.com",
    }


class BenchShop:
    """Products, a tax and orders in the store."""

    def __init__(self, store: StoreClient):
        self._store = store
        self._ordered = 0
        self.products: dict[str, int] = {}
        self.tax_rate = 0

    def open(self) -> None:
        """Create the goods and the tax rate."""
        for name, value in SETTINGS.items():
            self._store.put(f"settings/general/woocommerce_{name}", {"value": value})
        rate = {"rate": str(TAX_PERCENT), "name": "VAT", "country": COUNTRY}
        self.tax_rate = self._store.post("taxes", rate)["id"]
        for number in range(PRODUCTS):
            body = {"name": f"Product {number}", "sku": sku(number)}
            body["regular_price"] = f"{10 + number}.49"
            self.products[sku(number)] = self._store.post("products", body)["id"]

    def order(self, count: int) -> list[int]:
        """Place paid orders, each of a new customer; return their numbers."""
        first, self._ordered = self._ordered, self._ordered + count
        return [self._place(number) for number in range(first, first + count)]

    def _place(self, number: int) -> int:
        lines = [
            {"product_id": product, "quantity": quantity}
            for product, quantity in self._basket(number)
        ]
        address = address_of(number)
        body = {"status": "processing", "billing": address, "line_items": lines}
        body["payment_method"] = "stripe"
        body["transaction_id"] = f"ch_{number:08d}"
        return self._store.post("orders", body)["id"]

    def _basket(self, number: int) -> list[tuple[int, int]]:
        products = list(self.products.values())
        return [
            (products[(number + line) % PRODUCTS], 1 + line) for line in range(LINES)
        ]


def stock_products(env) -> dict[str, int]:
    """Create the goods in Odoo, with plenty in stock; return product ids by SKU."""
    tax = env["account.tax"].create(
        {
            "name": "Bench",
            "amount": TAX_PERCENT,
            "type_tax_use": "sale",
            "price_include_override": "tax_excluded",
        }
    )
    products = env["product.product"].create(
        [
            {
                "name": f"Product {number}",
                "default_code": sku(number),
                "is_storable": True,
                "list_price": 10 + number,
                "taxes_id": [Command.set(tax.ids)],
            }
            for number in range(PRODUCTS)
        ]
    )
    location = env["stock.warehouse"].search([], limit=1).lot_stock_id
    for product in products:
        env["stock.quant"]._update_available_quantity(product, location, STOCK)
    return {product.default_code: product.id for product in products}


def connect_store(env, shop: BenchShop, goods: dict[str, int]) -> int:
    """Connect the shop with its products and its tax mapped; return the store's id."""
    access = shop._store.access
    backend = env["woo.backend"].create(
        {
            "name": "Bench",
            "address": access.address,
            "consumer_key": access.consumer_key,
            "consumer_secret": access.consumer_secret,
            "ca_certificate": base64.b64encode(Path(access.ca_file).read_bytes()),
            "auth_mode": "header",
            "state": "connected",
            "import_from": "2026-01-01 00:00:00",
            "push_stock": True,
            "warehouse_ids": env["stock.warehouse"].search([], limit=1).ids,
            # The store is asked as fast as the measurement goes.
            "request_rate": 0,
        }
    )
    backend._import_store_settings()
    taxes = env["product.product"].browse(goods.values()).taxes_id
    env["woo.tax"].search([("woo_id", "=", shop.tax_rate)]).tax_id = taxes
    env["woo.product"].create(
        [
            {
                "backend_id": backend.id,
                "woo_id": woo_id,
                "sku": code,
                "product_id": goods[code],
            }
            for code, woo_id in shop.products.items()
        ]
    )
    return backend.id
