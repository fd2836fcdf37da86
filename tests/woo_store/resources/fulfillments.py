"""Fulfillments of orders: ``/orders/<id>/fulfillments``.

A feature that a store switches on; until then its routes are not there. Made from the
source of WooCommerce 10.7 (``OrderFulfillmentsRestController``), not from recordings:
the notes and mails that it writes are left out.
"""

from collections.abc import Sequence
from typing import Any

from ..metadata import meta_value, update_meta
from ..orders.desk import OrderDesk
from ..orders.model import Order
from ..orders.refunds import refunds_of
from ..rest import php
from ..rest.controller import Controller
from ..rest.errors import RestError, no_route
from ..rest.request import RestRequest
from ..rest.response import RestResponse
from ..state import Row

_BASE = r"/wc/v3/orders/(?P<order_id>[\d]+)/fulfillments"
_ARGUMENTS = {
    "status": {"type": "string"},
    "is_fulfilled": {"type": "boolean"},
    "meta_data": {"type": "array", "required": True},
    "notify_customer": {"type": "boolean", "default": False},
}
_STATUSES = ("fulfilled", "unfulfilled")


class Fulfillments(Controller):
    """What of an order was sent together, and how it is tracked."""

    routes = {
        _BASE: {"GET": "list", "POST": "create"},
        _BASE + r"/(?P<fulfillment_id>[\d]+)": {
            "GET": "get",
            "POST": "update",
            "PUT": "update",
            "PATCH": "update",
            "DELETE": "delete",
        },
    }

    def arguments(self, method: str, declared: dict[str, Any]) -> dict[str, Any]:
        """Return the arguments, which the index of a store without them leaves out."""
        return _ARGUMENTS if method in ("POST", "PUT", "PATCH") else declared

    def list(self, request: RestRequest) -> RestResponse:
        """Return an order's fulfillments; they are not paged."""
        order = self._order(request)
        return RestResponse([_shown(row) for row in self._of(order)])

    def get(self, request: RestRequest) -> RestResponse:
        """Return one fulfillment."""
        return RestResponse(_shown(self._find(request)))

    def create(self, request: RestRequest) -> RestResponse:
        """Note what was sent together."""
        order = self._order(request)
        row: Row = {
            "id": 0,
            "entity_type": "WC_Order",
            "entity_id": str(order.id),
            "status": _status(request["status"], "unfulfilled"),
            "date_deleted": None,
            "meta_data": [],
        }
        self._set_meta(row, request["meta_data"])
        _check_items(row)
        row["id"] = self.state.sequences.next("fulfillments")
        self.state.fulfillments[row["id"]] = row
        self._saved(row, order)
        return RestResponse(_shown(row), 201)

    def update(self, request: RestRequest) -> RestResponse:
        """Change a fulfillment; meta data that is not named is taken away."""
        row = self._find(request)
        posted = request["meta_data"]
        changed = {**row, "meta_data": [dict(meta) for meta in row["meta_data"]]}
        changed["status"] = _status(request["status"], row["status"])
        self._set_meta(changed, posted)
        keys = {php.to_string(meta.get("key")) for meta in _rows(posted)}
        changed["meta_data"] = [m for m in changed["meta_data"] if m["key"] in keys]
        _check_items(changed)
        row.update(changed)
        self._saved(row, self._order(request))
        return RestResponse(_shown(row))

    def delete(self, request: RestRequest) -> RestResponse:
        """Delete a fulfillment; its row is kept."""
        row = self._find(request)
        row["date_deleted"] = self._now()
        self._note_status(self._order(request))
        return RestResponse({"message": "Fulfillment deleted successfully."})

    # rows

    def _order(self, request: RestRequest) -> Order:
        if not self.state.has_fulfillments:
            raise no_route()
        order = self.state.orders.get(php.to_int(request["order_id"]))
        if order is None:
            code = "woocommerce_rest_order_invalid_id"
            raise RestError(code, "Invalid order ID.", 404)
        return order

    def _of(self, order: Order) -> Sequence[Row]:
        return [
            row
            for row in self.state.fulfillments.values()
            if row["entity_id"] == str(order.id) and not row["date_deleted"]
        ]

    def _find(self, request: RestRequest) -> Row:
        order = self._order(request)
        row = self.state.fulfillments.get(php.to_int(request["fulfillment_id"]))
        if row is None or row["date_deleted"]:
            raise _refused("Fulfillment not found.")
        if row["entity_id"] != str(order.id):
            raise _refused("Invalid fulfillment ID.")
        return row

    def _set_meta(self, row: Row, posted: Any) -> None:
        """Take over meta data by the row's id, else by its key; values keep types."""
        for meta in _rows(posted):
            key = php.to_string(meta.get("key"))
            wanted = php.to_int(meta.get("id"))
            known = [
                one
                for one in row["meta_data"]
                if (one["id"] == wanted if wanted else one["key"] == key)
            ]
            if known:
                known[0].update(key=key, value=meta.get("value"))
            else:
                number = self.state.sequences.next("fulfillment_meta")
                row["meta_data"].append(
                    {"id": number, "key": key, "value": meta.get("value")}
                )

    def _saved(self, row: Row, order: Order) -> None:
        row["is_fulfilled"] = row["status"] == "fulfilled"
        row["date_updated"] = self._now()
        fulfilled = [m for m in row["meta_data"] if m["key"] == "_date_fulfilled"]
        if row["is_fulfilled"] and not fulfilled:
            dated = [{"key": "_date_fulfilled", "value": self._now()}]
            self._set_meta(row, dated)
        self._note_status(order)

    def _now(self) -> str:
        local = self.store.clock.local(self.store.clock.now_gmt())
        return str(local).replace("T", " ")

    def _note_status(self, order: Order) -> None:
        """Keep at the order how far it is fulfilled, and announce it."""
        status = self._order_status(order)
        update_meta(
            order.meta_data, "_fulfillment_status", status, self.state.sequences
        )
        OrderDesk(self.store).save(order)

    def _order_status(self, order: Order) -> str | None:
        rows = self._of(order)
        if not rows:
            return None
        left = {line.id: line.quantity for line in order.line_items}
        for refund in refunds_of(self.store, order.id):
            for line in refund.line_items:
                number = php.to_int(meta_value(line.meta_data, "_refunded_item_id"))
                left[number] = left.get(number, 0) + line.quantity
        for row in rows:
            for item in _items(row):
                left[item["item_id"]] = left.get(item["item_id"], 0) - item["qty"]
        done = [row["is_fulfilled"] for row in rows]
        if all(done) and not any(pieces > 0 for pieces in left.values()):
            return "fulfilled"
        return "partially_fulfilled" if any(done) else "unfulfilled"


