"""Which pieces of a line a refund is about."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from woo.refund_split import Split, split

pieces = st.integers(0, 20).map(Decimal)


@pytest.mark.parametrize(
    ("of", "expected"),
    [
        # (refunded, ordered, delivered, invoiced)
        ((1, 2, 0, 0), Split(open=1)),
        ((1, 2, 2, 2), Split(invoiced=1)),
        ((1, 2, 0, 2), Split(invoiced=1, unsent=1)),
        ((2, 3, 1, 1), Split(open=2)),
        ((3, 3, 1, 1), Split(open=2, invoiced=1)),
        ((3, 3, 1, 0), Split(open=2, stuck=1)),
        ((2, 2, 1, 2), Split(invoiced=2, unsent=1)),
        ((3, 2, 0, 0), Split(excess=3)),
    ],
)
def test_situations(of, expected):
    assert split(*map(Decimal, of)) == expected


@given(pieces, pieces, pieces, pieces)
def test_every_piece_is_one_of_these(quantity, ordered, delivered, invoiced):
    found = split(quantity, ordered, delivered, invoiced)
    told = found.open + found.invoiced + found.stuck + found.excess
    assert told == quantity
    assert found.invoiced <= invoiced
    assert found.unsent <= found.invoiced
    if not found.excess:
        # What has left the house is not ordered any less for that.
        assert ordered - found.taken_off >= min(ordered, delivered)
