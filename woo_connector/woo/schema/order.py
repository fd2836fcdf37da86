"""An order as `GET /orders/{id}?dp=8` gives it.

Amounts are in the order's currency. `total` and `subtotal` of a line are always net of
tax, also in a store whose prices include tax. With `dp=8` the lines' amounts are
unrounded; `amounts.allocate` turns them into amounts of the currency.
"""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from pydantic import Field, PrivateAttr, field_validator, model_validator

from .base import (
    Amount,
    DecodedText,
    Filled,
    Flag,
    Identifier,
    Many,
    Meta,
    Moment,
    OptionalAmount,
    Payload,
    PlainText,
    RateNumber,
    SideAmount,
    SideDecodedText,
    SideMany,
    SideMoment,
    SideText,
    Text,
    is_nothing,
    listed,
)


class Address(Payload):
    """A billing or shipping address; every field may be empty."""

    first_name: DecodedText = ""
    last_name: DecodedText = ""
    company: DecodedText = ""
    address_1: DecodedText = ""
    address_2: DecodedText = ""
    city: DecodedText = ""
    state: DecodedText = ""
    postcode: DecodedText = ""
    country: Text = ""
    email: DecodedText = ""
    phone: DecodedText = ""

    @property
    def name(self) -> str:
        """First and last name, blank when both are."""
        return f"{self.first_name} {self.last_name}".strip()

    def is_empty(self) -> bool:
        """Whether nothing is filled in (WooCommerce then uses the billing address).

        A country alone counts as empty: the checkout presets it.
        """
        filled = self.model_dump(exclude={"country", "state"})
        return not any(filled.values())


class LineTax(Payload):
    """The share of one tax rate in a line; `id` is the id of `GET /taxes`.

    Where a tax service has put a code instead, it is the `rate_number` of that.

    A rate that is listed with a blank total does not apply and is left out of the line;
    a rate of 0 % is listed with a total of 0.
    """

    id: RateNumber
    total: Amount = Decimal(0)
    subtotal: Amount = Decimal(0)


class _Line(Payload):
    """What product, shipping and fee lines have in common."""

    id: Identifier
    total: Amount = Decimal(0)
    total_tax: Amount = Decimal(0)
    taxes: Many[LineTax] = ()
    meta_data: SideMany[Meta] = ()

    def meta(self, key: str) -> Any:
        """Value of the first `meta_data` entry with this key, None without one."""
        return next((meta.value for meta in self.meta_data if meta.key == key), None)

    @field_validator("taxes", mode="before")
    @classmethod
    def _only_applied(cls, taxes: Any) -> Any:
        taxes = listed(taxes)
        if not isinstance(taxes, list):
            return taxes
        return [
            tax
            for tax in taxes
            if not (isinstance(tax, dict) and is_nothing(tax.get("total")))
        ]

    @field_validator("taxes")
    @classmethod
    def _only_named(cls, taxes: tuple[LineTax, ...]) -> tuple[LineTax, ...]:
        """Leave out what names no rate and charges nothing: no tax can stand for it."""
        return tuple(tax for tax in taxes if tax.id or tax.total or tax.subtotal)


class OrderLine(_Line):
    """A product line. `product_id` is 0 when the product was deleted since."""

    name: PlainText = ""
    product_id: Identifier = 0
    variation_id: Identifier = 0
    quantity: Amount = Decimal(0)
    tax_class: SideText = ""
    subtotal: Amount = Decimal(0)
    subtotal_tax: Amount = Decimal(0)
    # The line has the product's number, too.
    sku: SideText = ""
    price: SideAmount = Decimal(0)
    parent_name: SideText = ""

    @property
    def sold_id(self) -> int:
        """Id of what was sold: the variation, else the product, else 0."""
        return self.variation_id or self.product_id

    @property
    def is_money_only(self) -> bool:
        """Whether something is charged and nothing is sold, as for an extra charge."""
        return not self.quantity and bool(self.total or self.total_tax)


class ShippingLine(_Line):
    """A shipping line. `method_id` names the kind of method ("flat_rate")."""

    method_id: Text = ""
    method_title: DecodedText = ""
    instance_id: SideText = ""
    tax_status: SideText = ""


class FeeLine(_Line):
    """A fee; negative when it is a rebate. Its total may have sub-cent decimals."""

    name: PlainText = ""
    tax_class: SideText = ""
    tax_status: SideText = ""


