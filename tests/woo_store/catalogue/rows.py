"""Rows of products and variations.

A row has the keys of the API's answer, with these differences: ``categories``, ``tags``
and ``brands`` are lists of term ids; texts are as they were written, without the
paragraphs added for display; times are GMT only; ``manage_stock`` of a variation says
whether it keeps its own stock; global attributes refer to terms by id.
"""

from typing import Any

from ..state import Row, State
from ..texts import slug, without_paragraphs

_COMMON: dict[str, Any] = {
    "description": "",
    "sku": "",
    "global_unique_id": "",
    "price": "",
    "regular_price": "",
    "sale_price": "",
    "date_on_sale_from_gmt": None,
    "date_on_sale_to_gmt": None,
    "virtual": False,
    "downloadable": False,
    "download_limit": -1,
    "download_expiry": -1,
    "tax_status": "taxable",
    "manage_stock": False,
    "stock_quantity": None,
    "stock_status": "instock",
    "backorders": "no",
    "low_stock_amount": None,
    "weight": "",
    "shipping_class_id": 0,
    "menu_order": 0,
    "status": "publish",
}
_PRODUCT: dict[str, Any] = {
    **_COMMON,
    "name": "Product",
    "slug": "",
    "type": "simple",
    "featured": False,
    "catalog_visibility": "visible",
    "short_description": "",
    "total_sales": 0,
    "external_url": "",
    "button_text": "",
    "tax_class": "",
    "sold_individually": False,
    "reviews_allowed": True,
    "average_rating": "0",
    "rating_count": 0,
    "parent_id": 0,
    "purchase_note": "",
    "post_password": "",
}
_VARIATION: dict[str, Any] = {**_COMMON, "tax_class": "parent", "parent_id": 0}
_VARIATION_LISTS = ("downloads", "attributes", "meta_data", "categories")
_PRODUCT_LISTS = (
    "downloads upsell_ids cross_sell_ids categories brands tags images attributes "
    "default_attributes grouped_products meta_data"
).split()


def new_product(now: str) -> Row:
    """Return a product as it is before a request fills it."""
    row = {**_PRODUCT, **{name: [] for name in _PRODUCT_LISTS}}
    return {**row, **_dated(now)}


def new_variation(now: str, parent_id: int) -> Row:
    """Return a variation as it is before a request fills it."""
    row = {**_VARIATION, **{name: [] for name in _VARIATION_LISTS}}
    return {**row, **_dated(now), "image": None, "parent_id": parent_id}


def _dated(now: str) -> Row:
    dimensions = {"length": "", "width": "", "height": ""}
    dates = {"date_created_gmt": now, "date_modified_gmt": now}
    return {"id": 0, "dimensions": dimensions, **dates}


def adopt_recorded(state: State) -> None:
    """Turn the recorded answers in the tables of products into rows."""
    for number, shown in state.products.items():
        state.products[number] = _product_row(state, shown)
    for number, shown in state.variations.items():
        state.variations[number] = _variation_row(state, shown)


def _product_row(state: State, shown: Row) -> Row:
    row = {name: shown[name] for name in (*_PRODUCT, *_PRODUCT_LISTS) if name in shown}
    row = {**new_product(""), **row, **_identity(shown)}
    for column in ("categories", "tags", "brands"):
        row[column] = [term["id"] for term in shown.get(column, [])]
    for column in ("description", "short_description", "purchase_note"):
        row[column] = without_paragraphs(shown[column])
    if float(shown["average_rating"]) == 0:
        row["average_rating"] = "0"
    row["attributes"] = [_attribute_row(state, a) for a in shown["attributes"]]
    for image in shown["images"]:
        state.images[image["id"]] = image
    return row


def _identity(shown: Row) -> Row:
    names = ("id", "date_created_gmt", "date_modified_gmt", "dimensions")
    return {name: shown[name] for name in names}


def _attribute_row(state: State, shown: Row) -> Row:
    columns = ("id", "name", "position", "visible", "variation")
    row = {column: shown[column] for column in columns}
    if not shown["id"]:
        return {**row, "options": list(shown["options"])}
    found = (find_term(state, shown["id"], name) for name in shown["options"])
    return {**row, "terms": [term["id"] for term in found if term]}


def _variation_row(state: State, shown: Row) -> Row:
    row = {name: shown[name] for name in (*_VARIATION, "downloads", "meta_data")}
    row = {**row, **_identity(shown), "image": shown["image"], "categories": []}
    parent = state.products[shown["parent_id"]]
    row["description"] = without_paragraphs(shown["description"])
    if row["sku"] == parent["sku"]:
        row["sku"] = ""
    if shown["manage_stock"] == "parent":
        row.update(manage_stock=False, stock_quantity=None, backorders="no")
    row["attributes"] = [_choice(state, entry) for entry in shown["attributes"]]
    if shown["image"]:
        state.images.setdefault(shown["image"]["id"], shown["image"])
    if any(entry["key"] == "_original_id" for entry in shown["meta_data"]):
        # the importer makes a product of each variation first, which leaves it a
        # category and a tax class of its own
        row["categories"] = [default_category(state.categories)]
    elif row["tax_class"] == parent["tax_class"]:
        row["tax_class"] = "parent"
    return row


def default_category(categories: dict[int, Row]) -> int:
    """Return the id of the category of products without a category."""
    return next(
        (row["id"] for row in categories.values() if row["slug"] == "uncategorized"), 0
    )


def _choice(state: State, shown: Row) -> Row:
    if not shown["id"]:
        return {"key": shown["slug"], "value": shown["option"]}
    term = find_term(state, shown["id"], shown["option"])
    return {"key": shown["slug"], "value": term["slug"] if term else shown["option"]}


def find_term(state: State, attribute_id: int, name: str) -> Row | None:
    """Return the value of a global attribute by its name."""
    for term in state.terms.values():
        if term["attribute_id"] == attribute_id:
            if term["name"].lower() == name.lower():
                return term
    return None


def attribute_key(state: State, attribute: Row) -> str:
    """Return the key of a product's attribute in its variations, ``pa_…`` if global."""
    if attribute["id"]:
        known = state.attributes.get(attribute["id"])
        return f"pa_{known['slug']}" if known else ""
    return slug(attribute["name"])


def variations_of(state: State, product_id: int) -> list[Row]:
    """Return the variations of a product that are not in the trash, in their order."""
    rows = [
        row
        for row in state.variations.values()
        if row["parent_id"] == product_id and row["status"] != "trash"
    ]
    return sorted(rows, key=lambda row: (row["menu_order"], row["id"]))


def find_row(state: State, number: int) -> Row | None:
    """Return a product or a variation by id."""
    return state.products.get(number) or state.variations.get(number)


def is_variation(row: Row) -> bool:
    """Say whether the row is a variation."""
    return "image" in row
