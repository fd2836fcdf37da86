"""An order's items and amounts as the store keeps them.

Amounts are texts in the order's currency, unrounded where WooCommerce keeps them
unrounded; ``taxes`` maps tax rate ids to such texts.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from ..php_numbers import format_decimal
from ..rest.php import to_float

Taxes = dict[int, str]


@dataclass
class Item:
    """What all kinds of items share."""

    id: int = 0
    meta_data: list[dict] = field(default_factory=list)


@dataclass
class TaxedItem(Item):
    """An item with an amount without tax and its taxes."""

    total: str = "0"
    total_tax: str = "0"
    taxes: Taxes = field(default_factory=dict)
    tax_class: str = ""
    tax_status: str = "taxable"

    def set_total(self, value: object) -> None:
        """Set the amount without tax."""
        self.total = format_decimal(value)


@dataclass
class ProductItem(TaxedItem):
    """A product line; ``subtotal`` is the amount before discounts."""

    name: str = ""
    product_id: int = 0
    variation_id: int = 0
    quantity: int | float = 1
    subtotal: str = "0"
    subtotal_tax: str = "0"
    subtotal_taxes: Taxes = field(default_factory=dict)

    def set_total(self, value: object) -> None:
        """Set the amount; the subtotal is never left below it."""
        super().set_total(value)
        if to_float(self.subtotal) < to_float(self.total):
            self.set_subtotal(value)

    def set_subtotal(self, value: object) -> None:
        """Set the amount before discounts."""
        self.subtotal = format_decimal(value)


@dataclass
class FeeItem(TaxedItem):
    """A surcharge, or with a negative amount a discount."""

    name: str = ""
    amount: str = ""


@dataclass
class ShippingItem(TaxedItem):
    """A shipping charge."""

    method_title: str = ""
    method_id: str = ""
    instance_id: str = ""


@dataclass
class CouponItem(Item):
    """A coupon used on the order and what it took off, tax apart."""

    code: str = ""
    discount: str = "0"
    discount_tax: str = "0"
    discount_type: str = "fixed_cart"
    nominal_amount: float = 0.0
    free_shipping: bool = False


@dataclass
class TaxItem(Item):
    """What one tax rate makes in the whole order."""

    rate_id: int = 0
    rate_code: str = ""
    label: str = ""
    compound: bool = False
    tax_total: str = "0"
    shipping_tax_total: str = "0"
    rate_percent: float = 0


@dataclass
class OrderAmounts:
    """The part of an order that its arithmetic reads and writes."""

    prices_include_tax: bool = False
    billing: dict[str, str] = field(default_factory=dict)
    shipping: dict[str, str] = field(default_factory=dict)
    vat_exempt: bool = False
    line_items: list[ProductItem] = field(default_factory=list)
    fee_lines: list[FeeItem] = field(default_factory=list)
    shipping_lines: list[ShippingItem] = field(default_factory=list)
    coupon_lines: list[CouponItem] = field(default_factory=list)
    tax_lines: list[TaxItem] = field(default_factory=list)
    discount_total: str = "0"
    discount_tax: str = "0"
    shipping_total: str = "0"
    shipping_tax: str = "0"
    cart_tax: str = "0"
    total_tax: str = "0"
    total: str = "0"

    def taxed_items(self) -> list[TaxedItem]:
        """Return all items that carry taxes: products, fees, shipping."""
        return [*self.line_items, *self.fee_lines, *self.shipping_lines]
