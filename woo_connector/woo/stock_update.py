"""Numbers on their way to a store, without any tie to a database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from .availability import KEEP

#: Parts of what was sold lately that may remain when a product counts as scarce.
SCARCE = 2

#: Pieces that may be sold within seconds of a product that nobody has bought lately.
FEW = 10


@dataclass(frozen=True, slots=True)
class StockUpdate:
    """One number on its way to a store.

    :param shown: what the store shows now, as far as anybody knows
    :param is_closing: sent as 0 for a moment, see `must_close`
    :param is_selling: the store has sold some of it in the last minute
    :param is_pressing: see `presses`
    """

    binding_id: int
    woo_id: int
    parent_woo_id: int
    quantity: int
    body: dict[str, Any]
    shown: int | None = None
    is_closing: bool = False
    is_selling: bool = False
    is_pressing: bool = False

    @property
    def is_urgent(self) -> bool:
        """Whether the store sells something of which nothing must be sold."""
        return self.quantity == 0 and bool(self.shown)

    @property
    def path(self) -> str:
        """Where it is sent: a variation can only be changed through its parent."""
        if self.parent_woo_id:
            return f"products/{self.parent_woo_id}/variations/batch"
        return "products/batch"


@dataclass(frozen=True, slots=True)
class StockOutcome:
    """What became of one number.

    :param is_unknown: the store does not know the product, or not as this kind
    :param is_unsure: the store did not answer, and may have stored it or not
    :param stored_at: by the store's clock, UTC without zone
    :param status: stored instead of a number
    """

    binding_id: int
    quantity: int | None = None
    backorders: str = KEEP
    error: str = ""
    is_unknown: bool = False
    is_unsure: bool = False
    stored_at: datetime | None = None
    status: str = ""


def most_urgent_first(update: StockUpdate) -> tuple[int, int]:
    """Sort key: what must not be sold any more, what falls, then what rises."""
    if update.quantity == 0:
        return 0, update.parent_woo_id
    falls = update.shown is not None and update.quantity < update.shown
    return (1 if falls else 2), update.parent_woo_id


def presses(quantity: int, shown: int | None, sold_lately: float) -> bool:
    """Tell whether a number must not be kept back, not even for a moment.

    It must not where the store shows more than there is, and may have sold what is left
    before it is told; nor where it shows none of what was being sold a moment ago.
    Other numbers that rise, and those of what there is plenty of, can be gathered.

    :param quantity: to be shown
    :param shown: shown now, ``None``: nobody knows
    :param sold_lately: in the last minute
    """
    if shown is None or quantity == shown:
        return False
    if quantity < shown:
        return quantity <= FEW + sold_lately
    return not shown and bool(sold_lately)


def must_close(quantity: int, shown: int | None, sold_lately: float) -> bool:
    """Tell whether a product has to be closed for a moment before it gets a number.

    The store takes a number without looking at what it shows. What is sold between our
    last look at its orders and the moment it takes the number is put on sale again. As
    long as much is left, the next look corrects that in time. When little is left and
    it is selling fast, the phantom is sold, too. So such a product is set to 0 first:
    then nothing is sold while the orders are looked at, and the number is right.

    :param quantity: to be shown
    :param shown: shown now; from 0 nothing can be sold meanwhile
    :param sold_lately: in the last minute
    """
    if not quantity or shown == 0 or not sold_lately:
        return False
    return quantity <= SCARCE * sold_lately
