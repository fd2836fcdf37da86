"""Gift cards, in the shapes that plugins give them, as a payment or as a line."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from woo.apportion import round_half_up, unit_of
from woo.document_amounts import GIFT_CARD_LINE, Policy, document_amounts
from woo.gift_cards import deducted, gift_cards
from woo.schema import Order

from .carts import CURRENCIES, orders
from .test_amounts import simple

AS_META = {"key": "_ywgc_applied_gift_cards", "value": {"AB-1": 5, "CD-2": "2.61"}}
SHAPES = {
    "WooCommerce Gift Cards": {
        "gift_cards": [
            {"id": 7, "code": "AB-1", "amount": 5},
            {"id": 8, "code": "CD-2", "amount": "2.61"},
        ]
    },
    "PW Gift Cards": {
        "pw_gift_cards": [
            {"card_number": "AB-1", "amount": "5"},
            {"card_number": "CD-2", "amount": "2.61"},
        ]
    },
    "YITH Gift Cards": {"meta_data": [AS_META]},
    "Smart Coupons": {
        "meta_data": [
            {
                "key": "smart_coupons_contribution",
                "value": '{"AB-1": 5, "CD-2": "2.61"}',
            }
        ],
        "coupon_lines": [
            {
                "id": 9,
                "code": "ab-1",
                "discount": "5",
                "discount_type": "smart_coupon",
            }
        ],
    },
}


def paid_by_card(**changes) -> Order:
    """17.61 for the lines, of which gift cards paid 7.61."""
    return Order.parse(simple(total="10.00", **changes))


@pytest.mark.parametrize("plugin", SHAPES)
def test_shapes_of_the_plugins(plugin):
    order = paid_by_card(**SHAPES[plugin])
    assert [(card.code, card.amount, card.plugin) for card in gift_cards(order)] == [
        ("AB-1", 5, plugin),
        ("CD-2", Decimal("2.61"), plugin),
    ]
    assert deducted(order, gift_cards(order)) == Decimal("7.61")


@pytest.mark.parametrize(
    "entries",
    [None, "", "no json", 5, [], {}, [5, None], [{"code": "A", "amount": "much"}]],
)
def test_what_is_no_gift_card(entries):
    order = paid_by_card(
        gift_cards=entries,
        meta_data=[{"key": "_ywgc_applied_gift_cards", "value": entries}],
    )
    assert gift_cards(order) == ()


@pytest.mark.parametrize(
    "meta",
    [
        {"key": "coupon_info", "value": '[76,"ab-1","smart_coupon",5]'},
        {"key": "coupon_data", "value": {"discount_type": "smart_coupon"}},
    ],
)
def test_store_credit_of_older_stores(meta):
    coupon = {"id": 9, "code": "ab-1", "discount": "7.61", "meta_data": [meta]}
    order = paid_by_card(coupon_lines=[coupon])
    assert [card.amount for card in gift_cards(order)] == [Decimal("7.61")]


def test_ordinary_coupon_is_no_gift_card():
    info = {"key": "coupon_info", "value": '[76,"ten",null,10]'}
    coupon = {"id": 9, "code": "ten", "discount": "7.61", "meta_data": [info]}
    assert gift_cards(paid_by_card(coupon_lines=[coupon])) == ()


def test_card_that_is_a_discount_of_the_lines_took_nothing_off_the_total():
    order = Order.parse(simple(**SHAPES["YITH Gift Cards"]))
    assert deducted(order, gift_cards(order)) == 0
    assert document_amounts(order, 2, Policy()).gift_cards == ()


def test_as_a_payment_the_document_comes_to_the_full_amount():
    amounts = document_amounts(paid_by_card(**SHAPES["PW Gift Cards"]), 2, Policy())
    assert amounts.problem is None
    assert (amounts.total, amounts.total_tax) == (Decimal("17.61"), Decimal("2.11"))
    assert amounts.paid_by_gift_card == Decimal("7.61")
    assert amounts.extra == ()


def test_as_a_line_the_document_comes_to_the_stores_total():
    policy = Policy(gift_cards_are_lines=True)
    amounts = document_amounts(paid_by_card(**SHAPES["PW Gift Cards"]), 2, policy)
    assert (amounts.total, amounts.total_tax) == (10, Decimal("2.11"))
    assert amounts.paid_by_gift_card == 0
    assert [(line.line.id, line.name, line.net) for line in amounts.extra] == [
        (GIFT_CARD_LINE, "AB-1", -5),
        (GIFT_CARD_LINE - 1, "CD-2", Decimal("-2.61")),
    ]


def test_difference_that_cards_do_not_explain_is_a_problem():
    order = Order.parse(simple(total="8.00", **SHAPES["PW Gift Cards"]))
    assert document_amounts(order, 2, Policy()).problem is not None


@given(
    orders(),
    st.lists(st.decimals("0.01", 90, places=2), max_size=3),
    st.builds(Policy, *[st.booleans()] * 4),
)
def test_whatever_the_policy_the_total_is_the_stores(data, amounts, policy):
    unit = unit_of(CURRENCIES[data["currency"]])
    paid = [round_half_up(amount, unit) for amount in amounts]
    cards = [{"code": f"c{n}", "amount": str(a)} for n, a in enumerate(paid)]
    total = Decimal(data["total"]) - sum(paid)
    order = Order.parse({**data, "total": str(total), "gift_cards": cards})
    found = document_amounts(order, CURRENCIES[data["currency"]], policy)
    assert found.problem is None
    assert found.total == order.total + found.paid_by_gift_card
    assert found.total_tax == order.total_tax
    assert policy.gift_cards_are_lines <= (found.paid_by_gift_card == 0)
