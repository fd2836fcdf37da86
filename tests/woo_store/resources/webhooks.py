"""Webhooks: ``/webhooks``."""

import re
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from ..rest import php
from ..rest.controller import Controller, crud_routes
from ..rest.errors import RestError, trash_not_supported
from ..rest.request import RestRequest
from ..rest.response import RestResponse
from ..rest.schema import parse_date
from ..state import Row
from ..texts import clean_line
from ..webhooks.signature import new_secret
from ..webhooks.topics import hooks_of, is_valid_topic, split_topic

_STATUSES = ("active", "paused", "disabled")
_DATES = {"after": 1, "before": -1}


class Webhooks(Controller):
    """Webhooks; the secret is never shown. The same one can be made twice."""

    routes = crud_routes("webhooks")

    def list(self, request: RestRequest) -> RestResponse:
        """Return the webhooks, by default the newest first."""
        rows = [row for row in self.state.webhooks.values() if self._fits(row, request)]
        column = {"title": "name", "date": "date_created_gmt"}.get(request["orderby"])
        rows.sort(
            key=lambda row: (row[column] if column else "", row["id"]),
            reverse=request["order"] != "asc",
        )
        return self.listed(request, rows)

    def get(self, request: RestRequest) -> RestResponse:
        """Return one webhook."""
        return self.respond(self._find(request), request)

    def create(self, request: RestRequest) -> RestResponse:
        """Make an active webhook and ping its address, whatever that answers."""
        if php.truthy(request["id"]):
            code = "woocommerce_rest_shop_webhook_exists"
            raise RestError(code, "Cannot create existing shop_webhook.")
        topic = php.to_string(request["topic"]).strip().lower()
        if not is_valid_topic(topic):
            raise _invalid_topic("Webhook topic is required and must be valid.")
        row = {
            "id": self.state.sequences.next("webhooks"),
            "name": self._name(request),
            "status": "active",
            "topic": topic,
            "delivery_url": _checked_url(request),
            "secret": self._secret(request) or new_secret(),
            "date_created_gmt": self.store.clock.now_gmt(),
            "date_modified_gmt": None,
            "failure_count": 0,
        }
        self.state.webhooks[row["id"]] = row
        self.store.deliveries.ping(row["id"])
        response = self.respond(row, request)
        return self.created(f"webhooks/{row['id']}", response.data, response.links)

    def update(self, request: RestRequest) -> RestResponse:
        """Change a webhook; setting it active again keeps its count of failures."""
        row = self._find(request, status=400)
        changes: Row = {}
        if php.truthy(request["topic"]):
            changes["topic"] = php.to_string(request["topic"]).strip().lower()
            if not is_valid_topic(changes["topic"]):
                raise _invalid_topic("Webhook topic must be valid.")
        if php.truthy(request["delivery_url"]):
            changes["delivery_url"] = _checked_url(request)
        if self._secret(request):
            changes["secret"] = self._secret(request)
        if php.truthy(request["name"]):
            changes["name"] = self._name(request)
        if php.truthy(request["status"]):
            changes["status"] = _checked_status(request)
        row.update(changes, date_modified_gmt=self.store.clock.now_gmt())
        return self.respond(row, request)

    def delete(self, request: RestRequest) -> RestResponse:
        """Delete a webhook for good; what it had queued is not sent."""
        row = self._find(request)
        if not php.to_bool(request["force"]):
            raise trash_not_supported("Webhooks do not support trashing.")
        del self.state.webhooks[row["id"]]
        return self.respond(row, request)

    def respond(self, row: Row, request: RestRequest) -> RestResponse:
        """Show a webhook without its secret."""
        resource, event = split_topic(row["topic"])
        local = self.store.clock.local
        data = {
            "id": row["id"],
            "name": row["name"],
            "status": row["status"],
            "topic": row["topic"],
            "resource": resource,
            "event": event,
            "hooks": hooks_of(row["topic"]),
            "delivery_url": row["delivery_url"],
            "date_created": local(row["date_created_gmt"]),
            "date_created_gmt": row["date_created_gmt"],
            "date_modified": local(row["date_modified_gmt"]),
            "date_modified_gmt": row["date_modified_gmt"],
        }
        return RestResponse(data, links=self.item_links("webhooks", row["id"]))

    def _fits(self, row: Row, request: RestRequest) -> bool:
        status = request["status"] or "all"
        search = php.to_string(request["search"]).lower()
        include, exclude = request["include"], request["exclude"] or []
        return (
            status in ("all", row["status"])
            and search in row["name"].lower()
            and (not include or row["id"] in include)
            and row["id"] not in exclude
            and self._fits_dates(row, request)
        )

    def _fits_dates(self, row: Row, request: RestRequest) -> bool:
        for name, direction in _DATES.items():
            limit = parse_date(request[name])
            if limit is None:
                continue
            text = self.store.clock.read(limit)
            created = row["date_created_gmt"]
            if not (created > text if direction > 0 else created < text):
                return False
        return True

    def _find(self, request: RestRequest, status: int = 404) -> Row:
        row = self.state.webhooks.get(php.to_int(request["id"]))
        if row is None:
            code = "woocommerce_rest_shop_webhook_invalid_id"
            raise RestError(code, "ID is invalid.", status)
        return row

    def _name(self, request: RestRequest) -> str:
        given = clean_line(php.to_string(request["name"]))
        now: datetime = self.store.clock.now()
        day = f"{now:%b} {now.day}, {now:%Y @ %I:%M %p}"
        return given or f"Webhook created on {day}"

    def _secret(self, request: RestRequest) -> str:
        """Return the secret given; PHP takes "0" for none."""
        given = php.to_string(request["secret"])
        return given if php.truthy(given) else ""


def _invalid_topic(message: str) -> RestError:
    return RestError("woocommerce_rest_shop_webhook_invalid_topic", message)


def _checked_url(request: RestRequest) -> str:
    url = php.to_string(request["delivery_url"]).strip()
    if not _is_address(url):
        raise RestError(
            "woocommerce_rest_shop_webhook_invalid_delivery_url",
            "Webhook delivery URL must be a valid URL starting with http:// or "
            "https://.",
        )
    return url


def _is_address(url: str) -> bool:
    """Say whether PHP's filter takes the address: ASCII without blanks only."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    plain = re.fullmatch(r"https?://[!-~]+", url)
    return bool(plain and parts.hostname)


def _checked_status(request: RestRequest) -> Any:
    status = php.to_string(request["status"]).lower()
    if status not in _STATUSES:
        message = "Webhook status must be valid."
        raise RestError("woocommerce_rest_shop_webhook_invalid_status", message)
    return status
