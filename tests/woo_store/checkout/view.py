"""Carts and placed orders as the Store API shows them.

Amounts are texts in the currency's smallest units there.
"""

from __future__ import annotations

from typing import Any

from ..catalogue.titles import permalink
from ..orders import products
from ..orders.model import Order
from ..orders.settings import currency, currency_sign
from ..php_numbers import add_up, php_round
from ..rest.php import to_float
from ..state import Row
from ..stock_levels import available
from .cart import Basket, CartItem
from .shipping import ShippingRate
from .totals import CartTotals

_NO_LIMIT = 9999


def cart_json(basket: Basket) -> dict[str, Any]:
    """Return a cart's answer."""
    cart, totals = basket.cart, basket.totals()
    return {
        "items": [_item(basket, *pair, totals) for pair in basket.rows()],
        "coupons": [_coupon(basket, code, totals) for code in totals.coupons],
        "fees": [],
        "totals": _totals(basket, totals),
        "shipping_address": dict(cart.shipping),
        "billing_address": dict(cart.billing),
        "needs_payment": totals.total > 0,
        "needs_shipping": basket.needs_shipping(),
        "payment_requirements": ["products"],
        "has_calculated_shipping": bool(cart.shipping.get("country")),
        "shipping_rates": _packages(basket),
        "items_count": sum(item.quantity for item in cart.items.values()),
        "items_weight": 0,
        "cross_sells": [],
        "errors": [],
        "payment_methods": enabled_gateways(basket),
        "extensions": {},
    }


def enabled_gateways(basket: Basket) -> list[str]:
    """Return the ids of the payment methods a shopper may choose."""
    gateways = basket.store.state.payment_gateways.values()
    return [row["id"] for row in gateways if row["enabled"]]


def order_json(basket: Basket, order: Order) -> dict[str, Any]:
    """Return a checkout's answer."""
    site = basket.store.site_url
    redirect = f"{site}/checkout/order-received/{order.id}/?key={order.order_key}"
    draft = order.status == "checkout-draft"
    result = {
        "payment_status": "success",
        "payment_details": [],
        "redirect_url": redirect,
    }
    return {
        "order_id": order.id,
        "status": order.status,
        "order_key": order.order_key,
        "order_number": str(order.id),
        "customer_note": order.customer_note,
        "customer_id": order.customer_id,
        "billing_address": dict(order.billing),
        "shipping_address": dict(order.shipping),
        "payment_method": order.payment_method,
        "payment_result": None if draft else result,
        "additional_fields": {},
        "extensions": {},
    }


def _money(basket: Basket, amount: float) -> str:
    return str(int(php_round(amount * 10**basket.rules.decimals)))


def _currency(basket: Basket) -> dict[str, Any]:
    setting = basket.store.setting
    code = currency(basket.store)
    sign = currency_sign(basket.store, code)
    left = setting("general", "woocommerce_currency_pos").startswith("left")
    return {
        "currency_code": code,
        "currency_symbol": sign,
        "currency_minor_unit": basket.rules.decimals,
        "currency_decimal_separator": setting(
            "general", "woocommerce_price_decimal_sep"
        ),
        "currency_thousand_separator": setting(
            "general", "woocommerce_price_thousand_sep"
        ),
        "currency_prefix": sign if left else "",
        "currency_suffix": "" if left else sign,
    }


def _item(basket: Basket, item: CartItem, row: Row, totals: CartTotals) -> dict:
    store, line = basket.store, totals.lines[item.key]
    parent = products.parent_of(store, row)
    left = available(store, row)
    limit = _NO_LIMIT if left == float("inf") else left
    variation = products.variation_meta(store, row)
    return {
        "key": item.key,
        "id": row["id"],
        "type": "variation" if parent else row["type"],
        "quantity": item.quantity,
        "quantity_limits": {
            "minimum": 1,
            "maximum": limit,
            "multiple_of": 1,
            "editable": True,
        },
        "name": parent["name"] if parent else row["name"],
        "short_description": (parent or row)["short_description"],
        "description": row["description"],
        "sku": products.sku_of(store, row),
        "permalink": permalink(store, row),
        "images": [products.image_of(store, row)],
        "variation": [{"attribute": key, "value": value} for key, value in variation],
        "item_data": [],
        "prices": _prices(basket, row),
        "totals": {
            "line_subtotal": _money(basket, line.subtotal),
            "line_subtotal_tax": _money(basket, add_up(line.subtotal_taxes.values())),
            "line_total": _money(basket, line.total),
            "line_total_tax": _money(basket, add_up(line.taxes.values())),
            **_currency(basket),
        },
        "catalog_visibility": (parent or row)["catalog_visibility"],
        "extensions": {},
    }


def _prices(basket: Basket, row: Row) -> dict[str, Any]:
    names = ("price", "regular_price", "sale_price")
    shown = {name: row[name] or row["price"] for name in names}
    amounts = {name: _money(basket, to_float(text)) for name, text in shown.items()}
    return {**amounts, "price_range": None, **_currency(basket)}


def _coupon(basket: Basket, code: str, totals: CartTotals) -> dict[str, Any]:
    amount, tax = totals.coupons[code]
    kinds = {each.code: each.discount_type for each in basket.sorted_coupons()}
    return {
        "code": code,
        "discount_type": kinds[code],
        "totals": {
            "total_discount": _money(basket, amount),
            "total_discount_tax": _money(basket, tax),
            **_currency(basket),
        },
    }


def _totals(basket: Basket, totals: CartTotals) -> dict[str, Any]:
    names = {rate.id: rate for rate in basket.rules.rates}
    return {
        "total_items": _money(basket, totals.items),
        "total_items_tax": _money(basket, totals.items_tax),
        "total_fees": "0",
        "total_fees_tax": "0",
        "total_discount": _money(basket, totals.discount),
        "total_discount_tax": _money(basket, totals.discount_tax),
        "total_shipping": _money(basket, totals.shipping),
        "total_shipping_tax": _money(basket, totals.shipping_tax),
        "total_price": _money(basket, totals.total),
        "total_tax": _money(basket, totals.tax),
        "tax_lines": [
            {
                "name": names[rate_id].label,
                "price": _money(basket, tax),
                "rate": f"{names[rate_id].percent:g}%",
            }
            for rate_id, tax in totals.per_rate.items()
        ],
        **_currency(basket),
    }


def _packages(basket: Basket) -> list[dict[str, Any]]:
    if not basket.needs_shipping():
        return []
    names = ("address_1", "address_2", "city", "state", "postcode", "country")
    shipped = [(item, row) for item, row in basket.rows() if not row["virtual"]]
    chosen = basket.chosen_rate()
    return [
        {
            "package_id": 0,
            "name": "Shipment 1",
            "destination": {name: basket.cart.shipping[name] for name in names},
            "items": [
                {
                    "key": item.key,
                    "name": products.full_name(basket.store, row),
                    "quantity": item.quantity,
                }
                for item, row in shipped
            ],
            "shipping_rates": [_rate(basket, each, chosen) for each in basket.rates()],
        }
    ]


def _rate(
    basket: Basket, rate: ShippingRate, chosen: ShippingRate | None
) -> dict[str, Any]:
    return {
        "rate_id": rate.id,
        "name": rate.title,
        "description": "",
        "delivery_time": "",
        "price": _money(basket, rate.cost),
        "instance_id": rate.instance_id,
        "method_id": rate.method_id,
        "meta_data": [],
        "selected": rate == chosen,
        **_currency(basket),
    }
