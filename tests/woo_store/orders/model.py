"""An order and a refund as the store keeps them. Times are GMT, as in all rows."""

from __future__ import annotations

import copy
import secrets
import string
from dataclasses import dataclass, field

from .items import Item, OrderAmounts

ADDRESS = (
    "first_name",
    "last_name",
    "company",
    "address_1",
    "address_2",
    "city",
    "state",
    "postcode",
    "country",
)
BILLING_FIELDS = (*ADDRESS, "email", "phone")
SHIPPING_FIELDS = (*ADDRESS, "phone")
DRAFT_STATUSES = frozenset({"draft", "auto-draft", "new", "checkout-draft"})
PAYABLE_STATUSES = frozenset({"pending", "failed", "checkout-draft"})
EDITABLE_STATUSES = frozenset({"pending", "on-hold", "auto-draft"})
TOTALS = (
    "discount_total",
    "discount_tax",
    "shipping_total",
    "shipping_tax",
    "cart_tax",
    "total",
    "total_tax",
)
ITEM_KINDS = ("line_items", "shipping_lines", "fee_lines", "coupon_lines", "tax_lines")


def new_order_key() -> str:
    """Return a key like WooCommerce's, part of the address to pay an order."""
    letters = string.ascii_letters + string.digits
    return "wc_order_" + "".join(secrets.choice(letters) for _ in range(13))


@dataclass
class Order(OrderAmounts):
    """An order.

    :param plugin_fields: of the API's answer that plugins add or replace
    :param saved, saved_status: as it was saved last
    """

    id: int = 0
    parent_id: int = 0
    status: str = "pending"
    status_before_trash: str = ""
    currency: str = ""
    currency_symbol: str = ""
    version: str = ""
    date_created: str = ""
    date_modified: str = ""
    date_paid: str | None = None
    date_completed: str | None = None
    customer_id: int = 0
    order_key: str = field(default_factory=new_order_key)
    payment_method: str = ""
    payment_method_title: str = ""
    transaction_id: str = ""
    customer_ip_address: str = ""
    customer_user_agent: str = ""
    created_via: str = ""
    customer_note: str = ""
    cart_hash: str = ""
    meta_data: list[dict] = field(default_factory=list)
    stock_reduced: bool = False
    coupon_usage_recorded: bool = False
    sales_recorded: bool = False
    plugin_fields: dict = field(default_factory=dict)
    saved: OrderAmounts | None = None
    saved_status: str = ""

    def __post_init__(self) -> None:
        self.billing = {**dict.fromkeys(BILLING_FIELDS, ""), **self.billing}
        self.shipping = {**dict.fromkeys(SHIPPING_FIELDS, ""), **self.shipping}
        self.vat_exempt = any(
            meta["key"] == "is_vat_exempt" and meta["value"] == "yes"
            for meta in self.meta_data
        )

    def find_item(self, item_id: int) -> tuple[str, Item] | None:
        """Return the kind and the item of an id, None when it is not of this order."""
        for kind in ITEM_KINDS:
            for item in getattr(self, kind):
                if item.id == item_id:
                    return kind, item
        return None

    def remember_saved(self) -> None:
        """Keep the items as saved; see ``totals.calculate_taxes``."""
        self.saved = OrderAmounts(
            line_items=copy.deepcopy(self.line_items),
            fee_lines=copy.deepcopy(self.fee_lines),
            shipping_lines=copy.deepcopy(self.shipping_lines),
        )


@dataclass
class Refund(OrderAmounts):
    """Money given back of an order; ``amount`` is positive, item totals negative.

    ``whole``: with it the order was given back completely.
    """

    id: int = 0
    order_id: int = 0
    date_created: str = ""
    amount: str = "0"
    reason: str = ""
    refunded_by: int = 1
    refunded_payment: bool = False
    whole: bool = False
    meta_data: list[dict] = field(default_factory=list)

    @property
    def date_modified(self) -> str:
        """A refund is never changed."""
        return self.date_created
