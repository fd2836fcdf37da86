"""Taking the values of a request over into a product or a variation.

The values may be unchecked, as those of batch entries are, so each one goes through the
conversion that WooCommerce's setter applies.
"""

import uuid
from collections.abc import Callable
from typing import Any

from .. import texts
from ..dates import date_of_row
from ..php_numbers import format_decimal
from ..rest import php
from ..rest.errors import RestError
from ..rest.request import RestRequest
from ..rest.schema import parse_date
from ..state import Row
from ..store import Store
from .rows import find_row, is_variation

STATUSES = ("draft", "pending", "private", "publish", "future", "auto-draft", "trash")


def fill(store: Store, row: Row, request: RestRequest) -> None:
    """Take over the columns that products and variations share."""
    for column, convert in _SIMPLE.items():
        if column in request:
            row[column] = convert(request[column])
    if "status" in request:
        known = request["status"] in STATUSES
        row["status"] = request["status"] if known else "draft"
    if "tax_class" in request:
        row["tax_class"] = _tax_class(store, row, request["tax_class"])
    _fill_size(store, row, request)
    if "sku" in request:
        _set_sku(store, row, texts.clean_line(php.to_string(request["sku"])))
    if "global_unique_id" in request:
        _set_global_id(store, row, php.to_string(request["global_unique_id"]))
    if row["downloadable"] and isinstance(request["downloads"], list):
        given = [e for e in request["downloads"] if isinstance(e, dict)]
        row["downloads"] = [_download(entry) for entry in given if entry.get("file")]
    _fill_sale_dates(store, row, request)


def fill_prices(row: Row, request: RestRequest) -> None:
    """Take over the prices; a JSON number is accepted when it was not checked."""
    for column in ("regular_price", "sale_price"):
        if column in request:
            row[column] = price_text(request[column])


