"""What was taken off an order's lines, by which coupon, and as lines of its own.

A line's discount is its `subtotal` less its `total`. The store's coupon lines tell
which code gave what, but they can be off by a unit, belong to an earlier cart of the
same draft, or be missing where a person gave a discount by hand. So they only share out
what was really taken off.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from .apportion import apportion, round_half_up, unit_of
from .order_amounts import ZERO, ExtraLine, LineAmounts, OrderAmounts
from .schema.order import Order, OrderLine
from .taxed_amount import TaxedAmount

#: The number of the line of a discount without coupon; the store's count from 1.
MANUAL_LINE = -2


@dataclass(frozen=True)
class Discount:
    """What one coupon took off an order, or a person by hand (then without a code).

    :param amount: without tax, as the store says it
    """

    id: int
    code: str
    amount: Decimal
    tax: Decimal = ZERO
    type: str = ""


def given_discounts(
    order: Order, decimals: int, skip: Iterable[str] = ()
) -> tuple[Discount, ...]:
    """The discounts of an order: its coupons, then what is left without one.

    :param decimals: of the order's currency
    :param skip: codes that are no discounts but gift cards, in lower case
    """
    skipped = set(skip)
    coupons = tuple(
        Discount(
            coupon.id, coupon.code, coupon.discount, coupon.discount_tax, coupon.kind
        )
        for coupon in order.coupon_lines
        if coupon.code.lower() not in skipped
    )
    discounted = [line for line in order.line_items if line.subtotal != line.total]
    taken = sum((line.subtotal - line.total for line in discounted), ZERO)
    tax = sum((line.subtotal_tax - line.total_tax for line in discounted), ZERO)
    left = taken - sum((coupon.amount for coupon in coupons), ZERO)
    # Each coupon and each line was rounded on its own.
    tolerance = unit_of(decimals) * (len(discounted) + len(coupons))
    if left <= (tolerance if coupons else ZERO):
        return coupons
    left_tax = max(tax - sum((coupon.tax for coupon in coupons), ZERO), ZERO)
    return (*coupons, Discount(MANUAL_LINE, "", left, left_tax))


def split_discounts(
    order: Order, amounts: OrderAmounts, decimals: int, skip: Iterable[str] = ()
) -> OrderAmounts:
    """The amounts with full prices, and each discount as a line of its own.

    A discount has one line for each set of tax rates that it lessens. All sums, also of
    each rate, stay what they are.

    :param amounts: of this order, from `amounts.allocate` or `amounts.adjust`
    :param decimals: of the order's currency
    :param skip: see `given_discounts`
    """
    unit = unit_of(decimals)
    lines = []
    taken: dict[tuple[int, ...], LineAmounts] = {}
    for line in amounts.lines:
        full = _without_discount(line, unit)
        lines.append(full)
        if full is not line:
            off = _less(full, line)
            rates = tuple(sorted(off.taxes))
            taken[rates] = taken[rates] + off if rates in taken else off
    discounts = given_discounts(order, decimals, skip)
    extra = [
        line for off in taken.values() for line in _discount_lines(off, discounts, unit)
    ]
    return replace(amounts, lines=tuple(lines), extra=(*extra, *amounts.extra))


def discount_apart(line: OrderLine, unit: Decimal) -> TaxedAmount:
    """What a line's discount comes to where it is a line of its own; by tax rate."""
    rates = dict.fromkeys((tax.id for tax in line.taxes), ZERO)
    for tax in line.taxes:
        rates[tax.id] += tax.total
    taxes = {rate: round_half_up(tax, unit) for rate, tax in rates.items()}
    charged = LineAmounts(line, round_half_up(line.total, unit), taxes)
    full = _without_discount(charged, unit)
    if full is charged:
        return TaxedAmount()
    off = _less(full, charged)
    return -TaxedAmount(off.net, off.taxes)


def _without_discount(line: LineAmounts, unit: Decimal) -> LineAmounts:
    """The line at its full price; the line itself where nothing was taken off it.

    A line whose tax before the discount is unknown keeps the discount in its price.
    """
    if not isinstance(line.line, OrderLine) or line.discount <= 0:
        return line
    if any(abs(tax.subtotal) < abs(tax.total) for tax in line.line.taxes):
        return line
    taxes = dict.fromkeys(line.taxes, ZERO)
    for tax in line.line.taxes:
        taxes[tax.id] += tax.subtotal
    rounded = {rate: round_half_up(tax, unit) for rate, tax in taxes.items()}
    return LineAmounts(line.line, round_half_up(line.line.subtotal, unit), rounded)


def _less(full: LineAmounts, line: LineAmounts) -> LineAmounts:
    taxes = {rate: line.taxes[rate] - tax for rate, tax in full.taxes.items()}
    return LineAmounts(line.line, line.net - full.net, taxes)


def _discount_lines(
    off: LineAmounts, discounts: tuple[Discount, ...], unit: Decimal
) -> list[LineAmounts]:
    """What was taken off lines of the same rates, shared among the discounts."""
    nets = _shares(off.net, discounts, unit)
    taxes = {rate: _shares(tax, discounts, unit) for rate, tax in off.taxes.items()}
    lines = [
        LineAmounts(
            ExtraLine("discount", discount.id, discount.code),
            nets[index],
            {rate: shares[index] for rate, shares in taxes.items()},
        )
        for index, discount in enumerate(discounts)
    ]
    return [line for line in lines if line.net or line.tax]


def _shares(
    amount: Decimal, discounts: tuple[Discount, ...], unit: Decimal
) -> list[Decimal]:
    """An amount shared in proportion to the discounts, in whole units."""
    weights = [max(discount.amount, ZERO) for discount in discounts]
    whole = sum(weights, ZERO)
    exact = [amount * weight / whole for weight in weights] if whole else []
    # Coupons that say nothing of what they took off: the first one is it.
    return apportion(exact, amount, unit) or [amount, *[ZERO] * (len(weights) - 1)]
