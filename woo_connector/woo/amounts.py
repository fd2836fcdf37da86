"""The store's amounts, line by line, in whole units of the currency.

WooCommerce rounds in an order of its own, which depends on settings of the store, and
the amounts it shows per line do not always sum to the total it charges. Its totals are
the truth, because they were paid. Its unrounded amounts (`?dp=8`) are rounded here so
that they sum to these totals exactly:

* The taxes of a line are taken from `taxes`, which knows the rates and is never
  rounded. In a store that rounds per line, `total_tax` holds the line's rounded tax,
  and the rates share just that: halves went up or down, as prices include tax or not.
* Each rate's tax over the order is what `tax_lines` show, if these sum to `total_tax`:
  rounding at subtotal can make them miss it, and a race in the store can leave them
  out. Then it is the sum over the lines, rounded, and a unit missing to `total_tax`
  goes to the rate whose rounding is to blame.
* The lines' taxes of a rate sum to that rate's tax, and the lines' nets to
  `total - total_tax`. Missing units are placed by the rule of `apportion`: free lines
  stay free, and others go to one of the two neighbours of the unrounded amount.
* Where the lines that the store shows, with tax, sum to its total, each line stays
  what the customer has read: units move between lines of a rate until each line's tax
  is the one that the store shows, and the net is the rest.
* A store may round to fewer decimals than the currency has: many show crowns without
  any. Where its taxes cannot be reached, and rounding to fewer decimals is what makes
  its totals, the lines are in these larger units. So they are where there is no tax,
  as in an export, if the store is known to round like that.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from .apportion import apportion, is_whole, round_half_up, unit_of
from .exact_amounts import Place, exact_amounts, explains_totals, sum_by_rate
from .order_amounts import (
    ZERO,
    AmountsProblem,
    ExtraLine,
    LineAmounts,
    Mismatch,
    OrderAmounts,
    PlacedUnit,
)
from .schema.order import Order
from .shown_taxes import level_lines, shown_lines, shown_rates

#: The number of the line that carries a difference; the store's lines count from 1.
DIFFERENCE_LINE = -1


def allocate(
    order: Order, decimals: int, deducted: Decimal = ZERO, shown_decimals: int = -1
) -> OrderAmounts:
    """The order's amounts per line, see the module's rule.

    :param order: from `GET /orders/{id}?dp=8`
    :param decimals: of the order's currency
    :param deducted: what the store took off the total and off no line: gift cards
    :param shown_decimals: that the store rounds to; below 0 where nobody knows
    """
    total = order.total + deducted
    allocation = _Allocation(order, decimals, total, order.total_tax)
    problem = allocation.too_fine() or allocation.place()
    if problem:
        fewer_decimals = range(decimals - 1, -1, -1)
        if problem.mismatch is not Mismatch.TAX_NOT_OF_LINES:
            # Anything may have changed a total; only the store itself tells.
            fewer_decimals = {shown_decimals}.intersection(fewer_decimals)
        for fewer in fewer_decimals:
            coarse = _Allocation(order, fewer, total, order.total_tax)
            if explains_totals(order, total, coarse.unit) and not coarse.place():
                return coarse.result(None)
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
        self.exact = exact_amounts(order, self.unit)
        self.rounded = {
            place: round_half_up(amount, self.unit)
            for place, amount in self.exact.items()
        }
        self.final = dict(self.rounded)
        self.shown = shown_lines(order, total, total_tax, self.unit)
        self.taxes_of: list[list[Place]] = [[] for _line in order.lines]
        for place in self.exact:
            if place[1] is not None:
                self.taxes_of[place[0]].append(place)

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
        if not self._allocate_nets():
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
        """Let the taxes sum to the total tax: by what is shown, else by the sums."""
        if self._follow_rates() or self._follow_lines():
            return True
        sums = self._exact_rates()
        targets = apportion(list(sums.values()), self.total_tax, self.unit)
        if targets is None or not self._reach_rates(
            dict(zip(sums, targets, strict=True))
        ):
            return False
        self._level_lines()
        return True

    def _follow_rates(self) -> bool:
        """Take over the taxes of the rates that the store shows, if they sum up."""
        shown = shown_rates(self.order, self.total_tax, self.unit)
        rates = self._exact_rates().keys()
        if not shown or shown.keys() - rates:
            return False
        if not self._reach_rates({rate: shown.get(rate, ZERO) for rate in rates}):
            return False
        self._level_lines()
        return True

    def _follow_lines(self) -> bool:
        """Take over the taxes of the lines that the store shows, if they sum up."""
        found: dict[Place, Decimal] = {}
        for index, line in enumerate(self.shown):
            taxes = {place: self.exact[place] for place in self.taxes_of[index]}
            shares = apportion(list(taxes.values()), line.tax, self.unit)
            if shares is None:
                return False
            found.update(zip(taxes, shares, strict=True))
        exact = self._exact_rates()
        if not found or any(
            abs(amount - exact[rate]) >= self.unit
            for rate, amount in sum_by_rate(found).items()
        ):
            return False
        self.final.update(found)
        return True

    def _exact_rates(self) -> dict[int, Decimal]:
        """Each rate's tax over the order, not rounded."""
        return dict(sorted(sum_by_rate(self.exact).items()))

    def _reach_rates(self, targets: Mapping[int, Decimal]) -> bool:
        """Let the lines' taxes of each rate sum to its target, if they can."""
        return all(self._allocate(rate, target) for rate, target in targets.items())

    def _level_lines(self) -> None:
        """Let each line's taxes sum to what the store shows, where that is possible."""
        taxes = {
            place: tax for place, tax in self.final.items() if place[1] is not None
        }
        wanted = {index: line.tax for index, line in enumerate(self.shown)}
        if wanted:
            level_lines(taxes, self.exact, wanted, self.unit)
            self.final.update(taxes)

    def _allocate_nets(self) -> bool:
        """Let the nets sum to the rest; with its tax a line is what the store shows."""
        nets = {
            (index, None): line.gross
            - sum((self.final[place] for place in self.taxes_of[index]), ZERO)
            for index, line in enumerate(self.shown)
        }
        if nets and all(
            abs(net - self.exact[place]) < self.unit for place, net in nets.items()
        ):
            self.final.update(nets)
            return True
        return self._allocate(None, self.total - self.total_tax)

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


def _sum_of_taxes(amounts: Mapping[Place, Decimal]) -> Decimal:
    """All of the amounts that are taxes."""
    return sum(
        (amount for place, amount in amounts.items() if place[1] is not None), ZERO
    )
