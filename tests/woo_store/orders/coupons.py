"""Coupons on an order: their lines, and the discount they take off the others.

Adding or removing a coupon starts again from the lines' amounts before discount, so
a discount given by hand is lost.
"""

from __future__ import annotations

import html
import json
from typing import TYPE_CHECKING

from ..coupon_rules import (
    CouponUse,
    check_coupon,
    coupon_error,
    coupon_from_row,
    usage_limit_reached,
)
from ..discounts import Coupon, DiscountedLine, Discounts
from ..metadata import add_meta
from ..php_numbers import add_up, format_decimal, json_number, to_cents
from ..rest.php import to_float
from ..state import Row
from ..tax_rates import calculate, find_rates
from ..texts import encode_entities, strip_tags
from . import products
from .items import CouponItem, ProductItem
from .model import Order
from .settings import price_html, tax_rules
from .totals import calculate_totals, items_total, tax_location

if TYPE_CHECKING:
    from ..store import Store

UNUSED_STATUSES = frozenset({"cancelled", "failed", "trash"})


def normal_code(code: str) -> str:
    """Return a coupon code as it is stored: without tags and in lower case."""
    return encode_entities(strip_tags(html.unescape(code))).strip().lower()


def find_coupon(store: Store, code: str) -> Row | None:
    """Return the published coupon of a code, whatever its case."""
    wanted = normal_code(code)
    rows = [
        row
        for row in store.state.coupons.values()
        if row["code"].lower() == wanted and row.get("status") == "publish"
    ]
    return max(rows, key=lambda row: row["id"], default=None)


class OrderCoupons:
    """Applies and removes the coupons of one order."""

    def __init__(self, store: Store, order: Order):
        self.store = store
        self.order = order
        self.rules = tax_rules(store)

    def check(self, code: str) -> None:
        """Raise CouponError unless the coupon may be used on the order."""
        check_coupon(code, find_coupon(self.store, code), self._use())

    def codes(self) -> list[str]:
        """Return the codes on the order."""
        return [line.code for line in self.order.coupon_lines]

    def add(self, code: str) -> None:
        """Use a coupon, recompute the order and count the use."""
        code = normal_code(code)
        if code in self.codes():
            raise coupon_error(code, "Coupon code {coupon} already applied!")
        self.check(code)
        row = find_coupon(self.store, code)
        self._check_guest(row)
        discounts = self._discounts()
        discounts.apply(coupon_from_row(row))
        self._set_coupon_lines(discounts)
        self.order.remember_saved()
        self.recalculate()
        if self.order.coupon_usage_recorded:
            count_use(self.store, row, self.order)
        count_uses(self.store, self.order)

    def remove(self, code: str) -> None:
        """Take a coupon off, recompute the order and uncount the use."""
        lines = self.order.coupon_lines
        lines[:] = [line for line in lines if line.code != code]
        row = find_coupon(self.store, code)
        if row:
            uncount_use(row, self.order)
        self.recalculate()

    def recalculate(self) -> None:
        """Apply all coupons of the order again and recompute the totals."""
        for line in self.order.line_items:
            line.set_total(line.subtotal)
            line.total_tax = line.subtotal_tax
        discounts = self._discounts()
        for item in self.order.coupon_lines:
            discounts.apply(self._coupon_of(item))
        self._set_coupon_lines(discounts)
        self._set_discounted_totals(discounts)
        calculate_totals(self.order, self.rules, saved=self.order.saved)
        self.order.remember_saved()

    def _use(self) -> CouponUse:
        order = self.order
        subtotal = items_total([line.subtotal for line in order.line_items], self.rules)
        if order.prices_include_tax:
            subtotal += to_float(order.total_tax)
        categories = self.store.state.categories.values()
        return CouponUse(
            lines=self._lines(),
            subtotal=subtotal,
            now=self.store.clock.now_gmt(),
            price_html=lambda amount: price_html(self.store, amount),
            customer_id=order.customer_id,
            emails=[order.billing["email"]],
            category_names={row["id"]: row["name"] for row in categories},
        )

    def _check_guest(self, row: Row) -> None:
        limit = row.get("usage_limit_per_user")
        used = row.get("used_by", []).count(self.order.billing["email"])
        if limit and self.order.customer_id == 0 and used >= limit:
            raise usage_limit_reached(row["code"])

    def _coupon_of(self, item: CouponItem) -> Coupon:
        """Return a line's coupon; a deleted one is rebuilt from what the line keeps."""
        row = find_coupon(self.store, item.code)
        if row:
            return coupon_from_row(row)
        return Coupon(item.code, item.discount_type, item.nominal_amount)

    def _discounts(self) -> Discounts:
        sequential = self.store.setting(
            "general", "woocommerce_calc_discounts_sequentially"
        )
        return Discounts(self._lines(), self.rules.decimals, sequential == "yes")

    def _lines(self) -> list[DiscountedLine]:
        return [self._discounted(line) for line in self.order.line_items]

    def _discounted(self, line: ProductItem) -> DiscountedLine:
        cents = to_cents(to_float(line.subtotal), self.rules.decimals)
        if self.order.prices_include_tax:
            cents += to_cents(to_float(line.subtotal_tax), self.rules.decimals)
        row = products.line_product(self.store, line)
        product = products.discounted_product(self.store, row)
        return DiscountedLine(id(line), line.quantity, cents, product)

    def _tax_of(self, line: ProductItem, amount: float) -> dict[int, float]:
        if line.tax_status != "taxable" or not self.rules.enabled:
            return {}
        place = tax_location(self.order, self.rules)
        rates = find_rates(self.rules.rates, place, line.tax_class)
        return calculate(amount, rates, included=self.order.prices_include_tax)

    def _set_coupon_lines(self, discounts: Discounts) -> None:
        known = {item.code: item for item in self.order.coupon_lines}
        lines = {id(line): line for line in self.order.line_items}
        for code, taken in discounts.cents.items():
            amount = discounts.money(add_up(taken.values()))
            tax = 0.0
            for key, cents in taken.items():
                part = self._tax_of(lines[key], discounts.money(cents))
                tax += self.rules.line_tax(add_up(part.values()))
            if self.order.prices_include_tax:
                amount -= tax
            item = known.get(code) or self._new_line(code)
            item.discount = format_decimal(float(amount))
            item.discount_tax = format_decimal(tax)

    def _new_line(self, code: str) -> CouponItem:
        row = find_coupon(self.store, code)
        item = new_coupon_line(self.store, row)
        self.order.coupon_lines.append(item)
        return item

    def _set_discounted_totals(self, discounts: Discounts) -> None:
        taken = discounts.by_line()
        for line in self.order.line_items:
            amount = discounts.money(taken.get(id(line), 0))
            if self.order.prices_include_tax:
                amount -= add_up(self._tax_of(line, amount).values())
            line.set_total(max(0.0, to_float(line.total) - amount))


