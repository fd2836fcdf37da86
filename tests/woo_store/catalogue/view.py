"""Products and variations as the API shows them."""

from typing import Any

from .. import texts
from ..rest.php import to_string
from ..state import Row
from ..store import Store
from . import attributes, prices, titles
from .prices import PriceWriter
from .rows import is_variation, variations_of

#: columns that are shown as they are stored
_PRODUCT_COLUMNS = (
    "id name slug type status featured catalog_visibility sku price regular_price "
    "sale_price total_sales virtual downloadable downloads download_limit "
    "download_expiry external_url button_text tax_status tax_class stock_quantity "
    "stock_status backorders low_stock_amount sold_individually weight dimensions "
    "shipping_class_id reviews_allowed average_rating rating_count upsell_ids "
    "cross_sell_ids parent_id purchase_note images grouped_products menu_order "
    "meta_data post_password global_unique_id description short_description"
).split()
_VARIATION_COLUMNS = (
    "id description global_unique_id price regular_price sale_price status virtual "
    "downloadable downloads download_limit download_expiry tax_status tax_class "
    "stock_status low_stock_amount weight dimensions shipping_class_id image "
    "menu_order meta_data parent_id"
).split()


def product_data(store: Store, row: Row, *, editing: bool = False) -> Row:
    """Return a product, or a variation in the shape of a product.

    ``editing`` gives it as answers to writing requests do: texts without paragraphs
    and how the permalink is made.
    """
    if is_variation(row):
        row = _as_product(store, row)
    data = {name: row[name] for name in _PRODUCT_COLUMNS}
    data.update(_common(store, row))
    data.update(
        brands=_terms(store, "brands", row),
        categories=_terms(store, "categories", row),
        tags=_terms(store, "tags", row),
        attributes=row["shown_attributes"]
        if "shown_attributes" in row
        else attributes.shown(store.state, row),
        default_attributes=attributes.shown_defaults(store.state, row),
        variations=[v["id"] for v in variations_of(store.state, row["id"])]
        if row["type"] == "variable"
        else [],
        has_options=row["type"] == "variable",
        price_html=PriceWriter(store).html(row),
        related_ids=related(store, row),
        shipping_required=not row["virtual"],
        shipping_taxable=not row["virtual"] and row["tax_status"] != "none",
    )
    if not editing:
        _for_reading(data)
    elif row["type"] != "variation":
        data["permalink_template"] = f"{store.site_url}/product/%pagename%/"
        data["generated_slug"] = titles.generated_slug(store.state, row)
    return data


def _for_reading(data: Row) -> None:
    for column in ("description", "short_description", "purchase_note"):
        data[column] = texts.paragraphs(data[column])
    data["average_rating"] = f"{float(data['average_rating']):.2f}"


def variation_data(store: Store, row: Row, *, editing: bool = False) -> Row:
    """Return a variation as ``/products/{id}/variations`` shows it."""
    data = {name: row[name] for name in _VARIATION_COLUMNS}
    data.update(_common(store, row))
    data.update(
        type="variation",
        attributes=attributes.shown_choices(store.state, row),
        name=titles.choices_text(store.state, row),
        sku=row["sku"] or _parent(store, row).get("sku", ""),
    )
    data["description"] = texts.paragraphs(data["description"])
    if data["tax_class"] == "parent" and not editing:
        data["tax_class"] = _parent(store, row).get("tax_class", "")
    return data


def _common(store: Store, row: Row) -> Row:
    data: dict[str, Any] = {"permalink": titles.permalink(store, row)}
    for column in ("date_created", "date_modified", "date_on_sale_from"):
        data[column] = store.clock.local(row[f"{column}_gmt"])
        data[f"{column}_gmt"] = row[f"{column}_gmt"]
    data["date_on_sale_to"] = store.clock.local(row["date_on_sale_to_gmt"])
    data["date_on_sale_to_gmt"] = row["date_on_sale_to_gmt"]
    data["shipping_class"] = _shipping_class(store, row)
    data["on_sale"] = prices.on_sale(store, row)
    data["purchasable"] = prices.purchasable(store, row)
    if not row["downloadable"]:
        data["downloads"] = []
    data["meta_data"] = [dict(entry) for entry in row["meta_data"]]
    data.update(_stock(store, row))
    return data


def _stock(store: Store, row: Row) -> Row:
    """Return what is shown of the stock, which may be the parent's."""
    owner, managed = row, row["manage_stock"]
    if "parent_id" in row and not managed:
        parent = _parent(store, row)
        if parent.get("manage_stock"):
            owner, managed = parent, "parent"
    allowed = owner["backorders"] in ("yes", "notify")
    return {
        "manage_stock": managed,
        "stock_quantity": owner["stock_quantity"],
        "backorders": owner["backorders"],
        "backorders_allowed": allowed,
        "backordered": row["stock_status"] == "onbackorder"
        or bool(managed and allowed and (owner["stock_quantity"] or 0) < 0),
    }


def _parent(store: Store, row: Row) -> Row:
    return store.state.products.get(row["parent_id"], {})


def _shipping_class(store: Store, row: Row) -> str:
    number = row["shipping_class_id"]
    return store.state.shipping_classes.get(number, {}).get("slug", "")


def _terms(store: Store, column: str, row: Row) -> list[Row]:
    table = getattr(store.state, column)
    found = [table[number] for number in row[column] if number in table]
    found.sort(key=lambda term: texts.remove_accents(term["name"]).lower())
    names = ("id", "name", "slug")
    return [{name: term[name] for name in names} for term in found]


def related(store: Store, row: Row) -> list[int]:
    """Return up to five products that share a category or a tag."""
    if row.get("type", "variation") == "variation":
        return []
    wanted = {*row["categories"], *row["tags"]}
    others = (
        other
        for other in store.state.products.values()
        if other["id"] != row["id"] and other["status"] == "publish"
    )
    shared = (o for o in others if wanted & {*o["categories"], *o["tags"]})
    return [other["id"] for other in shared][:5]


def _as_product(store: Store, row: Row) -> Row:
    """Return a variation with the columns of a product."""
    parent = _parent(store, row)
    inherited = {name: parent.get(name) for name in _PRODUCT_COLUMNS}
    image = {**row["image"], **_sizes(store, row)} if row["image"] else None
    return {
        **inherited,
        **row,
        "name": titles.full_title(store.state, row),
        "slug": texts.slug(titles.full_title(store.state, row)),
        "type": "variation",
        "sku": row["sku"] or parent.get("sku", ""),
        "tax_class": parent.get("tax_class", "")
        if row["tax_class"] == "parent"
        else row["tax_class"],
        "featured": False,
        "short_description": "",
        "total_sales": "0",
        "external_url": "",
        "button_text": "",
        "reviews_allowed": False,
        "purchase_note": "",
        "upsell_ids": [],
        "cross_sell_ids": [],
        "grouped_products": [],
        "brands": [],
        "tags": [],
        "default_attributes": [],
        "images": [image] if image else list(parent.get("images", []))[:1],
        "post_password": "",
        "average_rating": "0",
        "rating_count": 0,
        "shown_attributes": attributes.shown_choices(store.state, row),
    }


def _sizes(store: Store, row: Row) -> Row:
    """Return the sizes of a variation's image, which only products show."""
    known = store.state.images.get(row["image"]["id"], {})
    names = ("srcset", "sizes", "thumbnail")
    return {name: to_string(known.get(name)) for name in names}
