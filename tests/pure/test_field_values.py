"""Values that somebody maps, as the store writes them."""

from __future__ import annotations

from datetime import date, datetime, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from woo.field_values import (
    SHOWN,
    UnreadableValueError,
    find_meta,
    find_path,
    in_zone,
    is_absent,
    put_meta,
    put_path,
    says_already,
    to_boolean,
    to_date,
    to_moment,
    to_number,
    to_text,
)

from .recorded import recorded_orders

PAYLOAD = {
    "billing": {"phone": "1"},
    "shipping_lines": [{"method_title": "Post"}],
    "meta_data": [{"key": "a.b", "value": "x"}, {"key": "a.b", "value": "y"}, None],
}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("billing.phone", "1"),
        ("shipping_lines.0.method_title", "Post"),
        ("shipping_lines.1.method_title", None),
        ("billing.phone.x", None),
        ("nothing", None),
    ],
)
def test_path(path, found):
    assert find_path(PAYLOAD, path) == found


def test_first_meta_entry_counts():
    assert find_meta(PAYLOAD, "a.b") == "x"
    assert find_meta(PAYLOAD, "c") is None
    assert find_meta({"meta_data": {}}, "c") is None


@pytest.mark.parametrize("value", [None, "", "  ", [], {}])
def test_nothing_is_nothing(value):
    assert is_absent(value)


@pytest.mark.parametrize("value", [0, "0", False, "x"])
def test_zero_and_no_are_something(value):
    assert not is_absent(value)


def test_text():
    assert to_text("Zoë &amp; <b>Co</b>") == "Zoë & Co"
    assert to_text(["a", 2]) == "a, 2"
    assert to_text(5) == "5"


@pytest.mark.parametrize(
    ("value", "number"), [("12,5", "12.5"), (3, "3"), (" 1.50 ", "1.5"), ("-2", "-2")]
)
def test_number(value, number):
    assert to_number(value) == Decimal(number)


@pytest.mark.parametrize("value", ["1.000,50", "abc", True, [1], {}, "NaN", "inf"])
def test_no_number(value):
    with pytest.raises(UnreadableValueError):
        to_number(value)


def test_yes_and_no():
    assert all(to_boolean(value) for value in ("yes", "1", True, "TRUE", 1))
    assert not any(to_boolean(value) for value in ("no", "0", False, "off", 0))
    with pytest.raises(UnreadableValueError):
        to_boolean("perhaps")


@pytest.mark.parametrize(
    ("value", "pattern", "zone", "day"),
    [
        ("2026-11-30", "", "", date(2026, 11, 30)),
        ("2026-11-30", "", "Asia/Tokyo", date(2026, 11, 30)),
        ("30/11/2026", "%d/%m/%Y", "America/New_York", date(2026, 11, 30)),
        ("2026-11-30T23:30:00Z", "", "UTC+1", date(2026, 12, 1)),
        ("1795996800", "", "", date(2026, 11, 30)),
    ],
)
def test_day(value, pattern, zone, day):
    assert to_date(value, pattern, zone) == day


def test_moment_is_read_in_the_stores_zone():
    noon = datetime(2026, 11, 30, 12, tzinfo=timezone.utc)
    assert to_moment("2026-11-30 13:00", zone="Europe/Paris") == noon
    assert to_moment("2026-11-30 08:30", zone="UTC-3:30") == noon
    assert to_moment("2026-11-30 12:00", zone="Mars/Olympus") == noon


@pytest.mark.parametrize("value", ["soon", "2026-13-01", [], "30/11/2026", True])
def test_no_date(value):
    with pytest.raises(UnreadableValueError):
        to_date(value)


def test_message_repeats_little_of_a_long_value():
    with pytest.raises(UnreadableValueError) as caught:
        to_number("x" * 1000)
    assert len(str(caught.value)) == SHOWN


@given(JSON)
def test_any_json_is_read_or_refused(value):
    for convert in (to_text, to_number, to_boolean, to_moment, to_date):
        try:
            convert(value)
        except UnreadableValueError:
            pass


def test_recorded_meta_data():
    kinds = set()
    for order in recorded_orders("fr3_excl_line"):
        value = find_meta(order, "delivery date")
        if not is_absent(value):
            kinds.add(type(to_text(value)))
    assert kinds == {str}


def test_body_of_a_request():
    body: dict = {}
    put_meta(body, "_a", "1")
    put_meta(body, "_b", "")
    put_path(body, "billing.phone", "2")
    put_path(body, "billing.email", "x")
    meta = [{"key": "_a", "value": "1"}, {"key": "_b", "value": ""}]
    assert body == {"meta_data": meta, "billing": {"phone": "2", "email": "x"}}


@pytest.mark.parametrize(
    ("payload", "says"),
    [
        ({"meta_data": [{"key": "_a", "value": 1}], "billing": {"phone": 2}}, True),
        ({"meta_data": [{"key": "_a", "value": "2"}], "billing": {"phone": 2}}, False),
        ({"meta_data": [{"key": "_a", "value": "1"}], "billing": {}}, False),
        ({"meta_data": [], "billing": {"phone": "2"}}, False),
        ({}, False),
    ],
)
def test_store_says_already(payload, says):
    body: dict = {}
    put_meta(body, "_a", "1")
    put_path(body, "billing.phone", "2")
    assert says_already(payload, body) is says


def test_nothing_is_said_by_an_empty_value():
    body: dict = {}
    put_meta(body, "_a", "")
    assert says_already({}, body)
    assert says_already({"meta_data": [{"key": "_a", "value": ""}]}, body)


def test_clocks_of_a_zone():
    noon = datetime(2026, 7, 1, 12)
    assert in_zone(noon, "Europe/Paris") == datetime(2026, 7, 1, 14)
    assert in_zone(noon, "") == noon
