"""What the API says of itself: ``/wp-json/`` and ``/wp-json/wc/v3``."""

from ..rest.controller import Controller
from ..rest.declared import load_routes
from ..rest.request import RestRequest
from ..rest.response import RestResponse

_NAMESPACES = [
    "oembed/1.0",
    "wc/v3",
    "wc/v1",
    "wc/pos/v1/catalog",
    "jetpack/v4",
    "wc-admin",
    "wc-analytics",
    "wc/store",
    "wc/store/v1",
    "wc/private",
    "wc/v2",
    "wc-admin-email",
    "wc-telemetry",
    "wccom-site/v3",
    "wp-abilities/v1",
    "wp/v2",
    "wp-site-health/v1",
    "wp-block-editor/v1",
]


class Index(Controller):
    """The indexes; anybody may read them, with wrong keys too."""

    routes = {"/": {"GET": "site"}, "/wc/v3": {"GET": "namespace"}}

    def permit(self, action: str, request: RestRequest) -> None:
        """Let everybody in."""

    def site(self, request: RestRequest) -> RestResponse:
        """Describe the site."""
        url = self.store.site_url
        links = {"help": [{"href": "https://developer.wordpress.org/rest-api/"}]}
        return RestResponse(
            {
                "name": "WooCommerce",
                "description": "",
                "url": url,
                "home": url,
                "gmt_offset": self.store.clock.offset_hours,
                "timezone_string": "",
                "namespaces": _NAMESPACES,
                "authentication": [],
                "routes": self._routes(),
                "site_logo": 0,
                "site_icon": 0,
                "site_icon_url": "",
            },
            links=None if "_fields" in request else links,
        )

    def namespace(self, request: RestRequest) -> RestResponse:
        """Describe the routes of WooCommerce's API."""
        up = [{"href": f"{self.store.site_url}/wp-json/"}]
        data = {"namespace": "wc/v3", "routes": self._routes()}
        return RestResponse(data, links={"up": up})

    def _routes(self) -> dict:
        routes = load_routes().values()
        return {route.pattern: route.describe(self.store.site_url) for route in routes}
