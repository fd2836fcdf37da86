"""Addresses: what makes two of them the same, and how one reads."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from woo.address_text import address_text, phone_digits, place_key, plain
from woo.schema import Address

from .recorded import PROFILES, recorded_orders


@given(st.text())
def test_plain_is_stable(text):
    assert plain(plain(text)) == plain(text)


@given(st.text())
def test_plain_does_not_see_blanks_and_composition(text):
    spaced = f"  {text.replace(' ', '   ')}\t"
    assert plain(unicodedata.normalize("NFD", spaced)) == plain(text)


@given(st.text(alphabet=st.characters(categories=["L", "N"]), min_size=1))
def test_plain_keeps_words_of_every_script(text):
    assert plain(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("10, rue de Rivoli", "10 RUE DE RIVOLI"),
        ("O'Neil & Söhne", "o neil söhne"),
        ("Cafe\u0301", "CAFÉ"),
        ("大阪市１－２", "大阪市1-2"),
        ("Stra\u00adße", "strasse"),
    ],
)
def test_same_text(one, other):
    assert plain(one) == plain(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("😀", "🎉"), ("राम", "रीम"), ("山田", "山本"), ("Ann", "Anne"), ("10 A", "1 0A")],
)
def test_other_text(one, other):
    assert plain(one) != plain(other)


def test_place_does_not_care_where_a_street_is_parted():
    one = place_key("Jane", "10 rue de Rivoli", "Bât. C", "75 004", "Paris")
    other = place_key("jane", "10 rue de Rivoli Bât. C", None, "75004", "PARIS")
    assert one == other


def test_place_of_another_person_is_another():
    assert place_key("Jane", "1", "", "2", "3") != place_key("Joan", "1", "", "2", "3")


def test_phone_is_its_digits():
    assert phone_digits("+33 (1) 02-03") == phone_digits("３３10203") == "3310203"


def test_text_of_an_address():
    address = Address(
        first_name="Jane",
        last_name="D&ouml;e",
        company="A &amp; B",
        address_1="10 rue",
        city="Paris",
        postcode="75004",
        state="C&ocirc;te d&#039;Or",
        country="FR",
        email="jane@example.test",
    )
    assert address_text(address) == (
        "A & B\nJane Döe\n10 rue\n75004 Paris\nCôte d'Or, FR\njane@example.test"
    )


def test_text_of_an_empty_address():
    assert address_text(Address(country="FR", state="X")) == ""


@pytest.mark.parametrize("profile", PROFILES)
def test_text_leaves_nothing_out(profile):
    for order in recorded_orders(profile):
        text = address_text(Address.parse(order["billing"]))
        for field, value in Address.parse(order["billing"]).model_dump().items():
            assert value in text.replace("\n", " "), field
