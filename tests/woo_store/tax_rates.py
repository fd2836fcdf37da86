"""Which tax rates apply at an address, and the tax they make of an amount.

WooCommerce takes at most one rate per priority: the most particular one for the
address. Taxes are kept with six decimals; rounding to the currency comes later.
"""

from __future__ import annotations

import fnmatch
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from .php_numbers import ROUNDING_PRECISION, add_up, php_round


@dataclass(frozen=True)
class Location:
    """The address a tax is looked up for."""

    country: str = ""
    state: str = ""
    postcode: str = ""
    city: str = ""

    @classmethod
    def of(cls, address: Mapping) -> Location:
        """Return the part of an order's address that taxes depend on."""
        names = ("country", "state", "postcode", "city")
        return cls(*(address.get(name) or "" for name in names))


@dataclass(frozen=True)
class Rate:
    """One row of the store's tax table; the percentage is of the net amount."""

    id: int
    percent: float
    name: str = ""
    tax_class: str = ""
    country: str = ""
    state: str = ""
    postcodes: tuple[str, ...] = ()
    cities: tuple[str, ...] = ()
    priority: int = 1
    compound: bool = False
    shipping: bool = True
    order: int = 0

    @classmethod
    def from_json(cls, row: Mapping) -> Rate:
        """Read a row of ``GET /taxes``; its class "standard" is the empty one."""
        return cls(
            id=row["id"],
            percent=float(row["rate"] or 0),
            name=row["name"],
            tax_class="" if row["class"] == "standard" else row["class"],
            country=row["country"].upper(),
            state=row["state"].upper(),
            postcodes=_places(row, "postcodes", "postcode"),
            cities=_places(row, "cities", "city"),
            priority=row["priority"],
            compound=row["compound"],
            shipping=row["shipping"],
            order=row["order"],
        )

    @property
    def code(self) -> str:
        """The code shown on an order, e.g. "FR-VAT-1"."""
        name = self.name or "TAX"
        parts = [self.country, self.state, name, str(self.priority or "")]
        return "-".join(part for part in parts if part).upper()

    @property
    def label(self) -> str:
        """The name a customer sees."""
        return self.name or "Tax"

    def matches(self, place: Location) -> bool:
        """Tell whether the rate covers the address."""
        return (
            self.country in ("", place.country.upper())
            and self.state in ("", place.state.upper())
            and (not self.cities or place.city.upper() in self.cities)
            and (not self.postcodes or _postcode_matches(self, place))
        )

    def _particularity(self) -> tuple:
        return (
            self.priority,
            self.country == "",
            self.country,
            self.state == "",
            self.state,
            -len(self.postcodes),
            -len(self.cities),
            self.order,
            self.id,
        )


def _places(row: Mapping, many: str, single: str) -> tuple[str, ...]:
    values = row.get(many) or ([row[single]] if row.get(single) else [])
    return tuple(value.strip().upper() for value in values)


def _postcode_matches(rate: Rate, place: Location) -> bool:
    postcode = place.postcode.strip().upper()
    packed = postcode.replace(" ", "")
    for pattern in rate.postcodes:
        first, dots, last = pattern.partition("...")
        if dots:
            if packed.isdigit() and int(first) <= int(packed) <= int(last):
                return True
        elif fnmatch.fnmatchcase(postcode, pattern) or packed == pattern:
            return True
    return False


def find_rates(
    rates: Iterable[Rate], place: Location, tax_class: str = ""
) -> list[Rate]:
    """Return the rates of a class at an address, one per priority, in order."""
    found: dict[int, Rate] = {}
    candidates = [
        rate for rate in rates if rate.tax_class == tax_class and rate.matches(place)
    ]
    for rate in sorted(candidates, key=Rate._particularity):
        found.setdefault(rate.priority, rate)
    return list(found.values())


def find_shipping_rates(
    rates: Iterable[Rate], place: Location, tax_class: str = ""
) -> list[Rate]:
    """Return those rates of a class at an address that apply to shipping."""
    return [rate for rate in find_rates(rates, place, tax_class) if rate.shipping]


def calculate(
    price: float, rates: Sequence[Rate], *, included: bool = False
) -> dict[int, float]:
    """Return the tax of a price per rate id, with six decimals."""
    taxes = _inside(price, rates) if included else _on_top(price, rates)
    return {key: php_round(tax, ROUNDING_PRECISION) for key, tax in taxes.items()}


def _on_top(price: float, rates: Sequence[Rate]) -> dict[int, float]:
    taxes = {
        rate.id: price * (rate.percent / 100) for rate in rates if not rate.compound
    }
    before_compound = add_up(taxes.values())
    for rate in rates:
        if rate.compound:
            taxes[rate.id] = (price + before_compound) * (rate.percent / 100)
            before_compound = add_up(taxes.values())
    return taxes


def _inside(price: float, rates: Sequence[Rate]) -> dict[int, float]:
    taxes = {rate.id: 0.0 for rate in rates}
    without_compound = price
    for rate in reversed([rate for rate in rates if rate.compound]):
        tax = without_compound - without_compound / (1 + rate.percent / 100)
        taxes[rate.id] += tax
        without_compound -= tax
    regular = [rate for rate in rates if not rate.compound]
    divisor = 1 + add_up(rate.percent for rate in regular) / 100
    for rate in regular:
        share = (rate.percent / 100) / divisor
        # Written as WooCommerce does it: the float error is part of the result.
        net = price - share * without_compound
        taxes[rate.id] += price - net
    return taxes
