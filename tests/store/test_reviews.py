"""Reviews of products."""

import pytest

BEANIE = 16
REVIEW = {
    "product_id": BEANIE,
    "review": "Warm",
    "reviewer": "Zoé",
    "reviewer_email": "zoe@example.com",
    "rating": 5,
}


@pytest.fixture
def path(shop):
    """Make a review and return its path."""
    return f"products/reviews/{shop.post('products/reviews', REVIEW)['id']}"


def test_a_review_counts_in_the_rating(shop, path):
    """Only approved reviews do; the text has paragraphs when read."""
    assert shop.get(path)["review"] == "<p>Warm</p>\n"
    assert shop.put(path, {"rating": 4})["review"] == "Warm"
    product = shop.get(f"products/{BEANIE}")
    assert (product["average_rating"], product["rating_count"]) == ("4.00", 1)
    shop.put(path, {"status": "hold"})
    assert shop.get(f"products/{BEANIE}")["rating_count"] == 0
    assert shop.get("products/reviews") == []
    assert len(shop.get("products/reviews", status="hold")) == 1


def test_deleting(shop, path):
    """The first time into the trash; for good only with ``force``."""
    assert shop.delete(path)["status"] == "trash"
    assert shop.send("DELETE", path).status_code == 410
    gone = shop.delete(path, force=True)
    assert (gone["deleted"], gone["previous"]["reviewer"]) == (True, "Zoé")
    answer = shop.send("GET", path)
    assert answer.status_code == 404
    assert answer.json()["code"] == "woocommerce_rest_review_invalid_id"


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({}, 409, "woocommerce_rest_comment_duplicate"),
        ({"product_id": 999999}, 404, "woocommerce_rest_product_invalid_id"),
        ({"review": ""}, 400, "woocommerce_rest_review_content_invalid"),
        ({"rating": "many"}, 400, "rest_invalid_param"),
    ],
)
def test_refusals(shop, path, change, status, code):
    """The same again, an unknown product, no text."""
    answer = shop.send("POST", "products/reviews", {**REVIEW, **change})
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_buyer_is_verified(shop, path):
    """Who has bought the product is known by the address."""
    assert shop.get(path)["verified"] is False
    lines = [{"product_id": BEANIE, "quantity": 1}]
    billing = {"email": REVIEW["reviewer_email"]}
    shop.post(
        "orders", {"status": "completed", "billing": billing, "line_items": lines}
    )
    assert shop.get(path)["verified"] is True
