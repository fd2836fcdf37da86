"""Stores that nobody recorded: the embedded one under other settings.

The recordings do not have every kind of tax. What is made here is written as they are,
so that the corpus can take it on: ``make corpus ARGS=--made``.
"""

import gzip
import itertools
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.live.made_refunds import MadeRefunds
from tests.live.shopper import address_of
from tests.live.store_access import StoreAccess
from tests.live.store_client import StoreClient
from tests.woo_store.running import RunningStore

LISTS = (
    "settings/general", "settings/tax", "settings/products", "taxes", "taxes/classes",
    "products", "coupons", "payment_gateways", "orders/statuses",
)  # fmt: skip
PRICES = ("0.01", "3.335", "9.99", "19.995", "33.33", "107.77")


@dataclass(frozen=True)
class Rate:
    """A tax rate; rates of one priority exclude each other."""

    name: str
    percent: str
    priority: int = 1
    compound: bool = False
    tax_class: str = "standard"
    country: str = ""


@dataclass(frozen=True)
class Shop:
    """Settings of a shop."""

    name: str
    currency: str
    decimals: int
    country: str
    rates: tuple[Rate, ...]
    prices_include_tax: bool = False
    round_at_subtotal: bool = False
    sells_in: str = ""


GST_AND_PST = (
    Rate("GST", "5.0000"),
    Rate("PST", "9.9750", priority=2, compound=True),
    Rate("GST reduced", "2.5000", tax_class="reduced-rate"),
    Rate("Tire levy", "0.0000", priority=3),
)
SHOPS = (
    Shop("made_compound_sub", "CAD", 2, "CA:QC", GST_AND_PST, round_at_subtotal=True),
    Shop("made_compound_incl", "CAD", 2, "CA:QC", GST_AND_PST, prices_include_tax=True),
    Shop("made_kwd_incl_sub", "KWD", 3, "KW", (Rate("VAT", "5"),), True, True),
    Shop("made_chf_incl", "CHF", 2, "CH:ZH", (Rate("MwSt.", "8.1"),), True),
    Shop("made_kwd_for_eur", "KWD", 3, "KW", (Rate("VAT", "5"),), sells_in="EUR"),
)


class OrderBook:
    """Fills a fresh store with a shop's settings, goods, orders and refunds."""

    def __init__(self, client: StoreClient, shop: Shop):
        self._client = client
        self._shop = shop
        self._products: list[int] = []
        self._persons = itertools.count(1)

    def fill(self) -> None:
        """Set everything up, take the orders and give some of it back."""
        self._set_up()
        for number, price in enumerate(PRICES):
            body = {"name": f"Article {number}", "sku": f"MADE-{number}"}
            body |= {"regular_price": price, "status": "publish"}
            if number % 3 == 2:
                body["tax_class"] = "reduced-rate"
            self._products.append(self._client.post("products", body)["id"])
        for code, kind, amount in (("p10", "percent", "10"), ("f3", "fixed_cart", "3")):
            body = {"code": code, "discount_type": kind, "amount": amount}
            self._client.post("coupons", body)
        orders = [self._client.post("orders", values) for values in self._orders()]
        MadeRefunds(self._client, self._shop.decimals).make(orders)

    def _set_up(self) -> None:
        shop, client = self._shop, self._client
        general = {
            "woocommerce_currency": shop.currency,
            "woocommerce_price_num_decimals": str(shop.decimals),
            "woocommerce_default_country": shop.country,
            "woocommerce_calc_taxes": "yes",
        }
        taxes = {
            "woocommerce_prices_include_tax": _yes(shop.prices_include_tax),
            "woocommerce_tax_round_at_subtotal": _yes(shop.round_at_subtotal),
        }
        for group, values in (("general", general), ("tax", taxes)):
            for name, value in values.items():
                client.put(f"settings/{group}/{name}", {"value": value})
        for rate in client.get("taxes"):
            client.delete(f"taxes/{rate['id']}")
        for rate in shop.rates:
            client.post(
                "taxes",
                {
                    "name": rate.name,
                    "rate": rate.percent,
                    "priority": rate.priority,
                    "compound": rate.compound,
                    "class": rate.tax_class,
                    "country": rate.country,
                    "shipping": True,
                },
            )

    def _orders(self) -> Iterator[dict]:
        shipping = {"method_id": "flat_rate", "method_title": "Flat rate"}
        some, many = self._lines((1, 1), (4, 3), (2, 2)), self._lines(*_one_of_each())
        shipped = {"shipping_lines": [{**shipping, "total": "4.99"}]}
        twice = {"shipping_lines": [{**shipping, "total": "4.99"}] * 2}
        yield self._order(some)
        yield self._order(many, **shipped, status="completed")
        yield self._order(some, **shipped, coupon_lines=[{"code": "p10"}])
        yield self._order(many, **twice, coupon_lines=[{"code": "f3"}])
        yield self._order(some, **_fees("2.50", "-1.25"))
        yield self._order(many, **_fees("1.005"), **shipped, status="on-hold")
        yield self._order(self._lines((0, 7)), status="failed")
        yield self._order(self._lines((0, 1)), **_fees("-3.55"), status="cancelled")
        yield self._order(many, **shipped, meta_data=[_EXEMPT], status="pending")
        yield self._order(self._lines((3, 11), (5, 13)), **shipped, status="refunded")
        yield self._order(some, **shipped, currency="USD")
        yield self._order(many, **shipped, status="checkout-draft")

    def _order(self, lines: list[dict], **values) -> dict:
        address = address_of(next(self._persons))
        country, _, state = self._shop.country.partition(":")
        address |= {"country": country, "state": state}
        sells_in = self._shop.sells_in or self._shop.currency
        body = {"status": "processing", "currency": sells_in, "line_items": lines}
        return {**body, "billing": address, "shipping": address, **values}

    def _lines(self, *chosen: tuple[int, int]) -> list[dict]:
        return [
            {"product_id": self._products[index], "quantity": quantity}
            for index, quantity in chosen
        ]


_EXEMPT = {"key": "is_vat_exempt", "value": "yes"}


def _one_of_each() -> list[tuple[int, int]]:
    return [(number, 1 + number % 3) for number in range(len(PRICES))]


def _fees(*totals: str) -> dict:
    return {"fee_lines": [{"name": f"Fee {total}", "total": total} for total in totals]}


def _yes(value: bool) -> str:
    return "yes" if value else "no"


def make(shop: Shop, folder: Path) -> Path:
    """Write the recording of a shop into ``folder`` and return its file."""
    with RunningStore(folder=folder) as store:
        access = StoreAccess(
            store.described["https_url"],
            store.described["key"],
            store.described["secret"],
            store.described["ca_file"],
        )
        client = StoreClient(access)
        OrderBook(client, shop).fill()
        orders = [
            {
                "order": order,
                "refunds": client.get(f"orders/{order['id']}/refunds"),
                "dp8": client.get(f"orders/{order['id']}", dp=8),
            }
            for order in client.every("orders", status="any", order="asc")
        ]
        lists = {path: _list(client, path) for path in LISTS}
    profile = {"profile": {"name": shop.name}, "store": lists, "orders": orders}
    file = folder / f"{shop.name}.json.gz"
    file.write_bytes(gzip.compress(json.dumps(profile).encode()))
    return file


def _list(client: StoreClient, path: str) -> list:
    pages = path in ("taxes", "products", "coupons")
    return list(client.every(path)) if pages else client.get(path)


def make_all(folder: Path) -> list[Path]:
    """Write a recording of each of the shops into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    return [make(shop, folder) for shop in SHOPS]