def _shown(row: Row) -> Row:
    names = ("id", "entity_type", "entity_id", "status", "is_fulfilled")
    shown = {name: row[name] for name in (*names, "date_updated", "date_deleted")}
    return {**shown, "meta_data": [dict(meta) for meta in row["meta_data"]]}


def _status(posted: Any, otherwise: str) -> str:
    if posted is None:
        return otherwise
    return posted if posted in _STATUSES else "unfulfilled"


def _rows(posted: Any) -> Sequence[dict]:
    return [meta for meta in posted or () if isinstance(meta, dict)]


def _items(row: Row) -> Any:
    return next((m["value"] for m in row["meta_data"] if m["key"] == "_items"), None)


def _check_items(row: Row) -> None:
    items = _items(row)
    if not items:
        raise _refused("The fulfillment should contain at least one item.")
    if not isinstance(items, list):
        raise _refused("The fulfillment items should be an array.")
    for item in items:
        number = item.get("item_id") if isinstance(item, dict) else None
        pieces = item.get("qty") if isinstance(item, dict) else None
        is_number = isinstance(number, int) and isinstance(pieces, (int, float))
        if not is_number or number <= 0 or pieces <= 0:
            raise _refused("Invalid item.")


def _refused(message: str) -> RestError:
    """Return the error of an exception without a code of its own: it has the code 0."""
    return RestError(0, message, 400)
