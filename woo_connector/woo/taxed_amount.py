"""An amount with the taxes on it: parts of it, and other amounts made up as it is."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from .apportion import apportion
from .order_amounts import ZERO
from .shares import due


@dataclass(frozen=True)
class TaxedAmount:
    """A net amount and what is charged of each tax.

    :param taxes: by whatever names a tax, in an order of its own; a tax that applies
        and comes to 0 is present
    """

    net: Decimal = ZERO
    taxes: Mapping[Hashable, Decimal] = field(default_factory=dict)

    @property
    def tax(self) -> Decimal:
        """All taxes together."""
        return sum(self.taxes.values(), ZERO)

    @property
    def gross(self) -> Decimal:
        """With tax."""
        return self.net + self.tax

    def __bool__(self) -> bool:
        return bool(self.net) or any(self.taxes.values())

    def __add__(self, other: TaxedAmount) -> TaxedAmount:
        return self._with(other, 1)

    def __sub__(self, other: TaxedAmount) -> TaxedAmount:
        return self._with(other, -1)

    def __neg__(self) -> TaxedAmount:
        return TaxedAmount() - self

    def _with(self, other: TaxedAmount, sign: int) -> TaxedAmount:
        names = dict.fromkeys((*self.taxes, *other.taxes))
        taxes = {
            name: self.taxes.get(name, ZERO) + sign * other.taxes.get(name, ZERO)
            for name in names
        }
        return TaxedAmount(self.net + sign * other.net, taxes)

    def part(self, quantity: Decimal, of: Decimal, unit: Decimal) -> TaxedAmount:
        """What some of the pieces come to, in whole units; all of them come to all.

        :param of: how many pieces the amount is for, not 0
        """
        if quantity == of:
            return self
        taxes = {name: due(tax, quantity, of, unit) for name, tax in self.taxes.items()}
        return TaxedAmount(due(self.net, quantity, of, unit), taxes)

    def is_near(self, other: TaxedAmount, unit: Decimal) -> bool:
        """Whether the other differs by no more than rounding: a unit each."""
        off = self - other
        return all(abs(amount) <= unit for amount in (off.net, *off.taxes.values()))

    def like(self, gross: Decimal, unit: Decimal) -> TaxedAmount:
        """An amount of this gross, to the unit, with tax in the same proportion.

        :param gross: a multiple of `unit`
        """
        [amount] = spread([self], gross, unit)
        return amount


def spread(
    amounts: Sequence[TaxedAmount], gross: Decimal, unit: Decimal
) -> list[TaxedAmount]:
    """A gross amount made up as all these are together: net and taxes of each.

    They sum to it exactly. Where these come to nothing there is no proportion, and no
    tax is named: the first one has all of it as net.

    :param gross: a multiple of `unit`
    """
    whole = sum((amount.gross for amount in amounts), ZERO)
    if not whole:
        rest = [TaxedAmount() for _amount in amounts[1:]]
        return [TaxedAmount(gross), *rest]
    exact = [gross * part / whole for amount in amounts for part in _parts(amount)]
    shares = iter(apportion(exact, gross, unit) or _first(exact, gross))
    return [
        TaxedAmount(next(shares), {name: next(shares) for name in amount.taxes})
        for amount in amounts
    ]


def split(
    amount: TaxedAmount, weights: Sequence[Decimal], unit: Decimal
) -> list[TaxedAmount]:
    """An amount in parts by weight; net and each tax of the parts sum to its own.

    :param weights: at least one; where they come to nothing, the first has all
    """
    nets = _weighed(amount.net, weights, unit)
    taxes = {name: _weighed(tax, weights, unit) for name, tax in amount.taxes.items()}
    return [
        TaxedAmount(net, {name: shares[index] for name, shares in taxes.items()})
        for index, net in enumerate(nets)
    ]


def _weighed(
    amount: Decimal, weights: Sequence[Decimal], unit: Decimal
) -> Sequence[Decimal]:
    whole = sum(weights, ZERO)
    exact = [amount * weight / whole if whole else ZERO for weight in weights]
    return apportion(exact, amount, unit) or _first(exact, amount)


def _parts(amount: TaxedAmount) -> Iterable[Decimal]:
    return (amount.net, *amount.taxes.values())


def _first(exact: Sequence[Decimal], gross: Decimal) -> list[Decimal]:
    return [gross, *[ZERO] * (len(exact) - 1)]


def merged(amounts: Iterable[TaxedAmount]) -> list[TaxedAmount]:
    """The amounts, those with the same taxes as one; without those that are below 0."""
    found: dict[frozenset, TaxedAmount] = {}
    for amount in amounts:
        key = frozenset(amount.taxes)
        found[key] = found[key] + amount if key in found else amount
    return [amount for amount in found.values() if amount.gross > 0]
