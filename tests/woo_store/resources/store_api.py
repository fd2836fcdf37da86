"""A shopper's part of WooCommerce's Store API: cart and checkout.

A cart is known by the ``Cart-Token`` that every answer carries; a request without the
token of a cart has a new one.
"""

import secrets
from typing import Any

from ..catalogue.prices import purchasable
from ..catalogue.rows import find_row, is_variation, variations_of
from ..checkout.cart import Basket, Cart, CartItem, item_key, new_cart
from ..checkout.ordering import Checkout, check_stock
from ..checkout.view import cart_json, enabled_gateways, order_json
from ..coupon_rules import CouponError
from ..orders import products
from ..orders.coupons import normal_code
from ..orders.model import BILLING_FIELDS, SHIPPING_FIELDS
from ..rest import php
from ..rest.controller import Controller
from ..rest.errors import RestError
from ..rest.request import RestRequest
from ..rest.response import RestResponse
from ..state import Row
from ..texts import clean_line, encode_entities

_CART = "/wc/store/v1/cart"


class StoreApi(Controller):
    """What both controllers of the Store API share."""

    def permit(self, action: str, request: RestRequest) -> None:
        """Let anybody shop; a change needs the cart's token or a nonce."""
        if request.method == "GET" or self._known_cart(request):
            return
        if not request.headers.get("nonce"):
            raise RestError(
                "woocommerce_rest_missing_nonce",
                "Missing the Nonce header. This endpoint requires a valid nonce.",
                401,
            )

    def _known_cart(self, request: RestRequest) -> Cart | None:
        return self.state.carts.get(request.headers.get("cart-token", ""))

    def basket(self, request: RestRequest) -> Basket:
        """Return the request's cart, a new one when it names none."""
        cart = self._known_cart(request)
        if cart is None:
            cart = new_cart(self.store, secrets.token_urlsafe(24))
            self.state.carts[cart.token] = cart
        return Basket(self.store, cart)

    def answer(self, basket: Basket, data: Any, status: int = 200) -> RestResponse:
        """Return an answer with the headers that keep the visit together."""
        headers = {
            "Cart-Token": basket.cart.token,
            "Cart-Hash": basket.cart.hash,
            "Nonce": basket.cart.token[:10],
            "Nonce-Timestamp": str(int(self.store.clock.now().timestamp())),
        }
        return RestResponse(data, status, headers)

    def set_addresses(self, basket: Basket, request: RestRequest) -> None:
        """Take over the addresses given; one alone is used for both."""
        cart = basket.cart
        billing, shipping = request["billing_address"], request["shipping_address"]
        _fill(cart.billing, billing, BILLING_FIELDS)
        _fill(cart.shipping, shipping or billing, SHIPPING_FIELDS)


