"""A tax rate of `GET /taxes`."""

from __future__ import annotations

from decimal import Decimal

from pydantic import Field

from .base import Amount, DecodedText, Identifier, Many, Payload, Text


class TaxRate(Payload):
    """A tax rate. `rate` is in percent; an empty `country` applies everywhere."""

    id: Identifier
    name: DecodedText = ""
    rate: Amount = Decimal(0)
    country: Text = ""
    state: Text = ""
    postcodes: Many[Text] = ()
    cities: Many[DecodedText] = ()
    priority: Identifier = 1
    order: Identifier = 0
    compound: bool = False
    shipping: bool = True
    tax_class: Text = Field(default="standard", alias="class")
