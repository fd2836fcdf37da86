"""Taking things out of the trash, which the API cannot: the shop's own pages do it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

from .orders.desk import OrderDesk

if TYPE_CHECKING:
    from .store import Store


class NotTrashedError(Exception):
    """There is no such thing in the trash."""


def restore(store: Store, resource: str, object_id: int) -> None:
    """Restore an order, a product or a coupon; raise NotTrashedError.

    Restoring a product tells the coupons' listeners too and the other way round: both
    are posts to WordPress. The other kind's body is then an error.
    """
    if resource == "order":
        order = store.state.orders.get(object_id)
        if order is None or order.status != "trash":
            raise NotTrashedError(f"order {object_id}")
        OrderDesk(store).restore(order)
        return
    tables = {"product": store.state.products, "coupon": store.state.coupons}
    row = tables.get(resource, {}).get(object_id)
    if row is None or row["status"] != "trash":
        raise NotTrashedError(f"{resource} {object_id}")
    row["status"] = "publish"
    row["date_modified_gmt"] = store.clock.now_gmt()
    for topic in ("coupon.restored", "product.restored"):
        store.events.emit(topic, object_id)


def add_trash(app: web.Application, store: Store) -> None:
    """Add the control route ``/_control/restore``."""

    async def answer(request: web.Request) -> web.Response:
        """Restore the ``resource`` with the ``id``."""
        given = await request.json()
        try:
            restore(store, given["resource"], int(given["id"]))
        except NotTrashedError as error:
            return web.json_response({"error": f"not trashed: {error}"}, status=404)
        return web.json_response({"restored": given["id"]})

    app.router.add_post("/_control/restore", answer)
