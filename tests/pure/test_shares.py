"""Parts of a line: whatever the split, they sum to the whole."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from woo.apportion import is_whole, unit_of
from woo.shares import due, share

amounts = st.decimals(-10_000, 10_000, places=3)
pieces = st.decimals("0.001", 50, places=3)


@given(amounts, st.lists(pieces, min_size=1, max_size=8), st.sampled_from([0, 2, 3]))
def test_parts_sum_to_the_whole(whole, parts, decimals):
    unit = unit_of(decimals)
    whole = whole.quantize(unit)
    charged = done = Decimal(0)
    for part in parts:
        done += part
        amount = share(whole, charged, done, sum(parts), unit)
        assert is_whole(amount, unit)
        assert abs(amount - whole * part / sum(parts)) <= unit
        charged += amount
    assert charged == whole


@given(amounts, pieces, pieces, amounts)
def test_the_last_part_makes_good_what_others_charged(whole, first, last, charged):
    """A part may have been computed anew, or cancelled after others were charged."""
    unit = unit_of(2)
    whole, charged = whole.quantize(unit), charged.quantize(unit)
    rest = share(whole, charged, first + last, first + last, unit)
    assert charged + rest == whole


def test_what_is_taken_back_is_what_was_charged():
    unit = unit_of(2)
    first = share(Decimal("10.00"), Decimal(0), Decimal(1), Decimal(3), unit)
    back = share(Decimal("10.00"), first, Decimal(0), Decimal(3), unit)
    assert (first, back) == (Decimal("3.33"), Decimal("-3.33"))


def test_a_line_without_pieces_yet_is_due_nothing():
    assert due(Decimal("9.99"), Decimal(0), Decimal(3), unit_of(2)) == 0
