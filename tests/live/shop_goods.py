"""Goods of our own in a store: created for a run under a prefix, removed after it."""

from dataclasses import dataclass, field

from tests.live.shopper import BasketItem, address_of
from tests.live.store_client import StoreClient, StoreRefusedError

SIMPLE = (
    ("Enamel mug", "9.99"),
    ("Linen towel", "12.49"),
    ("Card & envelope", "0.35"),
    ("Oak stool", "149.00"),
    ("Olive soap", "7.77"),
    ("Lampe « Été »", "33.33"),
)
SIZES = ("S", "M", "L")
VARIABLE = (
    ("T-shirt", ("19.90", "21.15", "22.05")),
    ("Wool socks", ("5.55", "6.66", "8.88")),
)


@dataclass
class ShopGoods:
    """What was made in the store, by kind; also what must be removed at the end."""

    store: StoreClient
    prefix: str
    items: dict[str, BasketItem] = field(default_factory=dict)
    skus: dict[str, str] = field(default_factory=dict)
    products: list[int] = field(default_factory=list)
    coupons: dict[str, int] = field(default_factory=dict)
    customers: list[int] = field(default_factory=list)

    def create(self) -> None:
        """Create simple and variable products, coupons and customers."""
        for number, (name, price) in enumerate(SIMPLE):
            self._create_simple(number, name, price)
        for number, (name, prices) in enumerate(VARIABLE):
            self._create_variable(number, name, prices)
        self._create_coupon("ten", {"discount_type": "percent", "amount": "10"})
        self._create_coupon("two", {"discount_type": "fixed_cart", "amount": "2"})
        for number in range(3):
            self._create_customer(number)

    def remove(self) -> list[str]:
        """Delete everything again; return what the store refused to delete."""
        paths = [f"products/{product}" for product in self.products]
        paths += [f"coupons/{coupon}" for coupon in self.coupons.values()]
        paths += [f"customers/{customer}" for customer in self.customers]
        return delete_all(self.store, paths)

    def orders(self) -> set[int]:
        """Return the store's orders of our goods, also those nobody told us of."""
        return {
            order["id"]
            for product in self.products
            for order in self.store.every("orders", product=product)
            if any(line["product_id"] in self.products for line in order["line_items"])
        }

    def stock(self) -> dict[str, int | None]:
        """Return the store's stock of each of our SKUs."""
        stock = {}
        for product_id in self.products:
            product = self.store.get(f"products/{product_id}")
            path = f"products/{product_id}/variations"
            variable = product["type"] == "variable"
            for item in self.store.every(path) if variable else [product]:
                stock[item["sku"]] = item["stock_quantity"]
        return stock

    def stock_of(self, sku: str) -> int | None:
        """Return the store's stock of one SKU."""
        return self.store.get("products", sku=sku)[0]["stock_quantity"]

    def _create_simple(self, number: int, name: str, price: str) -> None:
        sku = f"{self.prefix}-{number:02d}"
        values = {"name": name, "sku": sku, "regular_price": price}
        product = self._create_product({**values, "manage_stock": True})
        self.items[sku] = BasketItem(product, 1 + number % 3)
        self.skus[sku] = name

    def _create_variable(self, number: int, name: str, prices: tuple[str, ...]) -> None:
        size = {"name": "Size", "options": list(SIZES), "variation": True}
        values = {"name": name, "type": "variable", "attributes": [size]}
        sku = f"{self.prefix}-V{number}"
        product = self._create_product({**values, "sku": sku})
        for option, price in zip(SIZES, prices, strict=True):
            variation = self.store.post(
                f"products/{product}/variations",
                {
                    "sku": f"{sku}-{option}",
                    "regular_price": price,
                    "manage_stock": True,
                    "attributes": [{"name": "Size", "option": option}],
                },
            )
            self.skus[f"{sku}-{option}"] = f"{name} {option}"
            chosen = ({"attribute": "Size", "value": option},)
            self.items[f"{sku}-{option}"] = BasketItem(variation["id"], 2, chosen)

    def _create_product(self, values: dict) -> int:
        body = {"status": "publish", "stock_quantity": 0, **values}
        product = self.store.post("products", body)["id"]
        self.products.append(product)
        return product

    def _create_coupon(self, name: str, values: dict) -> None:
        code = f"{self.prefix}-{name}".lower()
        self.coupons[code] = self.store.post("coupons", {"code": code, **values})["id"]

    def _create_customer(self, number: int) -> None:
        address = address_of(number)
        mail = f"{self.prefix}.{number}@example.com".lower()
        body = {
            "email": mail,
            "first_name": address["first_name"],
            "last_name": address["last_name"],
            "billing": {**address, "email": mail},
        }
        self.customers.append(self.store.post("customers", body)["id"])


def delete_all(store: StoreClient, paths: list[str]) -> list[str]:
    """Delete every path; go on after a refusal and return what was refused."""
    refused = []
    for path in paths:
        try:
            store.delete(path)
        except StoreRefusedError as refusal:
            refused.append(f"{path}: {refusal}")
    return refused
