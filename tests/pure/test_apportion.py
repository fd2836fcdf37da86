"""Rounding amounts to a given sum."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from woo.apportion import apportion, is_whole, round_half_up, unit_of

CENT = Decimal("0.01")


def amounts(*texts: str) -> list[Decimal]:
    return [Decimal(text) for text in texts]


@pytest.mark.parametrize(("decimals", "unit"), [(0, "1"), (2, "0.01"), (3, "0.001")])
def test_unit(decimals, unit):
    assert unit_of(decimals) == Decimal(unit)


@pytest.mark.parametrize(
    ("amount", "rounded"),
    [("0.125", "0.13"), ("-0.125", "-0.13"), ("0.124", "0.12"), ("-0.001", "0.00")],
)
def test_halves_go_away_from_zero(amount, rounded):
    assert round_half_up(Decimal(amount), CENT) == Decimal(rounded)


def test_is_whole():
    assert is_whole(Decimal("1.10000000"), CENT)
    assert not is_whole(Decimal("1.101"), CENT)


@pytest.mark.parametrize(
    ("exact", "target", "expected"),
    [
        # Already right: nothing moves.
        (("1.001", "2.002"), "3.00", ("1.00", "2.00")),
        # The unit goes where rounding took most away.
        (("1.004", "2.002", "3.0041"), "6.01", ("1.00", "2.00", "3.01")),
        (("1.006", "2.0051"), "3.01", ("1.01", "2.00")),
        # Equally near: the larger amount; equally large: the first.
        (("1.004", "2.004"), "3.01", ("1.00", "2.01")),
        (("2.004", "2.004"), "4.01", ("2.01", "2.00")),
        # A half that was rounded up may as well go down.
        (("0.125", "0.333"), "0.45", ("0.12", "0.33")),
        # What is free stays free, what rounds to nothing stays so if it can.
        (("0", "5.001"), "5.01", ("0", "5.01")),
        (("0.004", "5.001"), "5.01", ("0.00", "5.01")),
        (("0.004", "5.00", "0.004"), "5.01", ("0.00", "5.01", "0.00")),
        (("0", "0.004"), "-0.01", ("0.00", "-0.01")),
        # Negative amounts and sums.
        (("-1.004", "-2.002"), "-3.01", ("-1.01", "-2.00")),
        (("-3.333", "3.335"), "0.00", ("-3.33", "3.33")),
        ((), "0", ()),
    ],
)
def test_examples(exact, target, expected):
    got = apportion(amounts(*exact), Decimal(target), CENT)
    assert got == amounts(*expected)


@pytest.mark.parametrize(
    ("exact", "target"),
    [(("1.00",), "1.02"), (("1.00", "2.00"), "2.97"), (("0", "0"), "0.01"), ((), "1")],
)
def test_more_than_rounding_explains(exact, target):
    assert apportion(amounts(*exact), Decimal(target), CENT) is None


@given(
    exact=st.lists(st.decimals(-1000, 1000, places=5), max_size=12),
    units=st.integers(-2, 2),
)
def test_properties(exact, units):
    target = round_half_up(sum(exact, Decimal(0)), CENT) + units * CENT
    got = apportion(exact, target, CENT)
    assume(got is not None)
    rounded = [round_half_up(amount, CENT) for amount in exact]
    moved = [after - before for before, after in zip(rounded, got, strict=True)]

    assert sum(got, Decimal(0)) == target
    # No unit is moved that another move takes back.
    missing = target - sum(rounded, Decimal(0))
    assert sum(map(abs, moved), Decimal(0)) == abs(missing)
    # Nothing is charged for what is free, unless all is.
    if any(got):
        assert all(got[index] == 0 for index, amount in enumerate(exact) if not amount)


AMOUNT = st.decimals(Decimal("0.005"), 1000, places=5)


@given(exact=st.lists(AMOUNT | AMOUNT.map(lambda x: -x), min_size=1, max_size=12))
def test_rounded_sum_leaves_every_amount_at_a_neighbour(exact):
    target = round_half_up(sum(exact, Decimal(0)), CENT)
    got = apportion(exact, target, CENT)
    assume(got is not None)
    distances = [abs(after - before) for before, after in zip(exact, got, strict=True)]
    assert all(distance < CENT for distance in distances)
