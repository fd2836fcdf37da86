"""Rounding several amounts so that they keep a given sum."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal


def unit_of(decimals: int) -> Decimal:
    """The smallest amount of a currency: 0.01 for two decimals, 1 for none."""
    return Decimal(1).scaleb(-decimals)


def round_half_up(amount: Decimal, unit: Decimal) -> Decimal:
    """Rounded to a multiple of `unit`, halves away from zero, as PHP's `round` does."""
    return amount.quantize(unit, ROUND_HALF_UP)


def is_whole(amount: Decimal, unit: Decimal) -> bool:
    """Whether an amount has no more decimals than `unit`."""
    return amount == round_half_up(amount, unit)


def apportion(
    exact: Sequence[Decimal], target: Decimal, unit: Decimal
) -> list[Decimal] | None:
    """The amounts rounded to `unit` so that they sum to `target`.

    Each is rounded half up. When the sum then misses the target, single units are added
    (or taken) until it does not, every unit where it does least harm, that is on the
    amount for which, in this order of importance,

    1. the rounded amount is not zero: nothing is charged where nothing is due, as long
       as something is due elsewhere;
    2. the exact amount is not zero;
    3. the result is nearest to the exact amount, as a rule one of its neighbours;
    4. the amount is largest;
    5. the amount stands first.

    :param target: a multiple of `unit`
    :return: None when the target is further away than rounding can explain, which is
        more than one unit for every amount that is not zero
    """
    amounts = [round_half_up(amount, unit) for amount in exact]
    missing = target - sum(amounts, Decimal(0))
    step = unit.copy_sign(missing)
    count = int(missing / step)
    if count > sum(1 for amount in exact if amount):
        return None

    def harm(index: int) -> tuple:
        return (
            amounts[index] == 0,
            exact[index] == 0,
            abs(amounts[index] + step - exact[index]),
            -abs(exact[index]),
            index,
        )

    for _unit in range(count):
        amounts[min(range(len(exact)), key=harm)] += step
    return amounts
