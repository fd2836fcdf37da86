"""Which of a line's pieces a refund is about: those still open, or the invoiced ones.

Pieces that were neither delivered nor invoiced are given up first: nobody sends or
charges them any more. The others need a credit note. Of these, what has not left the
house is not to leave it any more, either.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from .order_amounts import ZERO


@dataclass(frozen=True)
class Split:
    """The refunded pieces of one line.

    :param open: neither delivered nor invoiced; taken off the ordered quantity
    :param invoiced: put on a credit note
    :param unsent: of the invoiced ones, those that are not delivered; taken off the
        ordered quantity as well
    :param stuck: delivered and not invoiced: there is nothing to credit
    :param excess: more than were ordered
    """

    open: Decimal = ZERO
    invoiced: Decimal = ZERO
    unsent: Decimal = ZERO
    stuck: Decimal = ZERO
    excess: Decimal = ZERO

    @property
    def taken_off(self) -> Decimal:
        """What the ordered quantity falls by."""
        return self.open + self.unsent


def split(
    quantity: Decimal, ordered: Decimal, delivered: Decimal, invoiced: Decimal
) -> Split:
    """Tell the refunded pieces of a line apart.

    :param quantity: refunded pieces
    :param ordered: as ordered now, without what earlier refunds took off
    :param delivered: without what earlier refunds credited
    :param invoiced: less what was credited
    """
    if quantity > max(ordered, delivered, invoiced):
        return Split(excess=quantity)
    still_open = min(quantity, max(ZERO, ordered - max(delivered, invoiced)))
    rest = quantity - still_open
    credited = min(rest, max(ZERO, invoiced))
    unsent = min(credited, max(ZERO, ordered - still_open - delivered))
    return Split(still_open, credited, unsent, rest - credited)
