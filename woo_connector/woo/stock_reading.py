"""What a store shows of the stock of one product or variation."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

#: What is asked of the store: a whole product is fifty times as long.
FIELDS = "id,stock_quantity,manage_stock,stock_status,backorders,date_modified_gmt"


@dataclass(frozen=True)
class StockReading:
    """The stock of one product as a store shows it.

    :param woo_id: number of the product or variation in the store
    :param quantity: whole pieces, may be negative; None when the store counts none
    :param counted_on_parent: the number is that of a variation's parent
    :param modified_at: when the store changed anything of the product, by its own
        clock (naive, UTC); None when it does not tell
    """

    woo_id: int
    quantity: int | None
    counted_on_parent: bool = False
    modified_at: datetime | None = None

    @property
    def own_quantity(self) -> int | None:
        """Pieces that can be bought of it, if it has a number of its own.

        Below 0 the store owes some: as with 0, nothing is there to be bought.
        """
        if self.quantity is None or self.counted_on_parent:
            return None
        return max(0, self.quantity)

    @classmethod
    def parse(cls, payload: Mapping[str, Any]) -> StockReading:
        """Read one entry of a list that was asked for with `FIELDS`."""
        counted = payload.get("manage_stock")
        return cls(
            woo_id=payload["id"],
            quantity=_pieces(payload.get("stock_quantity")) if counted else None,
            counted_on_parent=counted == "parent",
            modified_at=_moment(payload.get("date_modified_gmt")),
        )


def has_stored(answer: Mapping[str, Any], told: int) -> bool:
    """Whether a store that was told a number of pieces answers that it has it."""
    stored = answer.get("stock_quantity")
    return stored is not None and _pieces(stored) == told


def _pieces(value: object) -> int:
    """Whole pieces. A store that counts and names no number has none to sell."""
    try:
        # Plugins make stores count in parts of pieces, and send them as text.
        return math.floor(float(str(value)))
    except (ValueError, OverflowError):
        return 0


def _moment(value: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return moment.replace(tzinfo=None, microsecond=0)
