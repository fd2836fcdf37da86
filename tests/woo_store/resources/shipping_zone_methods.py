"""The shipping methods of zones: ``/shipping/zones/{id}/methods``."""

import json
from pathlib import Path

from ..rest import php
from ..rest.controller import COLLECTION, ITEM
from ..rest.errors import RestError
from ..rest.request import RestRequest
from ..rest.response import RestResponse
from ..state import Row
from .settings import checked_value
from .shipping_zones import OfZones, no_trash

#: the settings of each kind of method, with their defaults as values
_SETTINGS = Path(__file__).parents[1] / "data" / "shipping_settings.json"
_METHODS = r"/wc/v3/shipping/zones/(?P<zone_id>[\d]+)/methods"


class Methods(OfZones):
    """The shipping methods of a zone: ``/shipping/zones/{id}/methods``."""

    routes = {_METHODS: COLLECTION, f"{_METHODS}/(?P<instance_id>[\\d]+)": ITEM}

    def list(self, request: RestRequest) -> RestResponse:
        """Return the zone's methods in their order."""
        zone = self.find_zone(request["zone_id"])["id"]
        rows = [r for r in self.state.zone_methods.values() if r["zone_id"] == zone]
        rows.sort(key=lambda row: (row["order"], row["id"]))
        response = self.listed(request, rows, len(rows))
        pages = "1" if rows else "0"
        response.headers = {"X-WP-Total": str(len(rows)), "X-WP-TotalPages": pages}
        return response

    def get(self, request: RestRequest) -> RestResponse:
        """Return one method."""
        return self.single(self._find(request), request)

    def create(self, request: RestRequest) -> RestResponse:
        """Add a method of a known kind to the zone; the answer is 200.

        A method whose settings are refused stays in the zone with the defaults.
        """
        zone = self.find_zone(request["zone_id"])["id"]
        kind = self.state.shipping_methods.get(php.to_string(request["method_id"]))
        if not kind:
            code = "woocommerce_rest_shipping_zone_not_created"
            raise RestError(code, "Resource cannot be created.", 500)
        others = [r for r in self.state.zone_methods.values() if r["zone_id"] == zone]
        number = self.state.sequences.next("zone_methods")
        row = {
            "id": number,
            "instance_id": number,
            "title": kind["title"],
            "order": len(others) + 1,
            "enabled": True,
            "method_id": kind["id"],
            "method_title": kind["title"],
            "method_description": f"<p>{kind['description']}</p>\n",
            "settings": _default_settings(kind["id"]),
            "zone_id": zone,
        }
        self.state.zone_methods[number] = row
        return self._updated(row, request)

    def update(self, request: RestRequest) -> RestResponse:
        """Change a method's settings, order and state."""
        row = self._find(request)
        return self._updated(row, request)

    def _updated(self, row: Row, request: RestRequest) -> RestResponse:
        """Change a method; the answer still has the title from before."""
        title = row["title"]
        _update_method(row, request)
        response = self.single(row, request)
        response.data["title"] = title
        return response

    def delete(self, request: RestRequest) -> RestResponse:
        """Take a method away from the zone."""
        row = self._find(request)
        response = self.single(row, request)
        if not php.truthy(request["force"]):
            raise no_trash("Shipping methods do not support trashing.")
        del self.state.zone_methods[row["id"]]
        return response

    def respond(self, row: Row, request: RestRequest) -> RestResponse:
        """Show a method."""
        zone = f"shipping/zones/{row['zone_id']}"
        links = self.item_links(f"{zone}/methods", row["id"], describes=zone)
        data = {name: value for name, value in row.items() if name != "zone_id"}
        return RestResponse(data, links=links)

    def _find(self, request: RestRequest) -> Row:
        zone = self.find_zone(request["zone_id"])["id"]
        row = self.state.zone_methods.get(php.to_int(request["instance_id"]))
        if not row or row["zone_id"] != zone:
            code = "woocommerce_rest_shipping_zone_method_invalid"
            raise RestError(code, "Resource does not exist.", 404)
        return row


def _default_settings(kind: str) -> Row:
    return json.loads(_SETTINGS.read_text(encoding="utf-8"))[kind]


def _update_method(row: Row, request: RestRequest) -> None:
    given = request["settings"] if isinstance(request["settings"], dict) else {}
    values = {
        name: checked_value(setting, given[name])
        for name, setting in row["settings"].items()
        if given.get(name) is not None
    }
    for name, value in values.items():
        row["settings"][name]["value"] = value
    row["title"] = row["settings"]["title"]["value"]
    if "order" in request:
        row["order"] = php.absolute_int(request["order"])
    if "enabled" in request:
        row["enabled"] = php.truthy(request["enabled"])
