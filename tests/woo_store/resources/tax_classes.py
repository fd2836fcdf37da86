"""Tax classes: ``/taxes/classes``."""

from ..rest import php
from ..rest.controller import Controller
from ..rest.errors import RestError, trash_not_supported
from ..rest.request import RestRequest
from ..rest.response import RestResponse
from ..state import Row
from ..texts import clean_line, slug


class TaxClasses(Controller):
    """Tax classes; the standard one has no row in WooCommerce but is listed."""

    routes = {
        "/wc/v3/taxes/classes": {"GET": "list", "POST": "create"},
        r"/wc/v3/taxes/classes/(?P<slug>\w[\w\s\-]*)": {
            "GET": "get",
            "DELETE": "delete",
        },
    }

    def list(self, request: RestRequest) -> RestResponse:
        """Return all classes, the standard one first, the others by name."""
        rows = [self.state.tax_classes["standard"]]
        others = [row for row in self.state.tax_classes.values() if row not in rows]
        rows += sorted(others, key=lambda row: row["name"].lower())
        return RestResponse(
            [self.respond(row, request).body() for row in rows],
            headers={"X-WP-Total": str(len(rows)), "X-WP-TotalPages": "1"},
        )

    def get(self, request: RestRequest) -> RestResponse:
        """Return one class, in a list as WooCommerce does."""
        row = self._find(request)
        shown = {"name": row["name"], "slug": row["slug"]}
        return RestResponse([{**shown, "_links": self._links()}])

    def create(self, request: RestRequest) -> RestResponse:
        """Add a class; its slug comes from its name."""
        name = clean_line(request["name"])
        row = {"name": name, "slug": slug(request["slug"] or name)}
        if row["slug"] in self.state.tax_classes:
            code = "woocommerce_rest_tax_class_exists"
            raise RestError(code, "Tax class already exists")
        self.state.tax_classes[row["slug"]] = row
        return self.created(f"taxes/classes/{row['slug']}", row, self._links())

    def delete(self, request: RestRequest) -> RestResponse:
        """Delete a class and its rates."""
        if not php.truthy(request["force"]):
            raise trash_not_supported("Taxes do not support trashing.")
        row = self._find(request)
        del self.state.tax_classes[row["slug"]]
        rates = self.state.tax_rates
        for rate in [rate for rate in rates.values() if rate["class"] == row["slug"]]:
            del rates[rate["id"]]
        return self.respond(row, request)

    def respond(self, row: Row, request: RestRequest) -> RestResponse:
        """Show a class."""
        shown = {"name": row["name"], "slug": row["slug"]}
        return RestResponse(shown, links=self._links())

    def _links(self):
        return {"collection": [{"href": self.store.api_url("taxes/classes")}]}

    def _find(self, request: RestRequest) -> Row:
        row = self.state.tax_classes.get(request["slug"])
        if not row:
            code = "woocommerce_rest_tax_class_invalid_slug"
            raise RestError(code, "Invalid slug.", 404)
        return row
