"""How coupons take their discount off the lines of a cart or an order.

Everything here counts in the currency's smallest units ("cents"), as WooCommerce
does: a percentage is cut down per line and the missing cents are handed out one by
one; a fixed cart amount is shared evenly per piece.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

from .php_numbers import HALF_DOWN, add_up, cut, from_cents, php_round, to_cents

PRODUCT_TYPES = frozenset({"fixed_product", "percent"})


@dataclass(frozen=True)
class DiscountedProduct:
    """What a coupon's restrictions ask of a line's product."""

    id: int
    parent_id: int = 0
    name: str = ""
    categories: frozenset[int] = frozenset()
    on_sale: bool = False

    @property
    def ids(self) -> frozenset[int]:
        """The product and, for a variation, its parent."""
        return frozenset({self.id, self.parent_id} - {0})


@dataclass(frozen=True)
class DiscountedLine:
    """A line before any discount; ``price`` is the whole line's, in cents."""

    key: str | int
    quantity: float
    price: float
    product: DiscountedProduct | None = None


@dataclass(frozen=True)
class Coupon:
    """A coupon's amount and restrictions; the amount is a percentage or money."""

    code: str
    discount_type: str = "fixed_cart"
    amount: float = 0.0
    item_limit: int = 0
    product_ids: frozenset[int] = frozenset()
    excluded_product_ids: frozenset[int] = frozenset()
    categories: frozenset[int] = frozenset()
    excluded_categories: frozenset[int] = frozenset()
    exclude_sale_items: bool = False

    def covers(self, product: DiscountedProduct | None) -> bool:
        """Tell whether a coupon on products applies to this one."""
        if product is None or self.discount_type not in PRODUCT_TYPES:
            return False
        wanted = not self.product_ids and not self.categories
        wanted = wanted or bool(product.ids & self.product_ids)
        wanted = wanted or bool(product.categories & self.categories)
        excluded = product.ids & self.excluded_product_ids
        excluded = excluded or product.categories & self.excluded_categories
        return wanted and not excluded and not self._refuses_sale(product)

    def _refuses_sale(self, product: DiscountedProduct) -> bool:
        return self.exclude_sale_items and product.on_sale


@dataclass
class Discounts:
    """The discounts of several coupons, applied one after the other."""

    lines: list[DiscountedLine]
    decimals: int = 2
    sequential: bool = False
    cents: dict[str, dict[str | int, float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Put the dearest pieces first: they are discounted before the others."""
        self.lines = sorted(
            self.lines, key=lambda line: line.price / (line.quantity or 1), reverse=True
        )

    def apply(self, coupon: Coupon) -> None:
        """Apply one coupon to the lines it covers."""
        taken = self.cents.setdefault(coupon.code, {})
        for line in self.lines:
            taken.setdefault(line.key, 0)
        lines = [line for line in self.lines if self._is_discounted(line, coupon)]
        if coupon.discount_type == "percent":
            self._apply_percent(coupon, lines)
        elif coupon.discount_type == "fixed_product":
            amount = to_cents(coupon.amount, self.decimals)
            self._apply_per_piece(coupon, lines, amount)
        else:
            amount = to_cents(coupon.amount, self.decimals)
            self._apply_to_cart(coupon, lines, amount)

    def by_line(self) -> dict[str | int, float]:
        """Return what all coupons take off each line, in cents."""
        return {
            line.key: add_up(taken[line.key] for taken in self.cents.values())
            for line in self.lines
            if self.cents
        }

    def money(self, cents: float) -> float:
        """Return cents as an amount in the currency's units."""
        return from_cents(cents, self.decimals)

    def _is_discounted(self, line: DiscountedLine, coupon: Coupon) -> bool:
        if self._left(line) == 0 or line.quantity <= 0:
            return False
        on_cart = coupon.discount_type == "fixed_cart"
        return on_cart or coupon.covers(line.product)

    def _left(self, line: DiscountedLine) -> int:
        """Return the line's price after the coupons so far, in whole cents."""
        taken = add_up(each.get(line.key, 0) for each in self.cents.values())
        return cut(php_round(line.price - taken))

    def _take(self, coupon: Coupon, line: DiscountedLine, cents: float) -> None:
        self.cents[coupon.code][line.key] += cents

    def _apply_percent(self, coupon: Coupon, lines: list[DiscountedLine]) -> None:
        whole = given = 0.0
        counted: float = 0
        for line in lines:
            left = self._left(line)
            price = left if self.sequential else php_round(line.price)
            pieces = _covered_pieces(coupon, line, counted)
            price = (price / line.quantity) * pieces
            discount = math.floor(price * (coupon.amount / 100))
            discount = php_round(min(left, discount), 0, HALF_DOWN)
            self._take(coupon, line, discount)
            whole, given, counted = whole + price, given + discount, counted + pieces
        wanted = php_round(whole * (coupon.amount / 100), 0, HALF_DOWN)
        if given < wanted:
            self._hand_out(coupon, lines, wanted - given)

    def _apply_per_piece(
        self, coupon: Coupon, lines: Iterable[DiscountedLine], amount: float
    ) -> float:
        given = 0.0
        counted: float = 0
        for line in lines:
            left = self._left(line)
            pieces = _covered_pieces(coupon, line, counted)
            each = min(amount, line.price / line.quantity)
            discount = (each if coupon.item_limit else amount) * pieces
            discount = min(left, discount)
            self._take(coupon, line, discount)
            given, counted = given + discount, counted + pieces
        return given

    def _apply_to_cart(
        self, coupon: Coupon, lines: list[DiscountedLine], amount: float
    ) -> float:
        lines = [line for line in lines if self._left(line) > 0]
        pieces = add_up(line.quantity for line in lines)
        if not pieces or not amount:
            return 0.0
        each = cut(amount / pieces)
        if each == 0:
            return self._hand_out(coupon, lines, amount)
        given = self._apply_per_piece(coupon, lines, each)
        if 0 < given < amount:
            given += self._apply_to_cart(coupon, lines, amount - given)
        return given

    def _hand_out(
        self, coupon: Coupon, lines: Iterable[DiscountedLine], amount: float
    ) -> float:
        """Give the rest cent by cent, at most one cent for each piece."""
        given = 0.0
        for line in lines:
            for _piece in range(math.ceil(line.quantity)):
                cent = min(self._left(line), 1)
                self._take(coupon, line, cent)
                given += cent
                if given >= amount:
                    return given
        return given


def _covered_pieces(coupon: Coupon, line: DiscountedLine, counted: float) -> float:
    if not coupon.item_limit:
        return line.quantity
    return max(0, min(coupon.item_limit - counted, line.quantity))
