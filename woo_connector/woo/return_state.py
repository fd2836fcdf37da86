"""Whether goods came back for what was refunded, and money went back for what returned.

A refund says how many pieces of a line are given back; whether they had left the house
by then it does not say. What has not left is given up first, and nothing of it is to
come back; what has left is to come back. What went out a second time, as an exchange,
stands for pieces that came back.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

#: Pieces that differ by less are the same number.
TOLERANCE = 1e-6


class ReturnState(str, Enum):
    """How far goods and money of an order have gone back."""

    NONE = ""
    GOODS = "goods"
    MONEY = "money"
    PARTLY = "partly"
    BOTH = "both"


@dataclass(frozen=True)
class ReturnedLine:
    """The pieces of one line of an order, since the beginning.

    :param ordered: before anything was taken off because of a refund
    :param delivered: went to the customer
    :param returned: came back from there
    :param refunded: were refunded, delivered or not
    """

    ordered: float
    delivered: float
    returned: float
    refunded: float

    @property
    def to_come_back(self) -> float:
        """Refunded pieces that had been delivered."""
        return max(0.0, self.refunded - max(0.0, self.ordered - self.delivered))

    @property
    def came_back(self) -> float:
        """Pieces that came back and were not sent once more."""
        sent_again = max(0.0, self.delivered - self.ordered)
        return max(0.0, self.returned - sent_again)


def return_state(lines: Iterable[ReturnedLine]) -> ReturnState:
    """Sum up the lines of an order.

    :return: ``GOODS``: received back, nothing of it is refunded. ``MONEY``: refunded,
        nothing has come back. ``BOTH``: as much as the other. ``PARTLY``: something of
        both, and something still to come. ``NONE``: neither.
    """
    goods = money = settled = 0.0
    for line in lines:
        expected, came = line.to_come_back, line.came_back
        settled += min(expected, came)
        goods += max(0.0, came - expected)
        money += max(0.0, expected - came)
    has_goods, has_money = goods > TOLERANCE, money > TOLERANCE
    if has_goods and has_money or (settled > TOLERANCE and (has_goods or has_money)):
        return ReturnState.PARTLY
    if has_goods:
        return ReturnState.GOODS
    if has_money:
        return ReturnState.MONEY
    return ReturnState.BOTH if settled > TOLERANCE else ReturnState.NONE
