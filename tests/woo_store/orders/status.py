"""An order's status and what happens when it changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..catalogue.rows import find_row
from .coupons import count_uses
from .model import Order, Refund
from .notes import add_note
from .refunds import RefundRequest, create_refund, refund_rest
from .stock import reduce_stock, restore_stock
from .view import needs_processing

if TYPE_CHECKING:
    from ..store import Store

_OTHER_STATUSES = frozenset({"trash", "draft", "auto-draft", "checkout-draft"})
_TAKES_STOCK = frozenset({"processing", "completed", "on-hold"})
_GIVES_BACK = frozenset({"cancelled", "pending"})
_PAYABLE_BY_COMPLETION = frozenset(
    {"on-hold", "pending", "failed", "cancelled", "checkout-draft"}
)


def known_statuses(store: Store) -> list[str]:
    """Return the slugs of the store's statuses, its own ones too."""
    return [row["slug"] for row in store.state.order_statuses]


def set_status(store: Store, order: Order, wanted: str, *, author: str = "") -> None:
    """Change the status and do what follows; an unknown one becomes "pending"."""
    wanted = wanted.removeprefix("wc-")
    if wanted not in known_statuses(store) and wanted not in _OTHER_STATUSES:
        wanted = "pending"
    before = order.status
    if before in ("auto-draft", "trash") or not before:
        before = "pending"
    order.status = wanted
    if wanted in ("auto-draft", "trash") or before == wanted:
        return
    _set_dates(store, order)
    _follow_up(store, order)
    old, new = _status_name(store, before), _status_name(store, wanted)
    text = f"Order status changed from {old} to {new}."
    add_note(store, order, text, **({"author": author} if author else {}))


def complete_payment(store: Store, order: Order, transaction_id: str = "") -> None:
    """Take the order as paid: it goes to processing, or is complete at once."""
    if order.status not in _PAYABLE_BY_COMPLETION:
        return
    if transaction_id:
        order.transaction_id = transaction_id
    order.date_paid = order.date_paid or store.clock.now_gmt()
    paid = "processing" if needs_processing(store, order) else "completed"
    set_status(store, order, paid)


def refund_order(store: Store, order: Order, wanted: RefundRequest) -> Refund:
    """Make a refund; an order given back completely becomes "refunded".

    Raises RefundError when the refund is refused.
    """
    refund = create_refund(store, order, wanted)
    if refund.whole and order.status != "refunded":
        set_status(store, order, "refunded")
    store.events.emit("order.updated", order.id)
    store.events.emit("action.woocommerce_order_refunded", order.id)
    return refund


def _set_dates(store: Store, order: Order) -> None:
    paid = {"processing", "completed"}
    if not needs_processing(store, order):
        paid = {"completed"}
    if order.status in paid and not order.date_paid:
        order.date_paid = store.clock.now_gmt()
    if order.status == "completed":
        order.date_completed = store.clock.now_gmt()


def _follow_up(store: Store, order: Order) -> None:
    if order.status in _TAKES_STOCK:
        reduce_stock(store, order)
    elif order.status in _GIVES_BACK:
        restore_stock(store, order)
    count_uses(store, order)
    count_sales(store, order)
    if order.status == "completed":
        _mark_paying_customer(store, order)
    if order.status == "refunded":
        refund_rest(store, order)


def count_sales(store: Store, order: Order) -> None:
    """Count the ordered pieces in the products' sales, and uncount them."""
    lost = order.status in ("cancelled", "trash")
    if order.sales_recorded is not lost:
        return
    if not lost and order.status not in _TAKES_STOCK:
        return
    order.sales_recorded = not lost
    for line in order.line_items:
        row = find_row(store.state, line.product_id)
        if row:
            pieces = -line.quantity if lost else line.quantity
            row["total_sales"] = max(row.get("total_sales", 0) + pieces, 0)


def _mark_paying_customer(store: Store, order: Order) -> None:
    customer = store.state.customers.get(order.customer_id)
    if customer and not customer.get("is_paying_customer"):
        customer["is_paying_customer"] = True
        store.events.emit("customer.updated", customer["id"])


def _status_name(store: Store, slug: str) -> str:
    for row in store.state.order_statuses:
        if row["slug"] == slug:
            return row["name"]
    return slug
