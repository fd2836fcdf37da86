"""Shipping zones and their places: ``/shipping/zones``."""

from typing import Any

from .. import texts
from ..rest import php
from ..rest.controller import COLLECTION, ITEM, Controller, refusal
from ..rest.errors import RestError
from ..rest.request import RestRequest
from ..rest.response import RestResponse
from ..state import Row

_ZONE = r"/wc/v3/shipping/zones/(?P<id>[\d]+)"
_UPDATES = dict.fromkeys(("POST", "PUT", "PATCH"), "update")
_KINDS = ("postcode", "state", "country", "continent")
_REST_OF_WORLD = (
    'The "locations not covered by your other zones" zone cannot be updated.'
)


class OfZones(Controller):
    """What the resources of zones share."""

    def find_zone(self, value: Any) -> Row:
        """Return a zone or raise ``RestError`` 404."""
        row = self.state.zones.get(php.to_int(value))
        if not row:
            code = "woocommerce_rest_shipping_zone_invalid"
            raise RestError(code, "Resource does not exist.", 404)
        return row

    def permit(self, action: str, request: RestRequest) -> None:
        """Zones belong to the settings: reading one is refused as a list is."""
        shown_as = {"get": "list", "list_of_zone": "list"}.get(action, action)
        if request.user is None or not request.user.manages_store:
            raise refusal(shown_as, request)

    def single(self, row: Row, request: RestRequest) -> RestResponse:
        """Show one row with the links in the data, where ``_fields`` reaches them."""
        response = self.respond(row, request)
        self.store.dispatcher.add_target_hints(response.links, request)
        return RestResponse(response.body(), response.status, response.headers)


class Zones(OfZones):
    """Shipping zones: ``/shipping/zones``."""

    routes = {"/wc/v3/shipping/zones": COLLECTION, _ZONE: ITEM}

    def list(self, request: RestRequest) -> RestResponse:
        """Return all zones: the rest of the world first, then by order."""
        rows = sorted(
            self.state.zones.values(),
            key=lambda row: (row["id"] != 0, row["order"], row["id"]),
        )
        response = self.listed(request, rows, len(rows))
        response.headers = {"X-WP-Total": str(len(rows)), "X-WP-TotalPages": "1"}
        return response

    def get(self, request: RestRequest) -> RestResponse:
        """Return one zone."""
        return self.single(self.find_zone(request["id"]), request)

    def create(self, request: RestRequest) -> RestResponse:
        """Add a zone."""
        row = {
            "id": self.state.sequences.next("zones"),
            "name": "Everywhere",
            "order": 0,
        }
        _take_over(row, request)
        self.state.zones[row["id"]] = row
        self.state.zone_locations[row["id"]] = []
        response = self.single(row, request)
        location = self.store.api_url(f"shipping/zones/{row['id']}")
        return RestResponse(response.data, 201, {"Location": location})

    def update(self, request: RestRequest) -> RestResponse:
        """Change a zone's name and order."""
        row = self.find_zone(request["id"])
        if row["id"] == 0:
            code = "woocommerce_rest_shipping_zone_invalid_zone"
            raise RestError(code, _REST_OF_WORLD, 403)
        _take_over(row, request)
        return self.single(row, request)

    def delete(self, request: RestRequest) -> RestResponse:
        """Delete a zone with its places and methods."""
        row = self.find_zone(request["id"])
        response = self.single(row, request)
        if not php.truthy(request["force"]):
            raise no_trash("Shipping zones do not support trashing.")
        if row["id"] != 0:
            del self.state.zones[row["id"]]
            self.state.zone_locations.pop(row["id"], None)
            methods = self.state.zone_methods
            for number in [n for n, m in methods.items() if m["zone_id"] == row["id"]]:
                del methods[number]
        return response

    def respond(self, row: Row, request: RestRequest) -> RestResponse:
        """Show a zone."""
        path = f"shipping/zones/{row['id']}"
        links = self.item_links(
            "shipping/zones", row["id"], describedby=f"{path}/locations"
        )
        return RestResponse(dict(row), links=links)


def _take_over(row: Row, request: RestRequest) -> None:
    if "name" in request:
        row["name"] = texts.clean_line(php.to_string(request["name"])) or "Everywhere"
    if "order" in request:
        row["order"] = php.absolute_int(request["order"])


def no_trash(message: str) -> RestError:
    """Return the error for a DELETE without ``force``."""
    return RestError("rest_trash_not_supported", message, 501)


class Locations(OfZones):
    """The places of a zone: ``/shipping/zones/{id}/locations``."""

    routes = {f"{_ZONE}/locations": {"GET": "list", **_UPDATES}}

    def list(self, request: RestRequest) -> RestResponse:
        """Return the zone's places."""
        zone = self.find_zone(request["id"])["id"]
        path = f"shipping/zones/{zone}"
        links = {
            "collection": [{"href": self.store.api_url(f"{path}/locations")}],
            "describes": [{"href": self.store.api_url(path)}],
        }
        rows = self.state.zone_locations.get(zone, [])
        return RestResponse([{**row, "_links": links} for row in rows])

    def update(self, request: RestRequest) -> RestResponse:
        """Replace the zone's places by the list in the body."""
        zone = self.find_zone(request["id"])["id"]
        if zone == 0:
            code = "woocommerce_rest_shipping_zone_locations_invalid_zone"
            raise RestError(code, _REST_OF_WORLD, 403)
        places = []
        for entry in request.json.values():
            kind = entry.get("type") or "country" if isinstance(entry, dict) else ""
            if kind in _KINDS and entry.get("code"):
                code = texts.clean_line(php.to_string(entry["code"]))
                code = code.upper() if kind == "postcode" else code
                places.append({"code": code, "type": kind})
        self.state.zone_locations[zone] = places
        return self.list(request)
