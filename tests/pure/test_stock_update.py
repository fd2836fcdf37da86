"""Which number goes first, and which product is closed for a moment."""

from __future__ import annotations

import pytest
from woo.stock_update import FEW, StockUpdate, most_urgent_first, must_close, presses


def update(quantity, shown=None, parent=0):
    return StockUpdate(1, 2, parent, quantity, {}, shown)


def test_sold_out_goes_before_less_before_more():
    more, less, none = update(5, 1), update(5, 9), update(0, 9)
    unknown = update(7)
    ordered = sorted([unknown, more, less, none], key=most_urgent_first)
    assert ordered == [none, less, unknown, more]


def test_variations_have_a_path_of_their_own():
    assert update(1).path == "products/batch"
    assert update(1, parent=9).path == "products/9/variations/batch"


@pytest.mark.parametrize(
    ("quantity", "shown", "lately", "closes"),
    [
        (1, 3, 2.0, True),
        (4, 3, 2.0, True),
        (5, 9, 2.0, False),
        (1, 3, 0.0, False),
        (1, 0, 2.0, False),
        (0, 3, 2.0, False),
        (1, None, 2.0, True),
    ],
)
def test_scarce_and_selling_products_are_closed(quantity, shown, lately, closes):
    assert must_close(quantity, shown, lately) is closes


@pytest.mark.parametrize(
    ("quantity", "shown", "lately", "is_pressing"),
    [
        (0, 3, 0.0, True),
        (2, 3, 0.0, True),
        (FEW, FEW + 1, 0.0, True),
        (FEW + 1, FEW + 2, 0.0, False),
        (FEW + 1, FEW + 2, 1.0, True),
        (500, 501, 30.0, False),
        (4, 3, 1.0, False),
        (3, 3, 1.0, False),
        (0, 0, 1.0, False),
        (2, 0, 1.0, True),
        (2, 0, 0.0, False),
        (0, None, 1.0, False),
        (2, None, 1.0, False),
    ],
)
def test_less_of_what_may_be_sold_within_seconds_and_what_was_closed_press(
    quantity, shown, lately, is_pressing
):
    assert presses(quantity, shown, lately) is is_pressing
