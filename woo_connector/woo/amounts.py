"""The store's amounts, line by line, in whole units of the currency.

WooCommerce rounds in an order of its own, which depends on settings of the store, and
the amounts it shows per line do not always sum to the total it charges. Its totals are
the truth, because they were paid. Its unrounded amounts (`?dp=8`) are rounded here so
that they sum to these totals exactly:

* The taxes of a line are taken from `taxes`, which knows the rates and is never
  rounded. In a store that rounds per line, `total_tax` holds the line's rounded tax,
  and the rates share just that: halves went up or down, as prices include tax or not.
* Each rate's tax over the order is the sum over the lines, rounded. The rates together
  are `total_tax`: a unit missing there goes to the rate whose rounding is to blame.
* The lines' taxes of a rate sum to that rate's tax, and the lines' nets to
  `total - total_tax`. Missing units are placed by the rule of `apportion`: free lines
  stay free, and others go to one of the two neighbours of the unrounded amount.

`tax_lines` are not used: a race in the store can leave them out, and rounding at
subtotal makes their sum miss `total_tax`.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from .apportion import apportion, is_whole, round_half_up, unit_of
from .order_amounts import (
    ZERO,
    AmountsProblem,
    ExtraLine,
    LineAmounts,
    Mismatch,
    OrderAmounts,
    PlacedUnit,
)
from .schema.order import AmountLine, Order

#: More than the ninth decimals of a line's taxes sum to, less than any rounding.
NOISE = Decimal("0.000001")
#: The number of the line that carries a difference; the store's lines count from 1.
DIFFERENCE_LINE = -1


def allocate(order: Order, decimals: int, deducted: Decimal = ZERO) -> OrderAmounts:
    """The order's amounts per line, see the module's rule.

    :param order: from `GET /orders/{id}?dp=8`
    :param decimals: of the order's currency
    :param deducted: what the store took off the total and off no line: gift cards
    """
    total = order.total + deducted
    allocation = _Allocation(order, decimals, total, order.total_tax)
    problem = allocation.too_fine() or allocation.place()
    return allocation.result(problem)


def adjust(order: Order, decimals: int, deducted: Decimal = ZERO) -> OrderAmounts:
    """The amounts of an order that `allocate` finds a problem in, made to fit.

    The totals are rounded to the currency. Units are placed on the lines as ever; where
    the lines cannot reach the totals, they are only rounded, and an extra line without
    tax carries the difference to the total. What is written off that way is
    `order.total` less the result's `total`, and the same of the tax.
    """
    unit = unit_of(decimals)
    total = round_half_up(order.total + deducted, unit)
    total_tax = round_half_up(order.total_tax, unit)
    allocation = _Allocation(order, decimals, total, total_tax)
    before = _Allocation(order, decimals, order.total + deducted, order.total_tax)
    return allocation.result(before.too_fine() or before.place(), adjusted=True)


#: Where an amount stands: index of the line, and the tax rate (None: the line's net).
_Place = tuple[int, "int | None"]


class _Allocation:
    """The computation for one order: exact amounts, rounded ones, final ones.

    :param total: what nets and taxes shall sum to
    :param total_tax: what the taxes shall sum to
    """

    def __init__(
        self, order: Order, decimals: int, total: Decimal, total_tax: Decimal
    ) -> None:
        self.order = order
        self.decimals = decimals
        self.total = total
        self.total_tax = total_tax
        self.unit = unit_of(decimals)
        self.exact = _exact_amounts(order, self.unit)
        self.rounded = {
            place: round_half_up(amount, self.unit)
            for place, amount in self.exact.items()
        }
        self.final = dict(self.rounded)

    def result(
        self, problem: AmountsProblem | None, adjusted: bool = False
    ) -> OrderAmounts:
        """The amounts; with a problem they are only rounded, or else adjusted."""
        extra: tuple[LineAmounts, ...] = ()
        if adjusted:
            extra = self._adjust()
        elif problem:
            self.final = dict(self.rounded)
        return OrderAmounts(
            self._lines(), self._placed(), problem, extra, adjusted and bool(problem)
        )

    def too_fine(self) -> AmountsProblem | None:
        """The total that the currency cannot express, if any."""
        if not is_whole(self.total, self.unit):
            return AmountsProblem(Mismatch.TOTAL_TOO_FINE, self.total)
        if not is_whole(self.total_tax, self.unit):
            return AmountsProblem(Mismatch.TAX_TOO_FINE, self.total_tax)
        return None

    def place(self) -> AmountsProblem | None:
        """Place the missing units; why that is impossible, if it is."""
        if not self._allocate_taxes():
            taxes = _sum_of_taxes(self.rounded)
            return AmountsProblem(Mismatch.TAX_NOT_OF_LINES, self.total_tax, taxes)
        if not self._allocate(None, self.total - self.total_tax):
            lines = sum(self.rounded.values(), ZERO)
            return AmountsProblem(Mismatch.TOTAL_NOT_OF_LINES, self.total, lines)
        return None

    def _adjust(self) -> tuple[LineAmounts, ...]:
        """Reach the totals as far as the lines can; the line with the rest, if any."""
        if not self._allocate_taxes():
            self.final = dict(self.rounded)
        if self._allocate(None, self.total - _sum_of_taxes(self.final)):
            return ()
        rest = self.total - sum(self.final.values(), ZERO)
        return (LineAmounts(ExtraLine("difference", DIFFERENCE_LINE), rest, {}),)

    def _allocate_taxes(self) -> bool:
        sums: dict[int, Decimal] = {}
        for (_index, rate_id), amount in self.exact.items():
            if rate_id is not None:
                sums[rate_id] = sums.get(rate_id, ZERO) + amount
        rates = sorted(sums)
        targets = apportion(
            [sums[rate_id] for rate_id in rates], self.total_tax, self.unit
        )
        if targets is None:
            return False
        return all(
            self._allocate(rate_id, target)
            for rate_id, target in zip(rates, targets, strict=True)
        )

    def _allocate(self, rate_id: int | None, target: Decimal) -> bool:
        places = [place for place in self.exact if place[1] == rate_id]
        exact = [self.exact[place] for place in places]
        amounts = apportion(exact, target, self.unit)
        if amounts is None:
            return False
        self.final.update(zip(places, amounts, strict=True))
        return True

    def _lines(self) -> tuple[LineAmounts, ...]:
        taxes: list[dict[int, Decimal]] = [{} for _line in self.order.lines]
        for (index, rate_id), amount in self.final.items():
            if rate_id is not None:
                taxes[index][rate_id] = amount
        return tuple(
            LineAmounts(line, self.final[index, None], taxes[index])
            for index, line in enumerate(self.order.lines)
        )

    def _placed(self) -> tuple[PlacedUnit, ...]:
        return tuple(
            PlacedUnit(self.order.lines[index].id, rate_id, amount - before)
            for (index, rate_id), before in self.rounded.items()
            if (amount := self.final[index, rate_id]) != before
        )


def _exact_amounts(order: Order, unit: Decimal) -> dict[_Place, Decimal]:
    """What is to be rounded: every line's net and its tax per rate."""
    per_line = any(map(_has_rounded_tax, order.lines))
    exact: dict[_Place, Decimal] = {}
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


def _sum_of_taxes(amounts: Mapping[_Place, Decimal]) -> Decimal:
    """All of the amounts that are taxes."""
    return sum(
        (amount for place, amount in amounts.items() if place[1] is not None), ZERO
    )
