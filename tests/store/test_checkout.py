"""A shopper's way through the Store API."""

import pytest

from tests.store.shop_visit import ADDRESS, Visit

BEANIE, CAP, V_NECK = 16, 18, 12


@pytest.fixture
def visit(shop, running_store):
    """Return a shopper in the freshly seeded shop."""
    return Visit(running_store.described["url"])


def test_a_cart_becomes_an_order(visit, shop):
    """Items, a coupon, an address and a way of shipping."""
    shop.post("coupons", {"code": "ten", "discount_type": "percent", "amount": "10"})
    visit.post("cart/add-item", id=BEANIE, quantity=6)
    choice = [
        {"attribute": "Color", "value": "red"},
        {"attribute": "Size", "value": "large"},
    ]
    visit.post("cart/add-item", id=V_NECK, quantity=1, variation=choice)
    visit.post("cart/apply-coupon", code="TEN")
    cart = visit.post("cart/update-customer", billing_address=ADDRESS)
    assert cart["totals"]["total_discount"] == "1280"
    rates = cart["shipping_rates"][0]["shipping_rates"]
    assert [rate["selected"] for rate in rates] == [True, False]
    visit.post("cart/select-shipping-rate", package_id=0, rate_id=rates[1]["rate_id"])
    placed = visit.post("checkout", billing_address=ADDRESS, payment_method="bacs")
    order = shop.get(f"orders/{placed['order_id']}")
    assert (order["status"], order["total"]) == ("on-hold", "138.24")
    assert order["created_via"] == "store-api"
    assert order["billing"]["last_name"] == "O'Neil &amp; Co"
    assert [line["method_id"] for line in order["shipping_lines"]] == ["free_shipping"]
    assert [line["code"] for line in order["coupon_lines"]] == ["ten"]
    meta = {row["key"]: row["value"] for row in order["line_items"][1]["meta_data"]}
    assert (meta["pa_color"], meta["pa_size"]) == ("red", "large")
    assert shop.get(f"products/{BEANIE}")["stock_quantity"] == 24
    assert visit.send("GET", "cart").json()["items"] == []


def test_a_draft_is_taken_up_again(visit, shop):
    """It is an order like any other until then; its id stays."""
    visit.post("cart/add-item", id=BEANIE, quantity=1)
    draft = visit.send("GET", "checkout").json()
    assert draft["status"] == "checkout-draft"
    assert [row["status"] for row in shop.get("orders")] == ["checkout-draft"]
    visit.post("cart/add-item", id=CAP, quantity=1)
    placed = visit.post("checkout", billing_address=ADDRESS, payment_method="cod")
    assert placed["order_id"] == draft["order_id"]
    order = shop.get(f"orders/{placed['order_id']}")
    assert order["status"] == "processing"
    assert [line["name"] for line in order["line_items"]] == ["Beanie", "Cap"]


def test_no_more_than_is_in_stock(visit, shop):
    """The stock is looked at when the item is chosen and again at the checkout."""
    answer = visit.send("POST", "cart/add-item", {"id": CAP, "quantity": 8})
    assert answer.status_code == 400
    code = "woocommerce_rest_product_partially_out_of_stock"
    assert answer.json()["code"] == code
    visit.post("cart/add-item", id=CAP, quantity=7)
    shop.put(f"products/{CAP}", {"stock_quantity": 6})
    body = {"billing_address": ADDRESS, "payment_method": "bacs"}
    answer = visit.send("POST", "checkout", body)
    assert (answer.status_code, answer.json()["code"]) == (400, code)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"payment_method": "bacs"}, "woocommerce_rest_invalid_email_address"),
        (
            {"billing_address": ADDRESS},
            "woocommerce_rest_checkout_missing_payment_method",
        ),
        (
            {"billing_address": {**ADDRESS, "country": "US"}, "payment_method": "bacs"},
            "woocommerce_rest_invalid_shipping_option",
        ),
    ],
)
def test_incomplete_checkouts(visit, body, code):
    """What is missing is named."""
    visit.post("cart/add-item", id=BEANIE, quantity=1)
    answer = visit.send("POST", "checkout", body)
    assert (answer.status_code, answer.json()["code"]) == (400, code)


def test_changes_need_a_token_or_a_nonce(visit):
    """A stranger's change is refused."""
    del visit.session.headers["Cart-Token"]
    answer = visit.send("POST", "cart/add-item", {"id": BEANIE})
    assert answer.status_code == 401
    assert answer.json()["code"] == "woocommerce_rest_missing_nonce"
