"""What the corpus says of an order decides what people believe; so it is tested."""

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.live.corpus_comparison import Made, Verdict, compare, differences, summary
from tests.live.corpus_documents import Document
from tests.live.corpus_recording import LineAmount, RecordedOrder
from tests.live.corpus_report import orders_table

RATE, TAX, GROUP = 2, 20, 200
IMPORTED = {"state": "imported", "reason": False}


def line_of(line_id, total, tax) -> dict:
    taxes = [{"id": RATE, "total": tax}]
    return {"id": line_id, "total": total, "total_tax": tax, "taxes": taxes}


def recorded(**changes) -> RecordedOrder:
    answer = {
        "id": 7,
        "number": "7",
        "status": "completed",
        "currency": "EUR",
        "total": "12.10",
        "total_tax": "2.10",
        "prices_include_tax": False,
        "line_items": [line_of(1, "10.00", "2.10")],
        "shipping_lines": [],
        "fee_lines": [],
        "tax_lines": [
            {
                "rate_id": RATE,
                "tax_total": "2.10",
                "shipping_tax_total": "0.00",
                "compound": False,
            }
        ],
        "meta_data": [],
    }
    return RecordedOrder({"order": {**answer, **changes}}, "EUR")


def document(place: int) -> Document:
    return Document(
        "EUR",
        Decimal("12.1"),
        Decimal("2.1"),
        Decimal("10"),
        {place: Decimal("2.1")},
        {1: LineAmount(Decimal("10"), Decimal("2.1"))},
    )


def verdict_on(order: RecordedOrder, **changes) -> Verdict:
    made = Made(IMPORTED, document(GROUP), document(TAX))
    return compare(order, replace(made, **changes), {RATE: GROUP}, {RATE: TAX})


def test_an_order_with_the_store_s_amounts_on_both_documents_is_exact():
    verdict = verdict_on(recorded())

    assert (verdict.outcome, verdict.why) == ("exact", "")


@pytest.mark.parametrize("name", ["total", "tax", "untaxed"])
def test_a_cent_of_difference_on_either_document_fails_and_shows_both(name):
    for kind, place in (("sale_order", GROUP), ("invoice", TAX)):
        wrong = replace(document(place), **{name: Decimal("2.09")})

        verdict = verdict_on(recorded(), **{kind: wrong})

        assert verdict.outcome == "failed"
        assert f"'s {name} is 2.09, in the store" in verdict.why


def test_the_tax_of_each_rate_is_compared():
    wrong = replace(document(TAX), taxes={TAX: Decimal(2), 21: Decimal("0.1")})

    why = verdict_on(recorded(), invoice=wrong).why

    assert "tax 20 is 2, in the store 2.10" in why
    assert "tax 21 is 0.1, in the store 0" in why


def test_rates_that_miss_the_store_s_own_total_tax_may_be_a_unit_apart():
    tax_line = {**recorded().answer["tax_lines"][0], "tax_total": "2.11"}

    assert verdict_on(recorded(tax_lines=[tax_line])).outcome == "exact"


def test_where_the_store_left_the_tax_lines_out_the_lines_tell_the_rates():
    assert recorded(tax_lines=[]).tax_by_rate == {RATE: Decimal("2.10")}
    assert verdict_on(recorded(tax_lines=[])).outcome == "exact"


def test_lines_are_compared_only_where_the_store_s_sum_to_its_total():
    wrong = document(TAX)
    wrong.lines[1] = LineAmount(Decimal("9.99"), Decimal("2.11"))
    off_by_one = recorded(line_items=[line_of(1, "10.01", "2.10")])

    assert "line 1 is 9.99 + 2.11" in verdict_on(recorded(), invoice=wrong).why
    assert verdict_on(off_by_one, invoice=wrong).outcome == "exact"


def test_lines_finer_than_the_currency_are_not_compared():
    fine = recorded(line_items=[line_of(1, "10.004", "2.096")])

    assert verdict_on(fine).outcome == "exact"


def test_a_line_that_only_odoo_has_is_a_difference():
    more = document(TAX)
    more.add_line(0, Decimal(0), Decimal(0))

    assert list(differences(recorded(), more, {RATE: TAX}, "invoice"))


def test_without_a_posted_invoice_an_order_failed():
    verdict = verdict_on(recorded(), invoice=None, refusal="no journal")

    assert verdict.outcome == "failed"
    assert verdict.why == "no posted invoice: no journal"


def test_nobody_invoices_an_order_of_nothing():
    nothing = recorded(line_items=[], tax_lines=[], total="0.00", total_tax="0.00")

    assert verdict_on(nothing, sale_order=Document("EUR"), invoice=None).why == ""


def test_a_difference_that_odoo_shows_needs_review():
    review = {"state": "review", "reason": "three decimals"}

    verdict = verdict_on(recorded(), binding=review, invoice=None)

    assert (verdict.outcome, verdict.why) == ("needs review", "three decimals")


def test_an_order_that_waits_or_never_came_failed():
    waiting = {"state": "waiting", "reason": "no tax"}

    assert verdict_on(recorded(), binding=waiting, sale_order=None).why == (
        "waiting: no tax"
    )
    assert verdict_on(recorded(), binding=None).why == "never arrived"


def test_the_summary_counts_every_outcome():
    order = recorded()
    verdicts = [Verdict(order, "exact"), Verdict(order, "exact")]
    verdicts.append(Verdict(order, "failed", "a | b"))

    assert summary(verdicts) == "orders 3, exact 2, needs review 0, failed 1"
    assert orders_table(verdicts).splitlines()[2].endswith("| failed: a \\| b |")
