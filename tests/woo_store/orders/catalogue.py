"""What orders and carts need to know of products. Rows are as ``GET /products``."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from ..discounts import DiscountedProduct
from ..php_numbers import add_up
from ..rest.php import to_float
from ..state import Row
from ..tax_rates import calculate, find_rates
from .totals import TaxRules

if TYPE_CHECKING:
    from ..store import Store


def find_product(store: Store, product_id: int) -> Row | None:
    """Return the row of a product or a variation, None when there is none."""
    state = store.state
    return state.products.get(product_id) or state.variations.get(product_id)


def line_product(store: Store, line) -> Row | None:
    """Return the product of an order line, None after it was deleted."""
    return find_product(store, line.variation_id or line.product_id)


def find_by_sku(store: Store, sku: str) -> Row | None:
    """Return the product or variation with a SKU; case does not matter."""
    rows = [*store.state.products.values(), *store.state.variations.values()]
    wanted = sku.strip().lower()
    return next((row for row in rows if row["sku"].lower() == wanted), None)


def is_variation(row: Row) -> bool:
    """Tell a variation from a product."""
    return row.get("type") == "variation"


def parent_of(store: Store, row: Row) -> Row | None:
    """Return a variation's product."""
    return store.state.products.get(row["parent_id"]) if is_variation(row) else None


def full_name(store: Store, row: Row) -> str:
    """Return the name shown on an order, for a variation with its attributes."""
    parent = parent_of(store, row)
    if parent is None:
        return row["name"]
    options = [each["option"] for each in row["attributes"] if each["option"]]
    return " - ".join(filter(None, [parent["name"], ", ".join(options)]))


def tax_class(store: Store, row: Row) -> str:
    """Return the tax class; a variation may take its parent's."""
    parent = parent_of(store, row)
    if row["tax_class"] == "parent" and parent:
        return parent["tax_class"]
    return row["tax_class"]


def image_of(store: Store, row: Row) -> dict:
    """Return an order line's image; a variation's id is a number, not a text."""
    parent = parent_of(store, row)
    if parent is None:
        images = row.get("images") or []
        if not images:
            return {"id": "", "src": ""}
        return {"id": str(images[0]["id"]), "src": images[0]["src"]}
    image = row.get("image") or next(iter(parent.get("images") or []), None)
    if not image:
        return {"id": 0, "src": ""}
    return {"id": image["id"], "src": image["src"]}


def variation_meta(store: Store, row: Row) -> list[tuple[str, str]]:
    """Return a variation's attributes as an order line keeps them: keys and values.

    An attribute left to the customer ("any") has an empty value.
    """
    parent = parent_of(store, row)
    if parent is None:
        return []
    chosen = {each["name"]: each for each in row["attributes"]}
    pairs = []
    for attribute in parent["attributes"]:
        if attribute["variation"]:
            key = attribute_key(attribute)
            option = chosen.get(attribute["name"], {}).get("option", "")
            pairs.append((key, _stored_option(store, attribute, option)))
    return pairs


def attribute_key(attribute: dict) -> str:
    """Return the key of an attribute: its slug, or one made of a local one's name."""
    return attribute["slug"] if attribute["id"] else slug_of(attribute["name"])


def slug_of(text: str) -> str:
    """Return a text as WordPress puts it into addresses and keys."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9_]+", "-", plain.lower()).strip("-")


def _stored_option(store: Store, attribute: dict, option: str) -> str:
    if not attribute["id"]:
        return option
    for term in store.state.terms.values():
        if term["attribute_id"] == attribute["id"] and term["name"] == option:
            return term["slug"]
    return option


def display_of(store: Store, row: Row | None, key: str, value: object) -> tuple:
    """Return how a line's meta key and value are shown to people."""
    product = parent_of(store, row) or row if row else None
    if product is None or value == "":
        return key, value
    for attribute in product["attributes"]:
        if attribute_key(attribute) == key:
            return attribute["name"], _term_name(store, attribute, value)
    return key, value


def _term_name(store: Store, attribute: dict, value: object) -> object:
    for term in store.state.terms.values():
        if term["attribute_id"] == attribute["id"] and term["slug"] == value:
            return term["name"]
    return value


def price_without_tax(
    store: Store, row: Row, quantity: float, rules: TaxRules
) -> float | str:
    """Return what a quantity costs without tax, unrounded; "" without a price.

    The tax inside a price is that of the store's own address.
    """
    if row["price"] == "":
        return ""
    price = to_float(row["price"]) * quantity
    taxed = rules.enabled and row["tax_status"] == "taxable"
    if not (taxed and rules.prices_include_tax):
        return price
    rates = find_rates(rules.rates, rules.base, tax_class(store, row))
    return price - add_up(calculate(price, rates, included=True).values())


def discounted_product(store: Store, row: Row | None) -> DiscountedProduct | None:
    """Return what coupons ask of a product; a variation has its parent's categories."""
    if row is None:
        return None
    owner = parent_of(store, row) or row
    return DiscountedProduct(
        id=row["id"],
        parent_id=owner["id"] if owner is not row else 0,
        name=full_name(store, row),
        categories=frozenset(each["id"] for each in owner["categories"]),
        on_sale=row["on_sale"],
    )