def new_coupon_line(store: Store, row: Row) -> CouponItem:
    """Return an order's line for a coupon, with what is needed to apply it again."""
    amount = json_number(to_float(row["amount"]))
    kind = row["discount_type"]
    info = [row["id"], row["code"], None if kind == "fixed_cart" else kind, amount]
    if row.get("free_shipping"):
        info.append(True)
    item = CouponItem(
        id=store.state.sequences.next("order_items"),
        code=row["code"],
        discount_type=kind,
        nominal_amount=amount,
        free_shipping=bool(row.get("free_shipping")),
    )
    text = json.dumps(info, separators=(",", ":")).replace("/", "\\/")
    add_meta(item.meta_data, "coupon_info", text, store.state.sequences)
    return item


def count_use(store: Store, row: Row, order: Order) -> None:
    """Count one more use of a coupon and by whom."""
    row["usage_count"] = row.get("usage_count", 0) + 1
    user = str(order.customer_id) if order.customer_id else order.billing["email"]
    if user:
        row.setdefault("used_by", []).append(user)


def uncount_use(row: Row, order: Order) -> None:
    """Count one use less."""
    row["usage_count"] = max(row.get("usage_count", 0) - 1, 0)
    user = str(order.customer_id) if order.customer_id else order.billing["email"]
    if user in row.get("used_by", []):
        row["used_by"].remove(user)


def count_uses(store: Store, order: Order) -> None:
    """Count the order's coupons once, and uncount them when it comes to nothing."""
    unused = order.status in UNUSED_STATUSES
    if unused is not order.coupon_usage_recorded:
        return
    order.coupon_usage_recorded = not unused
    for line in order.coupon_lines:
        row = find_coupon(store, line.code)
        if row and unused:
            uncount_use(row, order)
        elif row:
            count_use(store, row, order)
