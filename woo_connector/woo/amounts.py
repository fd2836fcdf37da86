"""The store's amounts, line by line, in whole units of the currency.

WooCommerce rounds in an order of its own, which depends on settings of the store, and the
amounts it shows per line do not always sum to the total it charges. Its totals are the
truth, because they were paid. Its unrounded amounts (`?dp=8`) are rounded here so that
they sum to these totals exactly:

* The taxes of a line are taken from `taxes`, which knows the rates and is never rounded.
  In a store that rounds per line, `total_tax` holds the line's rounded tax, and the rates
  share exactly that: halves went up or down, as prices include tax or not.
* Each rate's tax over the order is the sum over the lines, rounded. The rates together
  are `total_tax`: a unit missing there goes to the rate whose rounding is most to blame.
* The lines' taxes of a rate sum to that rate's tax, and the lines' nets to
  `total - total_tax`. Missing units are placed by the rule of `apportion`: free lines stay
  free, and other amounts go to one of the two neighbours of the unrounded amount.

`tax_lines` are not used: a race in the store can leave them out, and rounding at subtotal
makes their sum miss `total_tax`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from .apportion import apportion, is_whole, round_half_up, unit_of
from .schema.order import AmountLine, Order, OrderLine

ZERO = Decimal(0)
#: More than the ninth decimals of a line's taxes sum to, less than any rounding.
NOISE = Decimal("0.000001")


@dataclass(frozen=True)
class LineAmounts:
    """One line in whole units of the order's currency.

    :param net: without tax, after discounts
    :param taxes: by the store's tax rate id; a rate that applies at 0 is present
    """

    line: AmountLine
    net: Decimal
    taxes: Mapping[int, Decimal]

    @property
    def tax(self) -> Decimal:
        """All taxes of the line."""
        return sum(self.taxes.values(), ZERO)

    @property
    def quantity(self) -> Decimal:
        """Pieces; 1 for shipping and fees, and for a product line without any."""
        return getattr(self.line, "quantity", ZERO) or Decimal(1)

    @property
    def unit_price(self) -> Decimal:
        """Net price of one piece after discounts, not rounded."""
        return self.net / self.quantity

    @property
    def discount(self) -> Decimal:
        """Net discount in `net`, as the store computed it, not rounded; 0 without any.

        From the line itself: coupon lines can be off or belong to an earlier cart.
        """
        if isinstance(self.line, OrderLine):
            return self.line.subtotal - self.line.total
        return ZERO


@dataclass(frozen=True)
class PlacedUnit:
    """Units that rounding missed and where they were put; rarely more than one.

    :param rate_id: of the tax they were added to, None when added to the net
    :param amount: what was added, negative when taken away
    """

    line_id: int
    rate_id: int | None
    amount: Decimal


@dataclass(frozen=True)
class OrderAmounts:
    """The lines of an order, summing to the store's totals unless `problem` says why not.

    :param problem: "" or one sentence with the numbers; the lines are then only rounded
    """

    lines: tuple[LineAmounts, ...]
    placed: tuple[PlacedUnit, ...] = ()
    problem: str = ""

    @property
    def representable(self) -> bool:
        """Whether the lines sum to the store's `total` and `total_tax` to the unit."""
        return not self.problem

    @property
    def total_net(self) -> Decimal:
        """Sum of the lines without tax."""
        return sum((line.net for line in self.lines), ZERO)

    @property
    def total_tax(self) -> Decimal:
        """Sum of the lines' taxes."""
        return sum((line.tax for line in self.lines), ZERO)

    @property
    def total(self) -> Decimal:
        """Sum of the lines with tax."""
        return self.total_net + self.total_tax

    @property
    def tax_by_rate(self) -> dict[int, Decimal]:
        """Tax of each rate over the order."""
        rates: dict[int, Decimal] = {}
        for line in self.lines:
            for rate_id, amount in line.taxes.items():
                rates[rate_id] = rates.get(rate_id, ZERO) + amount
        return rates


def allocate(order: Order, decimals: int) -> OrderAmounts:
    """The order's amounts per line, see the module's rule.

    :param order: from `GET /orders/{id}?dp=8`
    :param decimals: of the order's currency
    """
    return _Allocation(order, decimals).result()


#: Where an amount stands: index of the line, and the tax rate (None: the line's net).
_Place = tuple[int, "int | None"]


@dataclass
class _Allocation:
    order: Order
    decimals: int
    exact: dict[_Place, Decimal] = field(init=False)
    rounded: dict[_Place, Decimal] = field(init=False)
    final: dict[_Place, Decimal] = field(init=False)

    def __post_init__(self):
        self.unit = unit_of(self.decimals)
        self.exact = {}
        per_line = any(map(_has_rounded_tax, self.order.lines))
        for index, line in enumerate(self.order.lines):
            self.exact[index, None] = line.total
            taxes = _rounded_taxes(line, self.unit) if per_line else _taxes(line)
            for rate_id, amount in taxes.items():
                self.exact[index, rate_id] = amount
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
        order = self.order
        for name, amount in (("total", order.total), ("total tax", order.total_tax)):
            if not is_whole(amount, self.unit):
                return (
                    f"The order's {name} {_plain(amount)} {order.currency} has more than "
                    f"the currency's {self.decimals} decimals."
                )
        if not self._allocate_taxes() or not self._allocate(
            None, order.total - order.total_tax
        ):
            return (
                f"The order's lines sum to {sum(self.rounded.values(), ZERO)} "
                f"{order.currency}, its total is {_plain(order.total)}."
            )
        return ""

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


def _taxes(line: AmountLine) -> dict[int, Decimal]:
    """The line's unrounded tax per rate."""
    taxes: dict[int, Decimal] = {}
    for tax in line.taxes:
        taxes[tax.id] = taxes.get(tax.id, ZERO) + tax.total
    return taxes


def _has_rounded_tax(line: AmountLine) -> bool:
    """Whether the store rounded the line's tax, which only stores do that round per line.

    Rounding at subtotal, `total_tax` is the sum of `taxes` but for the ninth decimal.
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
