"""The plan of a flash sale: the same from the same seed, within its bounds."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.live.accuracy_plan import Errand, Planner


def plan(seed: int = 1, outage: float = 120.0, prefix: str = "A"):
    return Planner(seed, 500, 300.0, prefix).plan(outage)


def test_the_same_seed_is_the_same_sale():
    assert plan() == plan()
    assert plan(seed=2) != plan()


def test_a_prefix_changes_nothing_but_the_names():
    one, other = plan(prefix="A"), plan(prefix="B")
    assert [each.sku[1:] for each in one.visits] == [
        each.sku[1:] for each in other.visits
    ]


def test_all_of_it_takes_place_during_the_sale():
    sale = plan()
    moments = [each.at for each in (*sale.visits, *sale.errands)]
    assert 0 <= min(moments) <= max(moments) < sale.seconds
    begin, end = sale.outage
    assert end - begin == pytest.approx(120)
    assert 0 < begin < end < sale.seconds


def test_goods_are_scarce_and_some_are_hot():
    sale = plan()
    wanted: Counter[str] = Counter()
    for visit in sale.visits:
        wanted[visit.sku] += visit.quantity
    assert set(sale.initial.values()) == {1, 2, 3, 4, 5, 6}
    (hottest, pieces), *_others = wanted.most_common()
    assert pieces > 5 * sale.initial[hottest]
    assert len(wanted) > 200


def test_shoppers_come_ten_a_second_in_bursts():
    moments = [visit.at for visit in plan().visits]
    assert sum(moment < 1 for moment in moments) == 10
    assert not [moment for moment in moments if 8 <= moment < 24]


def test_everything_is_done_in_odoo():
    assert {each.errand for each in plan().errands} == set(Errand)


def test_an_outage_must_end_before_the_sale():
    with pytest.raises(ValueError, match="after the outage"):
        plan(outage=200.0)
    assert plan(outage=0.0).outage is None
