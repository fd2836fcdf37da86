"""An order's amounts as `amounts.allocate` finds them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from .schema.order import AmountLine, OrderLine

ZERO = Decimal(0)


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
    """An order's lines, summing to the store's totals unless `problem` says why not.

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
