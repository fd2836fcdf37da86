"""To the cent: the store's amounts, line by line, sum to what the store charged."""

from __future__ import annotations

import copy
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from woo.amounts import OrderAmounts, adjust, allocate
from woo.apportion import is_whole, round_half_up, unit_of
from woo.order_amounts import Mismatch
from woo.schema import Order

from .carts import CURRENCIES, orders
from .recorded import PROFILES, decimals, recorded_orders

RECORDED = [
    pytest.param(data, id=f"{profile}-{data['id']}")
    for profile in PROFILES
    for data in recorded_orders(profile)
]


def allocated(data: dict) -> tuple[Order, OrderAmounts]:
    order = Order.parse(data)
    return order, allocate(order, decimals(order.currency))


def is_expressible(order: Order) -> bool:
    unit = unit_of(decimals(order.currency))
    return is_whole(order.total, unit) and is_whole(order.total_tax, unit)


def test_all_recordings_are_here():
    assert len(RECORDED) == 367
    assert len(PROFILES) == 7


@pytest.mark.parametrize("data", RECORDED)
def test_recorded_order(data):
    order, amounts = allocated(data)
    assert amounts.representable == is_expressible(order)
    if not amounts.representable:
        assert amounts.problem
        return
    assert amounts.total == order.total
    assert amounts.total_tax == order.total_tax
    assert amounts.total_net == order.total - order.total_tax
    _assert_stores_rates(order, amounts)
    _assert_neighbours(order, amounts)


def _assert_stores_rates(order: Order, amounts: OrderAmounts) -> None:
    """Each rate's tax is the store's own, unless these do not sum to its total tax."""
    unit = unit_of(decimals(order.currency))
    stores = {
        line.rate_id: round_half_up(line.tax_total + line.shipping_tax_total, unit)
        for line in order.tax_lines
    }
    if not stores:
        # Lost by the store's race: the lines know the rates.
        return
    missing = order.total_tax - sum(stores.values())
    difference = {
        rate_id: amounts.tax_by_rate.get(rate_id, 0) - amount
        for rate_id, amount in stores.items()
    }
    assert sum(map(abs, difference.values())) == abs(missing)
    assert set(amounts.tax_by_rate) == set(stores)


def _assert_neighbours(order: Order, amounts: OrderAmounts) -> None:
    """No amount is a unit or more away from the store's unrounded one."""
    unit = unit_of(decimals(order.currency))
    for line in amounts.lines:
        assert abs(line.net - line.line.total) < unit
        for tax in line.line.taxes:
            assert abs(line.taxes[tax.id] - tax.total) < unit
        if not line.line.total:
            assert not line.net and not line.tax


def test_store_rounding_per_line_keeps_the_lines_own_tax():
    checked = 0
    for profile in ("fr3_excl_line", "kwd_excl_line", "std20_incl_line"):
        for data in recorded_orders(profile):
            order, amounts = allocated(data)
            if amounts.representable:
                for line in amounts.lines:
                    assert line.tax == line.line.total_tax
                    checked += 1
    assert checked > 400


def test_store_rounding_per_line_without_fees_needs_no_placed_unit():
    for profile in ("fr3_excl_line", "std20_incl_line"):
        for data in recorded_orders(profile):
            _order, amounts = allocated(data)
            assert amounts.placed == ()


def test_three_decimals_in_euro_are_said_and_not_hidden():
    """A store of three decimals (KWD) that sold in pounds."""
    problems = [
        (problem.mismatch, problem.stated)
        for data in recorded_orders("kwd_excl_line")
        if data["currency"] == "GBP" and (problem := allocated(data)[1].problem)
    ]
    assert (Mismatch.TOTAL_TOO_FINE, Decimal("36.639")) in problems


def simple(**changes) -> dict:
    """One line of 7 pieces, shipping, and a tax of 20 % that the store put at 2.11."""
    order = {
        "id": 5,
        "status": "processing",
        "currency": "EUR",
        "total": "17.61",
        "total_tax": "2.11",
        "line_items": [
            {
                "id": 11,
                "quantity": 7,
                "subtotal": "12.25",
                "total": "10.50000000",
                "total_tax": "2.11000000",
                "taxes": [{"id": 3, "total": "2.105"}],
            }
        ],
        "shipping_lines": [{"id": 12, "total": "5.00", "total_tax": "0", "taxes": []}],
    }
    return {**order, **changes}


def test_what_a_line_offers_to_the_mapper():
    _order, amounts = allocated(simple())
    product, shipping = amounts.lines
    assert product.net == Decimal("10.50")
    assert product.taxes == {3: Decimal("2.11")}
    assert product.quantity == 7
    assert product.unit_price == Decimal("1.5")
    assert product.discount == Decimal("1.75")
    assert (shipping.quantity, shipping.unit_price) == (1, 5)
    assert (shipping.tax, shipping.discount) == (0, 0)


