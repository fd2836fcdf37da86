"""What can be offered for sale, and why."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from woo.availability import (
    FORECAST,
    ON_HAND,
    Level,
    Offer,
    Rule,
    WarehouseTerms,
    contribution,
    explain,
    kit_pool,
    offer,
    pools,
)

quantities = st.integers(0, 1000).map(float)
levels = st.builds(
    Level,
    warehouse_id=st.integers(1, 3),
    on_hand=st.integers(-50, 1000).map(float),
    reserved=quantities,
    outgoing=quantities,
    incoming=quantities,
    expired=st.just(0.0),
)
percents = st.integers(0, 100).map(float)
rules = st.builds(
    Rule,
    basis=st.sampled_from(["free", "forecast", "on_hand"]),
    count_demand=st.booleans(),
    share=percents,
    safety_quantity=st.integers(0, 20).map(float),
    safety_percent=percents,
    minimum_shown=st.integers(0, 5),
    maximum_shown=st.sampled_from([0, 5, 100]),
    unit=st.sampled_from([1.0, 6.0, 12.0]),
    backorders=st.sampled_from(["keep", "no", "notify", "yes"]),
    backorder_limit=st.integers(0, 20),
    preorder=st.booleans(),
    held_back=st.booleans(),
    warehouses=st.dictionaries(
        st.integers(1, 3), st.builds(WarehouseTerms, percents, quantities)
    ),
)


@pytest.mark.parametrize(
    ("level", "rule", "expected"),
    [
        (Level(on_hand=10, reserved=3, outgoing=3), Rule(), 7),
        # Confirmed, and nothing reserved for it.
        (Level(on_hand=10, reserved=0, outgoing=4), Rule(), 6),
        (Level(on_hand=10, reserved=0, outgoing=4), Rule(count_demand=False), 10),
        # Reserved for a move inside the warehouse: in no demand.
        (Level(on_hand=10, reserved=5, outgoing=2), Rule(), 5),
        # A chain of picking and shipping: the same pieces, counted once.
        (Level(on_hand=10, reserved=5, outgoing=5), Rule(), 5),
        (Level(on_hand=10, expired=4), Rule(), 6),
        (Level(on_hand=10, outgoing=4, incoming=20), Rule(basis=FORECAST), 26),
        (Level(on_hand=10, outgoing=4, incoming=20), Rule(), 6),
        (Level(on_hand=10, reserved=4, outgoing=4), Rule(basis=ON_HAND), 10),
    ],
)
def test_contribution(level, rule, expected):
    assert contribution(level, rule) == expected


@pytest.mark.parametrize(
    ("available", "rule", "expected"),
    [
        (5.0, Rule(), Offer(5)),
        (0.9, Rule(), Offer(0)),
        (2.9999999999999996, Rule(), Offer(3)),
        (-3.0, Rule(), Offer(0)),
        (10.0, Rule(share=50), Offer(5)),
        (10.0, Rule(safety_quantity=3), Offer(7)),
        (10.0, Rule(share=50, safety_percent=20), Offer(4)),
        (10.0, Rule(maximum_shown=4), Offer(4)),
        (2.0, Rule(minimum_shown=3), Offer(0)),
        (3.0, Rule(minimum_shown=3), Offer(3)),
        (30.0, Rule(unit=12), Offer(2)),
        (10.0, Rule(held_back=True), Offer(0)),
        (0.0, Rule(backorders="notify"), Offer(0, "notify")),
        (-4.0, Rule(backorders="yes", backorder_limit=5), Offer(0, "yes")),
        (-5.0, Rule(backorders="yes", backorder_limit=5), Offer(0, "no")),
        (10.0, Rule(held_back=True, backorders="yes"), Offer(0, "no")),
        (10.0, Rule(backorders="no"), Offer(10, "no")),
    ],
)
def test_offer(available, rule, expected):
    assert offer(available, rule) == expected


def test_preorder_lasts_as_long_as_receipts_do():
    rule = Rule(preorder=True)
    assert offer(2.0, rule, incoming=10.0) == Offer(2, "no")
    assert offer(0.0, rule, incoming=10.0) == Offer(0, "notify")
    assert offer(-9.0, rule, incoming=10.0) == Offer(0, "notify")
    assert offer(-10.0, rule, incoming=10.0) == Offer(0, "no")


def pool(there, rule, in_flight=0.0):
    """Return what all warehouses have of one product, which has these levels."""
    product = 1
    found = pools([(level, [product]) for level in there], rule, {product: in_flight})
    return found[product]


def test_products_share_levels():
    there = [(Level(1, on_hand=10.0), [7, 8]), (Level(2, on_hand=3.0), [8, 9])]
    assert pools(there, Rule(), {9: 4.0, 5: 1.0}) == {7: 10, 8: 13, 9: -1, 5: -1}


def test_a_short_warehouse_takes_from_the_others():
    there = [Level(1, on_hand=10.0), Level(2, on_hand=-4.0)]
    assert pool(there, Rule()) == 6
    assert pool(there, Rule(), in_flight=2.0) == 4


def test_warehouse_terms_do_not_hide_what_is_short():
    rule = Rule(warehouses={1: WarehouseTerms(50.0, 1.0), 2: WarehouseTerms(50.0, 1.0)})
    assert pool([Level(1, on_hand=10.0), Level(2, on_hand=-4.0)], rule) == 0


def test_the_scarcest_component_decides():
    assert kit_pool([(10.0, 2.0), (9.0, 1.0)]) == 5
    assert kit_pool([(10.0, 2.0), (3.0, 4.0)]) == 0
    assert kit_pool([]) == 0


@given(st.lists(levels, max_size=4), rules, quantities)
def test_never_above_what_exists(there, rule, in_flight):
    made = offer(pool(there, rule, in_flight), rule)
    exists = sum(max(0.0, level.on_hand) + level.incoming for level in there)
    assert 0 <= made.quantity * rule.unit <= exists


@given(st.lists(levels, max_size=4), rules, quantities, quantities)
def test_more_in_flight_never_shows_more(there, rule, in_flight, more):
    less = offer(pool(there, rule, in_flight + more), rule)
    assert less.quantity <= offer(pool(there, rule, in_flight), rule).quantity


@given(st.lists(levels, min_size=1, max_size=4), rules, quantities)
def test_more_on_hand_never_shows_less(there, rule, more):
    first = there[0]
    richer = [first._replace(on_hand=first.on_hand + more), *there[1:]]
    before = offer(pool(there, rule), rule)
    assert offer(pool(richer, rule), rule).quantity >= before.quantity


@given(st.lists(levels, min_size=1, max_size=4), rules, quantities, quantities)
def test_more_promised_never_shows_more(there, rule, reserved, outgoing):
    first = there[0]
    promised = first._replace(
        reserved=first.reserved + reserved, outgoing=first.outgoing + outgoing
    )
    before = offer(pool(there, rule), rule)
    after = offer(pool([promised, *there[1:]], rule), rule)
    assert after.quantity <= before.quantity


@given(st.integers(0, 5000), st.lists(st.integers(0, 100), min_size=1, max_size=6))
def test_shares_never_sum_above_the_whole(available, shares):
    whole = sum(shares)
    if whole > 100:
        shares = [share * 100 // whole for share in shares]
    offered = [offer(float(available), Rule(share=float(s))).quantity for s in shares]
    assert sum(offered) <= available


@given(st.integers(0, 1000), rules, st.integers(0, 50), percents)
def test_a_buffer_only_takes_away(available, rule, pieces, percent):
    plain = offer(float(available), rule)
    held = offer(float(available), rule, buffer_quantity=pieces, buffer_percent=percent)
    assert held.quantity <= plain.quantity


@given(st.lists(levels, max_size=4), rules, quantities, st.integers(0, 9))
def test_the_story_ends_with_the_number(there, rule, in_flight, pieces):
    told = explain(there, rule, in_flight, buffer_quantity=pieces)
    made = offer(pool(there, rule, in_flight), rule, buffer_quantity=pieces)
    assert told.offer.quantity == made.quantity
    if told.steps:
        assert told.steps[-1].quantity == made.quantity
    assert sum(part for _level, part in told.levels) == sum(
        contribution(level, rule) for level in there
    )
