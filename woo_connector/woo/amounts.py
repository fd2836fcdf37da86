"""The store's amounts as amounts of the currency (skeleton, see `allocate`)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from .schema.order import AmountLine, Order


@dataclass(frozen=True)
class LineAmounts:
    """One line in whole units of the currency; `taxes` by the store's rate id."""

    line: AmountLine
    net: Decimal
    taxes: dict[int, Decimal]
    discount: Decimal
    unit_price: Decimal


@dataclass(frozen=True)
class PlacedUnit:
    """A unit of the currency's last decimal put on a line; `rate_id` None: on its net."""

    line_id: int
    rate_id: int | None
    amount: Decimal


@dataclass(frozen=True)
class OrderAmounts:
    """All lines of an order, adding up to the store's own totals."""

    lines: tuple[LineAmounts, ...]
    total: Decimal
    total_tax: Decimal
    placed: tuple[PlacedUnit, ...]
    representable: bool


def allocate(order: Order, decimals: int) -> OrderAmounts:
    """Amounts per line, rounded to the currency, that sum to the order's totals."""
    raise NotImplementedError
