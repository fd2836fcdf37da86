"""Discounts: which coupon gave what, and as lines of their own without any loss."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from woo.amounts import allocate
from woo.apportion import is_whole, unit_of
from woo.discounts import (
    MANUAL_LINE,
    discount_apart,
    given_discounts,
    split_discounts,
)
from woo.order_amounts import LineAmounts
from woo.schema import Order
from woo.schema.order import OrderLine

from .carts import CURRENCIES, orders
from .recorded import PROFILES, decimals, recorded_orders


def product(number: int, full: str, total: str, tax: str, full_tax: str, rate=1):
    return {
        "id": number,
        "quantity": 2,
        "subtotal": full,
        "total": total,
        "subtotal_tax": full_tax,
        "total_tax": tax,
        "taxes": [{"id": rate, "total": tax, "subtotal": full_tax}],
    }


def order(*lines: dict, coupons=()) -> Order:
    tax = sum(Decimal(line["total_tax"]) for line in lines)
    net = sum(Decimal(line["total"]) for line in lines)
    return Order.parse(
        {
            "id": 1,
            "status": "processing",
            "currency": "EUR",
            "total": str(net + tax),
            "total_tax": str(tax),
            "line_items": list(lines),
            "coupon_lines": [
                {"id": 90 + index, "code": code, "discount": amount}
                for index, (code, amount) in enumerate(coupons)
            ],
        }
    )


def split(given: Order):
    return split_discounts(given, allocate(given, 2), 2)


def test_coupons_say_what_they_gave():
    found = given_discounts(
        order(product(1, "20", "17", "3.4", "4"), coupons=[("Ten", "2"), ("one", "1")]),
        2,
    )
    assert [(one.code, one.amount) for one in found] == [("Ten", 2), ("one", 1)]


def test_discount_by_hand_has_no_code():
    (found,) = given_discounts(order(product(1, "20", "17", "3.4", "4")), 2)
    assert (found.id, found.code, found.amount) == (MANUAL_LINE, "", 3)
    assert found.tax == Decimal("0.6")


def test_coupon_and_discount_by_hand():
    given = order(product(1, "20", "15", "3", "4"), coupons=[("ten", "2")])
    assert [one.amount for one in given_discounts(given, 2)] == [2, 3]


def test_a_unit_off_is_no_discount_by_hand():
    given = order(product(1, "20", "17.99", "3.6", "4"), coupons=[("ten", "2")])
    assert [one.code for one in given_discounts(given, 2)] == ["ten"]


def test_order_without_discount_is_left_as_it_is():
    given = order(product(1, "20", "20", "4", "4"))
    assert given_discounts(given, 2) == ()
    assert split(given) == allocate(given, 2)


def test_each_coupon_has_a_line_for_each_set_of_rates():
    given = order(
        product(1, "20", "17", "3.4", "4", rate=1),
        product(2, "10", "9", "0.5", "0.55", rate=2),
        coupons=[("a", "3"), ("b", "1")],
    )
    amounts = split(given)
    assert [(line.net, line.tax) for line in amounts.lines] == [
        (20, 4),
        (10, Decimal("0.55")),
    ]
    assert [
        (line.line.id, line.name, line.net, dict(line.taxes)) for line in amounts.extra
    ] == [
        (90, "a", Decimal("-2.25"), {1: Decimal("-0.45")}),
        (91, "b", Decimal("-0.75"), {1: Decimal("-0.15")}),
        (90, "a", Decimal("-0.75"), {2: Decimal("-0.04")}),
        (91, "b", Decimal("-0.25"), {2: Decimal("-0.01")}),
    ]


def test_coupon_of_an_earlier_cart_takes_off_no_more_than_was_taken():
    given = order(product(1, "20", "17", "3.4", "4"), coupons=[("old", "843.52")])
    (line,) = split(given).extra
    assert (line.net, line.tax) == (-3, Decimal("-0.6"))


def test_coupon_that_says_nothing_takes_it_all():
    given = order(product(1, "20", "17", "3.4", "4"), coupons=[("x", "0")])
    assert [one.amount for one in given_discounts(given, 2)] == [0, 3]
    assert [(line.name, line.net) for line in split(given).extra] == [("", -3)]


def test_line_whose_full_tax_is_unknown_keeps_its_discount_in_the_price():
    given = order(product(1, "20", "17", "3.4", "0"))
    assert split(given).extra == ()


def test_surcharge_is_no_discount():
    given = order(product(1, "20", "25", "5", "4"))
    assert given_discounts(given, 2) == ()
    assert split(given).extra == ()


coupon_lines = st.lists(
    st.tuples(st.sampled_from(["a", "b", "c"]), st.decimals(0, 500, places=2)),
    max_size=3,
    unique_by=lambda coupon: coupon[0],
)


@given(orders(), coupon_lines)
def test_discount_lines_change_no_sum(data, coupons):
    data["coupon_lines"] = [
        {"id": 90 + index, "code": code, "discount": str(amount)}
        for index, (code, amount) in enumerate(coupons)
    ]
    given = Order.parse(data)
    places = CURRENCIES[given.currency]
    _assert_same_sums(given, places)


@pytest.mark.parametrize("profile", PROFILES)
def test_discount_lines_of_recorded_orders(profile):
    parted = 0
    for data in recorded_orders(profile):
        given = Order.parse(data)
        parted += bool(_assert_same_sums(given, decimals(given.currency)).extra)
    assert parted > 5


def _assert_same_sums(given: Order, places: int):
    before = allocate(given, places)
    after = split_discounts(given, before, places)
    assert (after.total, after.total_tax) == (before.total, before.total_tax)
    assert after.tax_by_rate == before.tax_by_rate
    unit = unit_of(places)
    for line in after.all_lines:
        assert is_whole(line.net, unit)
        assert all(is_whole(tax, unit) for tax in line.taxes.values())
    for line in after.extra:
        assert line.line.id >= 90 or line.line.id == MANUAL_LINE or given.coupon_lines
    return after


# === A percentage off a list price === #


@pytest.mark.parametrize(
    ("full", "net", "found"),
    [
        ("20", "18", ("10", "10")),
        ("20", "0", ("10", "100")),
        ("19.99", "17.99", ("9.995", "10.01")),
        # 1/3 off 1000 is 33.33 %, which would be 666.70.
        ("1000", "666.67", None),
        ("20", "20", None),
        ("20", "21", None),
        ("-20", "-18", None),
    ],
)
def test_percentage_only_where_it_gives_the_amount(full, net, found):
    line = OrderLine(id=1, quantity="2", subtotal=full, total=net)
    price = LineAmounts(line, Decimal(net), {}).list_price(
        Decimal(net), Decimal(full), unit_of(2)
    )
    assert price == (found and tuple(map(Decimal, found)))


def test_discount_of_a_line_that_is_charged_at_its_full_price():
    [line] = order(product(1, "20", "17", "3.4", "4")).line_items
    apart = discount_apart(line, unit_of(2))
    assert (apart.net, dict(apart.taxes)) == (3, {1: Decimal("0.60")})


def test_no_discount_apart_where_the_tax_before_it_is_unknown():
    [line] = order(product(1, "20", "17", "3.4", "0")).line_items
    assert not discount_apart(line, unit_of(2))
    [full] = order(product(1, "20", "20", "4", "4")).line_items
    assert not discount_apart(full, unit_of(2))


@pytest.mark.parametrize("profile", PROFILES)
def test_discounts_apart_are_what_the_lines_of_discounts_take_off(profile):
    """Line by line, but for the unit that placing may have moved."""
    for data in recorded_orders(profile):
        given, places = Order.parse(data), decimals(data["currency"])
        unit = unit_of(places)
        made = split_discounts(given, allocate(given, places), places)
        taken = -sum(
            (line.net for line in made.extra if line.line.kind == "discount"),
            Decimal(0),
        )
        apart = sum((discount_apart(line, unit).net for line in given.line_items), 0)
        assert abs(taken - apart) <= unit * len(given.line_items)
