"""Going through all orders of a store while it works."""

from __future__ import annotations

from datetime import datetime, timezone

from hypothesis import given
from hypothesis import strategies as st
from woo.sweep import PAGE_SIZE, Findings, SweepPage, findings

SINCE = datetime(2026, 1, 1, tzinfo=timezone.utc)
IDS = st.sets(st.integers(1, 400), max_size=200)


def listing(orders, page):
    """What the store lists on a page, by its own count of pages."""
    start = (page.page - 1) * PAGE_SIZE
    return sorted(orders)[start : start + PAGE_SIZE]


def gone_on(page, ids, known):
    """Known orders that the page should have listed and does not."""
    last = page.last_id(ids)
    span = {
        one for one in known if one > page.after_id and (last is None or one <= last)
    }
    return set(findings({one: "" for one in ids}, {}, dict.fromkeys(span, False)).gone)


def test_parameters():
    params = SweepPage(SINCE, page=3, after_id=7).params()
    assert params["after"] == SINCE
    assert params["dp"] == 8
    assert (params["orderby"], params["order"], params["page"]) == ("id", "asc", 3)


def test_an_empty_store_ends_at_once():
    page = SweepPage(SINCE)
    assert page.following([]) is None
    assert page.last_id([]) is None


def test_findings():
    listed = {1: "a", 2: "b", 3: "c"}
    known = {1: "a", 2: "x"}
    assert findings(listed, known, {1: False, 2: False, 4: False, 5: True}) == Findings(
        changed=(2,), unknown=(3,), gone=(4,)
    )


@given(IDS, IDS)
def test_every_order_is_looked_at_once(orders, deleted):
    """Without a change meanwhile: each page tells about ids of its own, all of them."""
    known, left = orders, orders - deleted
    page, seen, gone = SweepPage(SINCE), [], set()
    while page:
        ids = listing(left, page)
        seen += ids
        found = gone_on(page, ids, known)
        assert not found & gone
        gone |= found
        page = page.following(ids)
    assert seen == sorted(left)
    assert gone == known & deleted


@given(IDS, st.lists(IDS, max_size=8))
def test_no_known_order_is_hidden_by_deletions(orders, deletions):
    """What a shift of pages hides counts as gone, and is asked for by itself."""
    left, page = set(orders), SweepPage(SINCE)
    looked_at = set()
    while page:
        ids = listing(left, page)
        looked_at |= {*ids, *gone_on(page, ids, orders)}
        page = page.following(ids)
        left -= deletions.pop() if deletions else set()
    assert looked_at >= left
