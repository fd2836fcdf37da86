"""Shipping zones, their places and methods; the kinds of methods."""

import json
from pathlib import Path
from typing import Any

from .. import texts
from ..rest import php
from ..rest.controller import COLLECTION, ITEM, Controller, refusal
from ..rest.errors import RestError
from ..rest.request import RestRequest
from ..rest.response import RestResponse
from ..state import Row
from .settings import checked_value

#: the settings of each kind of method, with their defaults as values
_SETTINGS = Path(__file__).parents[1] / "data" / "shipping_settings.json"
_ZONE = r"/wc/v3/shipping/zones/(?P<id>[\d]+)"
_METHODS = r"/wc/v3/shipping/zones/(?P<zone_id>[\d]+)/methods"
_UPDATES = dict.fromkeys(("POST", "PUT", "PATCH"), "update")
_KINDS = ("postcode", "state", "country", "continent")
_REST_OF_WORLD = (
    'The "locations not covered by your other zones" zone cannot be updated.'
)


class _OfZones(Controller):
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


class Zones(_OfZones):
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
        return self._single(self.find_zone(request["id"]), request)

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
        response = self._single(row, request)
        location = self.store.api_url(f"shipping/zones/{row['id']}")
        return RestResponse(response.data, 201, {"Location": location})

    def update(self, request: RestRequest) -> RestResponse:
        """Change a zone's name and order."""
        row = self.find_zone(request["id"])
        if row["id"] == 0:
            code = "woocommerce_rest_shipping_zone_invalid_zone"
            raise RestError(code, _REST_OF_WORLD, 403)
        _take_over(row, request)
        return self._single(row, request)

    def delete(self, request: RestRequest) -> RestResponse:
        """Delete a zone with its places and methods."""
        row = self.find_zone(request["id"])
        response = self._single(row, request)
        if not php.truthy(request["force"]):
            raise _no_trash("Shipping zones do not support trashing.")
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

    def _single(self, row: Row, request: RestRequest) -> RestResponse:
        return as_data(self, self.respond(row, request), request)


def as_data(
    controller: Controller, response: RestResponse, request: RestRequest
) -> RestResponse:
    """Put the links into the data, where ``_fields`` reaches them."""
    controller.store.dispatcher.add_target_hints(response.links, request)
    return RestResponse(response.body(), response.status, response.headers)


def _take_over(row: Row, request: RestRequest) -> None:
    if "name" in request:
        row["name"] = texts.clean_line(php.to_string(request["name"])) or "Everywhere"
    if "order" in request:
        row["order"] = php.absolute_int(request["order"])


def _no_trash(message: str) -> RestError:
    return RestError("rest_trash_not_supported", message, 501)


class Locations(_OfZones):
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
                places.append({"code": code, "type": kind})
        self.state.zone_locations[zone] = places
        return self.list(request)


class Methods(_OfZones):
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
        return self._single(self._find(request), request)

    def create(self, request: RestRequest) -> RestResponse:
        """Add a method of a known kind to the zone; the answer is 200."""
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
        response = self._updated(row, request)
        self.state.zone_methods[number] = row
        return response

    def update(self, request: RestRequest) -> RestResponse:
        """Change a method's settings, order and state."""
        row = self._find(request)
        return self._updated(row, request)

    def _updated(self, row: Row, request: RestRequest) -> RestResponse:
        """Change a method; the answer still has the title from before."""
        title = row["title"]
        _update_method(row, request)
        response = self._single(row, request)
        response.data["title"] = title
        return response

    def delete(self, request: RestRequest) -> RestResponse:
        """Take a method away from the zone."""
        row = self._find(request)
        response = self._single(row, request)
        if not php.truthy(request["force"]):
            raise _no_trash("Shipping methods do not support trashing.")
        del self.state.zone_methods[row["id"]]
        return response

    def respond(self, row: Row, request: RestRequest) -> RestResponse:
        """Show a method."""
        zone = f"shipping/zones/{row['zone_id']}"
        links = self.item_links(f"{zone}/methods", row["id"], describes=zone)
        data = {name: value for name, value in row.items() if name != "zone_id"}
        return RestResponse(data, links=links)

    def _single(self, row: Row, request: RestRequest) -> RestResponse:
        return as_data(self, self.respond(row, request), request)

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
    for name, value in given.items():
        if name in row["settings"] and value is not None:
            setting = row["settings"][name]
            setting["value"] = checked_value(setting, value)
    row["title"] = row["settings"]["title"]["value"]
    if "order" in request:
        row["order"] = php.absolute_int(request["order"])
    if "enabled" in request:
        row["enabled"] = php.truthy(request["enabled"])


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
