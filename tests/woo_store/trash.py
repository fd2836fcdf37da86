"""Taking things out of the trash, which the API cannot: the shop's own pages do it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

from .catalogue.trash import move_slug
from .metadata import meta_value, update_meta
from .orders.desk import OrderDesk
from .state import Row

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
    _take_out(store, row)
    row["date_modified_gmt"] = store.clock.now_gmt()
    for topic in ("coupon.restored", "product.restored"):
        store.events.emit(topic, object_id)


def _take_out(store: Store, row: Row) -> None:
    """Give a post its old status and slug back, and forget when it was trashed."""
    before = meta_value(row["meta_data"], "_wp_trash_meta_status")
    row["status"] = before or "publish"
    for key in ("_wp_trash_meta_status", "_wp_trash_meta_time"):
        update_meta(row["meta_data"], key, None, store.state.sequences)
    if "slug" in row:
        move_slug(store.state, row, was_trashed=True)


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
