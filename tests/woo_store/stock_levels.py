"""Stock of products and variations: who keeps it, and what changes with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .state import Row

if TYPE_CHECKING:
    from .store import Store


def stock_owner(store: Store, row: Row) -> Row | None:
    """Return the row whose stock counts, None when no stock is kept.

    A variation that keeps none leaves its stock to its parent, if that keeps one.
    """
    if row["manage_stock"]:
        return row
    parent = store.state.products.get(row["parent_id"])
    return parent if parent and parent["manage_stock"] else None


def change_stock(store: Store, row: Row, delta: float) -> tuple[int, int] | None:
    """Add to the stock of a product; return the old and new number.

    Nothing happens (None) when no stock is kept. The stock may go below zero.
    """
    owner = stock_owner(store, row)
    if owner is None:
        return None
    old = owner["stock_quantity"] or 0
    owner["stock_quantity"] = old + int(delta)
    owner["stock_status"] = stock_status(store, owner)
    owner["date_modified_gmt"] = store.clock.now_gmt()
    owner["date_modified"] = store.clock.local(owner["date_modified_gmt"])
    store.events.emit("product.updated", owner["id"])
    return old, owner["stock_quantity"]


def stock_status(store: Store, row: Row) -> str:
    """Return the status that follows from a kept stock."""
    threshold = int(
        store.setting("products", "woocommerce_notify_no_stock_amount") or 0
    )
    if (row["stock_quantity"] or 0) > threshold:
        return "instock"
    return "onbackorder" if row["backorders"] != "no" else "outofstock"


def available(store: Store, row: Row) -> float:
    """Return how many pieces a shopper may buy."""
    owner = stock_owner(store, row)
    if owner is None:
        return float("inf") if row["stock_status"] != "outofstock" else 0
    if owner["backorders"] != "no":
        return float("inf")
    return max(owner["stock_quantity"] or 0, 0)
