"""Gift cards and store credit with which an order was paid, as plugins note them.

Every plugin has a shape of its own, and most take the amount off the order's total, and
off no line: the lines then sum to more than the total. Read are

* `gift_cards` of the order: WooCommerce Gift Cards;
* `pw_gift_cards`, `pw_gift_card_lines`: PW Gift Cards; `wpgv_gift_voucher_lines`: Gift
  Voucher;
* the order's meta `_ywgc_applied_gift_cards`, {code: amount}: YITH Gift Cards;
* the order's meta `smart_coupons_contribution`, {code: amount}, or a coupon of the type
  `smart_coupon`: Smart Coupons' store credit.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from .order_amounts import ZERO
from .schema.order import Order

META = {
    "_ywgc_applied_gift_cards": "YITH Gift Cards",
    "smart_coupons_contribution": "Smart Coupons",
}
CODE_NAMES = ("code", "card_number", "number", "name")
AMOUNT_NAMES = ("amount", "total", "discount")
SMART_COUPON = "smart_coupon"


@dataclass(frozen=True)
class GiftCard:
    """A gift card's part in paying an order.

    :param amount: tax included, in the order's currency
    :param plugin: the name of the plugin that noted it
    """

    code: str
    amount: Decimal
    plugin: str


def gift_cards(order: Order) -> tuple[GiftCard, ...]:
    """The gift cards of an order, each code once."""
    cards: dict[str, GiftCard] = {}
    for card in _found(order):
        # Smart Coupons notes a credit as a coupon and in its own meta.
        if card.amount > 0:
            cards.setdefault(card.code.lower(), card)
    return tuple(cards.values())


def deducted(order: Order, cards: tuple[GiftCard, ...]) -> Decimal:
    """What these gift cards took off the order's total and off no line.

    Nothing when the lines sum to the total without them: then the plugin made them a
    discount or a fee, which the lines hold already.
    """
    paid = sum((card.amount for card in cards), ZERO)
    lines = sum((line.total for line in order.lines), ZERO)
    missing = lines + order.total_tax - order.total
    return paid if abs(missing - paid) < abs(missing) else ZERO


def _found(order: Order) -> Iterator[GiftCard]:
    for plugin, entries in (
        ("WooCommerce Gift Cards", order.gift_cards),
        ("PW Gift Cards", order.pw_gift_cards),
        ("PW Gift Cards", order.pw_gift_card_lines),
        ("Gift Voucher", order.wpgv_gift_voucher_lines),
    ):
        yield from _listed(plugin, entries)
    for key, plugin in META.items():
        yield from _listed(plugin, order.meta(key))
    for coupon in order.coupon_lines:
        if coupon.kind == SMART_COUPON:
            amount = coupon.discount + coupon.discount_tax
            yield GiftCard(coupon.code, amount, "Smart Coupons")


def _listed(plugin: str, entries: Any) -> Iterator[GiftCard]:
    """The cards in what a plugin wrote: a list of objects, or amounts by code."""
    if isinstance(entries, str):
        entries = _decoded(entries)
    if isinstance(entries, Mapping):
        entries = [
            value if isinstance(value, Mapping) else {"code": code, "amount": value}
            for code, value in entries.items()
        ]
    if not isinstance(entries, list):
        return
    for entry in entries:
        if isinstance(entry, Mapping):
            code = next((entry[name] for name in CODE_NAMES if entry.get(name)), "")
            amounts = (_amount(entry.get(name)) for name in AMOUNT_NAMES)
            yield GiftCard(str(code), next(filter(None, amounts), ZERO), plugin)


def _decoded(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _amount(value: Any) -> Decimal:
    """A plugin's number; 0 for what is none."""
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return ZERO
    return number if number.is_finite() else ZERO
