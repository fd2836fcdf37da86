"""An order's amounts as `amounts.allocate` finds them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from .apportion import round_half_up
from .fingerprint import fingerprint
from .schema.order import AmountLine, Order, OrderLine, ShippingLine

ZERO = Decimal(0)
CENT = Decimal("0.01")


@dataclass(frozen=True)
class ExtraLine:
    """A line that the order in Odoo has besides those of the store.

    :param kind: `difference`, `discount` or `gift_card`
    :param name: the coupon's or gift card's code, blank where there is none
    :param id: of the store's entry it stands for; below 0 where there is none
    """

    kind: str
    id: int
    name: str = ""


@dataclass(frozen=True)
class LineAmounts:
    """One line in whole units of the order's currency.

    :param net: without tax, after discounts
    :param taxes: by the store's tax rate id; a rate that applies at 0 is present
    """

    line: AmountLine | ExtraLine
    net: Decimal
    taxes: Mapping[int, Decimal]

    @property
    def name(self) -> str:
        """What the line is called, blank when the store says nothing."""
        line = self.line
        return line.method_title if isinstance(line, ShippingLine) else line.name

    @property
    def tax(self) -> Decimal:
        """All taxes of the line."""
        return sum(self.taxes.values(), ZERO)

    @property
    def quantity(self) -> Decimal:
        """Pieces; 1 for shipping and fees, and for a product line without any."""
        return getattr(self.line, "quantity", ZERO) or Decimal(1)

    def __add__(self, other: LineAmounts) -> LineAmounts:
        """Both lines' amounts as those of this one."""
        rates = dict.fromkeys((*self.taxes, *other.taxes))
        taxes = {
            rate: self.taxes.get(rate, ZERO) + other.taxes.get(rate, ZERO)
            for rate in rates
        }
        return LineAmounts(self.line, self.net + other.net, taxes)

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

    def list_price(
        self, charged: Decimal, full: Decimal, unit: Decimal
    ) -> tuple[Decimal, Decimal] | None:
        """Price of one piece and percentage off, where they give the amount exactly.

        :param charged: what the line is charged
        :param full: what it would be charged without discount
        :return: None when there is no discount, or no percentage of two decimals is it
        """
        if not 0 <= charged < full:
            return None
        percent = round_half_up((1 - charged / full) * 100, CENT)
        if not percent or round_half_up(full * (1 - percent / 100), unit) != charged:
            return None
        return full / self.quantity, percent


@dataclass(frozen=True)
class PlacedUnit:
    """Units that rounding missed and where they were put; rarely more than one.

    :param rate_id: of the tax they were added to, None when added to the net
    :param amount: what was added, negative when taken away
    """

    line_id: int
    rate_id: int | None
    amount: Decimal


class Mismatch(Enum):
    """Why an order's lines cannot be made to sum to its totals."""

    TOTAL_TOO_FINE = "The total has more decimals than the currency"
    TAX_TOO_FINE = "The total tax has more decimals than the currency"
    TAX_NOT_OF_LINES = "The taxes of the lines do not sum to the total tax"
    TOTAL_NOT_OF_LINES = "The lines do not sum to the total"


@dataclass(frozen=True)
class AmountsProblem:
    """What keeps an order's lines from summing to its totals.

    :param stated: the total or total tax of the order
    :param summed: what the lines sum to, where that is the problem
    """

    mismatch: Mismatch
    stated: Decimal
    summed: Decimal | None = None


@dataclass(frozen=True)
class OrderAmounts:
    """An order's lines, summing to the store's totals unless `problem` says why not.

    :param extra: lines that the store does not have
    :param problem: why the lines as they are do not sum, None if they do
    :param adjusted: whether the lines were made to fit in spite of the problem; else
        they are only rounded
    """

    lines: tuple[LineAmounts, ...]
    placed: tuple[PlacedUnit, ...] = ()
    problem: AmountsProblem | None = None
    extra: tuple[LineAmounts, ...] = ()
    adjusted: bool = False

    @property
    def representable(self) -> bool:
        """Whether the lines sum to the store's `total` and `total_tax` to the unit."""
        return self.problem is None

    @property
    def all_lines(self) -> tuple[LineAmounts, ...]:
        """The store's lines and those it does not have."""
        return self.lines + self.extra

    @property
    def difference(self) -> Decimal:
        """What `adjust` could place on no line of the store."""
        return sum(
            (line.net for line in self.extra if line.line.kind == "difference"), ZERO
        )

    @property
    def total_net(self) -> Decimal:
        """Sum of the lines without tax."""
        return sum((line.net for line in self.all_lines), ZERO)

    @property
    def total_tax(self) -> Decimal:
        """Sum of the lines' taxes."""
        return sum((line.tax for line in self.all_lines), ZERO)

    @property
    def total(self) -> Decimal:
        """Sum of the lines with tax."""
        return self.total_net + self.total_tax

    @property
    def tax_by_rate(self) -> dict[int, Decimal]:
        """Tax of each rate over the order."""
        rates: dict[int, Decimal] = {}
        for line in self.all_lines:
            for rate_id, amount in line.taxes.items():
                rates[rate_id] = rates.get(rate_id, ZERO) + amount
        return rates


def amounts_fingerprint(order: Order) -> str:
    """A hash of all that an order's amounts are made of, and of nothing else."""
    return fingerprint(
        [
            order.currency,
            str(order.total),
            str(order.total_tax),
            [
                [
                    line.id,
                    str(line.total),
                    [[tax.id, str(tax.total)] for tax in line.taxes],
                ]
                for line in order.lines
            ],
        ]
    )
