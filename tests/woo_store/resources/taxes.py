"""Tax rates: ``/taxes``."""

from typing import Any

from ..rest import php
from ..rest.controller import Controller, crud_routes
from ..rest.errors import RestError, trash_not_supported
from ..rest.request import RestRequest
from ..rest.response import RestResponse
from ..rest.schema import as_list
from ..state import Row

_NEW_RATE = {
    "country": "",
    "state": "",
    "rate": "0.0000",
    "name": "Tax",
    "priority": 1,
    "compound": False,
    "shipping": True,
    "order": 0,
    "class": "standard",
    "postcodes": [],
    "cities": [],
}


class Taxes(Controller):
    """Tax rates; a row has the keys of the answer but for ``postcode`` and ``city``."""

    pages_by_offset = True
    routes = crud_routes("taxes")

    def arguments(self, method: str, declared: dict[str, Any]) -> dict[str, Any]:
        """Allow the tax classes that the store has now."""
        if "class" not in declared:
            return declared
        slugs = sorted(slug for slug in self.state.tax_classes if slug != "standard")
        return {
            **declared,
            "class": {**declared["class"], "enum": ["standard", *slugs]},
        }

    def list(self, request: RestRequest) -> RestResponse:
        """Return the rates, by default in their order."""
        rows = list(self.state.tax_rates.values())
        if request["class"]:
            rows = [row for row in rows if row["class"] == request["class"]]
        column = request["orderby"] or "order"
        rows.sort(
            key=lambda row: (row[column], row["id"]), reverse=request["order"] == "desc"
        )
        return self.listed(request, rows)

    def get(self, request: RestRequest) -> RestResponse:
        """Return one rate."""
        return self.respond(self._find(request), request)

    def create(self, request: RestRequest) -> RestResponse:
        """Add a rate."""
        row = {"id": self.state.sequences.next("tax_rates"), **_NEW_RATE}
        row.update(_given(request))
        self.state.tax_rates[row["id"]] = row
        response = self.respond(row, request)
        return self.created(f"taxes/{row['id']}", response.data, response.links)

    def update(self, request: RestRequest) -> RestResponse:
        """Change a rate."""
        row = self._find(request)
        row.update(_given(request))
        return self.respond(row, request)

    def delete(self, request: RestRequest) -> RestResponse:
        """Delete a rate for good."""
        if not php.truthy(request["force"]):
            raise trash_not_supported("Taxes do not support trashing.")
        row = self._find(request)
        del self.state.tax_rates[row["id"]]
        return self.respond(row, request)

    def respond(self, row: Row, request: RestRequest) -> RestResponse:
        """Show a rate, with its last postcode and city on their own."""
        data = {
            "id": row["id"],
            "country": row["country"],
            "state": row["state"],
            "postcode": (row["postcodes"] or [""])[-1],
            "city": (row["cities"] or [""])[-1],
            **row,
        }
        return RestResponse(data, links=self.item_links("taxes", row["id"]))

    def _find(self, request: RestRequest) -> Row:
        row = self.state.tax_rates.get(php.to_int(request["id"]))
        if not row:
            code, message = "woocommerce_rest_invalid_id", "Invalid resource ID."
            raise RestError(code, message, 404)
        return row


def _given(request: RestRequest) -> Row:
    """Return the columns that the request gives, as WooCommerce stores them."""
    values: Row = {}
    for name, convert in _CONVERTERS.items():
        if name in request:
            values[name] = convert(request[name])
    for plural, single in (("postcodes", "postcode"), ("cities", "city")):
        if plural in request:
            given = as_list(request[plural])
            words = given if isinstance(given, list) else []
            values[plural] = [php.to_string(item).upper() for item in words]
        elif single in request:
            words = php.to_string(request[single]).upper().split(";")
            values[plural] = [word.strip() for word in words if word.strip()]
    return values


def _place(value: Any) -> str:
    return php.to_string(value).upper().replace("*", "")


_CONVERTERS: dict[str, Any] = {
    "country": _place,
    "state": _place,
    "rate": lambda value: f"{php.to_float(value):.4f}",
    "name": lambda value: php.to_string(value) or "Tax",
    "priority": php.absolute_int,
    "compound": php.truthy,
    "shipping": php.truthy,
    "order": php.absolute_int,
    "class": lambda value: php.to_string(value) or "standard",
}
