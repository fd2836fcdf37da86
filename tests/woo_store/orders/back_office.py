"""What plugins and a shop's own pages do to orders, and the API cannot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aiohttp import web

from ..rest.errors import RestError
from .desk import OrderDesk

if TYPE_CHECKING:
    from ..store import Store


def edit(
    store: Store,
    order_id: int,
    values: dict[str, Any],
    fields: dict[str, Any],
    *,
    quietly: bool,
) -> None:
    """Change an order past the API.

    :param values: as sent to ``PUT /orders/{id}``
    :param fields: of the API's answer that a plugin adds or replaces from now on, such
        as ``gift_cards`` or ``number``; ``None`` takes a field back. A plugin that
        changes ``total`` gives that here, too.
    :param quietly: ``date_modified`` stays and nobody is told, as when lines are edited
        in the database or on some of the shop's pages
    :raise RestError: the values are refused
    """
    desk = OrderDesk(store)
    modified = store.state.orders[order_id].date_modified
    order = desk.update(order_id, values, silent=quietly)
    for name, value in fields.items():
        order.plugin_fields.pop(name, None)
        if value is not None:
            order.plugin_fields[name] = value
    if quietly:
        order.date_modified = modified


def add_back_office(app: web.Application, store: Store) -> None:
    """Add the control route ``/_control/orders/{id}/edit``."""

    async def answer(request: web.Request) -> web.Response:
        """Change an order by ``values`` and ``fields``, ``quietly`` or not."""
        order_id, given = int(request.match_info["id"]), await request.json()
        if order_id not in store.state.orders:
            raise web.HTTPNotFound
        values, fields = given.get("values", {}), given.get("fields", {})
        quietly = bool(given.get("quietly"))
        try:
            edit(store, order_id, values, fields, quietly=quietly)
        except RestError as error:
            return web.json_response(error.body(), status=error.status)
        return web.json_response({"id": order_id})

    app.router.add_post("/_control/orders/{id}/edit", answer)
