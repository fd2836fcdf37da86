"""Coupons: their resource and their restrictions on orders."""

import pytest

BEANIE, CAP = 16, 18
TSHIRTS = 17


def test_a_coupon_from_creation_to_the_trash(shop):
    """Codes are kept in lower case; a trashed one no longer blocks its code."""
    made = shop.post("coupons", {"code": "SUMMER", "amount": "7.5"})
    assert (made["code"], made["amount"]) == ("summer", "7.50")
    assert made["discount_type"] == "fixed_cart"
    answer = shop.send("POST", "coupons", {"code": "Summer"})
    assert answer.json()["code"] == "woocommerce_rest_coupon_code_already_exists"
    shop.delete(f"coupons/{made['id']}")
    assert shop.get(f"coupons/{made['id']}")["status"] == "trash"
    assert shop.send("DELETE", f"coupons/{made['id']}").status_code == 410
    assert shop.get("coupons") == []
    assert shop.post("coupons", {"code": "summer"})["id"] != made["id"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"amount": "5"}, "rest_missing_callback_param"),
        ({"code": ""}, "woocommerce_rest_empty_coupon_code"),
        ({"code": "a", "discount_type": "gift"}, "rest_invalid_param"),
        ({"code": "a", "amount": "-1"}, "coupon_invalid_amount"),
        ({"code": "a", "usage_limit": "many"}, "rest_invalid_param"),
    ],
)
def test_refused_coupons(shop, body, code):
    """Wrong values are refused with WooCommerce's codes."""
    answer = shop.send("POST", "coupons", body)
    assert (answer.status_code, answer.json()["code"]) == (400, code)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("2030-01-01", "2030-01-01T00:00:00"),
        ("2030-01-01T10:00:00Z", "2030-01-01T11:00:00"),
        ("1893456000", "2030-01-01T01:00:00"),
        ("never", "1970-01-01T00:00:00"),
        ("", None),
    ],
)
def test_expiry_dates_are_not_checked(shop, given, kept):
    """Text that is no date becomes the first second of 1970, as PHP has it."""
    made = shop.post("coupons", {"code": "a", "date_expires": given})
    assert made["date_expires"] == kept
    again = shop.put(f"coupons/{made['id']}", {"date_expires": None})
    assert again["date_expires"] == kept


def test_what_cannot_be_an_address_is_left_out(shop):
    """Wrong addresses are no error; codes lose their tags."""
    emails = ["nobody", "*@Example.org"]
    made = shop.post("coupons", {"code": "A & <b>B</b>", "email_restrictions": emails})
    assert made["email_restrictions"] == ["*@example.org"]
    assert made["code"] == "a &amp; b"


def test_unknown_coupons(shop):
    """Changing an unknown coupon is a bad request, reading it finds nothing."""
    assert shop.send("GET", "coupons/999999").status_code == 404
    answer = shop.send("PUT", "coupons/999999", {"amount": "1"})
    assert answer.status_code == 400
    assert answer.json()["code"] == "woocommerce_rest_shop_coupon_invalid_id"


@pytest.mark.parametrize(
    ("limits", "message"),
    [
        ({"date_expires": "2020-01-01T00:00:00"}, "has expired."),
        ({"minimum_amount": "50"}, "The minimum spend for coupon"),
        ({"maximum_amount": "10"}, "The maximum spend for coupon"),
        ({"product_ids": [CAP]}, "is not applicable to selected products."),
        ({"product_categories": [TSHIRTS]}, "is not applicable to selected products."),
        ({"excluded_product_ids": [BEANIE]}, "not applicable to the products: Beanie."),
        ({"exclude_sale_items": True}, "is not valid for sale items."),
        ({"email_restrictions": ["only@example.com"]}, "Please enter a valid email"),
    ],
)
def test_restrictions(shop, limits, message):
    """A coupon that may not be used here is refused with the shop's words."""
    shop.post("coupons", {"code": "limited", "amount": "1", **limits})
    body = {
        "line_items": [{"product_id": BEANIE}],
        "coupon_lines": [{"code": "LIMITED"}],
    }
    answer = shop.send("POST", "orders", body)
    assert answer.status_code == 400, answer.text
    assert message in answer.json()["message"]


def test_usage_limits(shop):
    """The second use is one too many; a cancelled order gives the use back."""
    shop.post("coupons", {"code": "once", "amount": "1", "usage_limit": 1})
    body = {"line_items": [{"product_id": CAP}], "coupon_lines": [{"code": "once"}]}
    first = shop.post("orders", body)
    answer = shop.send("POST", "orders", body)
    assert "has been reached" in answer.json()["message"]
    shop.put(f"orders/{first['id']}", {"status": "cancelled"})
    assert shop.post("orders", body)["discount_total"] == "1.00"


def test_a_fixed_amount_is_shared_to_the_cent(shop):
    """5.00 on seven pieces: the cents that are left go to the dearest pieces."""
    shop.post("coupons", {"code": "five", "amount": "5"})
    lines = [
        {"product_id": BEANIE, "quantity": 3},
        {"product_id": CAP, "quantity": 4},
    ]
    body = {"line_items": lines, "coupon_lines": [{"code": "five"}]}
    order = shop.post("orders", body)
    assert [line["total"] for line in order["line_items"]] == ["51.84", "61.16"]
    assert order["discount_total"] == "5.00"
