"""Serving the page and what its buttons do."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from aiohttp import web

from ..orders.desk import OrderDesk
from ..rest.errors import RestError
from .overview import overview

if TYPE_CHECKING:
    from ..store import Store

_FILES = Path(__file__).parent / "files"


def add_page(app: web.Application, store: Store) -> None:
    """Add the page's files and routes; ``/`` itself is served by ``index``."""
    buttons = _Buttons(store)
    app.router.add_static("/_page/", _FILES)
    app.router.add_get("/_control/overview", buttons.overview)
    app.router.add_post("/_control/orders/{id}", buttons.set_status)


async def index(_request: web.Request) -> web.FileResponse:
    """Return the page."""
    return web.FileResponse(_FILES / "index.html")


class _Buttons:
    def __init__(self, store: Store):
        self.store = store
        self.desk = OrderDesk(store)

    async def overview(self, _request: web.Request) -> web.Response:
        """Return what the page shows."""
        return web.json_response(overview(self.store))

    async def set_status(self, request: web.Request) -> web.Response:
        """Set an order's ``status``."""
        order_id, given = int(request.match_info["id"]), await request.json()
        if order_id not in self.store.state.orders:
            raise web.HTTPNotFound
        try:
            order = self.desk.update(order_id, {"status": given["status"]})
        except RestError as error:
            return web.json_response(error.body(), status=error.status)
        return web.json_response({"id": order.id, "status": order.status})
