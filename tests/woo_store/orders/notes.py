"""Notes on orders, by the store itself and by its users."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..state import Row

if TYPE_CHECKING:
    from ..store import Store
    from .model import Order

SYSTEM_AUTHOR = "WooCommerce"


def add_note(
    store: Store,
    order: Order,
    text: str,
    *,
    author: str = SYSTEM_AUTHOR,
    for_customer: bool = False,
) -> Row:
    """Write a note; it does not move the order's date of change."""
    row = {
        "id": store.state.sequences.next("comments"),
        "order_id": order.id,
        "author": author,
        "date_created_gmt": store.clock.now_gmt(),
        "note": text,
        "customer_note": for_customer,
    }
    store.state.notes[row["id"]] = row
    return row
