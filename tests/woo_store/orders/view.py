"""Orders and refunds as the API shows them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from ..php_numbers import format_decimal, json_number
from ..rest.php import to_float
from ..state import Table
from . import products
from .items import CouponItem, FeeItem, ProductItem, ShippingItem, TaxedItem, TaxItem
from .model import EDITABLE_STATUSES, PAYABLE_STATUSES, TOTALS, Order, Refund
from .refunds import refunds_of
from .settings import decimals

if TYPE_CHECKING:
    from ..store import Store

_HIDDEN_META = frozenset({"_download_permissions_granted", "_recorded_sales"})


class View:
    """Shows amounts with a number of decimals, by default the store's (``dp``)."""

    def __init__(self, store: Store, places: int | None = None):
        self.store = store
        self.places = decimals(store) if places is None else places

    def money(self, amount: object) -> str:
        """Show an amount."""
        return format_decimal(amount, self.places)

    def order(self, order: Order) -> dict[str, Any]:
        """Return an order's answer, without links."""
        return {
            "id": order.id,
            "parent_id": order.parent_id,
            "status": order.status,
            "currency": order.currency,
            "version": order.version,
            "prices_include_tax": order.prices_include_tax,
            **self._dates(order, ("date_created", "date_modified")),
            **{name: self.money(getattr(order, name)) for name in TOTALS},
            "customer_id": order.customer_id,
            "order_key": order.order_key,
            "billing": dict(order.billing),
            "shipping": dict(order.shipping),
            **{name: getattr(order, name) for name in _PLAIN},
            **self._dates(order, ("date_completed", "date_paid")),
            "cart_hash": order.cart_hash,
            "number": str(order.id),
            "meta_data": shown_meta(order.meta_data),
            **self.items(order),
            "coupon_lines": [self.coupon(line) for line in order.coupon_lines],
            "refunds": [self._short(each) for each in self._refunds(order)],
            **self._payment(order),
            **self._gmt_dates(order),
            "currency_symbol": order.currency_symbol,
            **order.plugin_fields,
        }

    def items(self, order: Order | Refund) -> dict[str, list]:
        """Return the lists of items that orders and refunds share."""
        return {
            "line_items": [self.product(line) for line in order.line_items],
            "tax_lines": [self.tax(line) for line in order.tax_lines],
            "shipping_lines": [self.shipping(line) for line in order.shipping_lines],
            "fee_lines": [self.fee(line) for line in order.fee_lines],
        }

    def _dates(self, order: Order, names: tuple[str, ...]) -> dict[str, str | None]:
        return {name: self.store.clock.local(getattr(order, name)) for name in names}

    def _gmt_dates(self, order: Order) -> dict[str, str | None]:
        names = ("date_created", "date_modified", "date_completed", "date_paid")
        return {f"{name}_gmt": getattr(order, name) for name in names}

    def _payment(self, order: Order) -> dict[str, Any]:
        payable = order.status in PAYABLE_STATUSES and to_float(order.total) > 0
        return {
            "payment_url": f"{self.store.site_url}/checkout/order-pay/{order.id}/"
            f"?pay_for_order=true&key={order.order_key}",
            "is_editable": order.status in EDITABLE_STATUSES,
            "needs_payment": payable,
            "needs_processing": needs_processing(self.store, order),
        }

    def _refunds(self, order: Order) -> list[Refund]:
        """Return the order's refunds, newest second first, within one by id."""
        refunds = sorted(refunds_of(self.store, order.id), key=lambda each: each.id)
        return sorted(refunds, key=lambda each: each.date_created, reverse=True)

    def _short(self, refund: Refund) -> dict[str, Any]:
        total = "-" + self.money(refund.amount)
        return {"id": refund.id, "reason": refund.reason, "total": total}

    def refund(self, refund: Refund) -> dict[str, Any]:
        """Return a refund's answer, without links."""
        return {
            "id": refund.id,
            "date_created": self.store.clock.local(refund.date_created),
            "date_created_gmt": refund.date_created,
            "amount": self.money(refund.amount),
            "reason": refund.reason,
            "refunded_by": refund.refunded_by,
            "refunded_payment": refund.refunded_payment,
            "meta_data": shown_meta(refund.meta_data),
            **self.items(refund),
        }

    def product(self, line: ProductItem) -> dict[str, Any]:
        """Return a product line's answer; a deleted product's id is 0."""
        state = self.store.state
        row = products.line_product(self.store, line)
        price = to_float(line.total) / line.quantity if line.quantity else 0
        parent = products.parent_of(self.store, row) if row else None
        return {
            "id": line.id,
            "name": line.name,
            "product_id": _existing(state.products, line.product_id),
            "variation_id": _existing(state.variations, line.variation_id),
            "quantity": line.quantity,
            "tax_class": line.tax_class,
            "subtotal": self.money(line.subtotal),
            "subtotal_tax": self.money(line.subtotal_tax),
            "total": self.money(line.total),
            "total_tax": self.money(line.total_tax),
            "taxes": self.taxes(line),
            "meta_data": self._line_meta(line),
            "sku": products.sku_of(self.store, row) if row else None,
            "global_unique_id": row.get("global_unique_id", "") if row else None,
            "price": json_number(price),
            "image": products.image_of(self.store, row)
            if row
            else {"id": 0, "src": ""},
            "parent_name": parent["name"] if parent else None,
        }

    def taxes(self, item: TaxedItem) -> list[dict[str, Any]]:
        """Return an item's tax per rate; only products have one before discount."""
        before = item.subtotal_taxes if isinstance(item, ProductItem) else {}
        return [
            {
                "id": rate_id,
                "total": self.money(tax),
                "subtotal": self.money(before[rate_id]) if rate_id in before else "",
            }
            for rate_id, tax in item.taxes.items()
        ]

    def tax(self, line: TaxItem) -> dict[str, Any]:
        """Return a tax line's answer."""
        return {
            "id": line.id,
            "rate_code": line.rate_code,
            "rate_id": line.rate_id,
            "label": line.label,
            "compound": line.compound,
            "tax_total": self.money(line.tax_total),
            "shipping_tax_total": self.money(line.shipping_tax_total),
            "rate_percent": json_number(line.rate_percent),
            "meta_data": self._meta(line.meta_data),
        }

    def shipping(self, line: ShippingItem) -> dict[str, Any]:
        """Return a shipping line's answer."""
        return {
            "id": line.id,
            "method_title": line.method_title,
            "method_id": line.method_id,
            "instance_id": line.instance_id,
            "total": self.money(line.total),
            "total_tax": self.money(line.total_tax),
            "taxes": self.taxes(line),
            "tax_status": line.tax_status,
            "meta_data": self._meta(line.meta_data),
        }

    def fee(self, line: FeeItem) -> dict[str, Any]:
        """Return a fee's answer."""
        return {
            "id": line.id,
            "name": line.name,
            "tax_class": line.tax_class,
            "tax_status": line.tax_status,
            "amount": line.amount,
            "total": self.money(line.total),
            "total_tax": self.money(line.total_tax),
            "taxes": self.taxes(line),
            "meta_data": self._meta(line.meta_data),
        }

    def coupon(self, line: CouponItem) -> dict[str, Any]:
        """Return a coupon line's answer; its amounts are shown as they are stored."""
        return {
            "id": line.id,
            "code": line.code,
            "discount": line.discount,
            "discount_tax": line.discount_tax,
            "meta_data": self._meta(line.meta_data),
            "discount_type": line.discount_type,
            "nominal_amount": json_number(line.nominal_amount),
            "free_shipping": line.free_shipping,
        }

    def _meta(self, rows: list[dict]) -> list[dict[str, Any]]:
        return [{**row, **_display(row["key"], row["value"])} for row in rows]

    def _line_meta(self, line: ProductItem) -> list[dict[str, Any]]:
        row = products.line_product(self.store, line)
        shown = []
        for meta in line.meta_data:
            pair = products.display_of(self.store, row, meta["key"], meta["value"])
            shown.append({**meta, **_display(*pair)})
        return shown


