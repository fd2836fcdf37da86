"""The page that shows the store, and what its buttons call."""

import pytest
import requests

BEANIE = 16


@pytest.fixture
def page(shop, running_store):
    """Return a function that fetches a path of the page's site."""

    def fetch(path, body=None):
        url = f"{running_store.described['url']}{path}"
        method = "GET" if body is None else "POST"
        return requests.request(method, url, json=body, timeout=10)

    return fetch


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html"),
        ("/_page/page.css", "text/css"),
        ("/_page/page.js", "javascript"),
    ],
)
def test_files(page, path, kind):
    """The page and what it loads are there."""
    answer = page(path)
    assert answer.status_code == 200
    assert kind in answer.headers["Content-Type"]


def test_rest_route_is_still_served(page):
    """The page does not stand in the way of ``/?rest_route=``."""
    assert page("/?rest_route=/").json()["namespaces"]


def test_overview(page, shop):
    """It follows orders and stock."""
    lines = [{"product_id": BEANIE, "quantity": 3}]
    order = shop.post("orders", {"status": "processing", "line_items": lines})
    shown = page("/_control/overview").json()
    assert [row["stock"] for row in shown["products"] if row["id"] == BEANIE] == [27]
    (first,) = shown["orders"]
    assert (first["id"], first["total"]) == (order["id"], "64.80")
    assert first["items"] == "3 × Beanie"


def test_an_order_is_cancelled_by_a_button(page, shop):
    """Its stock comes back."""
    lines = [{"product_id": BEANIE, "quantity": 3}]
    order = shop.post("orders", {"status": "processing", "line_items": lines})
    answer = page(f"/_control/orders/{order['id']}", {"status": "cancelled"})
    assert answer.json() == {"id": order["id"], "status": "cancelled"}
    assert shop.get(f"products/{BEANIE}")["stock_quantity"] == 30
    assert page("/_control/orders/999999", {"status": "completed"}).status_code == 404
