"""VAT numbers: where an order keeps them, and when two spellings are one number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from woo.schema import Order
from woo.vat_number import (
    KNOWN_KEYS,
    find_vat_number,
    normalize_vat_number,
    vat_spellings,
)

from .recorded import PROFILES, recorded_orders


def order_with(*meta: tuple[str, object]) -> Order:
    entries = [{"id": 1, "key": key, "value": value} for key, value in meta]
    return Order.parse(
        {
            "id": 1,
            "status": "processing",
            "currency": "EUR",
            "total": "1.00",
            "total_tax": "0.00",
            "meta_data": entries,
        }
    )


@pytest.mark.parametrize("key", KNOWN_KEYS)
@pytest.mark.parametrize("underscore", ["", "_"])
def test_key_of_a_known_plugin(key, underscore):
    order = order_with(("other", "x"), (underscore + key, " BE 0477.472.701 "))
    assert find_vat_number(order) == "BE 0477.472.701"


def test_key_of_the_block_checkout():
    order = order_with(
        ("_wc_shipping/shop/vat-id", ""), ("_wc_billing/shop/vat-id", "BE0477472701")
    )
    assert find_vat_number(order) == "BE0477472701"


def test_key_of_the_store_goes_first():
    order = order_with(("_billing_vat", "BE0477472701"), ("my_key", "DE123456788"))
    assert find_vat_number(order, ("my_key",)) == "DE123456788"


def test_no_number_without_such_a_key():
    order = order_with(("is_vat_exempt", "yes"), ("vat_number_validated", "BE1"))
    assert find_vat_number(order) == ""


def test_structures_are_no_numbers():
    for value in (["BE0477472701"], {"vat": "BE0477472701"}, True, None):
        assert find_vat_number(order_with(("vat_number", value))) == ""


def test_a_number_as_a_number():
    assert find_vat_number(order_with(("vat_number", 477472701))) == "477472701"


def test_recorded_orders_with_a_number():
    found = {
        find_vat_number(Order.parse(order))
        for profile in PROFILES
        for order in recorded_orders(profile)
    }
    assert found == {"", "FR00999999999", "DE000000000"}


@pytest.mark.parametrize("text", ["", "none", "n/a", "-", "no VAT", "1234", "０"])
def test_what_is_no_number(text):
    assert normalize_vat_number(text) == ""


@pytest.mark.parametrize(
    "text",
    [
        "be 0477.472.701",
        "BE-0477-472-701",
        "ＢＥ０４７７４７２７０１",
        " BE0477472701\t",
    ],
)
def test_same_number_typed_differently(text):
    assert normalize_vat_number(text) == "BE0477472701"


@given(st.text())
def test_normal_form_is_stable_and_plain(text):
    number = normalize_vat_number(text)
    assert normalize_vat_number(number) == number
    assert not number or (
        number.isascii() and number.isalnum() and number.isupper() or number.isdigit()
    )


@given(
    st.from_regex(r"[0-9]{5,12}", fullmatch=True), st.sampled_from(["BE", "GR", "GB"])
)
def test_spellings_agree_whatever_was_typed(bare, country):
    every = set(vat_spellings(bare, country))
    assert {bare, country + bare} <= every
    for spelling in every:
        assert set(vat_spellings(spelling, country)) == every


def test_greek_numbers_have_a_prefix_of_their_own():
    assert "EL123456783" in vat_spellings("123456783", "GR")


def test_swiss_numbers_have_an_ending_in_each_language():
    german = vat_spellings("CHE123456788MWST", "CH")
    assert german == vat_spellings("CHE123456788TVA", "FR")
    assert "CHE123456788" in german


def test_number_of_another_country_is_only_itself():
    assert vat_spellings("FR23334175221", "BE") == ("FR23334175221",)


def test_number_without_a_country_is_only_itself():
    assert vat_spellings("477472701", "") == ("477472701",)
