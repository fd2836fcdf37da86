"""What the store shows per rate and per line, where it sums to what it charged.

Rounding the exact amounts anew can find other sums than the store shows: WooCommerce
rounds a rate's tax on goods and on shipping apart, and a line's taxes together. Where
what it shows is consistent, that is what the customer has read, and counts.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from decimal import Decimal

from .apportion import round_half_up
from .exact_amounts import Place
from .order_amounts import ZERO
from .schema.order import Order


def shown_rates(order: Order, total_tax: Decimal, unit: Decimal) -> dict[int, Decimal]:
    """The tax of each rate as `tax_lines` show it; empty unless they sum to the tax.

    :param order: from `GET /orders/{id}?dp=8`
    """
    rates: dict[int, Decimal] = {}
    for line in order.tax_lines:
        amount = round_half_up(line.tax_total, unit)
        amount += round_half_up(line.shipping_tax_total, unit)
        rates[line.rate_id] = rates.get(line.rate_id, ZERO) + amount
    return rates if sum(rates.values(), ZERO) == total_tax else {}


@dataclass(frozen=True)
class ShownLine:
    """What the store shows of a line: `tax` may be a unit off, `gross` never is."""

    gross: Decimal
    tax: Decimal


def shown_lines(
    order: Order, total: Decimal, total_tax: Decimal, unit: Decimal
) -> list[ShownLine]:
    """The lines as the store shows them; empty unless they sum to the total.

    Their taxes alone can miss the total tax. Then the lines keep what is paid for them,
    and a unit goes from the net to the tax (or back) where both stay neighbours of the
    exact amounts and move the least.
    """
    nets = [round_half_up(line.total, unit) for line in order.lines]
    taxes = [round_half_up(line.total_tax, unit) for line in order.lines]
    if sum(nets, ZERO) + sum(taxes, ZERO) != total:
        return []
    missing = total_tax - sum(taxes, ZERO)
    step = unit.copy_sign(missing)

    def distance(index: int) -> Decimal:
        """How far the further of both amounts would be from the exact one."""
        line = order.lines[index]
        of_tax = abs(taxes[index] + step - line.total_tax)
        return max(of_tax, abs(nets[index] - step - line.total))

    taxed = [index for index, line in enumerate(order.lines) if line.total_tax]
    for _unit in range(int(missing / step)):
        index = min(taxed, key=distance, default=None)
        if index is None or distance(index) >= unit:
            return []
        taxes[index] += step
        nets[index] -= step
    return [ShownLine(net + tax, tax) for net, tax in zip(nets, taxes, strict=True)]


def level_lines(
    amounts: MutableMapping[Place, Decimal],
    exact: Mapping[Place, Decimal],
    wanted: Mapping[int, Decimal],
    unit: Decimal,
) -> None:
    """Move units between lines until each line's taxes sum to what is wanted of it.

    Units move within a rate, so the sum of each rate stays. An amount moves no further
    than to a neighbour of its exact one. What cannot be reached like that is left.

    :param amounts: taxes by line and rate, whole units; changed in place
    :param wanted: sum of the taxes by line
    """
    sums: dict[int, Decimal] = {}
    for (line, _rate), amount in amounts.items():
        sums[line] = sums.get(line, ZERO) + amount
    missing = {line: wanted.get(line, ZERO) - total for line, total in sums.items()}
    for line in sorted(missing):
        while missing[line] > 0:
            givers = {other for other, amount in missing.items() if amount < 0}
            moves = _moves(amounts, exact, unit, line, givers)
            if not moves:
                break
            for place, step in moves:
                amounts[place] += step
            missing[line] -= unit
            missing[moves[-1][0][0]] += unit


def _moves(
    amounts: Mapping[Place, Decimal],
    exact: Mapping[Place, Decimal],
    unit: Decimal,
    taker: int,
    givers: set[int],
) -> list[tuple[Place, Decimal]]:
    """The shortest way for a unit to one line from another, over lines between.

    Each step adds a unit to a line at some rate, and takes one from another line at the
    same rate.
    """

    def can_move(place: Place, step: Decimal) -> bool:
        return abs(amounts[place] + step - exact[place]) < unit

    came_from: dict[int, tuple[int, int]] = {}
    reached = {taker}
    queue = deque([taker])
    while queue:
        line = queue.popleft()
        for rate in sorted(rate for index, rate in amounts if index == line):
            if not can_move((line, rate), unit):
                continue
            for other in sorted(index for index, name in amounts if name == rate):
                if other in reached or not can_move((other, rate), -unit):
                    continue
                came_from[other] = (line, rate)
                if other in givers:
                    return _traced(came_from, other, taker, unit)
                reached.add(other)
                queue.append(other)
    return []


def _traced(
    came_from: Mapping[int, tuple[int, int]], giver: int, taker: int, unit: Decimal
) -> list[tuple[Place, Decimal]]:
    """The steps from the line that takes to the one that gives."""
    moves: list[tuple[Place, Decimal]] = []
    line = giver
    while line != taker:
        before, rate = came_from[line]
        moves = [((before, rate), unit), ((line, rate), -unit), *moves]
        line = before
    return moves
