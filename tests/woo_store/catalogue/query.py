"""Which products a list holds and in which order."""

from collections.abc import Callable
from typing import Any

from .. import texts
from ..dates import within_dates
from ..rest import php
from ..rest.request import RestRequest
from ..rest.schema import as_list
from ..state import Row
from ..store import Store
from .prices import listed_prices, on_sale
from .rows import attribute_key, is_variation, variations_of
from .text_search import found_by_text, searched_fields

_HIDDEN = ("trash", "auto-draft")


def find_products(store: Store, request: RestRequest) -> list[Row]:
    """Return the products of ``GET /products``; a SKU finds variations too."""
    rows = list(store.state.products.values())
    by_sku = request["sku"] or request["search_sku"] or request["search_name_or_sku"]
    if by_sku or request["global_unique_id"] or searched_fields(request):
        rows += store.state.variations.values()
    rows = [row for row in rows if _wanted_product(store, row, request)]
    return _sorted(store, rows, request)


def find_variations(store: Store, rows: list[Row], request: RestRequest) -> list[Row]:
    """Return those of the variations that a request asks for."""
    found = [row for row in rows if _wanted(store, row, request)]
    for entry in request["attributes"] or []:
        if isinstance(entry, dict) and entry.get("attribute"):
            found = [row for row in found if _chooses(row, entry)]
    return _sorted(store, found, request)


def _chooses(row: Row, wanted: Row) -> bool:
    values = wanted.get("terms") or [wanted.get("term")]
    return any(
        choice["key"] == wanted["attribute"] and choice["value"] in values
        for choice in row["attributes"]
    )


def _wanted(store: Store, row: Row, request: RestRequest) -> bool:
    return (
        _has_status(row, request)
        and _is_listed(row, request)
        and within_dates(store.clock, row, request)
        and _has_stock(row, request)
        and _has_price(store, row, request)
        and found_by_text(store, row, request)
        and _has_tax_class(store, row, request)
        and _has_flags(row, request)
    )


def _wanted_product(store: Store, row: Row, request: RestRequest) -> bool:
    if not _wanted(store, row, request):
        return False
    if is_variation(row):
        return not any(request[n] for n in ("category", "tag", "type", "attribute"))
    kinds = request["include_types"] or ([request["type"]] if request["type"] else [])
    if kinds and row["type"] not in kinds:
        return False
    if row["type"] in (request["exclude_types"] or ()):
        return False
    if request["featured"] not in (None, row["featured"]):
        return False
    return _has_terms(store, row, request)


def _has_status(row: Row, request: RestRequest) -> bool:
    wanted = request["include_status"] or as_list(request["status"] or "any")
    if row["status"] in (request["exclude_status"] or ()):
        return False
    if "any" in wanted:
        return row["status"] not in _HIDDEN
    return row["status"] in wanted


def _is_listed(row: Row, request: RestRequest) -> bool:
    if request["include"] and row["id"] not in request["include"]:
        return False
    if row["id"] in (request["exclude"] or ()):
        return False
    if request["parent"] and row["parent_id"] not in request["parent"]:
        return False
    if row["parent_id"] in (request["parent_exclude"] or ()):
        return False
    return not request["slug"] or row.get("slug") == texts.slug(request["slug"])


def _has_stock(row: Row, request: RestRequest) -> bool:
    status = request["stock_status"]
    return not status or row["stock_status"] == status


def _has_price(store: Store, row: Row, request: RestRequest) -> bool:
    if request["on_sale"] not in (None, _found_on_sale(store, row)):
        return False
    if request["has_price"] not in (None, row["price"] != ""):
        return False
    low, high = request["min_price"], request["max_price"]
    if not php.truthy(low) and not php.truthy(high):
        return True
    lowest = php.to_float(low) if low else 0
    highest = php.to_float(high) if high else float("inf")
    prices = [php.to_float(price) for price in listed_prices(store, row)]
    return any(lowest <= price <= highest for price in prices)


