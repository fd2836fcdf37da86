"""What of an order is rounded: the nets of its lines, and their taxes per rate."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from .apportion import apportion, is_whole, round_half_up
from .order_amounts import ZERO
from .schema.order import AmountLine, Order

#: More than the ninth decimals of a line's taxes sum to, less than any rounding.
NOISE = Decimal("0.000001")
#: Where an amount stands: index of the line, and the tax rate (None: the line's net).
Place = tuple[int, "int | None"]


def exact_amounts(order: Order, unit: Decimal) -> dict[Place, Decimal]:
    """What is to be rounded: every line's net and its tax per rate."""
    per_line = any(map(_has_rounded_tax, order.lines))
    exact: dict[Place, Decimal] = {}
    for index, line in enumerate(order.lines):
        exact[index, None] = line.total
        taxes = _rounded_taxes(line, unit) if per_line else _taxes(line)
        for rate_id, amount in taxes.items():
            exact[index, rate_id] = amount
    return exact


def _taxes(line: AmountLine) -> dict[int, Decimal]:
    """The line's unrounded tax per rate."""
    taxes: dict[int, Decimal] = {}
    for tax in line.taxes:
        taxes[tax.id] = taxes.get(tax.id, ZERO) + tax.total
    return taxes


def _has_rounded_tax(line: AmountLine) -> bool:
    """Whether the store rounded the line's tax, as one does that rounds per line.

    In others `total_tax` is the sum of `taxes`, but for the ninth decimal.
    """
    return abs(line.total_tax - sum(_taxes(line).values(), ZERO)) > NOISE


def _rounded_taxes(line: AmountLine, unit: Decimal) -> dict[int, Decimal]:
    """The line's tax per rate, as shares of its rounded `total_tax`."""
    taxes = _taxes(line)
    if not is_whole(line.total_tax, unit):
        return taxes
    shares = apportion(list(taxes.values()), line.total_tax, unit)
    # None: the line contradicts itself; then `taxes` is what the total was made of.
    return taxes if shares is None else dict(zip(taxes, shares, strict=True))


def sum_by_rate(taxes: Mapping[Place, Decimal]) -> dict[int, Decimal]:
    """The taxes among these amounts, by rate over the order."""
    sums: dict[int, Decimal] = {}
    for (_index, rate_id), amount in taxes.items():
        if rate_id is not None:
            sums[rate_id] = sums.get(rate_id, ZERO) + amount
    return sums


def explains_totals(order: Order, total: Decimal, unit: Decimal) -> bool:
    """Whether an order's totals are its lines', rounded to this unit and no finer.

    :param total: the order's, with what was taken off no line
    """
    nets = [line.total for line in order.lines]
    taxes = [line.total_tax for line in order.lines]
    # Shipping lines are rounded each, also where else only the sum is.
    roundings = 1 + len(order.shipping_lines)
    return _explains(taxes, order.total_tax, unit, 1) and _explains(
        [*nets, *taxes], total, unit, roundings
    )


def _explains(
    amounts: list[Decimal], stated: Decimal, unit: Decimal, roundings: int
) -> bool:
    """Whether a total is these amounts, each rounded, or their sum rounded."""
    rounded = sum((round_half_up(amount, unit) for amount in amounts), ZERO)
    off = abs(stated - sum(amounts, ZERO))
    return is_whole(stated, unit) and (stated == rounded or off <= unit / 2 * roundings)
