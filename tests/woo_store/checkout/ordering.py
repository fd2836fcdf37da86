"""From a cart to an order: the draft, the stock check, the payment."""

from __future__ import annotations

import hashlib
import html
from typing import TYPE_CHECKING

from ..metadata import add_meta, update_meta
from ..orders import products
from ..orders.coupons import find_coupon, new_coupon_line
from ..orders.desk import OrderDesk, new_order
from ..orders.items import CouponItem, ProductItem, ShippingItem
from ..orders.model import Order
from ..orders.status import complete_payment, set_status
from ..orders.totals import set_taxes
from ..php_numbers import format_decimal
from ..rest.errors import RestError
from ..rest.php import to_float
from ..state import Row
from ..stock_levels import available
from .cart import Basket, CartItem
from .totals import CartTotals

if TYPE_CHECKING:
    from ..store import Store

# What a payment method makes of an order that costs something.
_STATUS_AFTER = {"bacs": "on-hold", "cheque": "on-hold"}


def check_stock(basket: Basket, row: Row, quantity: int) -> None:
    """Raise RestError when not so many pieces can be bought."""
    left = available(basket.store, row)
    name = html.escape(html.unescape(products.full_name(basket.store, row)))
    if left == 0:
        raise RestError(
            "woocommerce_rest_product_out_of_stock",
            f"You cannot add &quot;{name}&quot; to the cart because the product is "
            "out of stock.",
        )
    if quantity > left:
        raise RestError(
            "woocommerce_rest_product_partially_out_of_stock",
            f"You cannot add that amount of &quot;{name}&quot; to the cart because "
            f"there is not enough stock ({left} remaining).",
        )


class Checkout:
    """Makes the order of one cart."""

    def __init__(self, store: Store, basket: Basket):
        self.store = store
        self.basket = basket
        self.desk = OrderDesk(store)

    def draft(self) -> Order:
        """Make or refill the draft order of the cart.

        An unpaid draft is taken up again: it keeps its id, its lines are replaced.
        """
        if not self.basket.cart.items:
            raise RestError(
                "woocommerce_rest_cart_empty",
                "Cannot create order from empty cart.",
            )
        for item, row in self.basket.rows():
            check_stock(self.basket, row, item.quantity)
        order = self._taken_up()
        if order is None:
            order = new_order(self.store, created_via="store-api")
            order.status = "checkout-draft"
            self.desk.save(order)
            self.basket.cart.order_id = order.id
        self._fill(order)
        self.desk.recalculate(order)
        self.desk.save(order)
        return order

    def place(self, payment_method: str, title: str, note: str) -> Order:
        """Order what is in the cart and pay; the cart is empty afterwards."""
        order = self.draft()
        order.payment_method = payment_method
        order.payment_method_title = title
        order.customer_note = note
        if to_float(order.total) == 0:
            complete_payment(self.store, order)
        elif payment_method in _STATUS_AFTER:
            set_status(self.store, order, _STATUS_AFTER[payment_method])
        else:
            set_status(self.store, order, "processing")
        self.desk.save(order)
        cart = self.basket.cart
        cart.items, cart.coupons, cart.order_id = {}, [], 0
        return order

    def _taken_up(self) -> Order | None:
        order = self.store.state.orders.get(self.basket.cart.order_id)
        return order if order and order.status == "checkout-draft" else None

    def _fill(self, order: Order) -> None:
        cart, totals = self.basket.cart, self.basket.totals()
        order.billing = {**order.billing, **cart.billing}
        order.shipping = {**order.shipping, **cart.shipping}
        order.cart_hash = cart.hash
        order.customer_ip_address = "127.0.0.1"
        order.tax_lines = []
        order.line_items = [
            self._line(item, row, totals) for item, row in self.basket.rows()
        ]
        order.shipping_lines = self._shipping(totals)
        order.coupon_lines = self._coupons(totals)
        hashes = ("_shipping_hash", "_coupons_hash", "_fees_hash", "_taxes_hash")
        for key, value in (("is_vat_exempt", "no"), *((name, "") for name in hashes)):
            text = value or hashlib.md5(repr(totals).encode()).hexdigest()
            update_meta(order.meta_data, key, text, self.store.state.sequences)

    def _line(self, item: CartItem, row: Row, totals: CartTotals) -> ProductItem:
        variation = products.parent_of(self.store, row) is not None
        amounts = totals.lines[item.key]
        line = ProductItem(
            name=products.full_name(self.store, row),
            product_id=row["parent_id"] if variation else row["id"],
            variation_id=row["id"] if variation else 0,
            quantity=item.quantity,
            tax_class=products.tax_class(self.store, row),
            subtotal=format_decimal(float(amounts.subtotal)),
            total=format_decimal(float(amounts.total)),
        )
        set_taxes(line, amounts.taxes, amounts.subtotal_taxes, self.basket.rules)
        for key, option in products.variation_meta(self.store, row):
            value = option or item.choices.get(key, "")
            add_meta(line.meta_data, key, value, self.store.state.sequences)
        return line

    def _shipping(self, totals: CartTotals) -> list[ShippingItem]:
        rate = self.basket.chosen_rate()
        if rate is None:
            return []
        line = ShippingItem(
            method_title=rate.title,
            method_id=rate.method_id,
            instance_id=str(rate.instance_id),
            tax_status=rate.tax_status,
            total=format_decimal(float(rate.cost)),
        )
        set_taxes(line, totals.shipping_taxes[0], {}, self.basket.rules)
        names = [
            f"{products.full_name(self.store, row)} &times; {item.quantity}"
            for item, row in self.basket.rows()
            if not row["virtual"]
        ]
        add_meta(line.meta_data, "Items", ", ".join(names), self.store.state.sequences)
        return [line]

    def _coupons(self, totals: CartTotals) -> list[CouponItem]:
        lines = []
        for code, (amount, tax) in totals.coupons.items():
            line = new_coupon_line(self.store, find_coupon(self.store, code))
            rounded = self.basket.rules.round_discount
            line.discount = format_decimal(rounded(amount))
            line.discount_tax = format_decimal(rounded(tax))
            lines.append(line)
        return lines
