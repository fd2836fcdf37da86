"""What a store has left of an order's lines, and what it gives back of pieces."""

from decimal import Decimal

import pytest
from woo.cancelled_lines import given_back, lines_left
from woo.schema import Order, Refund

D = Decimal


def charged(number, net, *taxes, **values):
    """Return a line; ``taxes`` are pairs of rate and amount."""
    return {
        "id": number,
        "name": f"Line {number}",
        "total": net,
        "total_tax": str(sum((D(tax) for _rate, tax in taxes), D(0))),
        "taxes": [{"id": rate, "total": tax} for rate, tax in taxes],
        **values,
    }


def order_of(*lines, fees=(), shipping=()):
    """Return an order whose totals are the sums of its lines."""
    every = [*lines, *fees, *shipping]
    tax = sum(D(line["total_tax"]) for line in every)
    return Order.parse(
        {
            "id": 1,
            "number": "1",
            "status": "processing",
            "currency": "EUR",
            "total": str(sum(D(line["total"]) for line in every) + tax),
            "total_tax": str(tax),
            "line_items": list(lines),
            "fee_lines": list(fees),
            "shipping_lines": list(shipping),
        }
    )


def refund_of(number, pieces, net, *taxes, kind="line_items"):
    """Return a refund of one line."""
    gross = D(net) + sum((D(tax) for _rate, tax in taxes), D(0))
    line = charged(
        900 + number,
        f"-{net}",
        *((rate, f"-{tax}") for rate, tax in taxes),
        meta_data=[{"id": 1, "key": "_refunded_item_id", "value": str(number)}],
    )
    if pieces:
        line["quantity"] = -pieces
    return Refund.parse({"id": 50, "amount": str(gross), kind: [line]})


MUGS = charged(1, "30.00", (1, "6.00"), quantity=3)
PARCEL = charged(2, "5.00", (1, "1.00"), method_title="Parcel")


def test_nothing_is_refunded():
    left = lines_left(order_of(MUGS, shipping=[PARCEL]), [], 2)
    assert {one: line.quantity for one, line in left.items()} == {1: 3, 2: 1}
    assert (left[1].net, left[1].tax, left[2].gross) == (30, 6, 6)


def test_pieces_and_money_that_were_given_back():
    refunds = [refund_of(1, 1, "10.00", (1, "2.00")), refund_of(1, 0, "4.00")]
    left = lines_left(order_of(MUGS), refunds, 2)[1]
    assert (left.quantity, left.net, left.tax) == (2, 16, 4)


@pytest.mark.parametrize(("net", "pieces"), [("2.00", 1), ("5.00", 1)])
def test_shipping_is_there_until_its_money_is_gone(net, pieces):
    order = order_of(MUGS, shipping=[PARCEL])
    refund = refund_of(2, 0, net, kind="shipping_lines")
    assert lines_left(order, [refund], 2)[2].quantity == pieces
    whole = refund_of(2, 0, "5.00", (1, "1.00"), kind="shipping_lines")
    assert lines_left(order, [whole], 2)[2].quantity == 0


def test_refund_of_a_line_that_is_no_more():
    left = lines_left(order_of(MUGS), [refund_of(77, 1, "10.00")], 2)
    assert left[1].quantity == 3


def test_parts_sum_to_the_whole():
    lines = charged(1, "10.00", (1, "1.99"), (2, "0.52"), quantity=3)
    order = order_of(lines)
    refunds, total = [], D(0)
    for _time in range(3):
        left = lines_left(order, refunds, 2)
        wanted = given_back(order, left.values(), {1: D(1)}, D("12.51") - total, 2)
        [line] = wanted.lines
        assert line.quantity == 1
        total += wanted.amount
        refunds.append(
            refund_of(
                1, 1, str(line.net), *((r, str(t)) for r, t in line.taxes.items())
            )
        )
    assert total == D("12.51")


def test_shipping_is_told_without_pieces():
    order = order_of(MUGS, shipping=[PARCEL])
    left = lines_left(order, [], 2)
    wanted = given_back(order, [left[2]], {2: D(1)}, D(42), 2)
    assert wanted.amount == 6
    body = wanted.body("x", pays_back=False, restocks=False)
    assert body["line_items"] == [
        {
            "id": 2,
            "refund_total": "5.00",
            "refund_tax": [{"id": 1, "refund_total": "1.00"}],
        }
    ]


def test_not_more_than_the_store_has_left():
    order = order_of(MUGS)
    left = lines_left(order, [], 2)
    wanted = given_back(order, left.values(), {1: D(3)}, D("35.99"), 2)
    assert wanted.amount == D("35.99")
    assert sum(line.gross for line in wanted.lines) == D("35.99")


def test_much_less_left_is_for_the_store_to_refuse():
    order = order_of(MUGS)
    left = lines_left(order, [], 2)
    assert given_back(order, left.values(), {1: D(3)}, D("20"), 2).amount == 36