class CouponLine(Payload):
    """A coupon used. Its amount can be off: discounts are read from the lines."""

    id: Identifier
    code: DecodedText = ""
    discount: Amount = Decimal(0)
    discount_tax: Amount = Decimal(0)
    discount_type: SideText = ""
    meta_data: SideMany[Meta] = ()

    @property
    def kind(self) -> str:
        """The coupon's type; stores before 8.7 say it in the line's meta only."""
        if self.discount_type:
            return self.discount_type
        for meta in self.meta_data:
            if meta.key == "coupon_data" and isinstance(meta.value, dict):
                return str(meta.value.get("discount_type") or "")
            if meta.key == "coupon_info" and isinstance(meta.value, str):
                return _type_in_coupon_info(meta.value)
        return ""


def _type_in_coupon_info(text: str) -> str:
    """The type in WooCommerce's `coupon_info`, the list [id, code, type, amount…]."""
    try:
        info = json.loads(text)
    except ValueError:
        return ""
    # A fixed cart discount is written as null.
    is_known = isinstance(info, list) and len(info) > 2
    return str(info[2] or "fixed_cart") if is_known else ""


class TaxLine(Payload):
    """One tax rate's totals over the order.

    A race in the store can leave an order with taxes but without these lines: take the
    rates from the lines' `taxes`. WooCommerce makes a 0 of a rate's id that is a code,
    and repeats the code.
    """

    id: Identifier
    rate_id: RateNumber
    rate_code: Text = ""
    label: SideDecodedText = ""
    compound: Flag = False
    rate_percent: OptionalAmount = None
    tax_total: Amount = Decimal(0)
    shipping_tax_total: Amount = Decimal(0)

    @model_validator(mode="before")
    @classmethod
    def _by_code(cls, data: Any) -> Any:
        if isinstance(data, dict) and data.get("rate_id") in (None, "", 0, "0"):
            return {**data, "rate_id": data.get("rate_code")}
        return data


class RefundSummary(Payload):
    """A refund as the order lists it; `total` is negative."""

    id: Identifier
    reason: SideDecodedText = ""
    total: Amount = Decimal(0)


#: The lines that carry money.
AmountLine = OrderLine | ShippingLine | FeeLine


class Order(Payload):
    """An order of the store."""

    id: Identifier
    parent_id: Identifier = 0
    number: Text = ""
    status: Text
    currency: Text
    version: SideText = ""
    prices_include_tax: Flag = False
    created_via: SideText = ""
    date_created: Moment = Field(default=None, alias="date_created_gmt")
    date_modified: Moment = Field(default=None, alias="date_modified_gmt")
    date_paid: Moment = Field(default=None, alias="date_paid_gmt")
    date_completed: SideMoment = Field(default=None, alias="date_completed_gmt")
    discount_total: SideAmount = Decimal(0)
    discount_tax: SideAmount = Decimal(0)
    shipping_total: SideAmount = Decimal(0)
    shipping_tax: SideAmount = Decimal(0)
    cart_tax: SideAmount = Decimal(0)
    total: Amount
    total_tax: Amount
    customer_id: Identifier = 0
    customer_note: DecodedText = ""
    customer_ip_address: SideText = ""
    customer_user_agent: SideText = ""
    billing: Filled[Address] = Address()
    shipping: Filled[Address] = Address()
    payment_method: Text = ""
    payment_method_title: SideDecodedText = ""
    transaction_id: SideText = ""
    meta_data: SideMany[Meta] = ()
    line_items: Many[OrderLine] = ()
    shipping_lines: Many[ShippingLine] = ()
    fee_lines: Many[FeeLine] = ()
    coupon_lines: Many[CouponLine] = ()
    tax_lines: Many[TaxLine] = ()
    refunds: Many[RefundSummary] = ()
    # Plugins' own, in any shape; `gift_cards.gift_cards` reads them.
    gift_cards: Any = None
    pw_gift_cards: Any = None
    pw_gift_card_lines: Any = None
    wpgv_gift_voucher_lines: Any = None
    _raw: dict[str, Any] = PrivateAttr(default_factory=dict)

    @classmethod
    def parse(cls, data: Any) -> Order:
        """The order, which also remembers what it was read from; see `Payload`."""
        order = super().parse(data)
        order._raw = data
        return order

    @property
    def raw(self) -> dict[str, Any]:
        """The decoded JSON, for what plugins add to it."""
        return self._raw

    @property
    def lines(self) -> tuple[AmountLine, ...]:
        """All lines that carry money: products, then shipping, then fees."""
        return self.line_items + self.shipping_lines + self.fee_lines

    def meta(self, key: str):
        """Value of the first `meta_data` entry with this key, None without one."""
        return next((meta.value for meta in self.meta_data if meta.key == key), None)