def price_text(value: Any) -> str:
    """Return a price as stored: ``12,50`` becomes 1250, ``1e2`` becomes 12."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    text = value if isinstance(value, float) else texts.clean_line(php.to_string(value))
    return format_decimal(text)


def _integer(value: Any) -> int:
    return php.to_int(value)


def _cleaned(value: Any) -> str:
    return texts.clean_line(php.to_string(value))


def _html(value: Any) -> str:
    return texts.filter_html(php.to_string(value))


def _choice(name: str, label: str, options: tuple[str, ...]) -> Callable[[Any], Any]:
    def convert(value: Any) -> Any:
        if value not in options:
            raise RestError(f"product_invalid_{name}", f"Invalid {label}.")
        return value

    return convert


_SIMPLE: dict[str, Callable[[Any], Any]] = {
    "description": _html,
    "virtual": php.to_bool,
    "downloadable": php.to_bool,
    "download_limit": _integer,
    "download_expiry": _integer,
    "menu_order": _integer,
    "tax_status": _choice(
        "tax_status", "product tax status", ("taxable", "shipping", "none")
    ),
}
_PRODUCT_ONLY: dict[str, Callable[[Any], Any]] = {
    "name": _html,
    "short_description": _html,
    "purchase_note": _html,
    "reviews_allowed": php.to_bool,
    "post_password": php.to_string,
    "featured": php.to_bool,
    "sold_individually": php.to_bool,
    "parent_id": php.absolute_int,
    "catalog_visibility": _choice(
        "catalog_visibility",
        "catalog visibility option",
        ("visible", "catalog", "search", "hidden"),
    ),
}


def fill_product_columns(row: Row, request: RestRequest) -> None:
    """Take over the plain columns that only products have."""
    for column, convert in _PRODUCT_ONLY.items():
        if column in request:
            row[column] = convert(request[column])
    for column in ("upsell_ids", "cross_sell_ids"):
        if isinstance(request[column], list):
            numbers = [php.to_int(number) for number in request[column]]
            row[column] = [number for number in numbers if number > 0]
    if row["type"] == "external":
        for column in ("external_url", "button_text"):
            if column in request:
                row[column] = _cleaned(request[column])
    else:
        row.update(external_url="", button_text="")


def _tax_class(store: Store, row: Row, value: Any) -> str:
    wanted = texts.slug(php.to_string(value))
    if wanted == "parent" and is_variation(row):
        return wanted
    known = wanted in store.state.tax_classes and wanted != "standard"
    return wanted if known else ""


def _fill_size(store: Store, row: Row, request: RestRequest) -> None:
    if row["virtual"]:
        row["weight"] = ""
        row["dimensions"] = dict.fromkeys(row["dimensions"], "")
    else:
        if "weight" in request:
            row["weight"] = price_text(request["weight"])
        given = request["dimensions"]
        for name in row["dimensions"]:
            if isinstance(given, dict) and given.get(name) is not None:
                row["dimensions"] = {**row["dimensions"], name: price_text(given[name])}
    if "shipping_class" in request:
        classes = store.state.shipping_classes.values()
        wanted = _cleaned(request["shipping_class"])
        found = (c["id"] for c in classes if c["slug"] == wanted)
        row["shipping_class_id"] = next(found, 0)


def _set_sku(store: Store, row: Row, sku: str) -> None:
    """Refuse the SKU of another product that is not in the trash."""
    other = _owner(store, "sku", sku, row) if sku else None
    if other and other["status"] != "trash":
        raise RestError(
            "product_invalid_sku",
            "Invalid or duplicated SKU.",
            resource_id=other["id"],
            unique_sku=_free_sku(store, sku),
        )
    if other and not row["id"] and not is_variation(row):
        text = f"The product with SKU ({sku}) you are trying to insert is already "
        text += "present in the lookup table"
        raise RestError("woocommerce_rest_product_not_created", text)
    row["sku"] = sku


def _set_global_id(store: Store, row: Row, value: str) -> None:
    kept = "".join(letter for letter in value if letter.isdigit() or letter == "-")
    other = _owner(store, "global_unique_id", kept, row) if kept else None
    if other and other["status"] != "trash":
        raise RestError(
            "product_invalid_global_unique_id",
            "Invalid or duplicated GTIN, UPC, EAN or ISBN.",
            resource_id=other["id"],
        )
    row["global_unique_id"] = kept


def _owner(store: Store, column: str, value: str, row: Row) -> Row | None:
    """Return another row with the value, one outside the trash if there is one."""
    trashed = None
    for table in (store.state.products, store.state.variations):
        for other in table.values():
            if other is not row and other[column].lower() == value.lower():
                if other["status"] != "trash":
                    return other
                trashed = other
    return trashed


def _free_sku(store: Store, sku: str) -> str:
    number = 1
    while _owner(store, "sku", f"{sku}-{number}", {}):
        number += 1
    return f"{sku}-{number}"


def _download(entry: Row) -> Row:
    file = php.to_string(entry["file"])
    name = _cleaned(entry.get("name")) or file.rpartition("/")[2]
    number = php.to_string(entry.get("id")) or str(uuid.uuid4())
    return {"id": number, "name": name, "file": file}


def _fill_sale_dates(store: Store, row: Row, request: RestRequest) -> None:
    for column in ("date_on_sale_from", "date_on_sale_to"):
        if column in request:
            row[f"{column}_gmt"] = date_of_row(store.clock, request[column])
        if f"{column}_gmt" in request:
            row[f"{column}_gmt"] = _gmt_date(store, request[f"{column}_gmt"])


def _gmt_date(store: Store, value: Any) -> str | None:
    text = php.to_string(value)
    moment = parse_date(text) or parse_date(f"{text}T00:00:00")
    return store.clock.read(moment, as_gmt=True) if moment else None


def fill_creation_date(store: Store, row: Row, request: RestRequest) -> None:
    """Take over the date of creation; without a zone it counts as GMT, both ways."""
    for column in ("date_created", "date_created_gmt"):
        moment = parse_date(request[column])
        if moment:
            row["date_created_gmt"] = store.clock.read(moment, as_gmt=True)
    if row["status"] == "publish" and row["date_created_gmt"] > store.clock.now_gmt():
        row["status"] = "future"


def existing_ids(store: Store, given: Any) -> list[int]:
    """Return the ids in a list that belong to products."""
    numbers = [php.absolute_int(n) for n in given] if isinstance(given, list) else []
    return [number for number in numbers if find_row(store.state, number)]
