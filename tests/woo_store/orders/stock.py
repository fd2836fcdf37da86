"""What orders do to stock: taken once by a paid or held order, given back once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..catalogue.stock import settle_stock
from ..metadata import meta_value, update_meta
from ..rest import php
from ..state import Row
from ..stock_levels import change_stock, stock_owner
from . import products
from .items import ProductItem
from .model import Order
from .notes import add_note

if TYPE_CHECKING:
    from ..store import Store

REDUCED = "_reduced_stock"
RESTOCKED = "_restock_refunded_items"
HOLDING_STATUSES = frozenset({"processing", "completed", "on-hold"})


def reduce_stock(store: Store, order: Order) -> None:
    """Take the lines' quantities from stock, unless it was done before."""
    if order.stock_reduced:
        return
    order.stock_reduced = True
    changes = []
    for line in order.line_items:
        if not reduced_quantity(line):
            changes += _change(store, line, -line.quantity)
            if changes and changes[-1][0] is line:
                _remember(store, line, line.quantity)
    _note_changes(store, order, "Stock levels reduced:", changes)


def restore_stock(store: Store, order: Order) -> None:
    """Give back to stock what the lines took from it."""
    if not order.stock_reduced:
        return
    order.stock_reduced = False
    changes = []
    for line in order.line_items:
        quantity = reduced_quantity(line)
        if quantity:
            changed = _change(store, line, quantity)
            if changed:
                update_meta(line.meta_data, REDUCED, None, store.state.sequences)
            changes += changed
    _note_changes(store, order, "Stock levels increased:", changes)


def adjust_line_stock(
    store: Store, order: Order, line: ProductItem, quantity: int | None = None
) -> None:
    """Let the stock follow a changed quantity; 0 gives everything back."""
    if order.status not in HOLDING_STATUSES:
        return
    wanted = line.quantity if quantity is None else quantity
    returned = php.to_int(meta_value(line.meta_data, RESTOCKED))
    taken = reduced_quantity(line)
    missing = wanted - returned - taken if wanted else -taken
    if missing and _change(store, line, -missing):
        _remember(store, line, wanted - returned)
        order.stock_reduced = order.stock_reduced or wanted > 0


def restock_refunded(
    store: Store, order: Order, line: ProductItem, quantity: int
) -> None:
    """Give a refunded quantity back to stock, if the line had taken any."""
    taken = reduced_quantity(line)
    product = products.line_product(store, line)
    if not (taken and quantity and product):
        return
    changed = _move(store, product, quantity)
    if changed is None:
        return
    _remember(store, line, taken - quantity)
    returned = php.to_int(meta_value(line.meta_data, RESTOCKED)) + quantity
    update_meta(line.meta_data, RESTOCKED, str(returned), store.state.sequences)
    text = f"Item #{product['id']} stock increased from {changed[0]} to {changed[1]}."
    add_note(store, order, text)


def reduced_quantity(line: ProductItem) -> int:
    """Return how much the line has taken from stock."""
    return php.to_int(meta_value(line.meta_data, REDUCED))


def _remember(store: Store, line: ProductItem, quantity: float) -> None:
    """Keep what was taken; meta data is stored as text."""
    update_meta(line.meta_data, REDUCED, php.to_string(quantity), store.state.sequences)


def _change(store: Store, line: ProductItem, delta: float) -> list[tuple]:
    product = products.line_product(store, line)
    changed = _move(store, product, delta) if product else None
    return [(line, product, *changed)] if changed else []


def _move(store: Store, product: Row, delta: float) -> tuple[int, int] | None:
    changed = change_stock(store, product, delta)
    owner = stock_owner(store, product)
    if changed and owner:
        settle_stock(store, owner)
    return changed


def _note_changes(store: Store, order: Order, title: str, changes: list) -> None:
    if not changes:
        return
    parts = []
    for line, product, old, new in changes:
        reference = products.sku_of(store, product) or f"#{product['id']}"
        parts.append(f"{line.name} ({reference}) {old}&rarr;{new}")
    add_note(store, order, f"{title} {', '.join(parts)}")
