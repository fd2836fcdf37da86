"""What a refund gives back: lines and what none explains sum to its amount, always."""

from __future__ import annotations

import gzip
import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from woo.apportion import is_whole, round_half_up, unit_of
from woo.errors import RejectedError
from woo.refund_amounts import is_rest, refund_amounts, share_restocked
from woo.schema import Order, Refund
from woo.schema.refund import restocked_pieces

from .recorded import FIXTURES, PROFILES, capture, decimals

ORDER = {"id": 1, "status": "processing", "currency": "EUR", "total_tax": "0"}
amounts = st.decimals(0, 1000, places=4)


def recorded_refunds():
    for profile in PROFILES:
        with gzip.open(FIXTURES / "orders" / f"{profile}.json.gz") as file:
            for record in json.load(file)["orders"]:
                for refund in record["refunds"]:
                    yield record["order"]["currency"], refund


def made_refund(amount, *lines):
    """Return a refund; each line is (refunded line, pieces, net, tax)."""
    return Refund.parse(
        {
            "id": 9,
            "amount": str(amount),
            "line_items": [
                {
                    "id": 100 + number,
                    "name": "Mug",
                    "quantity": -pieces,
                    "total": str(-net),
                    "total_tax": str(-tax),
                    "taxes": [{"id": 1, "total": str(-tax)}],
                    "meta_data": [{"key": "_refunded_item_id", "value": str(line)}],
                }
                for number, (line, pieces, net, tax) in enumerate(lines)
            ],
        }
    )


def test_all_recorded_refunds_sum_to_their_amount():
    count = unexplained = 0
    for currency, data in recorded_refunds():
        refund = Refund.parse(data)
        found = refund_amounts(refund, decimals(currency))
        unit = unit_of(decimals(currency))
        # Some orders are in a currency with fewer decimals than their store's.
        assert found.representable == is_whole(refund.amount, unit)
        assert found.total == round_half_up(refund.amount, unit)
        assert all(line.line_id for line in found.lines)
        count += 1
        unexplained += bool(refund.lines and found.unexplained)
    # Of those with lines, only the ones that refund pieces and no price.
    assert (count, unexplained) == (168, 11)


def test_captured_refund():
    refund = Refund.parse(capture("refund")["body"])
    found = refund_amounts(refund, 2)
    [line] = found.lines
    assert (line.line_id, line.quantity) == (1, 1)
    assert (line.net, line.taxes) == (Decimal("16.00"), {1: Decimal("3.20")})
    assert refund.reason == "Damaged"
    # Somebody typed an amount that is not the line's.
    assert found.unexplained == Decimal("2.40")


def test_restocked_pieces_stand_at_the_orders_line():
    order = Order.parse(capture("order_after_refund")["body"])
    assert restocked_pieces(order) == {1: 1}


@pytest.mark.parametrize(
    ("value", "pieces"),
    [
        (1.5, {1: Decimal("1.5")}),
        ("0.25", {1: Decimal("0.25")}),
        (2.0, {1: 2}),
        *((odd, {}) for odd in (None, "", "-1", "many", "1,5", "1e9", "²", [1], 0)),
    ],
)
def test_restocked_parts_of_a_piece(value, pieces):
    meta = [{"key": "_restock_refunded_items", "value": value}]
    line = {"id": 1, "quantity": 3, "total": "30", "meta_data": meta}
    order = Order.parse({**ORDER, "total": "30", "line_items": [line]})
    assert restocked_pieces(order) == pieces


@pytest.mark.parametrize("value", [None, "", "many", [], {"a": 1}, "-1", "1.5", "²"])
def test_a_line_that_names_nothing_readable(value):
    data = capture("refund")["body"]
    line = data["line_items"][0]
    meta = [{"key": "_refunded_item_id", "value": value}]
    refund = Refund.parse({**data, "line_items": [{**line, "meta_data": meta}]})
    assert refund.lines[0].refunded_id == 0


