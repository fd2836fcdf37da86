"""A product or a variation of the store's catalogue."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, field_validator

from .base import (
    DecodedText,
    Flag,
    Identifier,
    Many,
    Meta,
    OptionalAmount,
    Payload,
    SideDecodedText,
    SideIdentifier,
    SideMany,
    SideMoment,
    SideOptionalAmount,
    SideText,
    Text,
    flag,
)

VARIATION = "variation"


class ProductAttribute(Payload):
    """An attribute: `options` on a product, the one `option` on a variation.

    `id` is 0 for an attribute that exists on this product only.
    """

    id: SideIdentifier = 0
    name: SideDecodedText = ""
    slug: SideText = ""
    variation: Flag = False
    options: Many[SideDecodedText] = ()
    option: SideDecodedText = ""


class ProductCategory(Payload):
    """A category a product is in."""

    id: SideIdentifier = 0
    name: SideDecodedText = ""
    slug: SideText = ""


class ProductImage(Payload):
    """An image; `src` is public."""

    id: SideIdentifier = 0
    src: SideText = ""
    name: SideDecodedText = ""
    alt: SideDecodedText = ""


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
    slug: SideText = ""
    permalink: SideText = ""
    sku: DecodedText = ""
    global_unique_id: SideText = ""
    description: SideText = ""
    short_description: SideText = ""
    price: OptionalAmount = None
    regular_price: OptionalAmount = None
    sale_price: OptionalAmount = None
    tax_status: SideText = ""
    tax_class: SideText = ""
    #: "parent" on a variation whose stock is counted on its parent.
    manage_stock: bool | Literal["parent"] = False
    stock_quantity: OptionalAmount = None
    stock_status: Text = ""
    backorders: Text = ""
    virtual: Flag = False
    downloadable: Flag = False
    weight: SideOptionalAmount = None
    date_created: SideMoment = Field(default=None, alias="date_created_gmt")
    date_modified: SideMoment = Field(default=None, alias="date_modified_gmt")
    categories: SideMany[ProductCategory] = ()
    images: SideMany[ProductImage] = ()
    image: ProductImage | None = None
    attributes: SideMany[ProductAttribute] = ()
    variations: Many[SideIdentifier] = ()
    meta_data: SideMany[Meta] = ()

    @field_validator("manage_stock", mode="before")
    @classmethod
    def _counted_where(cls, value: Any) -> Any:
        return value if value == "parent" else flag(value)

    @field_validator("image", mode="before")
    @classmethod
    def _no_image(cls, value: Any) -> Any:
        return value if isinstance(value, dict) and value else None

    @property
    def is_variation(self) -> bool:
        """Whether this is a variation, whichever endpoint it came from."""
        return self.type == VARIATION or (not self.type and bool(self.parent_id))

    @property
    def counts_own_stock(self) -> bool:
        """Whether the store keeps a stock quantity on this very object."""
        return self.manage_stock is True
