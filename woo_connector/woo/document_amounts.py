"""The amounts of an order as a document of another system shows them.

The store's lines, allocated to the unit; where a policy asks for it, discounts and gift
cards as lines of their own, and a difference that was accepted.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from .amounts import adjust, allocate
from .apportion import round_half_up, unit_of
from .discounts import split_discounts
from .gift_cards import GiftCard, deducted, gift_cards
from .order_amounts import ZERO, ExtraLine, LineAmounts, OrderAmounts
from .schema.order import Order

#: The number of the first gift card's line, further ones below; the store's from 1.
GIFT_CARD_LINE = -10


@dataclass(frozen=True)
class Policy:
    """What a store's owner chose.

    :param adjusts: an order whose lines do not sum to its totals is made to fit
    :param has_difference_line: a line may carry what no line of the store can
    :param discounts_apart: discounts are lines of their own
    :param gift_cards_are_lines: what gift cards took off the total is a line each, not
        a payment
    :param shown_decimals: that the store rounds to; below 0 where nobody knows
    """

    adjusts: bool = False
    has_difference_line: bool = False
    discounts_apart: bool = False
    gift_cards_are_lines: bool = False
    shown_decimals: int = -1


@dataclass(frozen=True)
class DocumentAmounts(OrderAmounts):
    """An order's amounts under a policy.

    :param gift_cards: that took something off the total, in whole units
    :param paid_by_gift_card: what the document's total is above the store's, because
        gift cards paid it
    """

    gift_cards: tuple[GiftCard, ...] = ()
    paid_by_gift_card: Decimal = ZERO


def document_amounts(order: Order, decimals: int, policy: Policy) -> DocumentAmounts:
    """The order's amounts under a policy.

    :param order: from `GET /orders/{id}?dp=8`
    :param decimals: of the order's currency
    """
    unit = unit_of(decimals)
    found = gift_cards(order)
    cards = tuple(
        replace(card, amount=round_half_up(card.amount, unit))
        for card in (found if deducted(order, found) else ())
    )
    taken = sum((card.amount for card in cards), ZERO)
    amounts = allocate(order, decimals, taken, policy.shown_decimals)
    if amounts.problem and policy.adjusts:
        adjusted = adjust(order, decimals, taken)
        if policy.has_difference_line or not adjusted.difference:
            amounts = adjusted
    if policy.discounts_apart:
        codes = {card.code.lower() for card in cards}
        amounts = split_discounts(order, amounts, decimals, codes)
    extra = amounts.extra
    if policy.gift_cards_are_lines:
        extra += tuple(map(_gift_card_line, range(len(cards)), cards))
    return DocumentAmounts(
        amounts.lines,
        amounts.placed,
        amounts.problem,
        extra,
        amounts.adjusted,
        cards,
        ZERO if policy.gift_cards_are_lines else taken,
    )


def _gift_card_line(index: int, card: GiftCard) -> LineAmounts:
    line = ExtraLine("gift_card", GIFT_CARD_LINE - index, card.code)
    return LineAmounts(line, -card.amount, {})
