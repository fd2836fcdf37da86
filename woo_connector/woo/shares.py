"""What the parts of a line are charged, when it is invoiced in parts.

A part is charged what is due up to and including it, rounded, less what was charged
before it. So the parts sum to the whole, whatever the split, the order and the number
of parts, and also when one of them was taken back or charged something else.
"""

from __future__ import annotations

from decimal import Decimal

from .apportion import round_half_up


def due(whole: Decimal, quantity: Decimal, of: Decimal, unit: Decimal) -> Decimal:
    """What `quantity` pieces of a line are charged together, in whole units.

    :param whole: charged for all pieces of the line
    :param of: how many pieces the line has, not 0
    """
    return round_half_up(whole * quantity / of, unit)


def share(
    whole: Decimal,
    charged: Decimal,
    quantity: Decimal,
    of: Decimal,
    unit: Decimal,
) -> Decimal:
    """What the next part of a line is charged, in whole units.

    :param whole: charged for all pieces of the line
    :param charged: what the parts before were charged
    :param quantity: how many pieces are charged with this part and those before it
    :param of: how many pieces the line has, not 0
    """
    return due(whole, quantity, of, unit) - charged
