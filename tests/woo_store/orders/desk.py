"""Taking, changing and deleting orders: the order of events in WooCommerce."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from ..coupon_rules import CouponError
from ..metadata import apply_meta, meta_value
from ..rest import php
from ..rest.errors import RestError
from . import products
from .coupons import OrderCoupons, normal_code
from .lines import LineEditor
from .model import (
    BILLING_FIELDS,
    DRAFT_STATUSES,
    PAYABLE_STATUSES,
    SHIPPING_FIELDS,
    Order,
)
from .settings import currency, currency_sign, tax_rules
from .status import complete_payment, set_status
from .totals import calculate_totals

if TYPE_CHECKING:
    from ..store import Store

VERSION = "10.7.0"
LINE_KINDS = ("line_items", "shipping_lines", "fee_lines")
_RECALCULATED_BY = ("billing", "shipping", *LINE_KINDS, "coupon_lines")
_TEXTS = (
    "customer_note",
    "payment_method",
    "payment_method_title",
    "transaction_id",
)
Values = Mapping[str, Any]


def new_order(store: Store, *, created_via: str) -> Order:
    """Return an empty order of now, not saved yet."""
    now = store.clock.now_gmt()
    code = currency(store)
    return Order(
        currency=code,
        currency_symbol=currency_sign(store, code),
        version=VERSION,
        date_created=now,
        date_modified=now,
        created_via=created_via,
        prices_include_tax=tax_rules(store).prices_include_tax,
    )


class OrderDesk:
    """What can be done to the store's orders."""

    def __init__(self, store: Store):
        self.store = store

    def create(self, values: Values) -> Order:
        """Make an order as posted.

        Raises RestError. An error that comes after the first save, such as that of a
        bad coupon, leaves the order behind as a draft and names it.
        """
        order = new_order(
            self.store,
            created_via=php.to_string(values.get("created_via")) or "rest-api",
        )
        self._prepare(order, values)
        self._check_customer(values)
        self.save(order)
        try:
            self.recalculate(order)
            self._apply_coupons(order, values)
        except RestError as error:
            set_status(self.store, order, "checkout-draft")
            self.save(order)
            error.data["new_draft_order_id"] = order.id
            raise
        self._finish(order, values, creating=True)
        return order

    def update(self, order_id: int, values: Values, *, silent: bool = False) -> Order:
        """Change an order as posted; raises RestError and then leaves it as it was."""
        stored = self.store.state.orders[order_id]
        order = copy.deepcopy(stored)
        self._prepare(order, values)
        self._check_customer(values)
        if any(values.get(name) is not None for name in _RECALCULATED_BY):
            self.recalculate(order)
        self._apply_coupons(order, values)
        self.store.state.orders[order_id] = order
        restored = stored.status == "trash" and order.status != "trash"
        self._finish(order, values, creating=False, silent=silent or restored)
        return order

    def recalculate(self, order: Order) -> None:
        """Compute all amounts again and save."""
        refresh_tax_statuses(self.store, order)
        calculate_totals(order, tax_rules(self.store), saved=order.saved)
        number_items(self.store, order)
        order.remember_saved()

    def save(self, order: Order, *, silent: bool = False) -> None:
        """Save an order and announce it; a draft is new when it is one no more."""
        self._complete_address(order)
        refresh_tax_statuses(self.store, order)
        number_items(self.store, order)
        order.remember_saved()
        before, order.saved_status = order.saved_status, order.status
        if not order.id:
            order.id = self.store.state.sequences.next("posts")
            self.store.state.orders[order.id] = order
            if order.status in DRAFT_STATUSES:
                return
            topic = "order.created"
        else:
            order.date_modified = self.store.clock.now_gmt()
            left_draft = before in DRAFT_STATUSES and order.status not in DRAFT_STATUSES
            topic = "order.created" if left_draft else "order.updated"
        if not silent:
            self.store.events.emit(topic, order.id)

    def trash(self, order: Order) -> None:
        """Put an order into the trash; its stock is not given back."""
        order.status_before_trash = order.status
        order.status = "trash"
        order.date_modified = self.store.clock.now_gmt()
        self.store.events.emit("order.deleted", order.id)

    def restore(self, order: Order) -> None:
        """Take an order out of the trash as the shop's own pages do."""
        order.status = order.status_before_trash or "pending"
        order.date_modified = self.store.clock.now_gmt()
        self.store.events.emit("order.restored", order.id)

    def delete(self, order: Order) -> None:
        """Delete an order for good, with its refunds and notes; nobody is told."""
        state = self.store.state
        del state.orders[order.id]
        for table in (state.refunds, state.notes):
            for key in [
                key for key, row in table.items() if _order_id(row) == order.id
            ]:
                del table[key]

    def _prepare(self, order: Order, values: Values) -> None:
        for name in _TEXTS:
            if values.get(name) is not None:
                setattr(order, name, php.to_string(values[name]))
        if values.get("parent_id") is not None:
            order.parent_id = php.absolute_int(values["parent_id"])
        if values.get("currency") is not None:
            order.currency = php.to_string(values["currency"])
            order.currency_symbol = currency_sign(self.store, order.currency)
        if values.get("customer_id") is not None:
            order.customer_id = php.absolute_int(values["customer_id"])
        _set_address(order.billing, values.get("billing"), BILLING_FIELDS)
        _set_address(order.shipping, values.get("shipping"), SHIPPING_FIELDS)
        self._set_meta(order, values)
        editor = LineEditor(self.store, order)
        for kind in LINE_KINDS:
            editor.apply(kind, values.get(kind))

    def _complete_address(self, order: Order) -> None:
        """Take the mail of a customer's order from the customer, if it has none."""
        customer = self.store.state.customers.get(order.customer_id)
        if customer and not order.billing["email"]:
            order.billing["email"] = customer["email"]

    def _set_meta(self, order: Order, values: Values) -> None:
        sequences = self.store.state.sequences
        apply_meta(order.meta_data, values.get("meta_data"), sequences)
        order.vat_exempt = meta_value(order.meta_data, "is_vat_exempt") == "yes"

    def _check_customer(self, values: Values) -> None:
        customer_id = values.get("customer_id")
        if customer_id and php.to_int(customer_id) not in self.store.state.customers:
            raise RestError(
                "woocommerce_rest_invalid_customer_id", "Customer ID is invalid."
            )

    def _apply_coupons(self, order: Order, values: Values) -> None:
        posted = values.get("coupon_lines")
        if posted is None:
            return
        coupons = OrderCoupons(self.store, order)
        codes = _coupon_codes(posted)
        try:
            for code in codes:
                if code not in coupons.codes():
                    coupons.check(code)
            for code in coupons.codes():
                coupons.remove(code)
            for code in codes:
                coupons.add(code)
        except CouponError as error:
            raise RestError("woocommerce_rest_invalid_coupon", str(error)) from None

    def _finish(
        self, order: Order, values: Values, *, creating: bool, silent: bool = False
    ) -> None:
        status = values.get("status")
        before = order.status
        if status:
            set_status(
                self.store, order, php.to_string(status), author=_author_of(values)
            )
        silent = silent or (before == "trash" and order.status != "trash")
        self.save(order, silent=silent)
        payable = order.status in PAYABLE_STATUSES and php.to_float(order.total) > 0
        if values.get("set_paid") is True and (creating or payable):
            complete_payment(
                self.store, order, php.to_string(values.get("transaction_id"))
            )
            self.save(order)


