"""What the page shows, as JSON."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any

from ..catalogue.prices import purchasable
from ..faults.rules import REQUEST_KINDS, WEBHOOK_KINDS
from ..orders import products
from ..orders.model import Order
from ..orders.settings import currency, currency_sign, tax_rules
from ..orders.view import View
from ..state import Row
from ..stock_levels import stock_owner

if TYPE_CHECKING:
    from ..store import Store

SHOWN_ORDERS = 25
SHOWN_DELIVERIES = 40


def overview(store: Store) -> dict[str, Any]:
    """Return the store's present state in short."""
    return {
        "site": store.site_url,
        "now": store.clock.local(store.clock.now_gmt()),
        "country": tax_rules(store).base.country,
        "currency": currency_sign(store, currency(store)),
        "products": [_product(store, row) for row in _for_sale(store)],
        "orders": _orders(store),
        "order_count": len(store.state.orders),
        "webhooks": [_webhook(row) for row in store.state.webhooks.values()],
        "pending": store.deliveries.pending(),
        "deliveries": store.state.deliveries[: -SHOWN_DELIVERIES - 1 : -1],
        "kinds": {"requests": REQUEST_KINDS, "webhooks": WEBHOOK_KINDS},
        "faults": store.faults.shown(),
    }


def _for_sale(store: Store) -> list[Row]:
    state = store.state
    rows = [row for row in state.products.values() if row["type"] == "simple"]
    rows = [row for row in (*rows, *state.variations.values()) if row["price"] != ""]
    rows = [row for row in rows if purchasable(store, row)]
    return sorted(rows, key=lambda row: products.full_name(store, row).lower())


def _product(store: Store, row: Row) -> dict[str, Any]:
    owner = stock_owner(store, row)
    return {
        "id": row["id"],
        "name": html.unescape(products.full_name(store, row)),
        "sku": products.sku_of(store, row),
        "price": View(store).money(row["price"]),
        "stock": owner["stock_quantity"] if owner else None,
        "status": (owner or row)["stock_status"],
    }


def _orders(store: Store) -> list[dict[str, Any]]:
    newest = sorted(store.state.orders.values(), key=lambda order: -order.id)
    return [_order(store, order) for order in newest[:SHOWN_ORDERS]]


def _order(store: Store, order: Order) -> dict[str, Any]:
    names = [f"{line.quantity} × {line.name}" for line in order.line_items]
    person = f"{order.billing['first_name']} {order.billing['last_name']}".strip()
    return {
        "id": order.id,
        "status": order.status,
        "person": html.unescape(person) or "guest",
        "items": html.unescape(", ".join(names)),
        "total": View(store).money(order.total),
        "at": store.clock.local(order.date_created),
        "via": order.created_via,
    }


def _webhook(row: Row) -> dict[str, Any]:
    names = ("id", "name", "topic", "status", "delivery_url", "failure_count")
    return {name: row[name] for name in names}
