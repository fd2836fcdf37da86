"""What the corpus says of refunds decides what people believe; so it is tested."""

from decimal import Decimal

import pytest

from tests.live.corpus_refunds import CreditNote, RefundVerdict, judge_refund, summary

DONE = {"state": "done", "problem": False}


def refund_of(amount, *lines) -> dict:
    """Return a refund; each line is its net and tax."""
    return {
        "id": 5,
        "amount": amount,
        "line_items": [
            {"total": f"-{net}", "total_tax": f"-{tax}"} for net, tax in lines
        ],
        "shipping_lines": [],
        "fee_lines": [],
    }


def note_of(total, tax) -> dict:
    return {5: CreditNote(Decimal(total), Decimal(tax))}


def test_a_credit_note_of_amount_and_tax_is_exact():
    refund = refund_of("12.10", ("10.00", "2.10"))

    assert judge_refund(refund, DONE, note_of("12.10", "2.10")) == ("exact", "")


@pytest.mark.parametrize("note", [("12.09", "2.10"), ("12.10", "2.11"), ("0", "0")])
def test_a_cent_of_difference_fails_and_shows_both(note):
    refund = refund_of("12.10", ("10.00", "2.10"))

    outcome, why = judge_refund(refund, DONE, note_of(*note))

    assert outcome == "failed"
    assert "in the store" in why


def test_done_without_a_credit_note_failed():
    assert judge_refund(refund_of("12.10"), DONE, {})[0] == "failed"


def test_where_the_lines_do_not_say_the_tax_only_the_amount_counts():
    refund = refund_of("5.00", ("0.00", "0.00"))

    assert judge_refund(refund, DONE, note_of("5.00", "0.83"))[0] == "exact"


@pytest.mark.parametrize(
    ("state", "outcome"),
    [("review", "needs review"), ("waiting", "failed"), ("failed", "failed")],
)
def test_what_became_no_document(state, outcome):
    row = {"state": state, "problem": "why"}

    found, why = judge_refund(refund_of("5.00"), row, {})

    assert found == outcome
    assert "why" in why


def test_what_is_taken_off_an_order_is_not_compared():
    row = {**DONE, "is_off_order": True}

    assert judge_refund(refund_of("5.00"), row, {})[0] == "needs review"
    assert judge_refund(refund_of("5.00"), row, note_of("5.00", "0"))[0] == "exact"


def test_nothing_to_do_only_where_nothing_was_given_back():
    row = {"state": "ignored", "problem": "cancelled"}

    assert judge_refund(refund_of("0.00"), row, {})[0] == "exact"
    assert judge_refund(refund_of("5.00"), row, {})[0] == "failed"


def test_a_refund_that_never_arrived_failed():
    assert judge_refund(refund_of("5.00"), None, {})[0] == "failed"


def test_the_summary_counts_every_outcome():
    verdicts = [RefundVerdict(1, 5, "exact"), RefundVerdict(1, 6, "failed", "why")]

    assert summary(verdicts) == "refunds 2, exact 1, needs review 0, failed 1"
