"""Orders: what a real WooCommerce does beyond the recorded exchanges."""

import json
from pathlib import Path

import pytest

CAPTURES = Path(__file__).parents[1] / "fixtures/captures"
BEANIE, CAP, BELT = 16, 18, 17


@pytest.fixture
def coupons(shop):
    """Make the two coupons of the recorded order."""
    shop.post("coupons", {"code": "SAVE10", "discount_type": "percent", "amount": "10"})
    shop.post("coupons", {"code": "FIVE", "amount": "5.00"})


def test_a_bad_coupon_leaves_a_draft_behind(shop):
    """The request fails, the order stays and is named."""
    lines = [{"product_id": BEANIE, "quantity": 1}]
    body = {"coupon_lines": [{"code": "nope"}], "line_items": lines}
    answer = shop.send("POST", "orders", body)
    assert answer.status_code == 400
    error = answer.json()
    assert error["code"] == "woocommerce_rest_invalid_coupon"
    assert error["message"] == (
        "Coupon &quot;nope&quot; cannot be applied because it does not exist."
    )
    left = shop.get(f"orders/{error['data']['new_draft_order_id']}")
    assert left["status"] == "checkout-draft"
    assert left["total"] == "21.60"


def test_an_unknown_product_makes_an_empty_line(shop):
    """It is no error: the line has no name, no product and costs nothing."""
    order = shop.post("orders", {"line_items": [{"product_id": 999999}]})
    (line,) = order["line_items"]
    assert (line["name"], line["product_id"], line["total"]) == ("", 0, "0.00")
    assert line["sku"] is None


def test_coupons_discard_discounts_given_by_hand(shop, coupons):
    """The recorded order: two coupons on lines of which one was discounted before."""
    posted = _capture("order_post_plain")["request"]["body"]
    order = shop.post("orders", {**posted, "customer_id": 0})
    lines = {line["product_id"]: line["total"] for line in order["line_items"]}
    assert lines[BELT] == "140.25"
    codes = [{"code": "SAVE10"}, {"code": "five"}]
    changed = shop.put(f"orders/{order['id']}", {"coupon_lines": codes})
    recorded = _capture("order_put_coupons")["body"]
    for name in ("discount_total", "discount_tax", "cart_tax", "total", "total_tax"):
        assert changed[name] == recorded[name]
    amounts = ("subtotal", "subtotal_tax", "total", "total_tax", "price")
    for line, expected in zip(
        changed["line_items"], recorded["line_items"], strict=True
    ):
        assert [line[name] for name in amounts] == [expected[name] for name in amounts]
    names = ("code", "discount", "discount_tax", "discount_type", "nominal_amount")
    for line, expected in zip(
        changed["coupon_lines"], recorded["coupon_lines"], strict=True
    ):
        assert [line[name] for name in names] == [expected[name] for name in names]


def test_removing_a_coupon_gives_the_amounts_back(shop, coupons):
    """An empty list of coupons removes them all and uncounts their uses."""
    lines = [{"product_id": BEANIE, "quantity": 2}]
    body = {"line_items": lines, "coupon_lines": [{"code": "five"}]}
    order = shop.post("orders", body)
    assert (order["discount_total"], order["total"]) == ("5.00", "37.20")
    assert shop.get("coupons", code="five")[0]["usage_count"] == 1
    changed = shop.put(f"orders/{order['id']}", {"coupon_lines": []})
    assert (changed["discount_total"], changed["total"]) == ("0.00", "43.20")
    assert shop.get("coupons", code="five")[0]["usage_count"] == 0


def test_a_negative_fee_takes_tax_off_too(shop):
    """It may not be more than the order costs."""
    lines = [{"product_id": BEANIE, "quantity": 1}]
    fee = {"name": "Rebate", "total": "-8"}
    order = shop.post("orders", {"line_items": lines, "fee_lines": [fee]})
    assert (order["total_tax"], order["total"]) == ("2.00", "12.00")
    fee["total"] = "-100"
    order = shop.post("orders", {"line_items": lines, "fee_lines": [fee]})
    assert (order["fee_lines"][0]["total"], order["total"]) == ("-18.00", "0.00")


def test_paying_at_once(shop):
    """``set_paid`` sets the date, the transaction, the status and takes the stock."""
    lines = [{"product_id": CAP, "quantity": 2}]
    body = {"line_items": lines, "set_paid": True, "transaction_id": "t-1"}
    order = shop.post("orders", body)
    assert (order["status"], order["transaction_id"]) == ("processing", "t-1")
    assert order["date_paid"]
    assert shop.get(f"products/{CAP}")["stock_quantity"] == 5


def test_line_of_a_deleted_product(shop):
    """The line stays, its product is gone."""
    order = shop.post("orders", {"line_items": [{"product_id": CAP}]})
    shop.delete(f"products/{CAP}", force=True)
    (line,) = shop.get(f"orders/{order['id']}")["line_items"]
    assert (line["name"], line["product_id"], line["sku"]) == ("Cap", 0, None)


def test_deleting_gives_no_stock_back_and_cancelling_does(shop):
    """Trashed orders keep their stock."""
    body = {"status": "processing", "line_items": [{"product_id": CAP}]}
    first, second = shop.post("orders", body), shop.post("orders", body)
    shop.delete(f"orders/{first['id']}")
    assert shop.get(f"products/{CAP}")["stock_quantity"] == 5
    shop.put(f"orders/{second['id']}", {"status": "cancelled"})
    assert shop.get(f"products/{CAP}")["stock_quantity"] == 6


def test_changes_are_found_by_their_date(shop, running_store):
    """The limit is exclusive; GMT with ``Z`` and ``dates_are_gmt`` shifts twice."""
    order = shop.post("orders", {})
    running_store.control("clock", {"seconds": 5})
    shop.put(f"orders/{order['id']}", {"customer_note": "later"})
    changed = shop.get(f"orders/{order['id']}")["date_modified_gmt"]
    before = shop.get("orders", modified_after=order["date_modified_gmt"] + "Z")
    assert [each["id"] for each in before] == [order["id"]]
    assert shop.get("orders", modified_after=changed + "Z") == []
    limit = order["date_modified_gmt"]
    assert len(shop.get("orders", modified_after=limit, dates_are_gmt="true")) == 1
    both = shop.get("orders", modified_after=limit + "Z", dates_are_gmt="true")
    assert both == []


def _capture(name):
    return json.loads((CAPTURES / f"{name}.json").read_text(encoding="utf-8"))
