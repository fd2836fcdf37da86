"""What a difference between the numbers of a store and of Odoo comes from."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from woo.discrepancy import SAFE, SENT_AGAIN, Facts, Kind, classify
from woo.stock_reading import StockReading

NOON = datetime(2026, 3, 1, 12)
LATER = NOON + timedelta(hours=1)
#: Told 9 at noon, and all has been well.
CALM = Facts(
    store=9,
    odoo=9,
    expected=9,
    push_state="pushed",
    pushed_at=NOON,
    sent_at=NOON,
    modified_at=NOON,
    read_at=LATER,
)

pieces = st.integers(-5, 30)
moments = st.datetimes(NOON - timedelta(hours=3), NOON + timedelta(hours=3))
facts = st.builds(
    Facts,
    store=st.none() | pieces,
    odoo=st.none() | pieces,
    expected=st.none() | pieces,
    push_state=st.sampled_from(["waiting", "pushed", "failed"]),
    is_waiting=st.booleans(),
    read_at=moments,
    pushed_at=st.none() | moments,
    sent_at=st.none() | moments,
    modified_at=st.none() | moments,
    rules_changed_at=st.none() | moments,
    arriving_since=st.none() | moments,
    held=st.integers(0, 5),
)


@pytest.mark.parametrize(
    ("known", "kind"),
    [
        ({}, None),
        ({"store": 7, "is_waiting": True}, Kind.UNDER_WAY),
        ({"store": None, "is_waiting": True}, Kind.UNDER_WAY),
        ({"store": 7, "pushed_at": LATER}, Kind.UNDER_WAY),
        (
            {"store": 7, "arriving_since": NOON, "modified_at": LATER},
            Kind.UNDER_WAY,
        ),
        ({"store": None}, Kind.NOT_COUNTED),
        ({"store": 4, "odoo": None}, Kind.UNBOUND),
        ({"store": 0, "odoo": None}, None),
        ({"store": None, "odoo": None}, None),
        ({"odoo": 5, "push_state": "failed"}, Kind.PUSH_FAILED),
        ({"odoo": 5, "pushed_at": None}, Kind.PUSH_FAILED),
        ({"store": 7, "held": 2, "modified_at": LATER}, Kind.ORDER_NOT_IMPORTED),
        ({"store": 7, "held": 3, "modified_at": LATER}, Kind.CHANGED_IN_STORE),
        ({"store": 12, "modified_at": LATER}, Kind.CHANGED_IN_STORE),
        ({"store": 12, "modified_at": NOON}, Kind.UNEXPLAINED),
        # The store shows what it was told: nobody changed its number there.
        ({"odoo": 5, "modified_at": LATER}, Kind.UNEXPLAINED),
        ({"odoo": 5, "push_state": "waiting"}, Kind.RULE_CHANGED),
        ({"odoo": 5, "rules_changed_at": LATER}, Kind.RULE_CHANGED),
        ({"odoo": 5, "rules_changed_at": NOON}, Kind.UNEXPLAINED),
    ],
)
def test_examples(known, kind):
    assert classify(replace(CALM, **known)) is kind


def test_clock_of_the_store_is_compared_with_itself():
    """A store whose clock is an hour behind has changed it after what it was sent."""
    behind = replace(
        CALM, store=12, sent_at=NOON - timedelta(hours=1), modified_at=NOON
    )
    assert classify(behind) is Kind.CHANGED_IN_STORE


@given(facts)
def test_equal_numbers_are_no_discrepancy(known):
    assert classify(replace(known, store=known.odoo)) is None or known.odoo is None


@given(facts)
def test_every_difference_of_a_bound_product_has_a_cause(known):
    if known.odoo is not None and known.store != known.odoo:
        assert classify(known) in set(Kind) - {Kind.UNBOUND}


@given(facts)
def test_what_waits_is_never_anything_else(known):
    if known.odoo is not None:
        assert classify(replace(known, is_waiting=True)) in (Kind.UNDER_WAY, None)


@given(facts)
def test_nobody_is_blamed_for_a_number_that_the_store_was_told(known):
    told = replace(known, expected=known.store)
    assert classify(told) is not Kind.CHANGED_IN_STORE


@given(facts)
def test_nobody_is_blamed_for_what_is_older_than_the_last_push(known):
    sent = known.sent_at or known.pushed_at
    if sent and known.modified_at and known.modified_at <= sent:
        assert classify(known) is not Kind.CHANGED_IN_STORE


def test_kinds_that_need_a_person():
    assert set(Kind) - SAFE == {Kind.CHANGED_IN_STORE, Kind.UNBOUND}
    assert set(Kind) - SENT_AGAIN == {
        Kind.UNDER_WAY,
        Kind.UNBOUND,
        Kind.ORDER_NOT_IMPORTED,
    }


@pytest.mark.parametrize(
    ("shown", "quantity"),
    [
        ({"manage_stock": True, "stock_quantity": 4}, 4),
        ({"manage_stock": True, "stock_quantity": -2}, -2),
        ({"manage_stock": True, "stock_quantity": None}, 0),
        ({"manage_stock": True, "stock_quantity": "3.7"}, 3),
        ({"manage_stock": True, "stock_quantity": 3.7}, 3),
        ({"manage_stock": True, "stock_quantity": "INF"}, 0),
        ({"manage_stock": True}, 0),
        ({"manage_stock": False, "stock_quantity": None}, None),
        ({"manage_stock": "parent", "stock_quantity": 8}, 8),
        ({}, None),
    ],
)
def test_what_a_store_shows(shown, quantity):
    assert StockReading.parse({"id": 1, **shown}).quantity == quantity


def test_number_of_a_parent():
    reading = StockReading.parse({"id": 1, "manage_stock": "parent"})
    assert reading.counted_on_parent


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-03-01T12:00:00", NOON),
        (None, None),
        ("", None),
        ("soon", None),
    ],
)
def test_when_it_was_changed(text, moment):
    payload = {"id": 1, "date_modified_gmt": text}
    assert StockReading.parse(payload).modified_at == moment


@pytest.mark.parametrize(
    ("counted", "shown", "own"),
    [(True, 4, 4), (True, -2, 0), (False, None, None), ("parent", 8, None)],
)
def test_number_that_can_be_bought(counted, shown, own):
    payload = {"id": 1, "manage_stock": counted, "stock_quantity": shown}
    assert StockReading.parse(payload).own_quantity == own
