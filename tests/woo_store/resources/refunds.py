"""Refunds: ``/orders/<id>/refunds`` and ``/refunds``."""

from typing import Any

from ..metadata import apply_meta
from ..orders.model import Refund
from ..orders.refunds import RefundError, RefundRequest
from ..orders.search import date_limits, in_order, within
from ..orders.status import refund_order
from ..orders.view import View
from ..php_numbers import float_text
from ..rest import php
from ..rest.controller import Controller
from ..rest.errors import RestError
from ..rest.request import RestRequest
from ..rest.response import RestResponse
from ..state import Row
from .orders import view_for

_BASE = r"/wc/v3/orders/(?P<order_id>[\d]+)/refunds"


def _with_store_decimals(controller: Controller, declared: dict) -> dict:
    if "dp" not in declared:
        return declared
    places = View(controller.store).places
    return {**declared, "dp": {**declared["dp"], "default": places}}


class OrderRefunds(Controller):
    """The refunds of one order.

    Some failures answer 500 with a bare number as ``data``, as WooCommerce does.
    """

    routes = {
        _BASE: {"GET": "list", "POST": "create"},
        _BASE + r"/(?P<id>[\d]+)": {"GET": "get", "DELETE": "delete"},
    }

    def arguments(self, method: str, declared: dict[str, Any]) -> dict[str, Any]:
        """Show amounts with the store's decimals by default."""
        return _with_store_decimals(self, declared)

    def list(self, request: RestRequest) -> RestResponse:
        """Return an order's refunds; an unknown order simply has none."""
        order_id = php.to_int(request["order_id"])
        rows = [row for row in self.state.refunds.values() if row.order_id == order_id]
        return self.listed(request, _selected(self, rows, request))

    def get(self, request: RestRequest) -> RestResponse:
        """Return one refund."""
        return self.respond(self._find(request), request)

    def create(self, request: RestRequest) -> RestResponse:
        """Refund an amount, lines or both."""
        if request["id"]:
            raise RestError(
                "woocommerce_rest_shop_order_refund_exists",
                "Cannot create existing shop_order_refund.",
            )
        order = self.state.orders.get(php.to_int(request["order_id"]))
        if order is None:
            raise _bare("woocommerce_rest_invalid_order_id", "Invalid order ID.", 404)
        wanted = _refund_request(request)
        if php.precedes(wanted.amount, "0"):
            message = "Refund amount must be greater than zero."
            raise _bare("woocommerce_rest_invalid_order_refund", message, 400)
        try:
            refund = refund_order(self.store, order, wanted)
        except RefundError as error:
            code = "woocommerce_rest_cannot_create_order_refund"
            raise _bare(code, str(error), 500) from None
        apply_meta(refund.meta_data, request["meta_data"], self.state.sequences)
        response = self.respond(refund, request)
        # WooCommerce leaves the pattern of its route in this address.
        path = rf"orders/(?P<order_id>[\d]+)/refunds/{refund.id}"
        return self.created(path, response.data, response.links)

    def delete(self, request: RestRequest) -> RestResponse:
        """Delete a refund for good, ``force`` or not; the order keeps its status."""
        refund = self._find(request)
        del self.state.refunds[refund.id]
        return self.respond(refund, request)

    def respond(self, row: Refund, request: RestRequest) -> RestResponse:
        """Show a refund."""
        order = f"orders/{row.order_id}"
        links = self.item_links(f"{order}/refunds", row.id, up=order)
        data = view_for(self.store, request).refund(row)
        return RestResponse(data, links=links)

    def _find(self, request: RestRequest) -> Refund:
        refund = self.state.refunds.get(php.to_int(request["id"]))
        if refund is None:
            code = "woocommerce_rest_shop_order_refund_invalid_id"
            raise RestError(code, "Invalid ID.", 404)
        order_id = php.to_int(request["order_id"])
        if order_id not in self.state.orders:
            raise _bare("woocommerce_rest_invalid_order_id", "Invalid order ID.", 404)
        if refund.order_id != order_id:
            code = "woocommerce_rest_invalid_order_refund_id"
            raise _bare(code, "Invalid order refund ID.", 404)
        return refund


class Refunds(Controller):
    """The refunds of all orders."""

    routes = {"/wc/v3/refunds": {"GET": "list"}}

    def arguments(self, method: str, declared: dict[str, Any]) -> dict[str, Any]:
        """Show amounts with the store's decimals by default."""
        return _with_store_decimals(self, declared)

    def list(self, request: RestRequest) -> RestResponse:
        """Return refunds with the ids of their orders."""
        rows = list(self.state.refunds.values())
        return self.listed(request, _selected(self, rows, request))

    def respond(self, row: Refund, request: RestRequest) -> RestResponse:
        """Show a refund with its order's id behind its own."""
        data = view_for(self.store, request).refund(row)
        data = {"id": data.pop("id"), "parent_id": row.order_id, **data}
        order = f"orders/{row.order_id}"
        links = self.item_links(f"{order}/refunds", row.id, up=order)
        return RestResponse(data, links=links)


def _selected(
    controller: Controller, rows: list[Refund], request: RestRequest
) -> list[Refund]:
    limits = date_limits(controller.store, request)
    include, exclude = request["include"], request["exclude"] or []
    rows = [row for row in rows if within(row, limits) and row.id not in exclude]
    if include:
        rows = [row for row in rows if row.id in include]
    return in_order(rows, request)


def _bare(code: str, message: str, number: int) -> RestError:
    """Return an error whose status WordPress cannot find, so that it answers 500."""
    return RestError(code, message, 500, data=number)


def _refund_request(request: RestRequest) -> RefundRequest:
    lines = _posted_lines(request["line_items"])
    amount = request["amount"]
    if amount is None:
        amount = _amount_of(lines)
    return RefundRequest(
        amount=php.to_string(amount),
        reason=php.to_string(request["reason"]),
        lines=lines,
        pay_back=request["api_refund"] is not False,
        restock=request["api_restock"] is not False,
    )


def _posted_lines(posted: Any) -> dict[int, Row]:
    """Return the lines by item id; a line without an id makes all of them void."""
    if isinstance(posted, dict):
        pairs = list(posted.items())
    else:
        lines = posted if isinstance(posted, list) else []
        pairs = [(each.get("id"), each) for each in lines if isinstance(each, dict)]
        if len(pairs) < len(lines) or any(item_id is None for item_id, _line in pairs):
            return {}
    pairs = [(item_id, line) for item_id, line in pairs if isinstance(line, dict)]
    return {php.to_int(item_id): _posted_line(line) for item_id, line in pairs}


def _posted_line(posted: Row) -> Row:
    quantity = posted.get("qty", posted.get("quantity"))
    taxes = _posted_taxes(posted.get("refund_tax"))
    return {**posted, "qty": quantity, "refund_tax": taxes}


def _posted_taxes(posted: Any) -> dict[int, Any]:
    if isinstance(posted, dict):
        return {php.to_int(key): tax for key, tax in posted.items()}
    taxes = {}
    for tax in posted if isinstance(posted, list) else []:
        if isinstance(tax, dict) and "id" in tax:
            taxes[php.to_int(tax["id"])] = tax.get("refund_total")
    return taxes


def _amount_of(lines: dict[int, Row]) -> str:
    """Return the sum of the lines and their taxes, 0 when one has no number."""
    total = 0.0
    for line in lines.values():
        values = [line.get("refund_total"), *line["refund_tax"].values()]
        if not all(php.is_numeric(value) for value in values):
            return "0"
        for value in values:
            total += php.to_float(value)
    return float_text(total)