def _author_of(values: Values) -> str:
    return "admin" if values.get("manual_update") is True else ""


def _order_id(row: Any) -> int:
    return row["order_id"] if isinstance(row, dict) else row.order_id


def _set_address(address: dict[str, str], posted: Any, names: tuple[str, ...]) -> None:
    for name, value in posted.items() if isinstance(posted, dict) else ():
        if name in names:
            address[name] = php.to_string(value)


def _coupon_codes(posted: Any) -> list[str]:
    codes = []
    for entry in posted if isinstance(posted, list) else []:
        line = entry if isinstance(entry, dict) else {}
        if php.truthy(line.get("id")):
            raise RestError(
                "woocommerce_rest_coupon_item_id_readonly",
                "Coupon item ID is readonly.",
            )
        code = php.to_string(line.get("code"))
        if not code.strip():
            raise RestError(
                "woocommerce_rest_invalid_coupon", "Coupon code is required."
            )
        codes.append(normal_code(code))
    return codes


def refresh_tax_statuses(store: Store, order: Order) -> None:
    """Take over from the products whether their lines are taxed."""
    for line in order.line_items:
        row = products.line_product(store, line)
        line.tax_status = row["tax_status"] if row else "taxable"


def number_items(store: Store, order: Order) -> None:
    """Give new items their ids, in the order in which WooCommerce saves them."""
    next_id: Callable[[str], int] = store.state.sequences.next
    lists = (*LINE_KINDS, "coupon_lines", "tax_lines")
    for item in (item for name in lists for item in getattr(order, name)):
        if not item.id:
            item.id = next_id("order_items")
