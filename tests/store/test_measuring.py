"""What the store writes down for measurements: its stock, its sales, who asked what."""

import time

import requests

from tests.store.shop_visit import ADDRESS, Visit

BEANIE, CAP = 16, 18


def test_the_journal_has_every_number_and_every_sale(shop, running_store):
    """The stock at the beginning, a shop keeper's change, an order's lines."""
    begun = time.time()
    running_store.control("journal")
    at_first = shop.get(f"products/{BEANIE}")["stock_quantity"]
    shop.put(f"products/{BEANIE}", {"stock_quantity": 9})
    shop.put(f"products/{BEANIE}", {"stock_quantity": 9})
    visit = Visit(running_store.described["url"])
    visit.post("cart/add-item", id=BEANIE, quantity=2)
    visit.post("cart/add-item", id=CAP, quantity=1)
    placed = visit.post("checkout", billing_address=ADDRESS, payment_method="cod")
    shop.put(f"orders/{placed['order_id']}", {"status": "completed"})

    journal = running_store.control("journal", method="GET")
    beanies = [row for row in journal["stock"] if row[1] == BEANIE]
    assert [quantity for _at, _product, quantity in beanies] == [at_first, 9, 7]
    [(sold_at, order, lines)] = journal["sales"]
    assert order == placed["order_id"]
    assert lines == [[BEANIE, 2], [CAP, 1]]
    assert begun < beanies[0][0] <= beanies[1][0] <= sold_at < time.time()


def test_a_journal_begins_anew(shop, running_store):
    """What was sold before is not in it."""
    order = {"status": "processing", "line_items": [{"product_id": CAP}]}
    shop.post("orders", order)
    running_store.control("journal")
    shop.post("orders", order)
    assert len(running_store.control("journal", method="GET")["sales"]) == 1


def test_requests_are_counted_by_key_and_route(shop, running_store):
    """Those that fail as well; shoppers have no key."""
    url = f"{running_store.described['url']}/_control"
    requests.delete(f"{url}/requests", timeout=10)
    shop.get(f"products/{BEANIE}")
    running_store.control("faults", {"kind": "server_error"})
    shop.send("GET", f"products/{CAP}")
    requests.delete(f"{url}/faults", timeout=10)
    Visit(running_store.described["url"])

    counted = running_store.control("requests", method="GET")
    key = shop.access.keys[""][0]
    assert counted == [
        {"key": key, "route": "GET /wc/v3/products/{id}", "count": 2},
        {"key": "", "route": "GET /wc/store/v1/cart", "count": 1},
    ]
    requests.delete(f"{url}/requests", timeout=10)
    assert running_store.control("requests", method="GET") == []
