"""Amounts with taxes keep their sums, in parts and in other sizes."""

from decimal import Decimal

import pytest
from woo.taxed_amount import TaxedAmount, merged, split, spread

CENT = Decimal("0.01")


def amount(net, *taxes):
    return TaxedAmount(
        Decimal(net), {name: Decimal(tax) for name, tax in enumerate(taxes)}
    )


def test_sums_and_differences_keep_every_tax():
    both = amount("10", "2") + amount("5", "1", "0.50")

    assert both == amount("15", "3", "0.50")
    assert both - amount("10", "2") == amount("5", "1", "0.50")
    assert (-both).gross == Decimal("-18.50")


def test_an_amount_of_nothing_is_false_and_one_that_cancels_out_is_not():
    assert not amount("0", "0")
    assert amount("0.01", "-0.01")


def test_parts_are_rounded_each_and_all_pieces_are_the_whole():
    whole = amount("10.00", "1.99")

    assert whole.part(Decimal(1), Decimal(3), CENT) == amount("3.33", "0.66")
    assert whole.part(Decimal(3), Decimal(3), CENT) is whole


def test_near_is_a_unit_each_and_no_more():
    assert amount("3.33", "0.66").is_near(amount("3.34", "0.67"), CENT)
    assert not amount("3.33", "0.66").is_near(amount("3.35", "0.66"), CENT)
    assert not amount("3.33").is_near(amount("3.33", "0.02"), CENT)


@pytest.mark.parametrize("cents", [1, 7, 99, 1199, 1200, 5001])
def test_an_amount_like_another_has_the_gross_to_the_cent(cents):
    gross = cents * CENT
    like = amount("10.00", "2.00", "0.53").like(gross, CENT)

    assert like.gross == gross
    assert abs(like.net - gross * 10 / Decimal("12.53")) <= CENT


def test_a_gross_is_spread_over_several_rates_as_they_are():
    shares = spread(
        [amount("100", "20"), amount("100", "5.50")], Decimal("22.55"), CENT
    )

    assert shares == [amount("10", "2"), amount("10", "0.55")]


def test_a_cent_over_many_taxes_is_a_cent():
    shares = spread([amount("100", "20"), amount("100", "5.50")], CENT, CENT)

    assert sum(share.gross for share in shares) == CENT


def test_where_nothing_is_charged_no_tax_is_named():
    assert spread([amount("0", "0")], Decimal("3"), CENT) == [amount("3")]


def test_yen_have_no_cents():
    like = amount("1000", "100").like(Decimal(333), Decimal(1))

    assert (like.net, like.tax) == (303, 30)


def test_amounts_of_the_same_taxes_are_one_and_below_zero_none():
    found = merged([amount("10", "2"), amount("-1", "-0.2"), amount("4"), amount("-5")])

    assert found == [amount("9", "1.8")]


def test_parts_by_weight_sum_to_the_net_and_to_each_tax():
    parts = split(amount("1.00", "0.20"), [Decimal(-3), Decimal(-6)], CENT)

    assert parts == [amount("0.33", "0.07"), amount("0.67", "0.13")]


def test_without_weights_the_first_part_is_all():
    parts = split(amount("1.00"), [Decimal(0), Decimal(0)], CENT)

    assert parts == [amount("1.00"), amount("0")]