def test_an_unreadable_amount_is_told_without_its_value():
    with pytest.raises(RejectedError, match="unreadable at amount"):
        Refund.parse({"id": 1, "amount": "a lot"})


@given(
    st.lists(st.tuples(st.integers(1, 4), st.integers(0, 3), amounts, amounts)),
    amounts,
    st.sampled_from([0, 2, 3]),
)
def test_any_refund_sums_to_its_amount(lines, amount, places):
    unit = unit_of(places)
    amount = amount.quantize(unit)
    found = refund_amounts(made_refund(amount, *lines), places)
    assert found.total == amount
    assert is_whole(found.unexplained, unit)
    assert len({line.line_id for line in found.lines}) == len(found.lines)
    for line in found.lines:
        assert is_whole(line.net, unit) and is_whole(line.tax, unit)


@given(
    amounts, amounts, st.integers(1, 9), st.integers(0, 9), st.sampled_from([0, 2, 3])
)
def test_parts_of_a_line_are_the_line(net, tax, pieces, some, places):
    refund = made_refund(net + tax, (1, pieces, net, tax))
    [line] = refund_amounts(refund, places).lines
    part = line.part(Decimal(min(some, pieces)), unit_of(places))
    assert part + (line - part) == line


@given(st.lists(st.tuples(st.integers(1, 3), amounts, amounts), min_size=1))
def test_partial_refunds_sum_to_the_whole(parts):
    """Each a refund of its own, at amounts of the currency as people type them."""
    unit = unit_of(2)
    parts = [(n, net.quantize(unit), tax.quantize(unit)) for n, net, tax in parts]
    given_back = [
        refund_amounts(made_refund(net + tax, (1, n, net, tax)), 2)
        for n, net, tax in parts
    ]
    total = sum(found.total for found in given_back)
    assert total == sum(net + tax for _n, net, tax in parts)
    lines = [line for found in given_back for line in found.lines]
    whole = sum(lines[1:], lines[0])
    assert whole.net == sum(net for _n, net, _tax in parts)
    assert whole.tax == sum(tax for _n, _net, tax in parts)


def test_a_cent_that_rounding_missed_goes_to_the_lines():
    lines = (1, 1, Decimal("10.00"), Decimal("2.00")), (2, 1, Decimal("5.00"), 1)
    found = refund_amounts(made_refund("17.99", *lines), 2)
    assert found.unexplained == 0
    assert sorted(line.net for line in found.lines) == [5, Decimal("9.99")]


def test_pieces_without_a_price_leave_the_amount_unexplained():
    found = refund_amounts(made_refund("7.50", (1, 2, 0, 0)), 2)
    assert found.unexplained == Decimal("7.50")
    assert found.lines[0].quantity == 2


def test_an_amount_finer_than_the_currency():
    assert not refund_amounts(made_refund("1.005"), 2).representable


# === The rest === #


def test_all_that_was_left_without_lines_is_the_rest():
    order = Order.parse({**ORDER, "total": "30.00"})
    refund = made_refund("20.00")
    assert is_rest(order, refund, [Decimal("10.00")])
    assert not is_rest(order, refund, [])
    assert not is_rest(order, made_refund("0.00"), [Decimal("30.00")])
    of_line = made_refund("30.00", (1, 1, Decimal(30), Decimal(0)))
    assert not is_rest(order, of_line, [])


# === What went back on the shelf === #


def test_the_oldest_new_refund_put_back_first():
    def lines(*pieces):
        refund = made_refund("0", *((1, n, Decimal(0), Decimal(0)) for n in pieces))
        return refund_amounts(refund, 2).lines

    new = {8: lines(2), 7: lines(1)}
    assert share_restocked({1: Decimal(3)}, {1: Decimal(1)}, new) == {
        7: {1: 1},
        8: {1: 1},
    }
    assert share_restocked({}, {}, new) == {7: {}, 8: {}}
