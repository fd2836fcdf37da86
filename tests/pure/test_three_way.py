"""Who changed what since the last import."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from woo.three_way import KEPT, Change, Snapshot, Touch

NAMES = st.sampled_from(["line:1", "line:2", "line:3", "billing", "note"])
PARTS = st.dictionaries(NAMES, st.integers(0, 2))
SNAPSHOTS = st.builds(Snapshot, PARTS, PARTS)


def test_untouched_part_is_the_stores():
    snapshot = Snapshot({"note": "a"}, {"note": "A"})
    assert snapshot.changes({"note": "b"}, {"note": "A"}) == (
        Change("note", "a", "b", Touch.NONE),
    )


def test_touched_part_is_a_conflict():
    snapshot = Snapshot({"note": "a"}, {"note": "A"})
    [change] = snapshot.changes({"note": "b"}, {"note": "C"}, {"note": "B"})
    assert change.is_conflict


def test_both_made_the_same_of_it():
    snapshot = Snapshot({"note": "a"}, {"note": "A"})
    [change] = snapshot.changes({"note": "b"}, {"note": "B"}, {"note": "B"})
    assert change.touch is Touch.SAME
    assert not change.is_conflict


def test_both_removed_it():
    snapshot = Snapshot({"line:1": 1}, {"line:1": 1})
    [change] = snapshot.changes({}, {}, {})
    assert change == Change("line:1", 1, None, Touch.SAME)


def test_added_and_removed_lines_in_the_order_of_the_store():
    snapshot = Snapshot({"line:1": 1, "line:2": 1}, {"line:1": 1, "line:2": 1})
    changes = snapshot.changes({"line:3": 1, "line:2": 1}, {"line:1": 1, "line:2": 1})
    assert [change.part for change in changes] == ["line:3", "line:1"]


def test_what_was_made_in_odoo_is_not_touched():
    snapshot = Snapshot({}, {})
    assert snapshot.touched({"line:9": 1}) == ()


@given(SNAPSHOTS, PARTS, PARTS)
def test_only_what_the_store_changed_is_a_change(snapshot, store, odoo):
    changed = {change.part for change in snapshot.changes(store, odoo)}
    for part in {*store, *snapshot.last}:
        assert (part in changed) == (snapshot.last.get(part) != store.get(part))


@given(SNAPSHOTS, PARTS)
def test_what_only_odoo_changed_is_no_change(snapshot, odoo):
    assert snapshot.changes(snapshot.last, odoo) == ()


@given(SNAPSHOTS, PARTS, PARTS, PARTS)
def test_a_conflict_is_what_all_three_see_differently(snapshot, store, odoo, wanted):
    for change in snapshot.changes(store, odoo, wanted):
        part = change.part
        assert change.is_conflict == (
            snapshot.written.get(part) != odoo.get(part)
            and wanted.get(part) != odoo.get(part)
        )


@given(SNAPSHOTS, PARTS, PARTS, st.data())
def test_what_is_decided_is_not_asked_again(snapshot, store, odoo, data):
    changed = [change.part for change in snapshot.changes(store, odoo)]
    applied = data.draw(st.sets(st.sampled_from(changed)) if changed else st.just([]))
    kept = [part for part in changed if part not in applied]
    after = snapshot.after(store, odoo, applied, kept)
    assert after.changes(store, odoo) == ()
    assert set(after.kept) == set(kept)


@given(SNAPSHOTS, PARTS, PARTS, st.data())
def test_what_is_not_decided_is_asked_again(snapshot, store, odoo, data):
    changes = snapshot.changes(store, odoo)
    applied = {change.part for change in changes if data.draw(st.booleans())}
    after = snapshot.after(store, odoo, applied)
    assert after.changes(store, odoo) == tuple(
        change for change in changes if change.part not in applied
    )


@given(SNAPSHOTS, PARTS, PARTS, PARTS)
def test_what_is_kept_stays_odoos(snapshot, store, odoo, later):
    kept = [change.part for change in snapshot.changes(store, odoo)]
    after = snapshot.after(store, odoo, kept=kept)
    for change in after.changes(later, odoo):
        if change.part in kept:
            assert change.is_conflict


@given(PARTS, PARTS, PARTS)
def test_merging_takes_from_each_side_what_it_alone_changed(last, store, odoo):
    """With one language on both sides: the merge that everybody knows."""
    snapshot = Snapshot(last, last)
    changes = snapshot.changes(store, odoo, wanted=store)
    merged = dict(odoo)
    for change in changes:
        if change.touch is Touch.NONE:
            merged[change.part] = change.store
    for part in {*last, *store, *odoo}:
        sides = {side.get(part) for side in (last, store, odoo)}
        if store.get(part) == last.get(part):
            assert merged.get(part) == odoo.get(part)
        elif odoo.get(part) == last.get(part):
            assert merged.get(part) == store.get(part)
        elif len(sides) == 3:
            assert part in {change.part for change in changes if change.is_conflict}


@given(SNAPSHOTS, PARTS, PARTS)
def test_an_applied_part_is_the_stores_again(snapshot, store, odoo):
    kept = snapshot.after(store, odoo, kept=list(snapshot.last))
    assert KEPT in kept.written.values() or not snapshot.last
    applied = kept.after(store, odoo, applied=list(kept.kept))
    assert applied.kept == ()
    assert applied.touched(odoo) == tuple(
        part for part in snapshot.touched(odoo) if part not in snapshot.last
    )