def test_line_without_quantity_has_a_price():
    data = simple()
    data["line_items"][0]["quantity"] = 0
    assert allocated(data)[1].lines[0].unit_price == Decimal("10.50")


def test_placed_unit_is_named():
    data = simple(total="17.62", total_tax="2.12")
    data["line_items"][0] |= {
        "total_tax": "2.1150001",
        "taxes": [{"id": 3, "total": "2.1049"}, {"id": 4, "total": "0.0101001"}],
    }
    order, amounts = allocated(data)
    assert (amounts.total, amounts.total_tax) == (order.total, order.total_tax)
    (unit,) = amounts.placed
    assert (unit.line_id, unit.rate_id, unit.amount) == (11, 3, Decimal("0.01"))


def test_rate_named_twice_on_a_line_is_one_tax():
    data = simple()
    taxes = [{"id": 3, "total": "1.05"}, {"id": 3, "total": "1.06"}]
    data["line_items"][0]["taxes"] = taxes
    assert allocated(data)[1].lines[0].taxes == {3: Decimal("2.11")}


def taxed(number: int, total: str, *taxes: tuple[int, str]) -> dict:
    """A product line of a store that rounds at subtotal."""
    return {
        "id": number,
        "quantity": 1,
        "subtotal": total,
        "total": total,
        "total_tax": str(sum(Decimal(amount) for _rate_id, amount in taxes)),
        "taxes": [{"id": rate_id, "total": amount} for rate_id, amount in taxes],
    }


def test_line_tax_that_is_whole_by_chance_is_not_taken_for_rounded():
    """Two rates of 5 %: a line's tax is 1.01, but neither rate's share is 0.51."""
    lines = [taxed(n, "10.10", (1, "0.505"), (2, "0.505")) for n in (11, 12, 13)]
    data = simple(line_items=lines, shipping_lines=[], total="33.33", total_tax="3.03")
    _order, amounts = allocated(data)
    assert amounts.tax_by_rate == {1: Decimal("1.51"), 2: Decimal("1.52")}


@pytest.mark.parametrize("numbers", [(11, 12), (12, 11)])
def test_equal_rates_share_a_unit_whatever_the_order_of_the_lines(numbers):
    rates = {11: (7, "0.505"), 12: (3, "0.505")}
    lines = [taxed(number, "10.10", rates[number]) for number in numbers]
    data = simple(line_items=lines, shipping_lines=[], total="21.21", total_tax="1.01")
    _order, amounts = allocated(data)
    assert amounts.tax_by_rate == {3: Decimal("0.50"), 7: Decimal("0.51")}


@pytest.mark.parametrize(
    ("changes", "mismatch", "summed"),
    [
        ({"total": "18.61"}, Mismatch.TOTAL_NOT_OF_LINES, "17.61"),
        ({"total_tax": "5", "total": "20.50"}, Mismatch.TAX_NOT_OF_LINES, "2.11"),
        ({"line_items": [], "shipping_lines": []}, Mismatch.TAX_NOT_OF_LINES, "0"),
    ],
)
def test_totals_that_rounding_cannot_explain(changes, mismatch, summed):
    _order, amounts = allocated(simple(**changes))
    assert not amounts.representable
    assert amounts.problem.mismatch == mismatch
    assert amounts.problem.summed == Decimal(summed)
    assert amounts.placed == ()


def test_order_without_anything():
    empty = simple(total="0", total_tax="0", line_items=[], shipping_lines=[])
    _order, amounts = allocated(empty)
    assert amounts.representable
    assert (amounts.total, amounts.lines) == (0, ())


def test_tax_without_a_rate_is_a_problem():
    data = simple()
    data["line_items"][0]["taxes"] = []
    assert not allocated(data)[1].representable


@given(orders())
def test_every_cart_sums(data):
    order = Order.parse(data)
    amounts = allocate(order, CURRENCIES[order.currency])
    assert amounts.problem is None
    assert amounts.total == order.total
    assert amounts.total_tax == order.total_tax
    unit = unit_of(CURRENCIES[order.currency])
    for line in amounts.lines:
        assert is_whole(line.net, unit)
        assert all(is_whole(tax, unit) for tax in line.taxes.values())
        assert set(line.taxes) == {tax.id for tax in line.line.taxes}


@given(orders())
def test_no_more_units_are_placed_than_are_missing(data):
    order = Order.parse(data)
    unit = unit_of(CURRENCIES[order.currency])
    amounts = allocate(order, CURRENCIES[order.currency])
    rounded = sum((round_half_up(line.total, unit) for line in order.lines), Decimal(0))
    placed = [entry.amount for entry in amounts.placed if entry.rate_id is None]
    missing = order.total - order.total_tax - rounded
    assert sum(placed, Decimal(0)) == missing
    assert sum(map(abs, placed), Decimal(0)) == abs(missing)