def _found_on_sale(store: Store, row: Row) -> bool:
    """Say whether a search for sales finds the row; it passes over groups."""
    if row["status"] != "publish":
        return False
    if row.get("type") == "variable":
        variations = variations_of(store.state, row["id"])
        return any(_found_on_sale(store, variation) for variation in variations)
    return row.get("type") != "grouped" and on_sale(store, row)


def _has_tax_class(store: Store, row: Row, request: RestRequest) -> bool:
    wanted = request["tax_class"]
    return not wanted or row["tax_class"] == ("" if wanted == "standard" else wanted)


def _has_flags(row: Row, request: RestRequest) -> bool:
    return all(
        request[name] in (None, row[name]) for name in ("virtual", "downloadable")
    )


def _has_terms(store: Store, row: Row, request: RestRequest) -> bool:
    if php.truthy(request["category"]):
        wanted = _with_children(store, _numbers(request["category"]))
        if not wanted.intersection(row["categories"]):
            return False
    for name, owned in (
        ("tag", row["tags"]),
        ("brand", row["brands"]),
        ("shipping_class", [row["shipping_class_id"]]),
    ):
        if php.truthy(request[name]) and not _numbers(request[name]) & {*owned}:
            return False
    return _has_attribute(store, row, request)


def _has_attribute(store: Store, row: Row, request: RestRequest) -> bool:
    if not request["attribute"] or not request["attribute_term"]:
        return True
    names = [f"pa_{a['slug']}" for a in store.state.attributes.values()]
    if request["attribute"] not in names:
        return True
    wanted = _numbers(request["attribute_term"])
    return any(
        attribute_key(store.state, attribute) == request["attribute"]
        and wanted.intersection(attribute.get("terms", ()))
        for attribute in row["attributes"]
    )


def _numbers(value: Any) -> set[int]:
    """Return ids; words are none, so that nothing has them."""
    return {php.to_int(word) for word in as_list(value)} - {0}


def _with_children(store: Store, numbers: set[int]) -> set[int]:
    found = set(numbers)
    while True:
        children = {
            row["id"]
            for row in store.state.categories.values()
            if row["parent"] in found
        }
        if children <= found:
            return found
        found |= children


def _sorted(store: Store, rows: list[Row], request: RestRequest) -> list[Row]:
    descending = (request["order"] or "desc") != "asc"
    order_by = request["orderby"] or "date"
    if order_by in ("include", "post__in") and request["include"]:
        return sorted(rows, key=lambda row: request["include"].index(row["id"]))
    if order_by in ("popularity", "rating"):
        descending = True
    if order_by == "price":
        return _by_price(store, rows, descending)
    key = _ORDERS.get(order_by, _ORDERS["date"])
    return sorted(rows, key=key, reverse=descending)


def _by_price(store: Store, rows: list[Row], descending: bool) -> list[Row]:
    """Sort by the highest or the lowest price of each product, then by id."""

    def key(row: Row) -> tuple[float, int]:
        prices = [php.to_float(text) for text in listed_prices(store, row)] or [0.0]
        return (max(prices) if descending else min(prices)), row["id"]

    return sorted(rows, key=key, reverse=descending)


_ORDERS: dict[str, Callable[[Row], Any]] = {
    "date": lambda row: (row["date_created_gmt"], row["id"]),
    "modified": lambda row: (row["date_modified_gmt"], row["id"]),
    "id": lambda row: row["id"],
    "title": lambda row: texts.remove_accents(row.get("name", "")).lower(),
    "slug": lambda row: row.get("slug", ""),
    "popularity": lambda row: (row.get("total_sales", 0), row["id"]),
    "rating": lambda row: (float(row.get("average_rating", 0)), row["id"]),
    "menu_order": lambda row: (row["menu_order"], row.get("name", "").lower()),
}
