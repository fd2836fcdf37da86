"""What a line says beside its name."""

from __future__ import annotations

import pytest
from woo.line_text import LONGEST, details
from woo.schema import FeeLine, OrderLine

from .recorded import PROFILES, recorded_orders


def line(name="Shirt - Red", variation_id=5, **meta):
    entries = [
        {"key": key, "value": value, "display_key": key, "display_value": value}
        for key, value in meta.items()
    ]
    return OrderLine.parse(
        {"id": 1, "name": name, "variation_id": variation_id, "meta_data": entries}
    )


def test_attribute_that_the_name_does_not_say_is_kept():
    assert details(line(pa_color="Red", pa_size="42")) == [("Size", "42")]


def test_name_says_an_option_before_the_last():
    assert details(line("Shirt - M & L, Red", taille="M &amp; L", c="red")) == []


def test_product_without_variations_says_everything():
    assert details(line("Ring Gold", 0, Metal="Gold")) == [("Metal", "Gold")]


@pytest.mark.parametrize("value", ["", None, {"x": 1}, ["a"], True])
def test_what_is_no_text_is_left_out(value):
    assert details(line(Extra=value)) == []


def test_private_keys_are_left_out():
    assert details(line(_reduced_stock="2", _gift="yes")) == []


def test_markup_of_a_value_is_left_out():
    text = "<p>Zoë &amp; <b>you</b></p><p>2 < 3</p>"
    assert details(line(Engraving=text)) == [("Engraving", "Zoë & you 2 < 3")]


def test_label_of_the_store_is_preferred():
    data = {"key": "pa_color", "value": "red", "display_key": "Colour"}
    data["display_value"] = "Dark red"
    parsed = OrderLine.parse({"id": 1, "name": "Shirt", "meta_data": [data]})
    assert details(parsed) == [("Colour", "Dark red")]


def test_long_values_are_cut():
    [(_label, text)] = details(line(Extra="x" * 9000))
    assert len(text) == LONGEST


def test_a_number_is_text():
    assert details(line(Height=42)) == [("Height", "42")]


def test_a_fee_has_details_too():
    fee = {"id": 1, "name": "Tip", "meta_data": [{"key": "For", "value": "Ann"}]}
    assert details(FeeLine.parse(fee)) == [("For", "Ann")]


@pytest.mark.parametrize("profile", PROFILES)
def test_recorded_lines_say_nothing_private_or_twice(profile):
    for data in recorded_orders(profile):
        for entry in data["line_items"]:
            for label, text in details(OrderLine.parse(entry)):
                assert not label.startswith("_")
                assert text
                assert "<" not in text


def test_name_is_without_markup():
    parsed = OrderLine.parse({"id": 1, "name": "Renamed <i>line</i> &amp; co <2 m"})
    assert parsed.name == "Renamed line & co <2 m"
