"""The kinds of shipping methods: ``/shipping_methods``."""

from ..rest.controller import Controller
from ..rest.errors import RestError
from ..rest.request import RestRequest
from ..rest.response import RestResponse
from ..state import Row


class ShippingMethods(Controller):
    """The kinds of shipping methods: ``/shipping_methods``."""

    routes = {
        "/wc/v3/shipping_methods": {"GET": "list"},
        r"/wc/v3/shipping_methods/(?P<id>[\w-]+)": {"GET": "get"},
    }

    def list(self, request: RestRequest) -> RestResponse:
        """Return all kinds; there are no pages."""
        rows = list(self.state.shipping_methods.values())
        response = self.listed(request, rows, len(rows))
        response.headers = {"X-WP-Total": str(len(rows)), "X-WP-TotalPages": "1"}
        return response

    def get(self, request: RestRequest) -> RestResponse:
        """Return one kind."""
        row = self.state.shipping_methods.get(request["id"])
        if not row:
            code = "woocommerce_rest_shipping_method_invalid"
            raise RestError(code, "Resource does not exist.", 404)
        return self.respond(row, request)

    def respond(self, row: Row, request: RestRequest) -> RestResponse:
        """Show a kind of shipping method."""
        return RestResponse(
            dict(row), links=self.item_links("shipping_methods", row["id"])
        )
