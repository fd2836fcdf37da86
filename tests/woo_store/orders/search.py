"""Which orders a list request asks for, and in which order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..rest import php
from ..rest.request import RestRequest
from ..rest.schema import parse_date
from .model import Order

if TYPE_CHECKING:
    from ..store import Store

_DATES = {
    "after": ("date_created", 1),
    "before": ("date_created", -1),
    "modified_after": ("date_modified", 1),
    "modified_before": ("date_modified", -1),
}
# What a search looks into besides the id.
_SEARCHED = (
    "first_name",
    "last_name",
    "company",
    "email",
    "phone",
    "address_1",
    "city",
)


def find_orders(store: Store, request: RestRequest) -> list[Order]:
    """Return all orders that fit, sorted as asked."""
    orders = [each for each in store.state.orders.values() if _fits(each, request)]
    limits = date_limits(store, request)
    orders = [each for each in orders if within(each, limits)]
    return in_order(orders, request)


def date_limits(store: Store, request: RestRequest) -> list[tuple[str, int, str]]:
    """Return the date limits of a request in GMT: attribute, direction, date.

    A date without a zone is the site's local time, unless ``dates_are_gmt``; with
    that flag a zone's offset is applied as if the site's had to be added.
    """
    as_gmt = request["dates_are_gmt"] is True
    limits = []
    for name, (attribute, direction) in _DATES.items():
        given = parse_date(request[name])
        if given is None:
            continue
        limit = store.clock.read(given, as_gmt=as_gmt)
        if as_gmt and given.tzinfo is not None:
            limit = store.clock.local(limit)
        limits.append((attribute, direction, limit))
    return limits


def within(row: object, limits: list[tuple[str, int, str]]) -> bool:
    """Tell whether a row's dates are strictly inside the limits."""
    for attribute, direction, limit in limits:
        value = getattr(row, attribute, "")
        if not (value > limit if direction > 0 else value < limit):
            return False
    return True


def _fits(order: Order, request: RestRequest) -> bool:
    wanted = request["status"] or ["any"]
    if "any" in wanted:
        if order.status in ("trash", "auto-draft"):
            return False
    elif order.status not in wanted:
        return False
    return (
        _fits_ids(order, request)
        and _fits_links(order, request)
        and _fits_search(order, php.to_string(request["search"]).strip())
    )


def _fits_ids(order: Order, request: RestRequest) -> bool:
    include, exclude = request["include"], request["exclude"] or []
    return (not include or order.id in include) and order.id not in exclude


def _fits_links(order: Order, request: RestRequest) -> bool:
    if request["customer"] is not None and order.customer_id != request["customer"]:
        return False
    parent = request["parent"]
    if parent and order.parent_id not in parent:
        return False
    if order.parent_id in (request["parent_exclude"] or []):
        return False
    via = request["created_via"]
    if via and order.created_via not in via:
        return False
    product = request["product"]
    return not product or any(each.product_id == product for each in order.line_items)


def _fits_search(order: Order, text: str) -> bool:
    if not text:
        return True
    if text == str(order.id):
        return True
    wanted = text.lower()
    parts = [each.get(name, "") for each in _addresses(order) for name in _SEARCHED]
    names = [f"{each['first_name']} {each['last_name']}" for each in _addresses(order)]
    lines = [line.name for line in order.line_items]
    return any(wanted in part.lower() for part in (*parts, *names, *lines))


def _addresses(order: Order) -> tuple[dict[str, str], dict[str, str]]:
    return order.billing, order.shipping


def in_order(rows: list, request: RestRequest) -> list:
    """Sort by ``orderby`` and ``order``; equal dates are sorted by id."""
    key, descending = request["orderby"] or "date", request["order"] != "asc"
    if key == "include" and request["include"]:
        places = {each: place for place, each in enumerate(request["include"])}
        return sorted(rows, key=lambda row: places.get(row.id, len(places)))
    attribute = {"date": "date_created", "modified": "date_modified"}.get(key)
    return sorted(
        rows,
        key=lambda row: (getattr(row, attribute) if attribute else "", row.id),
        reverse=descending,
    )
