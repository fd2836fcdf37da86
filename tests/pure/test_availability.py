"""What can be offered for sale."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from woo.availability import available_to_sell


@pytest.mark.parametrize(
    ("free", "pieces"),
    [
        ([], 0),
        ([5.0], 5),
        ([5.0, 3.0], 8),
        ([5.0, -3.0], 2),
        ([-5.0, 3.0], 0),
        ([0.9], 0),
        ([2.5, 2.5], 5),
        ([2.9999999999999996], 3),
        ([0.1] * 30, 3),
        ([2.999], 2),
    ],
)
def test_examples(free, pieces):
    assert available_to_sell(free) == pieces


@given(st.lists(st.integers(-1000, 1000)))
def test_whole_pieces_are_summed(free):
    assert available_to_sell(map(float, free)) == max(0, sum(free))


@given(st.lists(st.decimals(-1000, 1000, places=3)))
def test_never_more_than_there_is(free):
    pieces = available_to_sell(free)
    assert pieces >= 0
    assert pieces <= max(0, sum(free)) < pieces + 1
