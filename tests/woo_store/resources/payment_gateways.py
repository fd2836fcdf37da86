"""Payment gateways: ``/payment_gateways``."""

from .. import texts
from ..rest import php
from ..rest.controller import Controller
from ..rest.errors import RestError
from ..rest.request import RestRequest
from ..rest.response import RestResponse
from ..state import Row
from .settings import checked_value


class PaymentGateways(Controller):
    """The gateways that the store has installed."""

    routes = {
        "/wc/v3/payment_gateways": {"GET": "list"},
        r"/wc/v3/payment_gateways/(?P<id>[\w-]+)": {
            "GET": "get",
            "POST": "update",
            "PUT": "update",
            "PATCH": "update",
        },
    }

    def list(self, request: RestRequest) -> RestResponse:
        """Return all gateways; there are no pages."""
        rows = list(self.state.payment_gateways.values())
        response = self.listed(request, rows, len(rows))
        response.headers = {"X-WP-Total": str(len(rows)), "X-WP-TotalPages": "1"}
        return response

    def get(self, request: RestRequest) -> RestResponse:
        """Return one gateway."""
        return self.respond(self._find(request), request)

    def update(self, request: RestRequest) -> RestResponse:
        """Change a gateway's title, order, state and settings."""
        row = self._find(request)
        posted = request["settings"]
        # A list has no names, and so no setting of the gateway.
        for name, value in posted.items() if isinstance(posted, dict) else ():
            if name in row["settings"]:
                setting = row["settings"][name]
                setting["value"] = checked_value(setting, value)
        if "enabled" in request:
            row["enabled"] = php.truthy(request["enabled"])
        for column in ("title", "description"):
            if column in request:
                row[column] = texts.filter_html(php.to_string(request[column]))
        if "title" in request and "title" in row["settings"]:
            row["settings"]["title"]["value"] = row["title"]
        if "order" in request:
            row["order"] = php.to_int(request["order"])
        return self.respond(row, request)

    def respond(self, row: Row, request: RestRequest) -> RestResponse:
        """Show a gateway."""
        links = self.item_links("payment_gateways", row["id"])
        return RestResponse(dict(row), links=links)

    def _find(self, request: RestRequest) -> Row:
        row = self.state.payment_gateways.get(request["id"])
        if not row:
            code = "woocommerce_rest_payment_gateway_invalid"
            raise RestError(code, "Resource does not exist.", 404)
        return row
