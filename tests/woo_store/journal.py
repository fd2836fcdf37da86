"""A journal of every stock number the store showed and every sale that took stock.

For measurements that need to know what was shown at which moment; no part of
WooCommerce. Moments are Unix times of this machine, not of the store's own clock.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from aiohttp import web

from .catalogue.rows import find_row
from .orders.model import Order

if TYPE_CHECKING:
    from .store import Store


class Journal:
    """Listens to the store's events from the moment it is switched on."""

    def __init__(self, store: Store):
        self._store = store
        self._is_on = False
        self._last: dict[int, int | None] = {}
        self._changed_at: dict[int, float] = {}
        self._sold: set[int] = set()
        self.stock: list[tuple[float, int, int | None]] = []
        self.sales: list[tuple[float, int, list[tuple[int, int]]]] = []
        store.events.subscribe(self._note)

    def begin(self) -> None:
        """Forget what was written, note all stock as it is now, and go on from here."""
        self._last, self._changed_at, self.stock, self.sales = {}, {}, [], []
        self._is_on = True
        state = self._store.state
        orders = state.orders.values()
        self._sold = {order.id for order in orders if order.stock_reduced}
        for number in (*state.products, *state.variations):
            self._note_stock(number)

    def shown(self) -> dict[str, Any]:
        """Return both lists, oldest first."""
        return {"stock": self.stock, "sales": self.sales}

    def _note(self, topic: str, object_id: int) -> None:
        if not self._is_on:
            return
        if topic.startswith("product."):
            self._note_stock(object_id)
        elif topic.startswith("order."):
            self._note_sale(self._store.state.orders.get(object_id))

    def _note_stock(self, product_id: int) -> None:
        row = find_row(self._store.state, product_id)
        if row is None or not row["manage_stock"]:
            return
        quantity = row["stock_quantity"]
        if product_id not in self._last or self._last[product_id] != quantity:
            self._last[product_id] = quantity
            self._changed_at[product_id] = time.time()
            self.stock.append((self._changed_at[product_id], product_id, quantity))

    def _note_sale(self, order: Order | None) -> None:
        """Note an order the first time that it has taken its stock.

        Its moment is that of the stock it took: nothing comes between the two.
        """
        if order is None or not order.stock_reduced or order.id in self._sold:
            return
        self._sold.add(order.id)
        lines = [
            (line.variation_id or line.product_id, line.quantity)
            for line in order.line_items
        ]
        taken_at = [self._changed_at.get(product) for product, _quantity in lines]
        moment = max((at for at in taken_at if at), default=time.time())
        self.sales.append((moment, order.id, lines))


def add_journal(app: web.Application, store: Store) -> None:
    """Add ``/_control/journal``: POST begins it anew, GET returns it."""
    journal = Journal(store)

    async def begin(_request: web.Request) -> web.Response:
        """Begin anew."""
        journal.begin()
        return web.json_response({"begun": time.time()})

    async def show(_request: web.Request) -> web.Response:
        """Return what was written since it began."""
        return web.json_response(journal.shown())

    app.router.add_post("/_control/journal", begin)
    app.router.add_get("/_control/journal", show)
