"""When a push looks at the orders of its store."""

from __future__ import annotations

import pytest
from woo.order_looks import OrderLooks, owe_look
from woo.stock_update import StockUpdate


def update(quantity=5, is_selling=False, shown=9):
    return StockUpdate(1, 2, 0, quantity, {}, shown, is_selling=is_selling)


@pytest.mark.parametrize(
    ("updates", "owes"),
    [
        ([], False),
        ([update()], False),
        ([update(is_selling=True)], True),
        ([update(), update(is_selling=True)], True),
        ([update(quantity=0, is_selling=True)], False),
        ([update(shown=0, is_selling=True)], False),
        ([update(shown=None, is_selling=True)], True),
    ],
)
def test_numbers_of_what_is_selling_are_looked_after(updates, owes):
    assert owe_look(updates) is owes


def test_before_the_first_number_and_after_what_is_selling():
    looks = OrderLooks(is_wanted=True)
    assert looks.are_due([update()], is_last=False)
    looks.note_look()
    assert not looks.are_due([update()], is_last=False)
    looks.note_sent([update(is_selling=True)])
    assert looks.are_due([], is_last=True)
    looks.note_look()
    assert not looks.are_due([], is_last=True)


def test_no_look_where_nothing_is_sent():
    looks = OrderLooks(is_wanted=True)
    assert not looks.are_due([], is_last=False)
    looks.note_sent([])
    assert not looks.are_due([], is_last=True)


def test_a_look_stands_for_one_batch_only():
    looks = OrderLooks(is_wanted=True)
    looks.note_look()
    assert looks.can_wait()
    looks.note_sent([update()])
    assert not looks.can_wait()
    assert looks.are_due([update()], is_last=False)
    assert not looks.are_due([], is_last=True)


def test_no_look_where_all_sales_are_known():
    looks = OrderLooks(is_wanted=True, is_recent=True)
    assert looks.can_wait()
    looks.note_sent([update()])
    assert not looks.are_due([update()], is_last=False)
    looks.is_recent = False
    assert looks.are_due([update()], is_last=False)


def test_a_look_is_owed_even_where_all_sales_are_known():
    looks = OrderLooks(is_wanted=True, is_recent=True)
    looks.note_sent([update(is_selling=True)])
    assert looks.are_due([], is_last=True)


def test_looks_are_spared_where_none_is_owed_or_was_made():
    assert OrderLooks(is_wanted=True).may_be_spared()
    assert not OrderLooks(is_wanted=True, is_owed=True).may_be_spared()
    assert not OrderLooks(is_wanted=False).may_be_spared()
    looks = OrderLooks(is_wanted=True)
    looks.note_look()
    assert not looks.may_be_spared(), "there is one already"
    looks.note_sent([update()])
    assert looks.may_be_spared()


def test_what_is_owed_stays_owed_until_the_look():
    looks = OrderLooks(is_wanted=True)
    looks.note_sent([update(is_selling=True)])
    looks.note_sent([update()])
    assert looks.are_due([], is_last=True)
    owed_before = OrderLooks(is_wanted=True, is_owed=True)
    assert owed_before.are_due([], is_last=True)


def test_store_that_nobody_wants_to_ask():
    looks = OrderLooks(is_wanted=False, is_owed=True)
    assert looks.can_wait()
    looks.note_sent([update(is_selling=True)])
    assert not looks.are_due([update()], is_last=False)
    assert not looks.are_due([], is_last=True)
