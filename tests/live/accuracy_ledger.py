"""What there truly was to sell, and who was sold what although it was not there.

The truth of a product is what it began with, plus what came back or was found in Odoo,
less what was sold at the counter, sent away or found missing, less what the store sold.
It may fall below zero: then pieces are owed. All moments are Unix times of one clock.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from itertools import groupby
from operator import attrgetter


class Kind(Enum):
    """What an entry of the ledger is about."""

    MOVED = "moved in Odoo"
    SOLD = "sold by the store"
    REFUSED = "refused by the store"


@dataclass(frozen=True)
class Entry:
    """One thing that happened to one product.

    :param at: when it was committed in Odoo, accepted or refused by the store
    :param quantity: what it adds to the truth (``MOVED``), else the pieces wanted
    """

    at: float
    sku: str
    kind: Kind
    quantity: int


@dataclass(frozen=True)
class Oversale:
    """Pieces that were sold at a moment without being there."""

    at: float
    sku: str
    pieces: int


@dataclass(frozen=True)
class Sales:
    """How the store's sales went.

    :param sold: pieces sold
    :param refused: pieces that shoppers were refused, rightly or not
    :param hidden: pieces that were there, that a shopper wanted and was refused
    :param oversales: what was sold without being there
    """

    sold: int = 0
    refused: int = 0
    hidden: int = 0
    oversales: tuple[Oversale, ...] = ()

    def __add__(self, other: "Sales") -> "Sales":
        return Sales(
            self.sold + other.sold,
            self.refused + other.refused,
            self.hidden + other.hidden,
            self.oversales + other.oversales,
        )

    @property
    def oversold(self) -> int:
        """Pieces sold that were not there."""
        return pieces_of(self.oversales)


@dataclass(frozen=True)
class Outage:
    """The time in which nothing could be told to the store; both ends as moments."""

    begin: float
    end: float

    def __contains__(self, moment: float) -> bool:
        return self.begin <= moment < self.end


def by_sku(entries: Iterable[Entry]) -> dict[str, list[Entry]]:
    """Return the entries of each product, oldest first."""
    ordered = sorted(entries, key=attrgetter("sku", "at"))
    return {sku: list(of_sku) for sku, of_sku in groupby(ordered, attrgetter("sku"))}


def judge(initial: Mapping[str, int], entries: Iterable[Entry]) -> Sales:
    """Count what was sold without being there, and hidden while it was.

    A piece that lies there counts as hidden once, however many were refused it: it
    could have been sold to one of them.

    :param initial: pieces of each product at the beginning
    """
    judged = Sales()
    for sku, of_sku in by_sku(entries).items():
        judged += _judge_one(initial[sku], of_sku)
    return judged


def _judge_one(truth: int, entries: list[Entry]) -> Sales:
    sales, wanted_in_vain = Sales(), 0
    for entry in entries:
        if entry.kind is Kind.MOVED:
            truth += entry.quantity
        elif entry.kind is Kind.SOLD:
            sales += Sales(sold=entry.quantity, oversales=oversales_of(entry, truth))
            truth -= entry.quantity
        else:
            there = max(0, truth) - wanted_in_vain
            hidden = entry.quantity if there >= entry.quantity else 0
            wanted_in_vain += hidden
            sales += Sales(refused=entry.quantity, hidden=hidden)
        wanted_in_vain = min(wanted_in_vain, max(0, truth))
    return sales


def oversales_of(sale: Entry, truth: int) -> tuple[Oversale, ...]:
    """Return the one oversale that a sale is when so many pieces are there, or none."""
    pieces = sale.quantity - min(sale.quantity, max(0, truth))
    return (Oversale(sale.at, sale.sku, pieces),) if pieces else ()


def pieces_of(oversales: Iterable[Oversale]) -> int:
    """Return how many pieces were oversold."""
    return sum(oversale.pieces for oversale in oversales)
