"""The store's arithmetic against orders that a real WooCommerce computed."""

import pytest

from tests.store.recorded_carts import cart_totals, checked_out, expected_cart
from tests.store.recorded_orders import (
    PROFILES,
    Replay,
    amounts_of,
    empty_store,
    expected_amounts,
    recorded,
    replayable,
)
from tests.woo_store.php_numbers import (
    HALF_DOWN,
    float_text,
    format_decimal,
    number_format,
    php_round,
)


@pytest.mark.parametrize("profile", PROFILES)
def test_orders_made_anew_have_the_recorded_amounts(profile):
    """The same requests give the same lines, fees, shipping, taxes and totals."""
    entries = [entry for entry in recorded(profile)["orders"] if replayable(entry)]
    assert len(entries) >= 14
    for entry in entries:
        store = empty_store(profile)
        made = Replay(store, entry).run()
        assert amounts_of(store, made) == expected_amounts(entry), entry["note"]


@pytest.mark.parametrize("profile", PROFILES)
def test_carts_have_the_recorded_amounts(profile):
    """Prices, coupons and shipping give the lines and the total of the checkout."""
    store = empty_store(profile)
    entries = [entry for entry in recorded(profile)["orders"] if checked_out(entry)]
    assert entries
    for entry in entries:
        assert cart_totals(store, entry) == expected_cart(entry), entry["order"]["id"]


@pytest.mark.parametrize(
    ("value", "places", "rounded"),
    [
        (1.005, 2, 1.01),
        (5.055, 2, 5.06),
        (-1.005, 2, -1.01),
        (1234567.891, -2, 1234600),
    ],
)
def test_php_hides_the_error_of_floats(value, places, rounded):
    """1.005 is a little less in a float, and PHP rounds it up all the same."""
    assert php_round(value, places) == rounded


@pytest.mark.parametrize("value", [0.005, 0.185, 3.335, 0.705])
def test_half_a_cent_of_tax_is_dropped(value):
    """With prices that include tax, half a cent is rounded down."""
    assert php_round(value, 2, HALF_DOWN) < value < php_round(value, 2)


def test_amounts_as_stored_and_shown():
    """Texts are kept, floats get six decimals, shown amounts exactly the asked."""
    assert format_decimal("12,50€") == "1250"
    assert format_decimal(1 / 3) == "0.333333"
    assert format_decimal("3.005", 2) == "3.01"
    assert number_format(-0.001, 2) == "0.00"
    assert float_text(0.1 + 0.2) == "0.3"
