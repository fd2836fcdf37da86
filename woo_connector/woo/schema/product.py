"""A product or a variation of the store's catalogue."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, field_validator

from .base import (
    DecodedText,
    Identifier,
    Many,
    Meta,
    Moment,
    OptionalAmount,
    Payload,
    Text,
)

VARIATION = "variation"


class ProductAttribute(Payload):
    """An attribute: `options` on a product, the one `option` on a variation.

    `id` is 0 for an attribute that exists on this product only.
    """

    id: Identifier = 0
    name: DecodedText = ""
    slug: Text = ""
    variation: bool = False
    options: Many[DecodedText] = ()
    option: DecodedText = ""


class ProductCategory(Payload):
    """A category a product is in."""

    id: Identifier
    name: DecodedText = ""
    slug: Text = ""


class ProductImage(Payload):
    """An image; `src` is public."""

    id: Identifier = 0
    src: Text = ""
    name: DecodedText = ""
    alt: DecodedText = ""


class Product(Payload):
    """A product of any type. Prices are in the store's currency, "" in JSON is None.

    Variations come in two shapes: from `/products` (with `type`, full name, `images`)
    and from `/products/{parent}/variations` (short name, `image`, before WooCommerce 9
    no `type`). Both parse; `is_variation` tells.
    """

    id: Identifier
    parent_id: Identifier = 0
    type: Text = ""
    status: Text = ""
    name: DecodedText = ""
    slug: Text = ""
    permalink: Text = ""
    sku: DecodedText = ""
    global_unique_id: Text = ""
    description: Text = ""
    short_description: Text = ""
    price: OptionalAmount = None
    regular_price: OptionalAmount = None
    sale_price: OptionalAmount = None
    tax_status: Text = ""
    tax_class: Text = ""
    #: "parent" on a variation whose stock is counted on its parent.
    manage_stock: bool | Literal["parent"] = False
    stock_quantity: OptionalAmount = None
    stock_status: Text = ""
    backorders: Text = ""
    virtual: bool = False
    downloadable: bool = False
    weight: OptionalAmount = None
    date_created: Moment = Field(default=None, alias="date_created_gmt")
    date_modified: Moment = Field(default=None, alias="date_modified_gmt")
    categories: Many[ProductCategory] = ()
    images: Many[ProductImage] = ()
    image: ProductImage | None = None
    attributes: Many[ProductAttribute] = ()
    variations: Many[Identifier] = ()
    meta_data: Many[Meta] = ()

    @field_validator("image", mode="before")
    @classmethod
    def _no_image(cls, value: Any) -> Any:
        return value or None

    @property
    def is_variation(self) -> bool:
        """Whether this is a variation, whichever endpoint it came from."""
        return self.type == VARIATION or (not self.type and bool(self.parent_id))

    @property
    def counts_own_stock(self) -> bool:
        """Whether the store keeps a stock quantity on this very object."""
        return self.manage_stock is True
