"""The ledger of ``make accuracy``: its counts are only worth what these tests are."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.live.accuracy_ideal import arrival, unavoidable
from tests.live.accuracy_ledger import Entry, Kind, Outage, Sales, judge, pieces_of
from tests.live.accuracy_numbers import (
    Course,
    delays,
    differences,
    keep_books,
    percentile,
)

SKU = "mug"


def moved(at: float, quantity: int) -> Entry:
    return Entry(at, SKU, Kind.MOVED, quantity)


def sold(at: float, quantity: int = 1) -> Entry:
    return Entry(at, SKU, Kind.SOLD, quantity)


def refused(at: float, quantity: int = 1) -> Entry:
    return Entry(at, SKU, Kind.REFUSED, quantity)


def judged(initial: int, *entries: Entry) -> Sales:
    return judge({SKU: initial}, entries)


def unavoidably(initial: int, *entries: Entry, outage: Outage | None = None) -> int:
    return pieces_of(unavoidable({SKU: initial}, entries, 1.0, outage))


class TestJudging:
    def test_what_is_there_may_be_sold(self):
        assert judged(2, sold(1), sold(2)) == Sales(sold=2)

    def test_the_counter_was_quicker(self):
        assert judged(1, moved(1, -1), sold(2)).oversold == 1

    def test_the_order_of_the_moments_counts_not_that_of_the_list(self):
        assert judged(1, sold(2), moved(1, -1)).oversold == 1
        assert judged(1, sold(2), moved(3, -1)).oversold == 0

    def test_only_the_pieces_beyond_count(self):
        assert judged(1, sold(1, 3)).oversold == 2

    def test_what_comes_back_is_owed_first(self):
        assert judged(0, sold(1), moved(2, 1), sold(3)).oversold == 2

    def test_a_piece_that_is_there_was_hidden(self):
        assert judged(1, refused(1)) == Sales(refused=1, hidden=1)
        assert judged(0, refused(1)) == Sales(refused=1)
        assert judged(1, refused(1, 2)) == Sales(refused=2)

    def test_it_was_hidden_once_however_many_wanted_it(self):
        assert judged(1, refused(1), refused(2)).hidden == 1

    def test_the_next_piece_is_another(self):
        entries = (refused(1), sold(2), moved(3, 1), refused(4))
        assert judged(1, *entries).hidden == 2


class TestTheIdeal:
    def test_one_request_is_enough_for_a_sale_beyond(self):
        assert unavoidably(1, moved(1, -1), sold(1.5)) == 1
        assert unavoidably(1, moved(1, -1), sold(2.5)) == 0

    def test_its_store_counts_its_own_sales(self):
        assert unavoidably(1, sold(1), sold(1.1)) == 0

    def test_during_the_outage_nothing_arrives(self):
        outage = Outage(10, 20)
        assert unavoidably(1, moved(12, -1), sold(20.9), outage=outage) == 1
        assert unavoidably(1, moved(12, -1), sold(21.1), outage=outage) == 0

    def test_a_request_under_way_is_lost_with_the_connection(self):
        outage = Outage(10, 20)
        assert arrival(9.5, 1.0, outage) == 21
        assert arrival(8.5, 1.0, outage) == 9.5
        assert arrival(20.0, 1.0, outage) == 21

    def test_what_it_would_not_have_shown_is_no_excuse(self):
        """The store has sold its only piece, and sells another one."""
        assert unavoidably(1, sold(1), moved(1.5, -1), sold(1.6)) == 0
        assert unavoidably(2, sold(1), moved(1.5, -1), sold(1.6)) == 1

    def test_what_was_refused_changes_nothing(self):
        assert unavoidably(1, refused(1), moved(2, -1), sold(2.5)) == 1


ENTRIES = st.lists(
    st.one_of(
        st.builds(moved, st.floats(0, 100), st.integers(-3, 3)),
        st.builds(sold, st.floats(0, 100), st.integers(1, 3)),
        st.builds(refused, st.floats(0, 100), st.integers(1, 3)),
    ),
    max_size=20,
)
STOCK = st.integers(0, 6)


@given(STOCK, ENTRIES)
def test_nothing_is_unavoidable_when_telling_takes_no_time(initial, entries):
    assert unavoidable({SKU: initial}, entries, 0.0) == []


@given(STOCK, ENTRIES)
def test_never_more_oversold_or_hidden_than_sold_or_refused(initial, entries):
    sales = judge({SKU: initial}, entries)
    assert 0 <= sales.oversold <= sales.sold
    assert 0 <= sales.hidden <= sales.refused


@given(STOCK, ENTRIES, st.floats(0, 5))
def test_every_excuse_is_for_an_oversale(initial, entries, latency):
    made = judge({SKU: initial}, entries).oversales
    assert set(unavoidable({SKU: initial}, entries, latency)) <= set(made)


@given(STOCK, ENTRIES)
def test_without_moves_nothing_is_unavoidable(initial, entries):
    own = [entry for entry in entries if entry.kind is not Kind.MOVED]
    assert unavoidable({SKU: initial}, own, 5.0, Outage(20, 60)) == []


@given(STOCK, ENTRIES)
def test_a_store_that_shows_the_truth_is_never_wrong(initial, entries):
    books = keep_books({SKU: initial}, entries)
    true = Course(initial)
    for moment in sorted({entry.at for entry in entries}):
        true.add(moment, books[SKU].to_show(moment))
    moments = [0.0, 50.0, 100.0, *true.moments]
    assert set(differences(books, {SKU: true}, moments)) <= {0}
    assert set(delays(entries, books, {SKU: true})) <= {0.0}


class TestDelays:
    def delays_of(self, initial: int, shown: dict[float, int], *entries) -> list[float]:
        course = Course(initial)
        for moment, number in shown.items():
            course.add(moment, number)
        books = keep_books({SKU: initial}, entries)
        return delays(entries, books, {SKU: course})

    def test_from_the_commit_to_the_number(self):
        assert self.delays_of(3, {5: 2}, moved(1, -1)) == [4]

    def test_a_later_number_says_it_too(self):
        assert self.delays_of(3, {5: 1}, moved(1, -1), moved(2, -1)) == [4, 3]

    def test_an_earlier_number_does_not(self):
        entries = (moved(1, -1), moved(4, -1))
        assert self.delays_of(3, {5: 2, 7: 1}, *entries) == [4, 3]

    def test_a_sale_of_the_store_is_not_mistaken_for_it(self):
        """The store shows 2 because it sold one, and knows nothing of the other."""
        entries = (moved(1, -1), sold(2))
        assert self.delays_of(3, {2: 2, 9: 1}, *entries) == [8]

    def test_never(self):
        assert self.delays_of(3, {}, moved(1, -1)) == [math.inf]

    def test_what_nobody_could_see_does_not_count(self):
        assert self.delays_of(0, {}, moved(1, -1)) == []


@pytest.mark.parametrize(("percent", "expected"), [(50, 2), (95, 4), (0, 1)])
def test_percentile(percent, expected):
    assert percentile([4, 1, 3, 2], percent) == expected


def test_percentile_of_nothing():
    assert math.isnan(percentile([], 50))


def test_a_course_holds_its_value_until_the_next():
    course = Course(7)
    course.add(1.0, 5)
    assert [course.at(0.9), course.at(1.0), course.at(9.0)] == [7, 5, 5]
    assert [course.before(1.0), course.last()] == [7, 5]
