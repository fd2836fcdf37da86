"""Polling a store whose objects change while it is read."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone

from hypothesis import example, given
from hypothesis import strategies as st
from woo.cursor import (
    OVERLAP,
    PollRequest,
    first_request,
    moved_cursor,
    next_request,
)

EPOCH = datetime(2026, 3, 1, tzinfo=timezone.utc)
PAGE = 3


def at(seconds: float) -> datetime:
    return EPOCH + timedelta(seconds=seconds)


def test_first_request_goes_back_behind_the_cursor():
    cursor = at(0.7).astimezone(timezone(timedelta(hours=5)))
    assert first_request(cursor) == PollRequest(EPOCH - OVERLAP)


def test_parameters_ask_in_utc_and_in_order():
    assert PollRequest(at(5), page=2).params() == {
        "modified_after": at(5),
        "dates_are_gmt": True,
        "orderby": "modified",
        "order": "asc",
        "per_page": 100,
        "page": 2,
    }


def test_page_that_is_not_full_ends_the_poll():
    assert next_request(PollRequest(at(0)), [at(1), at(2)], PAGE) is None
    assert next_request(PollRequest(at(0)), [], PAGE) is None


def test_full_page_goes_on_one_second_before_its_last():
    following = next_request(PollRequest(at(0)), [at(1), at(2), at(5)], PAGE)
    assert following == PollRequest(at(4))


def test_crowded_second_is_read_upwards_and_down_again():
    crowd = [at(5)] * PAGE
    up = next_request(PollRequest(at(4)), crowd, PAGE)
    assert up == PollRequest(at(4), page=2)
    up = next_request(up, crowd, PAGE)
    assert up == PollRequest(at(4), page=3)
    down = next_request(up, [at(5), at(6)], PAGE)
    assert down == PollRequest(at(4), page=2, downwards=True)
    down = next_request(down, crowd, PAGE)
    assert down == PollRequest(at(4), page=1, downwards=True)
    assert next_request(down, crowd, PAGE) == PollRequest(at(5))


def test_cursor_never_goes_back():
    assert moved_cursor(at(10), [at(3)]) == at(10)
    assert moved_cursor(at(10), []) == at(10)
    assert moved_cursor(at(10), [at(11), at(12.9), at(4)]) == at(12)


@dataclass
class ChangingStore:
    """Objects by id with the second they were modified; pages as WooCommerce cuts them.

    `happens` is what changes after each answer: seconds that pass, ids touched.
    """

    modified: dict[int, int]
    now: int
    happens: list[tuple[int, set[int]]]
    seen: set[tuple[int, int]] = field(default_factory=set)
    touched: set[int] = field(default_factory=set)
    answered: int = 0

    def answer(self, request: PollRequest) -> list[datetime]:
        after = (request.after - EPOCH).total_seconds()
        rows = sorted((t, i) for i, t in self.modified.items() if t > after)
        page = rows[(request.page - 1) * PAGE : request.page * PAGE]
        self.seen.update((identifier, moment) for moment, identifier in page)
        self.answered += 1
        self._change()
        return [at(moment) for moment, _identifier in page]

    def _change(self) -> None:
        if self.happens:
            seconds, identifiers = self.happens.pop(0)
            self.now += seconds
            for identifier in identifiers & self.modified.keys():
                self.modified[identifier] = self.now
                self.touched.add(identifier)

    def poll(self, cursor: datetime) -> datetime:
        request = first_request(cursor)
        dates = []
        while request:
            page = self.answer(request)
            dates += page
            request = next_request(request, page, PAGE)
            assert self.answered < 2000, "the poll does not end"
        return moved_cursor(cursor, dates)


IDENTIFIERS = st.integers(1, 30)
HAPPENINGS = st.lists(
    st.tuples(st.integers(0, 2), st.sets(IDENTIFIERS, max_size=6)), max_size=40
)


@given(
    modified=st.dictionaries(IDENTIFIERS, st.integers(1, 6), max_size=30),
    happens=HAPPENINGS,
)
@example(
    # Ten objects of one second; two of its first page leave it once that page is read.
    modified={identifier: 3 for identifier in range(1, 11)},
    happens=[(0, set()), (4, {1, 2})],
)
def test_nothing_is_missed(modified, happens):
    store = ChangingStore(dict(modified), now=6, happens=happens)
    cursor = store.poll(EPOCH)

    untouched = {item for item in modified.items() if item[0] not in store.touched}
    assert untouched <= store.seen

    store.happens = []
    store.poll(cursor)
    assert set(store.modified.items()) <= store.seen


@given(st.lists(st.integers(0, 100), max_size=200))
def test_quiet_store_is_read_in_few_requests(seconds):
    """Only crowded seconds are read twice, only the last second of a page again."""
    modified = dict(enumerate(seconds, start=1))
    store = ChangingStore(modified, now=100, happens=[])
    store.poll(EPOCH)
    assert len(store.seen) == len(modified)
    assert store.answered <= 2 * len(modified) + 3
