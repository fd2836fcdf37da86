"""How many pieces of a product the store may offer."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_FLOOR, Decimal

# Below any precision stock is counted in; above the noise of float quantities.
_NOISE = Decimal("0.000001")


def available_to_sell(free_quantities: Iterable[float | Decimal]) -> int:
    """Whole pieces that can be promised: the warehouses' sum, floored, never below 0.

    A warehouse that is short (negative free quantity) takes from the others, because
    its promises have to be kept with their pieces.

    :param free_quantities: per warehouse, in the product's own unit of measure
    """
    total = sum((Decimal(str(quantity)) for quantity in free_quantities), Decimal(0))
    # 2.9999999999999996 are three pieces that went through float arithmetic.
    pieces = total.quantize(_NOISE).to_integral_value(ROUND_FLOOR)
    return max(0, int(pieces))
