"""What the store shows of an order is kept, wherever it is consistent."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from woo.amounts import allocate
from woo.apportion import round_half_up, unit_of
from woo.exact_amounts import sum_by_rate
from woo.schema import Order
from woo.shown_taxes import level_lines, shown_lines, shown_rates

from .carts import CURRENCIES, orders
from .recorded import PROFILES, decimals, recorded_orders

CENT = Decimal("0.01")


def line(number: int, total: str, **taxes: str) -> dict:
    """A product line; taxes by rate, e.g. ``r2="1.0050"``."""
    return {
        "id": number,
        "quantity": 1,
        "total": total,
        "total_tax": str(sum(map(Decimal, taxes.values()), Decimal(0))),
        "taxes": [{"id": int(rate[1:]), "total": tax} for rate, tax in taxes.items()],
    }


def rate(number: int, goods: str, shipping: str = "0") -> dict:
    return {
        "id": number,
        "rate_id": number,
        "tax_total": goods,
        "shipping_tax_total": shipping,
    }


def order_of(total: str, total_tax: str, lines: list, rates: list) -> Order:
    return Order.parse(
        {
            "id": 1,
            "status": "processing",
            "currency": "EUR",
            "total": total,
            "total_tax": total_tax,
            "line_items": lines,
            "tax_lines": rates,
        }
    )


@pytest.mark.parametrize("profile", PROFILES)
def test_recorded_lines_that_sum_up_are_as_the_store_shows_them(profile):
    """Net and tax where both sum up, else what is paid for the line."""
    for data in recorded_orders(profile):
        order = Order.parse(data)
        places = decimals(order.currency)
        unit = unit_of(places)
        amounts = allocate(order, places)
        shown = shown_lines(order, order.total, order.total_tax, unit)
        if not shown or amounts.problem:
            continue
        assert [each.net + each.tax for each in amounts.lines] == [
            each.gross for each in shown
        ]
        taxes = [round_half_up(each.total_tax, unit) for each in order.lines]
        if sum(taxes) == order.total_tax:
            assert [each.tax for each in amounts.lines] == taxes


@pytest.mark.parametrize("profile", PROFILES)
def test_recorded_rates_that_sum_up_are_as_the_store_shows_them(profile):
    for data in recorded_orders(profile):
        order = Order.parse(data)
        places = decimals(order.currency)
        amounts = allocate(order, places)
        shown = shown_rates(order, order.total_tax, unit_of(places))
        if shown and not amounts.problem:
            assert amounts.tax_by_rate == shown


def test_a_rate_is_rounded_apart_on_goods_and_on_shipping():
    """3.493142 in all, but the store shows 2.55 and 0.95: 3.50."""
    order = order_of(
        "28.05",
        "3.90",
        [
            line(1, "13.394960", r2="2.545042"),
            line(2, "5.766355", r3="0.403645"),
            line(3, "4.990000", r2="0.948100"),
        ],
        [rate(2, "2.545042", "0.948100"), rate(3, "0.403645")],
    )

    assert allocate(order, 2).tax_by_rate == {2: Decimal("3.50"), 3: Decimal("0.40")}


def test_two_rates_of_a_line_sum_to_the_tax_that_the_line_shows():
    """Each rate rounded for itself would give 0.09 and 0.08."""
    order = order_of(
        "3.17",
        "0.17",
        [line(1, "1", r1="0.044", r2="0.0445"), line(2, "2", r1="0.047", r2="0.0345")],
        [rate(1, "0.091"), rate(2, "0.079")],
    )

    amounts = allocate(order, 2)

    assert [each.tax for each in amounts.lines] == [Decimal("0.09"), Decimal("0.08")]
    assert amounts.tax_by_rate == {1: Decimal("0.09"), 2: Decimal("0.08")}


def test_a_line_keeps_what_is_paid_for_it_when_its_tax_takes_a_unit():
    """Shown are 8.33 + 1.66 each, 9.99 in all; the store charges 3.33 of tax."""
    lines = [line(1, "8.326", r1="1.664"), line(2, "8.326", r1="1.664")]
    order = order_of("19.98", "3.33", lines, [rate(1, "3.328")])
    shown = shown_lines(order, order.total, order.total_tax, CENT)

    amounts = allocate(order, 2)

    assert [each.gross for each in shown] == [
        each.net + each.tax for each in amounts.lines
    ]
    assert amounts.total_tax == Decimal("3.33")


def test_rates_that_miss_the_total_tax_are_not_taken_over():
    order = order_of("1.20", "0.20", [line(1, "1", r1="0.2")], [rate(1, "0.21")])

    assert shown_rates(order, order.total_tax, CENT) == {}
    assert allocate(order, 2).tax_by_rate == {1: Decimal("0.20")}


def test_lines_that_miss_the_total_are_not_taken_over():
    order = order_of("1.21", "0.20", [line(1, "1", r1="0.2")], [rate(1, "0.20")])

    assert shown_lines(order, order.total, order.total_tax, CENT) == []


@given(orders())
def test_lines_of_generated_orders_keep_what_is_paid_for_them(data):
    """With tax a line is what the store shows wherever these sum to its total."""
    order = Order.parse(data)
    unit = unit_of(CURRENCIES[order.currency])
    amounts = allocate(order, CURRENCIES[order.currency])
    shown = shown_lines(order, order.total, order.total_tax, unit)
    if amounts.representable and shown:
        assert [each.net + each.tax for each in amounts.lines] == [
            each.gross for each in shown
        ]


CELLS = st.dictionaries(
    st.tuples(st.integers(0, 4), st.integers(1, 3)),
    st.decimals("-9", "9", places=4),
    min_size=1,
)


@given(CELLS, st.dictionaries(st.integers(0, 4), st.integers(-2, 2)))
def test_levelling_keeps_every_rate_and_stays_with_the_neighbours(exact, wishes):
    before = {place: round_half_up(tax, CENT) for place, tax in exact.items()}
    sums = dict.fromkeys(range(5), Decimal(0))
    for (index, _rate), tax in before.items():
        sums[index] += tax
    wanted = {index: sums[index] + CENT * wishes.get(index, 0) for index in range(5)}
    after = dict(before)

    level_lines(after, exact, wanted, CENT)

    assert sum_by_rate(after) == sum_by_rate(before)
    assert all(abs(after[place] - tax) < CENT for place, tax in exact.items())
    for index in range(5):
        tax = sum(amount for (row, _rate), amount in after.items() if row == index)
        assert abs(wanted[index] - tax) <= abs(wanted[index] - sums[index])
