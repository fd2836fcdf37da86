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

from decimal import Decimal

from .apportion import apportion, is_whole, round_half_up, unit_of
from .order_amounts import ZERO, LineAmounts, OrderAmounts, PlacedUnit
from .schema.order import AmountLine, Order

#: More than the ninth decimals of a line's taxes sum to, less than any rounding.
NOISE = Decimal("0.000001")


def allocate(order: Order, decimals: int) -> OrderAmounts:
    """The order's amounts per line, see the module's rule.

    :param order: from `GET /orders/{id}?dp=8`
    :param decimals: of the order's currency
    """
    return _Allocation(order, decimals).result()


#: Where an amount stands: index of the line, and the tax rate (None: the line's net).
_Place = tuple[int, "int | None"]


class _Allocation:
    """The computation for one order: exact amounts, rounded ones, final ones."""

    def __init__(self, order: Order, decimals: int):
        self.order = order
        self.decimals = decimals
        self.unit = unit_of(decimals)
        self.exact = _exact_amounts(order, self.unit)
        self.rounded = {
            place: round_half_up(amount, self.unit)
            for place, amount in self.exact.items()
        }
        self.final = dict(self.rounded)

    def result(self) -> OrderAmounts:
        problem = self._problem()
        if problem:
            self.final = self.rounded
        return OrderAmounts(self._lines(), self._placed(), problem)

    def _problem(self) -> str:
        """Allocate everything; why that is impossible, or ""."""
        order = self.order
        for name, amount in (("total", order.total), ("total tax", order.total_tax)):
            if not is_whole(amount, self.unit):
                return (
                    f"The order's {name} {_plain(amount)} {order.currency} has more "
                    f"than the currency's {self.decimals} decimals."
                )
        net = order.total - order.total_tax
        if self._allocate_taxes() and self._allocate(None, net):
            return ""
        return (
            f"The order's lines sum to {sum(self.rounded.values(), ZERO)} "
            f"{order.currency}, its total is {_plain(order.total)}."
        )

    def _allocate_taxes(self) -> bool:
        sums: dict[int, Decimal] = {}
        for (_index, rate_id), amount in self.exact.items():
            if rate_id is not None:
                sums[rate_id] = sums.get(rate_id, ZERO) + amount
        rates = sorted(sums)
        targets = apportion(
            [sums[rate_id] for rate_id in rates], self.order.total_tax, self.unit
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


def _plain(amount: Decimal) -> str:
    return f"{amount.normalize():f}"