class StoreCart(StoreApi):
    """The cart: items, coupons, addresses, the way of shipping."""

    routes = {
        _CART: {"GET": "get"},
        f"{_CART}/add-item": {"POST": "add_item"},
        f"{_CART}/update-item": {"POST": "update_item"},
        f"{_CART}/remove-item": {"POST": "remove_item"},
        f"{_CART}/update-customer": {"POST": "update_customer"},
        f"{_CART}/select-shipping-rate": {"POST": "select_rate"},
        f"{_CART}/apply-coupon": {"POST": "apply_coupon"},
        f"{_CART}/remove-coupon": {"POST": "remove_coupon"},
    }

    def get(self, request: RestRequest) -> RestResponse:
        """Return the cart."""
        return self._shown(self.basket(request))

    def add_item(self, request: RestRequest) -> RestResponse:
        """Add pieces of a product or a variation."""
        basket = self.basket(request)
        row = self._chosen(request)
        quantity = php.to_int(request.get("quantity", 1))
        choices = self._open_choices(row, request)
        key = item_key(row["id"], choices)
        before = basket.cart.items.get(key)
        whole = quantity + (before.quantity if before else 0)
        check_stock(basket, row, whole)
        basket.cart.items[key] = CartItem(key, row["id"], whole, choices)
        return self._shown(basket, 201)

    def update_item(self, request: RestRequest) -> RestResponse:
        """Set an item's quantity; 0 removes it."""
        basket, item = self._item(request)
        quantity = php.to_int(request["quantity"])
        row = find_row(self.state, item.product_id)
        if quantity == 0 or row is None:
            del basket.cart.items[item.key]
            return self._shown(basket)
        check_stock(basket, row, quantity)
        item.quantity = quantity
        return self._shown(basket)

    def remove_item(self, request: RestRequest) -> RestResponse:
        """Remove an item."""
        basket, item = self._item(request)
        del basket.cart.items[item.key]
        return self._shown(basket)

    def update_customer(self, request: RestRequest) -> RestResponse:
        """Set the addresses; taxes and shipping follow them."""
        basket = self.basket(request)
        self.set_addresses(basket, request)
        return self._shown(basket)

    def select_rate(self, request: RestRequest) -> RestResponse:
        """Choose one of the shipping rates offered."""
        basket = self.basket(request)
        rate_id = php.to_string(request["rate_id"])
        if rate_id not in [rate.id for rate in basket.rates()]:
            raise RestError(
                "woocommerce_rest_cart_invalid_rate",
                "The selected rate is not available.",
            )
        basket.cart.chosen_rate = rate_id
        return self._shown(basket)

    def apply_coupon(self, request: RestRequest) -> RestResponse:
        """Use a coupon."""
        basket = self.basket(request)
        try:
            basket.add_coupon(php.to_string(request["code"]))
        except CouponError as error:
            code = "woocommerce_rest_cart_coupon_error"
            raise RestError(code, str(error)) from None
        return self._shown(basket)

    def remove_coupon(self, request: RestRequest) -> RestResponse:
        """Take a coupon off."""
        basket = self.basket(request)
        code = normal_code(php.to_string(request["code"]))
        if code not in basket.cart.coupons:
            raise RestError(
                "woocommerce_rest_cart_coupon_invalid_code",
                "Coupon cannot be removed because it is not already applied to the "
                "cart.",
                409,
            )
        basket.cart.coupons.remove(code)
        return self._shown(basket)

    def _shown(self, basket: Basket, status: int = 200) -> RestResponse:
        return self.answer(basket, cart_json(basket), status)

    def _item(self, request: RestRequest) -> tuple[Basket, CartItem]:
        basket = self.basket(request)
        item = basket.cart.items.get(php.to_string(request["key"]))
        if item is None:
            raise RestError(
                "woocommerce_rest_cart_invalid_key",
                "Cart item no longer exists or is invalid.",
                409,
            )
        return basket, item

    def _chosen(self, request: RestRequest) -> Row:
        """Return the product to buy, of a variable one the matching variation."""
        row = find_row(self.state, php.to_int(request["id"]))
        if row and not is_variation(row) and row["type"] == "variable":
            wanted = _options(request["variation"])
            row = next(
                (
                    each
                    for each in variations_of(self.state, row["id"])
                    if _matches(products.variation_meta(self.store, each), wanted)
                ),
                None,
            )
        if row is None or not purchasable(self.store, row):
            raise RestError(
                "woocommerce_rest_product_not_purchasable",
                "This product cannot be added to the cart.",
            )
        return row

    def _open_choices(self, row: Row, request: RestRequest) -> dict[str, str]:
        """Return the options given for attributes that the variation leaves open."""
        given = _options(request["variation"])
        meta = products.variation_meta(self.store, row)
        open_keys = [key for key, value in meta if value == ""]
        return {
            key: given.get(key) or given.get(key.removeprefix("pa_"), "")
            for key in open_keys
        }


class StoreCheckout(StoreApi):
    """The checkout: a draft order by GET, the order itself by POST."""

    routes = {"/wc/store/v1/checkout": {"GET": "get", "POST": "create"}}

    def get(self, request: RestRequest) -> RestResponse:
        """Make or refill the cart's draft order."""
        basket = self.basket(request)
        order = Checkout(self.store, basket).draft()
        return self.answer(basket, order_json(basket, order))

    def create(self, request: RestRequest) -> RestResponse:
        """Order what is in the cart."""
        basket = self.basket(request)
        self.set_addresses(basket, request)
        method = php.to_string(request["payment_method"])
        self._check(basket, method)
        title = self.state.payment_gateways.get(method, {}).get("title", "")
        note = php.to_string(request["customer_note"])
        order = Checkout(self.store, basket).place(method, title, note)
        return self.answer(basket, order_json(basket, order))

    def _check(self, basket: Basket, method: str) -> None:
        if not basket.cart.billing["email"]:
            raise RestError(
                "woocommerce_rest_invalid_email_address",
                "The provided email address is not valid — please provide a valid "
                "email address",
            )
        if basket.needs_shipping() and basket.chosen_rate() is None:
            raise RestError(
                "woocommerce_rest_invalid_shipping_option",
                "Sorry, this order requires a shipping option.",
            )
        if basket.totals().total > 0 and method not in enabled_gateways(basket):
            raise RestError(
                "woocommerce_rest_checkout_missing_payment_method",
                "No payment method provided.",
            )


def _fill(address: dict[str, str], given: Any, names: tuple[str, ...]) -> None:
    """Take over an address; the checkout stores ampersands HTML-encoded."""
    for name, value in given.items() if isinstance(given, dict) else ():
        if name in names:
            address[name] = encode_entities(clean_line(php.to_string(value)))


def _options(given: Any) -> dict[str, str]:
    chosen = given if isinstance(given, list) else []
    return {
        products.option_key(php.to_string(each.get("attribute"))): php.to_string(
            each.get("value")
        )
        for each in chosen
        if isinstance(each, dict)
    }


def _matches(meta: list[tuple[str, str]], wanted: dict[str, str]) -> bool:
    return all(
        value in ("", wanted.get(key), wanted.get(key.removeprefix("pa_")))
        for key, value in meta
    )
