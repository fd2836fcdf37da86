"""What a store has left of an order's lines, and what it gives back of some pieces.

Amounts of an order are those of `amounts.allocate`, so what is given back and what is
left sum to what was charged, to the unit.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from decimal import Decimal

from .amounts import allocate
from .apportion import unit_of
from .order_amounts import ZERO
from .refund_amounts import RefundedLine, refund_amounts
from .refund_request import Wanted, told_lines
from .schema.order import Order, OrderLine
from .schema.refund import Refund

ONE = Decimal(1)


def lines_left(
    order: Order, refunds: Iterable[Refund], decimals: int
) -> dict[int, RefundedLine]:
    """What refunds have left of the order's lines, by the line's id.

    Shipping and fees are one piece, which is gone with the last of its money.

    :param order: from `GET /orders/{id}?dp=8`
    :param refunds: from `GET /orders/{id}/refunds?dp=8`
    :param decimals: of the order's currency
    """
    left = {
        line.line.id: RefundedLine(
            line.line.id, line.name, line.quantity, line.net, line.taxes
        )
        for line in allocate(order, decimals).lines
    }
    for refund in refunds:
        for line in refund_amounts(refund, decimals).lines:
            if line.line_id in left:
                left[line.line_id] -= line
    countless = _countless(order)
    return {
        line_id: replace(line, quantity=ZERO)
        if line_id in countless and line.gross <= 0 < countless[line_id]
        else line
        for line_id, line in left.items()
    }


def _countless(order: Order) -> dict[int, Decimal]:
    """What the lines cost of which the store counts no pieces, by id."""
    return {
        line.id: line.total + line.total_tax
        for line in order.lines
        if not getattr(line, "quantity", ZERO)
    }


def given_back(
    order: Order,
    left: Iterable[RefundedLine],
    pieces: dict[int, Decimal],
    still_owed: Decimal,
    decimals: int,
) -> Wanted:
    """The refund of some pieces of what the store has left.

    :param left: the lines that `lines_left` found
    :param pieces: to be given back, by the line's id
    :param still_owed: what the order's refunds have left of its total; rounding can let
        the lines sum to a unit or two more, which the store refuses
    """
    unit = unit_of(decimals)
    counted = {line.id for line in order.lines if isinstance(line, OrderLine)}
    parts = [line.part(pieces[line.line_id], unit) for line in left]
    parts = [
        part if part.line_id in counted else replace(part, quantity=ZERO)
        for part in parts
    ]
    amount = sum((part.gross for part in parts), ZERO)
    if ZERO < amount - still_owed <= unit * _places(parts):
        amount = still_owed
    return Wanted(amount, told_lines(parts, amount, decimals))


def _places(lines: Collection[RefundedLine]) -> int:
    """How many amounts were rounded."""
    return sum(1 + len(line.taxes) for line in lines)
