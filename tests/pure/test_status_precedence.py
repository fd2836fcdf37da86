"""Whose word counts about a status: the store's, or what happened in Odoo."""

import pytest
from woo.status_precedence import Event, Kept, Stage, Verdict, decide, stage_of

WANTED = {
    Event.PAID: "processing",
    Event.PARTLY_DELIVERED: "partial-shipped",
    Event.DELIVERED: "completed",
    Event.CANCELLED: "cancelled",
}
SHIPPED = (Event.PARTLY_DELIVERED, Event.DELIVERED)


@pytest.mark.parametrize("event", list(Event))
@pytest.mark.parametrize("current", ["pending", "on-hold"])
def test_what_waits_for_money_follows_odoo(event, current):
    assert decide(event, current, WANTED[event]) == Verdict(WANTED[event])


@pytest.mark.parametrize("event", [*SHIPPED, Event.CANCELLED])
@pytest.mark.parametrize("current", ["processing", "awaiting-pickup"])
def test_open_orders_follow_odoo(event, current):
    assert decide(event, current, WANTED[event]) == Verdict(WANTED[event])


@pytest.mark.parametrize("event", list(Event))
@pytest.mark.parametrize("current", ["refunded", "trash", "cancelled"])
def test_what_the_store_gave_up_stays(event, current):
    verdict = decide(event, current, WANTED[event])
    assert verdict.status == ""
    expected = Kept.SAME if current == WANTED[event] else Kept.GIVEN_UP
    assert verdict.kept is expected
    assert verdict.overrules is (expected is Kept.GIVEN_UP)


def test_failed_payment_may_only_be_cancelled():
    assert decide(Event.CANCELLED, "failed", "cancelled") == Verdict("cancelled")
    for event in (*SHIPPED, Event.PAID):
        assert decide(event, "failed", WANTED[event]) == Verdict(kept=Kept.GIVEN_UP)


@pytest.mark.parametrize("event", [Event.PAID, Event.PARTLY_DELIVERED, Event.CANCELLED])
@pytest.mark.parametrize("current", ["completed", "delivered"])
def test_what_is_completed_stays(event, current):
    verdict = decide(event, current, WANTED[event], final="delivered")
    assert verdict == Verdict(kept=Kept.COMPLETED)
    assert verdict.overrules


def test_completed_by_hand_is_not_called_otherwise():
    verdict = decide(Event.DELIVERED, "completed", "delivered", final="delivered")
    assert verdict == Verdict(kept=Kept.COMPLETED)


@pytest.mark.parametrize("current", ["processing", "awaiting-pickup"])
def test_payment_leaves_what_waits_for_no_money(current):
    verdict = decide(Event.PAID, current, "completed", final="")
    assert verdict == Verdict(kept=Kept.PAID)


@pytest.mark.parametrize("event", list(Event))
def test_without_a_wanted_status_nothing_is_overruled(event):
    for current in ("processing", "completed", "cancelled"):
        verdict = decide(event, current, "")
        assert (verdict.status, verdict.overrules) == ("", False)


@pytest.mark.parametrize("event", list(Event))
def test_same_status_is_no_conflict(event):
    verdict = decide(event, WANTED[event], WANTED[event])
    assert verdict == Verdict(kept=Kept.SAME)
    assert not verdict.overrules


def test_stages():
    stages = {
        "pending": Stage.UNPAID,
        "on-hold": Stage.UNPAID,
        "processing": Stage.OPEN,
        "shipped": Stage.OPEN,
        "completed": Stage.COMPLETED,
        "delivered": Stage.COMPLETED,
        "failed": Stage.GIVEN_UP,
        "trash": Stage.GIVEN_UP,
    }
    assert {one: stage_of(one, "delivered") for one in stages} == stages
    # A store without a status for delivered orders has not ended them all.
    assert stage_of("processing", "") is Stage.OPEN
