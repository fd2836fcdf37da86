"""Notes on orders: ``/orders/<id>/notes``."""

from ..orders.model import Order
from ..orders.notes import SYSTEM_AUTHOR, add_note
from ..rest import php
from ..rest.controller import Controller
from ..rest.errors import RestError, trash_not_supported
from ..rest.request import RestRequest
from ..rest.response import RestResponse
from ..state import Row
from ..texts import filter_html

_BASE = r"/wc/v3/orders/(?P<order_id>[\d]+)/notes"


class OrderNotes(Controller):
    """Notes of the store and of its users; a note cannot be changed."""

    routes = {
        _BASE: {"GET": "list", "POST": "create"},
        _BASE + r"/(?P<id>[\d]+)": {"GET": "get", "DELETE": "delete"},
    }

    def list(self, request: RestRequest) -> RestResponse:
        """Return an order's notes, the newest first; they are not paged."""
        order = self._order(request, "woocommerce_rest_shop_order_invalid_id")
        notes = [
            row for row in self.state.notes.values() if row["order_id"] == order.id
        ]
        wanted = request["type"]
        if wanted in ("customer", "internal"):
            for_customer = wanted == "customer"
            notes = [row for row in notes if row["customer_note"] is for_customer]
        members = []
        for row in sorted(notes, key=lambda row: -row["id"]):
            response = self.respond(row, request)
            self.store.dispatcher.add_target_hints(response.links, request)
            members.append(response.body())
        return RestResponse(members)

    def get(self, request: RestRequest) -> RestResponse:
        """Return one note."""
        return self.respond(self._find(request), request)

    def create(self, request: RestRequest) -> RestResponse:
        """Write a note."""
        order = self._order(request, "woocommerce_rest_order_invalid_id")
        by_user = php.to_bool(request["added_by_user"])
        row = add_note(
            self.store,
            order,
            filter_html(php.to_string(request["note"])),
            author="admin" if by_user else SYSTEM_AUTHOR,
            for_customer=php.to_bool(request["customer_note"]),
        )
        response = self.respond(row, request)
        path = f"orders/{order.id}/notes/{row['id']}"
        return self.created(path, response.data, response.links)

    def delete(self, request: RestRequest) -> RestResponse:
        """Delete a note for good."""
        if not php.to_bool(request["force"]):
            raise trash_not_supported("Webhooks do not support trashing.")
        row = self._find(request)
        del self.state.notes[row["id"]]
        return self.respond(row, request)

    def respond(self, row: Row, request: RestRequest) -> RestResponse:
        """Show a note."""
        data = {
            "id": row["id"],
            "author": row["author"],
            "date_created": self.store.clock.local(row["date_created_gmt"]),
            "date_created_gmt": row["date_created_gmt"],
            "note": row["note"],
            "customer_note": row["customer_note"],
        }
        order = f"orders/{row['order_id']}"
        links = self.item_links(f"{order}/notes", row["id"], up=order)
        return RestResponse(data, links=links)

    def _order(self, request: RestRequest, code: str) -> Order:
        order = self.state.orders.get(php.to_int(request["order_id"]))
        if order is None:
            raise RestError(code, "Invalid order ID.", 404)
        return order

    def _find(self, request: RestRequest) -> Row:
        order = self._order(request, "woocommerce_rest_order_invalid_id")
        row = self.state.notes.get(php.to_int(request["id"]))
        if row is None or row["order_id"] != order.id:
            message = "Invalid resource ID."
            raise RestError("woocommerce_rest_invalid_id", message, 404)
        return row
