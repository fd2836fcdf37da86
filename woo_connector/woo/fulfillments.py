"""WooCommerce's own fulfillments of an order: what was sent together, with its number.

A feature that a store may have switched on (from WooCommerce 10.1). A fulfillment has
items (`_items`: the order's line and how many of it) and says in its meta data how it
is tracked. A `PUT` takes away what it does not name, so all that is there is sent, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from .shipments import Parcel

ITEMS = "_items"
NUMBER, LINK = "_tracking_number", "_tracking_url"
PROVIDER, PROVIDER_NAME = "_shipment_provider", "_provider_name"
#: Of a carrier that WooCommerce does not know; its name is a text of its own.
OTHER = "other"
#: Where we say which of our shipments a fulfillment is.
MARK = "_odoo_shipment"


def find_ours(
    fulfillments: Iterable[Mapping[str, Any]], key: str
) -> Mapping[str, Any] | None:
    """The oldest fulfillment that is a shipment of ours.

    :param key: names the shipment among all that Odoo has ever sent
    """
    found = [one for one in fulfillments if _meta(one).get(MARK) == key]
    return min(found, key=lambda one: one["id"], default=None)


def new_fulfillment(
    key: str, items: Mapping[int, int], parcels: Iterable[Parcel], *, notifies: bool
) -> dict[str, Any]:
    """The content of `POST /orders/{id}/fulfillments`.

    :param items: how many pieces of which line of the order
    :param notifies: whether the store mails the customer
    """
    listed = [{"item_id": line, "qty": pieces} for line, pieces in items.items()]
    values = {ITEMS: listed, MARK: key, **_tracking(parcels)}
    return {
        "status": "fulfilled",
        "is_fulfilled": True,
        "notify_customer": notifies,
        "meta_data": [{"key": name, "value": value} for name, value in values.items()],
    }


def tracking_change(
    fulfillment: Mapping[str, Any], parcels: Iterable[Parcel], *, notifies: bool
) -> dict[str, Any] | None:
    """The content of `PUT /orders/{id}/fulfillments/{id}`; `None` if it says all of it.

    A number that others have entered stays as long as we have none.
    """
    said = _meta(fulfillment)
    wanted = _tracking(parcels)
    if all(said.get(name, "") == value for name, value in wanted.items()):
        return None
    entries = [
        {**entry, "value": wanted.pop(entry["key"], entry.get("value"))}
        for entry in fulfillment.get("meta_data") or ()
    ]
    entries += [{"key": name, "value": value} for name, value in wanted.items()]
    return {
        "status": fulfillment.get("status") or "fulfilled",
        "notify_customer": notifies,
        "meta_data": entries,
    }


def _tracking(parcels: Iterable[Parcel]) -> dict[str, str]:
    """How a fulfillment is tracked: it has one number, further ones stand beside it."""
    parcels = list(parcels)
    if not parcels:
        return {}
    first = parcels[0]
    return {
        NUMBER: ", ".join(parcel.number for parcel in parcels),
        LINK: first.link,
        PROVIDER: first.provider or OTHER,
        PROVIDER_NAME: "" if first.provider else first.carrier,
    }


def _meta(fulfillment: Mapping[str, Any]) -> dict[str, Any]:
    return {
        entry["key"]: entry.get("value")
        for entry in fulfillment.get("meta_data") or ()
        if isinstance(entry, Mapping) and "key" in entry
    }
