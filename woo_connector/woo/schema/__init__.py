"""Payload contracts: WooCommerce's JSON as typed, immutable objects.

Amounts are `Decimal`, moments are aware and in UTC, names are decoded, unknown fields
are ignored. `Order.parse(answer)` raises `RejectedError` naming the offending field.
"""

from .base import Meta
from .delivery import Delivery, DeliveryKind
from .order import (
    Address,
    AmountLine,
    CouponLine,
    FeeLine,
    LineTax,
    Order,
    OrderLine,
    RefundSummary,
    ShippingLine,
    TaxLine,
)
from .product import Product
from .refund import Refund
from .tax_rate import TaxRate
from .webhook import Webhook

__all__ = [
    "Address",
    "AmountLine",
    "CouponLine",
    "Delivery",
    "DeliveryKind",
    "FeeLine",
    "LineTax",
    "Meta",
    "Order",
    "OrderLine",
    "Product",
    "Refund",
    "RefundSummary",
    "ShippingLine",
    "TaxLine",
    "TaxRate",
    "Webhook",
]
