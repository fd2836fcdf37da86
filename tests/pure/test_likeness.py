"""Which name a text means, and what custom statuses usually mean."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from woo.likeness import most_alike
from woo.status_words import likely_action


@pytest.mark.parametrize(
    ("text", "names", "meant"),
    [
        ("Express", ["Slow", "express"], 1),
        ("DHL Express (2 days)", ["UPS", "DHL Express"], 1),
        ("Pickup", ["Home", "Pickup in the shop"], 1),
        ("Expres", ["Slow", "Express"], 1),
        ("Île-de-France", ["Ile de France", "France"], 0),
        ("DHL", ["DHL", "DHL Express"], 0),
        ("DHL", ["DHL One", "DHL Two"], None),
        ("Express", ["Express", "EXPRESS"], None),
        ("Express", ["Slow"], None),
        ("", ["Slow"], None),
        ("Express", ["", None], None),
        ("Express", [], None),
    ],
)
def test_the_one_name_that_is_meant(text, names, meant):
    assert most_alike(text, names) == meant


@given(st.text(), st.lists(st.text()))
def test_an_answer_is_one_of_the_names(text, names):
    place = most_alike(text, names)
    assert place is None or 0 <= place < len(names)


@pytest.mark.parametrize(
    ("slug", "name", "action"),
    [
        ("awaiting-shipment", "Awaiting shipment", "confirm"),
        ("awaiting-payment", "Awaiting payment", "quotation"),
        ("partial-payment", "", "quotation"),
        ("shipped", "", "confirm"),
        ("ready-for-pickup", "", "confirm"),
        ("delivery-declined", "", "cancel"),
        ("returned", "Returned after delivery", "ignore"),
        ("quote-request", "", "quotation"),
        ("wc-x1", "Verpackt", None),
    ],
)
def test_what_a_status_usually_means(slug, name, action):
    assert likely_action(slug, name) == action
