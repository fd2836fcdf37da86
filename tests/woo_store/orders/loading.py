"""Orders from recordings: the API's answers turned back into what the store keeps."""

from __future__ import annotations

from typing import Any

from ..rest.php import to_int
from .items import CouponItem, FeeItem, ProductItem, ShippingItem, Taxes, TaxItem
from .model import TOTALS, Order, Refund
from .stock import HOLDING_STATUSES, REDUCED

Json = dict[str, Any]

_ORDER = (
    "id",
    "parent_id",
    "status",
    "currency",
    "currency_symbol",
    "version",
    "prices_include_tax",
    "customer_id",
    "order_key",
    "billing",
    "shipping",
    "payment_method",
    "payment_method_title",
    "transaction_id",
    "customer_ip_address",
    "customer_user_agent",
    "created_via",
    "customer_note",
    "cart_hash",
    "meta_data",
)
_DATES = ("date_created", "date_modified", "date_paid", "date_completed")
_ITEM = ("id", "total", "total_tax", "tax_class", "tax_status")


def load_order(answer: Json, exact: Json | None = None) -> Order:
    """Return the order of an answer; ``exact`` holds its amounts with 8 decimals."""
    exact = exact or answer
    order = Order(
        **{name: answer[name] for name in _ORDER},
        **{name: exact[name] for name in TOTALS},
        **{name: answer[f"{name}_gmt"] for name in _DATES},
    )
    _load_items(order, answer, exact)
    coupons = zip(answer["coupon_lines"], exact["coupon_lines"], strict=True)
    order.coupon_lines = [_coupon(line, amounts) for line, amounts in coupons]
    order.stock_reduced = answer["status"] in HOLDING_STATUSES or any(
        meta["key"] == REDUCED for line in order.line_items for meta in line.meta_data
    )
    order.coupon_usage_recorded = True
    order.sales_recorded = True
    order.remember_saved()
    order.saved_status = order.status
    return order


def load_refund(answer: Json, order_id: int) -> Refund:
    """Return the refund of an answer."""
    names = ("id", "amount", "reason", "refunded_by", "refunded_payment", "meta_data")
    refund = Refund(
        **{name: answer[name] for name in names},
        order_id=order_id,
        date_created=answer["date_created_gmt"],
    )
    _load_items(refund, answer, answer)
    return refund


def _load_items(target: Order | Refund, answer: Json, exact: Json) -> None:
    def pairs(kind: str) -> zip:
        return zip(answer[kind], exact[kind], strict=True)

    target.line_items = [_product(*pair) for pair in pairs("line_items")]
    target.fee_lines = [_fee(*pair) for pair in pairs("fee_lines")]
    target.shipping_lines = [_shipping(*pair) for pair in pairs("shipping_lines")]
    target.tax_lines = [_tax(*pair) for pair in pairs("tax_lines")]


def _common(line: Json, amounts: Json) -> Json:
    values = {name: line[name] for name in _ITEM if name in line}
    values |= {name: amounts[name] for name in ("total", "total_tax")}
    return {
        **values,
        "taxes": _taxes(amounts, "total"),
        "meta_data": _meta(line),
    }


def _taxes(line: Json, name: str) -> Taxes:
    return {tax["id"]: tax[name] for tax in line["taxes"] if tax[name] != ""}


def _meta(line: Json) -> list[Json]:
    return [
        {name: meta[name] for name in ("id", "key", "value")}
        for meta in line["meta_data"]
    ]


def _product(line: Json, amounts: Json) -> ProductItem:
    names = ("name", "product_id", "variation_id", "quantity")
    return ProductItem(
        **_common(line, amounts),
        **{name: line[name] for name in names},
        subtotal=amounts["subtotal"],
        subtotal_tax=amounts["subtotal_tax"],
        subtotal_taxes=_taxes(amounts, "subtotal"),
    )


def _fee(line: Json, amounts: Json) -> FeeItem:
    return FeeItem(**_common(line, amounts), name=line["name"], amount=line["amount"])


def _shipping(line: Json, amounts: Json) -> ShippingItem:
    names = ("method_title", "method_id", "instance_id")
    return ShippingItem(
        **_common(line, amounts), **{name: line[name] for name in names}
    )


def _tax(line: Json, amounts: Json) -> TaxItem:
    names = ("id", "rate_id", "rate_code", "label", "compound", "rate_percent")
    return TaxItem(
        **{name: line[name] for name in names},
        tax_total=amounts["tax_total"],
        shipping_tax_total=amounts["shipping_tax_total"],
        meta_data=_meta(line),
    )


def _coupon(line: Json, amounts: Json) -> CouponItem:
    names = ("id", "code", "discount_type", "nominal_amount", "free_shipping")
    return CouponItem(
        **{name: line[name] for name in names},
        discount=amounts["discount"],
        discount_tax=amounts["discount_tax"],
        meta_data=_meta(line),
    )


def largest_ids(order: Order | Refund) -> tuple[int, int]:
    """Return the largest ids of items and of meta data."""
    items = [*order.taxed_items(), *order.coupon_lines, *order.tax_lines]
    rows = [*order.meta_data, *(meta for item in items for meta in item.meta_data)]
    return (
        max((item.id for item in items), default=0),
        max((to_int(row["id"]) for row in rows), default=0),
    )
