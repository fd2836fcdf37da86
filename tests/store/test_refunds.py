"""Refunds and the ways in which they are refused."""

import pytest

BEANIE, CAP = 16, 18


@pytest.fixture
def order(shop):
    """Make an order of 43.20 that has taken two pieces from stock."""
    lines = [{"product_id": BEANIE, "quantity": 2}]
    body = {"status": "processing", "payment_method": "bacs", "line_items": lines}
    return shop.post("orders", body)


@pytest.mark.parametrize(
    ("body", "code", "message", "data"),
    [
        (
            {"amount": "99999", "api_refund": False},
            "woocommerce_rest_cannot_create_order_refund",
            "Invalid refund amount.",
            500,
        ),
        (
            {"amount": "1"},
            "woocommerce_rest_cannot_create_order_refund",
            "The payment gateway for this order does not support automatic refunds.",
            500,
        ),
        (
            {"amount": "-1", "api_refund": False},
            "woocommerce_rest_invalid_order_refund",
            "Refund amount must be greater than zero.",
            400,
        ),
        (
            {"amount": "", "api_refund": False},
            "woocommerce_rest_invalid_order_refund",
            "Refund amount must be greater than zero.",
            400,
        ),
        (
            {"amount": "all", "api_refund": False},
            "woocommerce_rest_cannot_create_order_refund",
            "Invalid refund amount.",
            500,
        ),
    ],
)
def test_refusals_are_server_errors(shop, order, body, code, message, data):
    """HTTP 500 with a bare number as ``data``."""
    answer = shop.send("POST", f"orders/{order['id']}/refunds", body)
    assert answer.status_code == 500
    assert answer.json() == {"code": code, "message": message, "data": data}


def test_the_refund_of_an_unknown_order(shop):
    """Listing finds nothing, making one is a server error."""
    assert shop.get("orders/999999/refunds") == []
    answer = shop.send("POST", "orders/999999/refunds", {"amount": "1"})
    assert (answer.status_code, answer.json()["data"]) == (500, 404)
    assert answer.json()["code"] == "woocommerce_rest_invalid_order_id"


def test_an_amount_as_a_number_is_refused(shop, order):
    """The amount is declared as a text."""
    answer = shop.send("POST", f"orders/{order['id']}/refunds", {"amount": 1.5})
    assert answer.status_code == 400
    assert answer.json()["code"] == "rest_invalid_param"


def test_a_gateway_nobody_knows(shop):
    """An order without a gateway cannot be paid back automatically."""
    order = shop.post("orders", {"line_items": [{"product_id": CAP}]})
    answer = shop.send("POST", f"orders/{order['id']}/refunds", {"amount": "1"})
    message = "The payment gateway for this order does not exist."
    assert answer.json()["message"] == message


def test_more_pieces_than_sold_and_foreign_lines_are_taken(shop, order):
    """The amount need not be that of the lines."""
    line = {"id": order["line_items"][0]["id"], "quantity": 99, "refund_total": "1"}
    foreign = {"id": 999999, "quantity": 1, "refund_total": "1"}
    refund = shop.post(
        f"orders/{order['id']}/refunds",
        {"api_refund": False, "line_items": [line, foreign]},
    )
    assert refund["amount"] == "2.00"
    assert [each["quantity"] for each in refund["line_items"]] == [-99]
    assert shop.get(f"products/{BEANIE}")["stock_quantity"] == 28 + 99


def test_refunds_up_to_the_total_close_the_order(shop, order):
    """Whatever its status; deleting the refund does not open it again."""
    path = f"orders/{order['id']}/refunds"
    shop.post(path, {"amount": "40", "api_refund": False})
    assert shop.get(f"orders/{order['id']}")["status"] == "processing"
    last = shop.post(path, {"amount": "3.20", "api_refund": False})
    assert shop.get(f"orders/{order['id']}")["status"] == "refunded"
    shop.delete(f"{path}/{last['id']}")
    assert shop.get(f"orders/{order['id']}")["status"] == "refunded"


def test_setting_the_status_refunds_what_is_left(shop, order):
    """Without lines and without giving stock back."""
    shop.put(f"orders/{order['id']}", {"status": "refunded"})
    (refund,) = shop.get(f"orders/{order['id']}/refunds")
    assert (refund["amount"], refund["line_items"]) == ("43.20", [])
    assert refund["reason"] == "Order fully refunded."
    assert shop.get(f"products/{BEANIE}")["stock_quantity"] == 28


def test_refund_of_another_order(shop, order):
    """A refund is found below its own order only."""
    other = shop.post("orders", {"line_items": [{"product_id": CAP}]})
    body = {"amount": "1", "api_refund": False}
    refund = shop.post(f"orders/{order['id']}/refunds", body)
    answer = shop.send("GET", f"orders/{other['id']}/refunds/{refund['id']}")
    assert answer.status_code == 500
    assert answer.json()["code"] == "woocommerce_rest_invalid_order_refund_id"


def test_more_refunded_than_paid(shop, order):
    """A comma is dropped, which makes 150 of 1,50; "refunded" then refunds nothing."""
    path = f"orders/{order['id']}"
    refund = shop.post(f"{path}/refunds", {"amount": "1,50", "api_refund": False})
    assert refund["amount"] == "150.00"
    refunded = shop.put(path, {"status": "refunded"})
    assert (refunded["status"], len(refunded["refunds"])) == ("refunded", 1)
