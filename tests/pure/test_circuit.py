"""The circuit breaker, on a clock that only moves when it is told to."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from woo.circuit import (
    FAILURES_TO_OPEN,
    FIRST_PAUSE,
    HEARD_PAUSE,
    LONGEST_ASKED,
    LONGEST_PAUSE,
    OVERSLEPT,
    RELAPSE,
    Circuit,
)

BEGIN = datetime(2026, 3, 1, 12, 0, 0)


def later(seconds: float) -> datetime:
    return BEGIN + timedelta(seconds=seconds)


def opened(at: datetime = BEGIN) -> Circuit:
    circuit = Circuit()
    for _failure in range(FAILURES_TO_OPEN):
        circuit = circuit.failed(at)
    return circuit


def pauses_of(circuit: Circuit, trials: int) -> list[int]:
    """Let so many trials fail, each in its moment; return the pauses."""
    pauses = []
    for _trial in range(trials):
        circuit = circuit.failed(circuit.next_try_at)
        pauses.append(circuit.pause)
    return pauses


def test_single_failures_keep_it_closed():
    circuit = Circuit()
    for number in range(FAILURES_TO_OPEN - 1):
        circuit = circuit.failed(later(number))
        assert not circuit.is_open
        assert circuit.seconds_to_wait(later(number)) == 0
    assert circuit.failing_since == BEGIN


def test_an_answer_between_failures_begins_the_row_anew():
    circuit = Circuit()
    for number in range(10):
        circuit = circuit.failed(later(number)).failed(later(number))
        circuit = circuit.answered(later(number))
        assert not circuit.is_open
    assert circuit.failures == 0


def test_failures_in_a_row_open_it():
    circuit = opened()
    assert circuit.next_try_at == later(FIRST_PAUSE)
    assert circuit.seconds_to_trial(BEGIN) == FIRST_PAUSE
    assert circuit.seconds_to_wait(BEGIN) == FIRST_PAUSE + OVERSLEPT


def test_whoever_is_no_trial_waits_on_when_the_pause_is_over():
    circuit = opened()
    moment = later(FIRST_PAUSE + 1)
    assert circuit.seconds_to_trial(moment) == 0
    assert circuit.seconds_to_wait(moment) == OVERSLEPT


def test_pauses_grow_to_a_quarter_of_an_hour():
    pauses = pauses_of(opened(), 150)
    assert pauses[:22] == [2] * 22
    assert pauses[22] == 3
    assert pauses == sorted(pauses)
    assert pauses[-1] == LONGEST_PAUSE


def test_a_failure_that_was_under_way_makes_no_longer_pause():
    circuit = opened().failed(later(FIRST_PAUSE - 1))
    assert circuit.next_try_at == later(FIRST_PAUSE)
    assert circuit.failures == FAILURES_TO_OPEN + 1


def test_the_first_answer_closes_it():
    circuit = opened().answered(later(7))
    assert not circuit.is_open
    assert circuit.failures == 0
    assert circuit.failing_since is None
    assert circuit.answered_at == later(7)


def test_an_answer_while_all_is_well_changes_nothing():
    circuit = Circuit()
    assert circuit.answered(BEGIN) is circuit


def test_retry_after_opens_it_at_once():
    circuit = Circuit().failed(BEGIN, retry_after=30.2)
    assert circuit.next_try_at == later(31)
    assert circuit.failures == 1


def test_retry_after_makes_a_pause_longer_but_never_shorter():
    assert opened().failed(BEGIN, retry_after=120).next_try_at == later(120)
    assert opened().failed(BEGIN, retry_after=1).next_try_at == later(FIRST_PAUSE)


def test_a_day_of_retry_after_is_not_believed():
    circuit = Circuit().failed(BEGIN, retry_after=86400)
    assert circuit.next_try_at == later(LONGEST_ASKED)


@pytest.mark.parametrize(
    ("seconds", "goes_on"), [(RELAPSE - 1, True), (RELAPSE, False)]
)
def test_a_store_that_relapses_goes_on_with_its_pauses(seconds, goes_on):
    circuit = opened()
    while circuit.next_try_at < later(60):
        circuit = circuit.failed(circuit.next_try_at)
    assert circuit.pause == 3
    back = circuit.next_try_at
    circuit = circuit.answered(back)
    for _failure in range(FAILURES_TO_OPEN):
        circuit = circuit.failed(back + timedelta(seconds=seconds))
    assert circuit.pause == (4 if goes_on else FIRST_PAUSE)


def test_somebody_may_hurry_the_trial():
    circuit = opened().hurried(later(1))
    assert circuit.seconds_to_trial(later(1)) == 0
    assert Circuit().hurried(BEGIN) == Circuit()
    assert circuit.hurried(later(3)) == circuit


def test_a_store_that_tells_something_is_asked_soon():
    circuit = opened()
    while circuit.pause <= HEARD_PAUSE:
        circuit = circuit.failed(circuit.next_try_at)
    asked_at = circuit.next_try_at - timedelta(seconds=circuit.pause)
    soon = asked_at + timedelta(seconds=HEARD_PAUSE)
    assert circuit.heard(soon - timedelta(seconds=1)) == circuit
    heard = circuit.heard(soon)
    assert heard.next_try_at == soon < circuit.next_try_at
    assert heard.heard(soon + timedelta(seconds=1)) == heard
    assert Circuit().heard(BEGIN) == Circuit()


def test_what_a_store_tells_makes_no_moment_earlier_that_it_asked_for():
    circuit = Circuit().failed(BEGIN, retry_after=120)
    assert circuit.heard(later(60)) == circuit


def test_a_store_that_a_person_must_repair_is_down_but_not_left_alone():
    circuit = Circuit().broken(BEGIN)
    assert not circuit.is_open
    assert circuit.broken(later(60)).down_since == BEGIN
    assert circuit.answered(later(90)).down_since is None
    assert circuit.answered(later(90)).answered_at == later(90)


def test_down_since_the_first_failure_of_those_that_opened_it():
    circuit = Circuit().failed(BEGIN).failed(later(5))
    assert circuit.down_since is None
    circuit = circuit.failed(later(9))
    assert circuit.down_since == BEGIN
    assert circuit.broken(later(20)).down_since == BEGIN


EVENTS = st.lists(
    st.tuples(
        st.integers(0, 2000),
        st.sampled_from(["fail", "answer", "hurry", "heard", "broken"]),
        st.none() | st.floats(0.1, 10000),
    ),
    max_size=60,
)


def lived(events) -> list[tuple[datetime, Circuit]]:
    """Return the circuit after each of some events, with its moment."""
    now, circuit, states = BEGIN, Circuit(), []
    for seconds, event, retry_after in events:
        now += timedelta(seconds=seconds)
        if event == "fail":
            circuit = circuit.failed(now, retry_after)
        elif event == "answer":
            circuit = circuit.answered(now)
        elif event == "broken":
            circuit = circuit.broken(now)
        elif event == "heard":
            circuit = circuit.heard(now)
        else:
            circuit = circuit.hurried(now)
        states.append((now, circuit))
    return states


@given(EVENTS)
def test_whatever_happens_it_is_tried_again_in_time(events):
    for now, circuit in lived(events):
        assert circuit.seconds_to_trial(now) <= max(LONGEST_PAUSE, LONGEST_ASKED)
        assert 0 <= circuit.pause <= LONGEST_PAUSE
        assert circuit.is_open == (circuit.seconds_to_wait(now) > 0)


@given(EVENTS)
def test_open_means_failures_and_a_moment_they_began(events):
    for now, circuit in lived(events):
        if circuit.is_open:
            assert circuit.failures >= 1
            assert circuit.down_since <= now
        if circuit.failures:
            assert circuit.failing_since <= now


@given(EVENTS)
def test_an_answer_always_closes(events):
    for now, circuit in lived(events):
        assert not circuit.answered(now).is_open


@given(st.integers(1, 7200))
def test_trials_of_an_outage_are_few_and_the_last_is_soon_after_it(outage):
    circuit, now, trials = opened(), BEGIN, 0
    while circuit.next_try_at < later(outage):
        now = circuit.next_try_at
        circuit, trials = circuit.failed(now), trials + 1
    assert trials <= 110
    late = (circuit.next_try_at - later(outage)).total_seconds()
    assert late <= max(FIRST_PAUSE, 0.067 * outage)
