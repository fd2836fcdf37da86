"""Copies of products, as the shop's own page makes them."""

from __future__ import annotations

import copy
import itertools
from typing import TYPE_CHECKING

from ..state import Row
from .rows import variations_of

if TYPE_CHECKING:
    from ..store import Store

#: what a copy does not take over
_FRESH = {
    "slug": "",
    "status": "draft",
    "global_unique_id": "",
    "total_sales": 0,
    "average_rating": "0",
    "rating_count": 0,
}


def duplicate(store: Store, row: Row) -> Row:
    """Add a draft copy of a product, and of its variations, and return it."""
    state = store.state
    name = f"{row['name']} (Copy)"
    number = state.sequences.next("posts")
    made = {**_copy_of(store, row, number), **_FRESH, "name": name}
    state.products[number] = made
    for variation in list(variations_of(state, row["id"])):
        child = _copy_of(store, variation, state.sequences.next("posts"))
        child["parent_id"] = number
        state.variations[child["id"]] = child
    store.events.emit("product.created", number)
    return made


def _copy_of(store: Store, row: Row, number: int) -> Row:
    now = store.clock.now_gmt()
    made = {**copy.deepcopy(row), "id": number}
    made |= {"date_created_gmt": now, "date_modified_gmt": now}
    made["sku"] = _free_sku(store, row["sku"])
    for entry in made["meta_data"]:
        entry["id"] = store.state.sequences.next("meta")
    return made


def _free_sku(store: Store, sku: str) -> str:
    """Return the first of ``sku-1``, ``sku-2``… that no product has."""
    if not sku:
        return ""
    state = store.state
    rows = [*state.products.values(), *state.variations.values()]
    taken = {row["sku"].lower() for row in rows}
    named = (f"{sku}-{number}" for number in itertools.count(1))
    return next(name for name in named if name.lower() not in taken)
