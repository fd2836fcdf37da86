"""What orders and carts need to know of products and variations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..catalogue.prices import on_sale
from ..catalogue.rows import attribute_key, find_row, is_variation
from ..catalogue.titles import full_title
from ..discounts import DiscountedProduct
from ..php_numbers import add_up
from ..rest.php import to_float
from ..state import Row
from ..tax_rates import calculate, find_rates
from ..texts import slug
from .totals import TaxRules

if TYPE_CHECKING:
    from ..store import Store
    from .items import ProductItem


def line_product(store: Store, line: ProductItem) -> Row | None:
    """Return the product of an order line, None after it was deleted."""
    return find_row(store.state, line.variation_id or line.product_id)


def find_by_sku(store: Store, sku: str) -> Row | None:
    """Return the product or variation with a SKU; case does not matter."""
    rows = [*store.state.products.values(), *store.state.variations.values()]
    wanted = sku.strip().lower()
    return next((row for row in rows if row["sku"].lower() == wanted), None)


def parent_of(store: Store, row: Row) -> Row | None:
    """Return a variation's product."""
    return store.state.products.get(row["parent_id"]) if is_variation(row) else None


def full_name(store: Store, row: Row) -> str:
    """Return the name shown on an order, for a variation with its attributes."""
    return full_title(store.state, row) if is_variation(row) else row["name"]


def sku_of(store: Store, row: Row) -> str:
    """Return the SKU; a variation without one has its product's."""
    parent = parent_of(store, row)
    return row["sku"] or (parent["sku"] if parent else "")


def tax_class(store: Store, row: Row) -> str:
    """Return the tax class; a variation may take its product's."""
    parent = parent_of(store, row)
    inherits = row["tax_class"] == "parent" and parent
    return parent["tax_class"] if inherits else row["tax_class"]


def image_of(store: Store, row: Row) -> dict:
    """Return an order line's image; a variation's id is a number, not a text."""
    parent = parent_of(store, row)
    if parent is None:
        images = row["images"]
        if not images:
            return {"id": "", "src": ""}
        return {"id": str(images[0]["id"]), "src": images[0]["src"]}
    image = row["image"] or next(iter(parent["images"]), None)
    return {"id": image["id"], "src": image["src"]} if image else {"id": 0, "src": ""}


def variation_meta(store: Store, row: Row) -> list[tuple[str, str]]:
    """Return a variation's attributes as an order line keeps them: keys and values.

    An attribute left to the customer ("any") has an empty value.
    """
    parent = parent_of(store, row)
    if parent is None:
        return []
    chosen = {choice["key"]: choice["value"] for choice in row["attributes"]}
    keys = [
        attribute_key(store.state, attribute)
        for attribute in parent["attributes"]
        if attribute["variation"]
    ]
    return [(key, chosen.get(key, "")) for key in keys]


def display_of(store: Store, row: Row | None, key: str, value: object) -> tuple:
    """Return how a line's meta key and value are shown to people."""
    product = (parent_of(store, row) or row) if row else None
    if product is None or value == "":
        return key, value
    for attribute in product["attributes"]:
        if attribute_key(store.state, attribute) == key:
            known = store.state.attributes.get(attribute["id"], attribute)
            return known["name"], _term_name(store, attribute["id"], value)
    return key, value


def _term_name(store: Store, attribute_id: int, value: object) -> object:
    for term in store.state.terms.values():
        if term["attribute_id"] == attribute_id and term["slug"] == value:
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
        categories=frozenset(owner["categories"]),
        on_sale=on_sale(store, row),
    )


def option_key(attribute: str) -> str:
    """Return the key of an attribute that a shopper names by key or by name."""
    return slug(attribute.removeprefix("attribute_"))
