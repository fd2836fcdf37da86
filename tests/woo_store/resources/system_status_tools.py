"""The tools of the status page: ``/system_status/tools``.

Not recorded: names and texts are those that WooCommerce's documentation lists. Caches
and tables that this store does not have are cleared by saying so.
"""

from ..rest.controller import Controller
from ..rest.errors import RestError
from ..rest.request import RestRequest
from ..rest.response import RestResponse
from ..state import Row

# id -> name, what running it is called, what it does, and what it says afterwards
_TOOLS = {
    "clear_transients": (
        "WooCommerce transients",
        "Clear transients",
        "This tool will clear the product/shop transients cache.",
        "Product transients cleared",
    ),
    "clear_expired_transients": (
        "Expired transients",
        "Clear transients",
        "This tool will clear ALL expired transients from WordPress.",
        "0 transients rows cleared",
    ),
    "delete_orphaned_variations": (
        "Orphaned variations",
        "Delete orphaned variations",
        "This tool will delete all variations which have no parent.",
        "0 orphaned variations deleted",
    ),
    "clear_sessions": (
        "Clear customer sessions",
        "Clear",
        "This tool will delete all customer session data from the database, including "
        "current carts and saved carts in the database.",
        "Deleted all active sessions, and 0 saved carts.",
    ),
    "recount_terms": (
        "Term counts",
        "Recount terms",
        "This tool will recount product terms - useful when changing your settings in "
        "a way which hides products from the catalog.",
        "Terms successfully recounted",
    ),
    "delete_taxes": (
        "Delete WooCommerce tax rates",
        "Delete tax rates",
        "This option will delete ALL of your tax rates, use with caution. This action "
        "cannot be reversed.",
        "Tax rates successfully deleted",
    ),
}


class SystemStatusTools(Controller):
    """Lists the tools and runs them."""

    routes = {
        "/wc/v3/system_status/tools": {"GET": "list"},
        r"/wc/v3/system_status/tools/(?P<id>[\w-]+)": {
            "GET": "get",
            "POST": "update",
            "PUT": "update",
            "PATCH": "update",
        },
    }

    def list(self, request: RestRequest) -> RestResponse:
        """Return all tools."""
        return RestResponse([self._shown(tool).body() for tool in _TOOLS])

    def get(self, request: RestRequest) -> RestResponse:
        """Return one tool."""
        return self._shown(self._find(request))

    def update(self, request: RestRequest) -> RestResponse:
        """Run a tool; its answer says what came of it."""
        tool = self._find(request)
        if tool == "delete_taxes":
            self.state.tax_rates.clear()
        response = self._shown(tool)
        response.data |= {"success": True, "message": _TOOLS[tool][3]}
        return response

    def _find(self, request: RestRequest) -> str:
        if request["id"] not in _TOOLS:
            code = "woocommerce_rest_system_status_tool_invalid_id"
            raise RestError(code, "Invalid tool ID.", 404)
        return request["id"]

    def _shown(self, tool: str) -> RestResponse:
        name, action, description, _message = _TOOLS[tool]
        data: Row = {
            "id": tool,
            "name": name,
            "action": action,
            "description": description,
        }
        href = self.store.api_url("system_status/tools")
        return RestResponse(data, links={"item": [{"href": href, "embeddable": True}]})
