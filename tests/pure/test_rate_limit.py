"""The token bucket, on a clock that only moves when it is told to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from woo.rate_limit import RateLimit, shared


class Clock:
    def __init__(self):
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def limit_with_clock(rate: float) -> tuple[RateLimit, Clock]:
    clock = Clock()
    return RateLimit(rate, clock=clock, sleep=clock.sleep), clock


def test_a_burst_of_one_second_is_free():
    limit, clock = limit_with_clock(5)
    assert [limit.acquire() for _call in range(5)] == [0] * 5
    assert limit.acquire() == pytest.approx(0.2)
    assert clock.now == pytest.approx(1000.2)


def test_idle_time_fills_the_bucket_but_no_further():
    limit, clock = limit_with_clock(2)
    clock.now += 3600
    waits = [limit.acquire() for _call in range(4)]
    assert waits == [0, 0, pytest.approx(0.5), pytest.approx(0.5)]


def test_less_than_one_call_a_second():
    limit, _clock = limit_with_clock(0.5)
    assert limit.acquire() == 0
    assert limit.acquire() == pytest.approx(2)


@given(
    rate=st.floats(0.1, 50),
    pauses=st.lists(st.floats(0, 3), min_size=1, max_size=60),
)
def test_never_more_than_the_rate_and_one_burst(rate, pauses):
    limit, clock = limit_with_clock(rate)
    began = clock.now
    for count, pause in enumerate(pauses, start=1):
        clock.now += pause
        limit.acquire()
        elapsed = clock.now - began
        assert count <= max(1, rate) + elapsed * rate + 1e-6


@pytest.mark.parametrize("rate", [0, -1])
def test_no_rate_is_refused(rate):
    with pytest.raises(ValueError, match="no call"):
        RateLimit(rate)


def test_clients_of_a_store_share_one_limit():
    first = shared("https://one.example", 3)
    assert shared("https://one.example", 3) is first
    assert shared("https://two.example", 3) is not first
    assert shared("https://one.example", 4).rate == 4
