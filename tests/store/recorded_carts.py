"""Recorded checkouts and the carts behind them."""

from __future__ import annotations

from typing import Any

from tests.woo_store.catalogue.rows import find_row
from tests.woo_store.checkout.cart import Basket, Cart
from tests.woo_store.checkout.totals import CartCalculator, CartLine, Charge
from tests.woo_store.orders import products
from tests.woo_store.orders.loading import load_order
from tests.woo_store.orders.settings import tax_rules
from tests.woo_store.orders.totals import tax_location
from tests.woo_store.php_numbers import format_decimal
from tests.woo_store.rest.php import to_float
from tests.woo_store.store import Store

Json = dict[str, Any]
# Their carts were not what their orders show: a draft taken up with another cart's
# coupons, addresses changed in between, and sums that were a hundred millionth off.
_OTHER_CARTS = {
    ("CAD", 115),
    ("EUR", 122),
    ("JPY", 3001),
    ("EUR", 120),
    ("EUR", 126),
}


def checked_out(entry: Json) -> bool:
    """Tell whether an order shows the whole cart it was made of."""
    order = entry["order"]
    if order["created_via"] == "rest-api" or order["fee_lines"]:
        return False
    exempt = any(
        meta["key"] == "is_vat_exempt" and meta["value"] == "yes"
        for meta in order["meta_data"]
    )
    other = (order["currency"], order["id"]) in _OTHER_CARTS
    return not (exempt or other or "edit" in entry["note"])


def cart_totals(store: Store, entry: Json) -> Json:
    """Compute a recorded cart from the products' prices."""
    order, rules = entry["order"], tax_rules(store)
    place = tax_location(load_order(order, entry["dp8"]), rules)
    codes = [line["code"] for line in order["coupon_lines"]]
    coupons = Basket(store, Cart("", coupons=codes)).sorted_coupons()
    totals = CartCalculator(rules, place).calculate(
        [_line(store, line) for line in order["line_items"]], coupons, _charges(entry)
    )
    return {
        "lines": [
            (_stored(line.subtotal), _stored(line.total))
            for line in totals.lines.values()
        ],
        "coupons": {
            code: tuple(format_decimal(rules.round_discount(each)) for each in amounts)
            for code, amounts in totals.coupons.items()
        },
        "total": format_decimal(totals.total, 8),
    }


def expected_cart(entry: Json) -> Json:
    """Return what a recorded order says of its cart."""
    exact = entry["dp8"]
    codes = [line["code"] for line in entry["order"]["coupon_lines"]]
    coupons = zip(codes, exact["coupon_lines"], strict=True)
    return {
        "lines": [(line["subtotal"], line["total"]) for line in exact["line_items"]],
        "coupons": {
            code: (line["discount"], line["discount_tax"]) for code, line in coupons
        },
        "total": exact["total"],
    }


def _line(store: Store, line: Json) -> CartLine:
    row = find_row(store.state, line["variation_id"] or line["product_id"])
    return CartLine(
        str(line["id"]),
        to_float(row["price"]),
        line["quantity"],
        products.tax_class(store, row),
        row["tax_status"] == "taxable",
        products.discounted_product(store, row),
    )


def _charges(entry: Json) -> list[Charge]:
    pairs = zip(
        entry["order"]["shipping_lines"], entry["dp8"]["shipping_lines"], strict=True
    )
    return [
        Charge(to_float(exact["total"]), line["tax_status"] == "taxable")
        for line, exact in pairs
    ]


def _stored(amount: float) -> str:
    return format_decimal(format_decimal(float(amount)), 8)