def _existing(table: Table, number: int) -> int:
    return number if number in table else 0


_PLAIN = (
    "payment_method",
    "payment_method_title",
    "transaction_id",
    "customer_ip_address",
    "customer_user_agent",
    "created_via",
    "customer_note",
)


def _display(key: str, value: Any) -> dict[str, Any]:
    """Return how meta data is shown: without markup, ampersands encoded."""
    if isinstance(value, str):
        value = re.sub(r"<[^>]*>", "", unquote(value)).strip()
        value = re.sub(r"&(?!#?\w+;)", "&amp;", value)
    return {"display_key": key, "display_value": value}


def shown_meta(rows: list[dict]) -> list[dict[str, Any]]:
    """Return an order's meta data without internal keys, in the database's order.

    It is sorted by key, punctuation before digits and letters, whatever the case.
    """
    shown = [dict(row) for row in rows if row["key"] not in _HIDDEN_META]
    return sorted(shown, key=lambda row: (_collated(row["key"]), row["id"]))


def _collated(key: str) -> list[tuple[bool, str]]:
    return [(letter.isalnum(), letter) for letter in key.lower()]


def needs_processing(store: Store, order: Order) -> bool:
    """Tell whether anything ordered is not both virtual and downloadable."""
    rows = (products.line_product(store, line) for line in order.line_items)
    return any(row and not (row["virtual"] and row["downloadable"]) for row in rows)
