"""Orders: ``/orders``."""

from typing import Any

from ..orders.desk import OrderDesk
from ..orders.model import Order
from ..orders.search import find_orders
from ..orders.settings import currency
from ..orders.status import known_statuses
from ..orders.view import View
from ..rest import php
from ..rest.controller import Controller, crud_routes
from ..rest.errors import RestError
from ..rest.paging import page_of
from ..rest.request import RestRequest
from ..rest.response import Links, RestResponse
from ..store import Store

_VALUES = (
    "parent_id",
    "created_via",
    "status",
    "currency",
    "customer_id",
    "customer_note",
    "billing",
    "shipping",
    "payment_method",
    "payment_method_title",
    "transaction_id",
    "meta_data",
    "line_items",
    "shipping_lines",
    "fee_lines",
    "coupon_lines",
    "set_paid",
    "manual_update",
)


class Orders(Controller):
    """Orders; the rows are ``Order`` objects."""

    routes = crud_routes("orders")

    def __init__(self, store: Store):
        super().__init__(store)
        self.desk = OrderDesk(store)

    def arguments(self, method: str, declared: dict[str, Any]) -> dict[str, Any]:
        """Declare what depends on the store: statuses, currency, decimals."""
        declared = dict(declared)
        if "dp" in declared:
            places = View(self.store).places
            declared["dp"] = {**declared["dp"], "default": places}
        if "default" in declared.get("currency", {}):
            shown = {**declared["currency"], "default": currency(self.store)}
            declared["currency"] = shown
        if "status" in declared:
            declared["status"] = self._with_statuses(declared["status"])
        return declared

    def _with_statuses(self, schema: dict[str, Any]) -> dict[str, Any]:
        known = ["auto-draft", *known_statuses(self.store)]
        if schema.get("type") == "array":
            items = {**schema["items"], "enum": ["any", "trash", *known]}
            return {**schema, "items": items}
        return {**schema, "enum": known}

    def list(self, request: RestRequest) -> RestResponse:
        """Return the orders that fit; drafts of checkouts are among them."""
        statuses = request["status"]
        request.query["status"] = statuses if isinstance(statuses, list) else ["any"]
        orders = find_orders(self.store, request)
        page = page_of(request, orders)
        # Past the last page WooCommerce counts no orders at all.
        return self.listed(request, page, len(orders) if page else 0)

    def get(self, request: RestRequest) -> RestResponse:
        """Return one order, trashed ones too."""
        return self.respond(self._find(request), request)

    def create(self, request: RestRequest) -> RestResponse:
        """Make an order."""
        if request["id"]:
            raise RestError(
                "woocommerce_rest_shop_order_exists",
                "Cannot create existing shop_order.",
            )
        order = self.desk.create(_values(request))
        response = self.respond(order, request)
        return self.created(f"orders/{order.id}", response.data, response.links)

    def update(self, request: RestRequest) -> RestResponse:
        """Change an order; an unknown one is a bad request, not a missing resource."""
        order = self._find(request, status=400)
        order = self.desk.update(order.id, _values(request))
        return self.respond(order, request)

    def delete(self, request: RestRequest) -> RestResponse:
        """Put an order into the trash, or delete it for good with ``force``."""
        order = self._find(request)
        response = self.respond(order, request)
        if php.to_bool(request["force"]):
            self.desk.delete(order)
        elif order.status == "trash":
            message = "The shop_order has already been deleted."
            raise RestError("woocommerce_rest_already_trashed", message, 410)
        else:
            self.desk.trash(order)
        return response

    def respond(self, row: Order, request: RestRequest) -> RestResponse:
        """Show an order with the decimals asked for."""
        view = view_for(self.store, request)
        request.query.setdefault("context", "view")
        return RestResponse(view.order(row), links=order_links(self, row))

    def _find(self, request: RestRequest, status: int = 404) -> Order:
        order = self.state.orders.get(php.to_int(request["id"]))
        if order is None:
            code = "woocommerce_rest_shop_order_invalid_id"
            raise RestError(code, "Invalid ID.", status)
        return order


def view_for(store: Store, request: RestRequest) -> View:
    """Return a view with the decimals asked for, which the paging links repeat."""
    places = request["dp"]
    view = View(store, None if places is None else php.absolute_int(places))
    request.query.setdefault("dp", view.places)
    return view


def order_links(controller: Controller, order: Order) -> Links:
    """Return an order's links."""
    links = controller.item_links("orders", order.id)
    href = controller.store.api_url(f"orders/{order.id}/actions/email_templates")
    links["email_templates"] = [{"embeddable": True, "href": href}]
    api_url = controller.store.api_url
    if order.customer_id:
        links["customer"] = [{"href": api_url(f"customers/{order.customer_id}")}]
    if order.parent_id:
        links["up"] = [{"href": api_url(f"orders/{order.parent_id}")}]
    return links


def _values(request: RestRequest) -> dict[str, Any]:
    return {name: request[name] for name in _VALUES}
