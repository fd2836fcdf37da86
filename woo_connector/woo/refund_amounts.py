"""What a refund gives back, line by line, in whole units of the currency.

The refund's amount is the truth: it is what the customer got. Its lines say what for.
WooCommerce lets the two differ:

* by less than a unit for each amount on the lines, as rounding does: the missing units
  are placed on the lines' nets by the rule of `apportion`;
* by more, when somebody typed an amount, or refunded pieces without a price: the
  difference is `unexplained`, and stands for itself.

So lines and `unexplained` sum to the amount exactly, in every case.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from .apportion import apportion, is_whole, round_half_up, unit_of
from .exact_amounts import Place, exact_amounts
from .order_amounts import ZERO
from .schema.order import Order
from .schema.refund import Refund
from .shares import due


@dataclass(frozen=True)
class RefundedLine:
    """What is given back of one line of the order; all of it counts positive.

    :param line_id: of the order's line, 0 when the refund names none
    :param quantity: pieces, 0 when only money is given back
    :param taxes: by the store's tax rate id
    """

    line_id: int
    name: str
    quantity: Decimal
    net: Decimal
    taxes: Mapping[int, Decimal]

    @property
    def tax(self) -> Decimal:
        """All taxes of the line."""
        return sum(self.taxes.values(), ZERO)

    @property
    def gross(self) -> Decimal:
        """With tax."""
        return self.net + self.tax

    def __add__(self, other: RefundedLine) -> RefundedLine:
        return self._with(other, 1)

    def __sub__(self, other: RefundedLine) -> RefundedLine:
        return self._with(other, -1)

    def _with(self, other: RefundedLine, sign: int) -> RefundedLine:
        rates = dict.fromkeys((*self.taxes, *other.taxes))
        taxes = {
            rate: self.taxes.get(rate, ZERO) + sign * other.taxes.get(rate, ZERO)
            for rate in rates
        }
        quantity = self.quantity + sign * other.quantity
        net = self.net + sign * other.net
        return RefundedLine(self.line_id, self.name, quantity, net, taxes)

    def part(self, quantity: Decimal, unit: Decimal) -> RefundedLine:
        """What is given back for some of the pieces; the rest is `self` less it."""
        if quantity == self.quantity:
            return self
        taxes = {
            rate: due(amount, quantity, self.quantity, unit)
            for rate, amount in self.taxes.items()
        }
        net = due(self.net, quantity, self.quantity, unit)
        return RefundedLine(self.line_id, self.name, quantity, net, taxes)


@dataclass(frozen=True)
class RefundAmounts:
    """A refund's lines and what none of them explains, summing to its amount.

    :param unexplained: given back for no line; below 0 when the lines say too much
    :param representable: whether the currency can express the amount
    """

    lines: tuple[RefundedLine, ...]
    unexplained: Decimal
    representable: bool = True

    @property
    def total(self) -> Decimal:
        """All that is given back, with tax."""
        return sum((line.gross for line in self.lines), self.unexplained)


def refund_amounts(refund: Refund, decimals: int) -> RefundAmounts:
    """What a refund gives back, see the module's rule.

    :param refund: from `GET /orders/{id}/refunds?dp=8`
    :param decimals: of the order's currency
    """
    unit = unit_of(decimals)
    exact = {place: -amount for place, amount in exact_amounts(refund, unit).items()}
    final = {place: round_half_up(amount, unit) for place, amount in exact.items()}
    missing = round_half_up(refund.amount, unit) - sum(final.values(), ZERO)
    if missing and _is_rounding(missing, exact, unit):
        _place(missing, exact, final, unit)
    lines = _merged(
        RefundedLine(
            line.refunded_id,
            getattr(line, "method_title", "") or getattr(line, "name", ""),
            -getattr(line, "quantity", ZERO) or ZERO,
            final[index, None],
            {
                rate: amount
                for (at, rate), amount in final.items()
                if at == index and rate is not None
            },
        )
        for index, line in enumerate(refund.lines)
    )
    total = round_half_up(refund.amount, unit)
    unexplained = total - sum((line.gross for line in lines), ZERO)
    return RefundAmounts(lines, unexplained, is_whole(refund.amount, unit))


def _is_rounding(
    missing: Decimal, exact: Mapping[Place, Decimal], unit: Decimal
) -> bool:
    """Whether rounding each amount can have made the sum miss the total by so much."""
    return abs(missing) <= unit * sum(1 for amount in exact.values() if amount)


def _place(
    missing: Decimal,
    exact: Mapping[Place, Decimal],
    final: dict[Place, Decimal],
    unit: Decimal,
) -> None:
    """Let the nets sum up to what is missing, too, where they can."""
    nets = {place: amount for place, amount in exact.items() if place[1] is None}
    target = sum((final[place] for place in nets), missing)
    shares = apportion(list(nets.values()), target, unit)
    if shares is not None:
        final.update(zip(nets, shares, strict=True))


def _merged(lines: Iterable[RefundedLine]) -> tuple[RefundedLine, ...]:
    """The lines, one for each line of the order; lines that name none stay apart."""
    found: dict[object, RefundedLine] = {}
    for number, line in enumerate(lines):
        key = line.line_id or ("unnamed", number)
        found[key] = found[key] + line if key in found else line
    return tuple(found.values())


def share_restocked(
    order_counts: Mapping[int, Decimal],
    known: Mapping[int, Decimal],
    refunds: Mapping[int, Iterable[RefundedLine]],
) -> dict[int, dict[int, Decimal]]:
    """Which refund put how many pieces of which line back on the shelf.

    The store counts them per line, for all refunds together: what the refunds known
    before did not put back, the new ones did, the oldest first.

    :param order_counts: the store's counts, by line
    :param known: what known refunds put back, by line
    :param refunds: the lines of each new refund, by its id
    """
    left = {line: n - known.get(line, ZERO) for line, n in order_counts.items()}
    shared: dict[int, dict[int, Decimal]] = {}
    for refund_id in sorted(refunds):
        shared[refund_id] = {}
        for line in refunds[refund_id]:
            pieces = min(line.quantity, left.get(line.line_id, ZERO))
            if pieces > 0:
                shared[refund_id][line.line_id] = pieces
                left[line.line_id] -= pieces
    return shared


def is_rest(order: Order, refund: Refund, others: Iterable[Decimal]) -> bool:
    """Whether a refund without lines gives back all that was left of the order.

    That is what WooCommerce makes when somebody sets the status "refunded" by hand.

    :param others: amounts of the order's other refunds
    """
    rest = order.total - sum(others, ZERO)
    has_money = any(line.total or line.total_tax for line in refund.lines)
    return bool(refund.amount) and not has_money and refund.amount == rest