@given(orders(), st.randoms())
def test_order_of_the_lines_does_not_matter_to_the_sums(data, random):
    shuffled = copy.deepcopy(data)
    for kind in ("line_items", "shipping_lines", "fee_lines"):
        random.shuffle(shuffled[kind])
    places = CURRENCIES[data["currency"]]
    first = allocate(Order.parse(data), places)
    second = allocate(Order.parse(shuffled), places)
    assert first.total == second.total
    assert first.tax_by_rate == second.tax_by_rate


# === Stores that round to fewer decimals than the currency has === #


def crowns(net: str, tax: str, total: str, total_tax: str) -> dict:
    """An order with one line, as a store that shows no decimals has it."""
    data = simple(total=total, total_tax=total_tax, shipping_lines=[])
    taxes = [{"id": 1, "total": tax, "subtotal": tax}]
    data["line_items"][0] |= {"total": net, "total_tax": tax, "taxes": taxes}
    return data


def test_store_that_rounds_to_whole_crowns():
    data = crowns("99.17355372", "20.82644628", "120.00", "21.00")
    amounts = allocated(data)[1]
    assert amounts.problem is None
    assert (amounts.total_net, amounts.total_tax) == (99, 21)


def test_totals_in_whole_crowns_that_no_rounding_explains():
    data = crowns("99.17355372", "20.82644628", "118.00", "19.00")
    problem = allocated(data)[1].problem
    assert problem.mismatch == Mismatch.TAX_NOT_OF_LINES
    # As shown: nothing of it is rounded away.
    assert problem.summed == Decimal("20.83")


@given(orders())
def test_every_taxed_cart_sums_in_a_currency_of_more_decimals(data):
    order = Order.parse(data)
    amounts = allocate(order, CURRENCIES[order.currency] + 2)
    if amounts.problem:
        # Where no tax says so, nothing tells rounding from a changed total.
        assert amounts.problem.mismatch == Mismatch.TOTAL_NOT_OF_LINES
        return
    assert amounts.total == order.total
    assert amounts.total_tax == order.total_tax


@given(orders())
def test_every_cart_sums_where_the_store_says_how_it_rounds(data):
    order = Order.parse(data)
    shown = CURRENCIES[order.currency]
    amounts = allocate(order, shown + 2, shown_decimals=shown)
    assert amounts.problem is None
    assert (amounts.total, amounts.total_tax) == (order.total, order.total_tax)


# === What is accepted with an adjustment === #


def adjusted(data: dict) -> OrderAmounts:
    order = Order.parse(data)
    return adjust(order, decimals(order.currency))


def test_adjusting_rounds_the_totals_and_places_units():
    amounts = adjusted(simple(total="17.614", total_tax="2.113"))
    assert (amounts.total, amounts.total_tax) == (Decimal("17.61"), Decimal("2.11"))
    assert amounts.problem.mismatch == Mismatch.TOTAL_TOO_FINE
    assert amounts.extra == ()


def test_adjusting_carries_what_no_line_can_in_a_line_of_its_own():
    amounts = adjusted(simple(total="16.00"))
    (extra,) = amounts.extra
    assert (extra.net, extra.taxes) == (Decimal("-1.61"), {})
    assert extra.line.kind == "difference"
    assert amounts.difference == Decimal("-1.61")
    assert (amounts.total, amounts.total_tax) == (16, Decimal("2.11"))
    assert amounts.placed == ()


def test_adjusting_does_not_invent_tax():
    """The lines know no tax; the order's total is reached, its total tax is not."""
    data = simple()
    data["line_items"][0] |= {"taxes": [], "total_tax": "0"}
    amounts = adjusted(data)
    assert (amounts.total, amounts.total_tax) == (Decimal("17.61"), 0)
    assert amounts.difference == Decimal("2.11")


def test_adjusting_a_sound_order_changes_nothing():
    order = Order.parse(simple())
    assert adjust(order, 2) == allocate(order, 2)


@given(orders(), st.decimals(-900, 900, places=4), st.decimals(-90, 90, places=4))
def test_whatever_the_totals_the_adjusted_lines_reach_the_total(data, total, tax):
    order = Order.parse({**data, "total": str(total), "total_tax": str(tax)})
    unit = unit_of(CURRENCIES[order.currency])
    amounts = adjust(order, CURRENCIES[order.currency])
    assert amounts.total == round_half_up(order.total, unit)
    for line in amounts.all_lines:
        assert is_whole(line.net, unit)
        assert all(is_whole(tax, unit) for tax in line.taxes.values())
    if amounts.total_tax != round_half_up(order.total_tax, unit):
        assert amounts.problem is not None


@given(orders(), st.decimals(0, 900, places=2))
def test_what_a_gift_card_took_off_is_no_difference(data, paid):
    unit = unit_of(CURRENCIES[data["currency"]])
    paid = round_half_up(paid, unit)
    whole = Order.parse(data)
    rest = Order.parse({**data, "total": str(Decimal(data["total"]) - paid)})
    assert allocate(rest, CURRENCIES[data["currency"]], paid).lines == (
        allocate(whole, CURRENCIES[data["currency"]]).lines
    )
