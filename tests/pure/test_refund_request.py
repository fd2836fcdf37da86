"""What a store is asked to refund: lines that sum to the amount, or none."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from woo.apportion import round_half_up, unit_of
from woo.refund_amounts import RefundedLine
from woo.refund_request import Wanted, bears, by_rate, marked, same, told_lines
from woo.schema import Refund

MARK = "RINV/2026/00001 (Odoo)"
money = st.integers(0, 100_000)


def line(number, pieces, net, **taxes):
    """Return a line; taxes are given as ``t1="2.00"``."""
    rates = {int(name[1:]): Decimal(tax) for name, tax in taxes.items()}
    return RefundedLine(number, "Mug", Decimal(pieces), Decimal(net), rates)


def answer(body, number=60):
    """Return the refund that a store makes of a body."""
    lines = [
        {
            "id": 900 + one["id"],
            "name": "Mug",
            "quantity": -one.get("quantity", 0),
            "total": f"-{one['refund_total']}",
            "total_tax": str(
                -sum(Decimal(t["refund_total"]) for t in one.get("refund_tax", ()))
            ),
            "taxes": [
                {"id": tax["id"], "total": f"-{tax['refund_total']}"}
                for tax in one.get("refund_tax", ())
            ],
            "meta_data": [{"key": "_refunded_item_id", "value": str(one["id"])}],
        }
        for one in body.get("line_items", ())
    ]
    return {
        "id": number,
        "amount": body["amount"],
        "reason": body["reason"],
        "line_items": lines,
    }


def test_body():
    amount = Decimal("28.99")
    lines = told_lines([line(1, 2, "20.00", t1="4.00"), line(7, 0, "4.99")], amount, 2)
    body = Wanted(amount, lines).body(MARK, pays_back=False, restocks=False)
    assert body == {
        "amount": "28.99",
        "reason": MARK,
        "api_refund": False,
        "api_restock": False,
        "line_items": [
            {
                "id": 1,
                "quantity": 2,
                "refund_total": "20.00",
                "refund_tax": [{"id": 1, "refund_total": "4.00"}],
            },
            {"id": 7, "refund_total": "4.99"},
        ],
    }


def test_amount_alone_has_no_lines():
    body = Wanted(Decimal("5.00")).body("x", pays_back=True, restocks=True)
    assert "line_items" not in body
    assert body["api_refund"] is body["api_restock"] is True


def test_large_and_small_amounts_are_written_out():
    for text in ("100000000.00", "0.000", "1"):
        assert Wanted(Decimal(text)).body("", pays_back=False, restocks=False)[
            "amount"
        ] == (text)


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [line(1, 1, "-2.00"), line(2, 1, "12.00")],
        [line(1, 1, "11.00", t1="-1.00")],
        [line(1, -1, "10.00")],
        [line(1, 1, "9.00")],
        [line(1, 0, "0.00")],
    ],
)
def test_what_lines_cannot_tell(lines):
    assert told_lines(lines, Decimal("10.00"), 2) == ()


def test_lines_of_one_line_become_one():
    parts = [line(1, 1, "4.00", t1="1.00"), line(1, 1, "4.00", t2="1.00")]
    [told] = told_lines(parts, Decimal("10.00"), 2)
    assert (told.quantity, told.net, told.taxes) == (2, 8, {1: 1, 2: 1})


def test_a_cent_that_rounding_missed_goes_to_the_nets():
    lines = [line(1, 1, "3.33", t1="0.67"), line(2, 1, "5.00", t1="1.00")]
    told = told_lines(lines, Decimal("10.01"), 2)
    assert [one.net for one in told] == [Decimal("3.33"), Decimal("5.01")]


@given(
    st.lists(st.tuples(st.integers(1, 4), st.integers(0, 3), money, money, money)),
    st.integers(-3, 3),
    st.sampled_from([0, 2, 3]),
)
def test_lines_and_taxes_sum_to_the_amount_or_are_none(rows, off, places):
    unit = unit_of(places)
    lines = [
        RefundedLine(n, "", Decimal(q), net * unit, {1: one * unit, 2: two * unit})
        for n, q, net, one, two in rows
    ]
    amount = sum((one.gross for one in lines), off * unit)
    told = told_lines(lines, amount, places)
    body = Wanted(amount, told).body("", pays_back=False, restocks=False)
    sent = body.get("line_items", [])
    if not sent:
        return
    numbers = [one["id"] for one in sent]
    assert len(set(numbers)) == len(numbers)
    texts = [one["refund_total"] for one in sent]
    texts += [tax["refund_total"] for one in sent for tax in one.get("refund_tax", ())]
    assert sum(map(Decimal, texts)) == Decimal(body["amount"]) == amount
    assert all(Decimal(text) >= 0 for text in texts)
    # The taxes are the document's; only nets may take what rounding left.
    assert sum(one.tax for one in told) == sum(one.tax for one in lines)


@given(st.lists(st.tuples(st.integers(1, 4), st.integers(1, 3), money, money)))
def test_exact_lines_are_always_told(rows):
    unit = unit_of(2)
    lines = [
        RefundedLine(n, "", Decimal(q), net * unit, {1: tax * unit})
        for n, q, net, tax in rows
    ]
    told = told_lines(lines, sum((one.gross for one in lines), Decimal(0)), 2)
    assert {one.line_id for one in told} == {one.line_id for one in lines}


# === Rates === #


@given(money, st.dictionaries(st.integers(1, 5), money, min_size=1))
def test_shares_of_rates_sum_to_the_tax(tax, charged):
    unit = unit_of(2)
    amounts = {rate: amount * unit for rate, amount in charged.items()}
    shares = by_rate(tax * unit, amounts, 2)
    assert sum(shares.values()) == tax * unit
    assert all(share == round_half_up(share, unit) >= 0 for share in shares.values())


def test_tax_without_a_rate():
    assert by_rate(Decimal("1.00"), {}, 2) is None
    assert by_rate(Decimal("0.00"), {}, 2) == {}


# === What the store has already === #


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        (MARK, True),
        (f"{MARK} Damaged", True),
        ("RINV/2026/00001 &#40;Odoo&#41;", True),
        ("RINV/2026/000011 (Odoo)", False),
        (f"X{MARK}", False),
        ("RINV/2026/00001", False),
        ("", False),
    ],
)
def test_mark(reason, expected):
    assert bears(reason, MARK) is expected


def test_the_oldest_with_the_mark_is_ours():
    payloads = [{"id": 9, "reason": MARK}, {"id": 4, "reason": MARK}, {"id": 1}]
    assert marked(payloads, MARK)["id"] == 4
    assert marked(payloads[2:], MARK) is None


def test_same_amount_and_lines_without_the_mark():
    wanted = Wanted(Decimal("12.00"), (line(1, 1, "10.00", t1="2.00"),))
    made = answer(wanted.body("by hand", pays_back=False, restocks=True))
    assert same([{"id": 1, "amount": "?"}, made], wanted, 2)["id"] == 60
    other = Wanted(Decimal("12.00"), (line(2, 1, "10.00", t1="2.00"),))
    assert same([made], other, 2) is None
    assert same([made], other, 2, amount_is_enough=[60]) == made
    assert same([made], Wanted(Decimal("12.01"), wanted.lines), 2) is None
    assert same([made], Wanted(Decimal("12.00")), 2) is None


@given(st.lists(st.tuples(st.integers(1, 4), st.integers(1, 3), money, money)))
def test_what_the_store_makes_of_a_body_is_found_again(rows):
    unit = unit_of(2)
    lines = [
        RefundedLine(n, "", Decimal(q), net * unit, {1: tax * unit})
        for n, q, net, tax in rows
    ]
    amount = sum((one.gross for one in lines), Decimal(0))
    wanted = Wanted(amount, told_lines(lines, amount, 2))
    made = answer(wanted.body(MARK, pays_back=False, restocks=False))
    assert Refund.parse(made).amount == amount
    assert same([made], wanted, 2) == made
