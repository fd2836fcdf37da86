"""Fulfillments of orders, as the source of WooCommerce 10.7 has them."""

import pytest

BEANIE, CAP = 16, 18


@pytest.fixture
def order(shop, running_store):
    """Make an order of two lines, in a store that has the feature switched on."""
    running_store.control("features", {"fulfillments": True})
    lines = [
        {"product_id": BEANIE, "quantity": 2},
        {"product_id": CAP, "quantity": 1},
    ]
    return shop.post("orders", {"status": "processing", "line_items": lines})


def body_of(*items, **meta):
    """Return the body of a request with items as pairs of line and pieces."""
    listed = [{"item_id": line, "qty": pieces} for line, pieces in items]
    values = {"_items": listed, **meta}
    return {
        "status": "fulfilled",
        "meta_data": [{"key": key, "value": value} for key, value in values.items()],
    }


def meta_of(row):
    """Return meta data by key."""
    return {meta["key"]: meta["value"] for meta in row["meta_data"]}


def test_routes_are_not_there_before_the_feature_is(shop):
    order = shop.post("orders", {"status": "processing"})
    answer = shop.send("GET", f"orders/{order['id']}/fulfillments")
    assert (answer.status_code, answer.json()["code"]) == (404, "rest_no_route")


def test_parts_fulfil_the_order(shop, order):
    path = f"orders/{order['id']}/fulfillments"
    assert shop.get(path) == []
    first, second = (line["id"] for line in order["line_items"])
    answer = shop.send("POST", path, body_of((first, 2), _tracking_number="1Z"))
    assert answer.status_code == 201
    row = answer.json()
    assert (row["entity_type"], row["entity_id"]) == ("WC_Order", str(order["id"]))
    assert (row["status"], row["is_fulfilled"]) == ("fulfilled", True)
    assert meta_of(row)["_items"] == [{"item_id": first, "qty": 2}]
    assert meta_of(row)["_date_fulfilled"]

    def status():
        return meta_of(shop.get(f"orders/{order['id']}"))["_fulfillment_status"]

    assert status() == "partially_fulfilled"
    shop.post(path, body_of((second, 1)))
    assert status() == "fulfilled"
    assert len(shop.get(path)) == 2
    # The order's own status is another matter.
    assert shop.get(f"orders/{order['id']}")["status"] == "processing"


def test_change_takes_away_what_it_does_not_name(shop, order):
    path = f"orders/{order['id']}/fulfillments"
    line = order["line_items"][0]["id"]
    row = shop.post(path, body_of((line, 1), _tracking_number="1Z", _of_mine="x"))
    changed = shop.put(f"{path}/{row['id']}", body_of((line, 1), _tracking_number="2"))
    said = meta_of(changed)
    assert said["_tracking_number"] == "2"
    assert "_of_mine" not in said
    assert shop.get(f"{path}/{row['id']}") == changed


@pytest.mark.parametrize(
    ("items", "message"),
    [
        ([], "The fulfillment should contain at least one item."),
        ([{"item_id": "5", "qty": 1}], "Invalid item."),
        ([{"item_id": 5, "qty": 0}], "Invalid item."),
        ([{"qty": 1}], "Invalid item."),
        (["x"], "Invalid item."),
        ("text", "The fulfillment items should be an array."),
    ],
)
def test_items_that_are_refused(shop, order, items, message):
    body = {"status": "fulfilled", "meta_data": [{"key": "_items", "value": items}]}
    answer = shop.send("POST", f"orders/{order['id']}/fulfillments", body)
    expected = {"code": 0, "message": message, "data": {"status": 400}}
    assert (answer.status_code, answer.json()) == (400, expected)
    assert shop.get(f"orders/{order['id']}/fulfillments") == []


def test_meta_data_is_required(shop, order):
    answer = shop.send("POST", f"orders/{order['id']}/fulfillments", {})
    assert answer.json()["code"] == "rest_missing_callback_param"


def test_deleted_and_unknown(shop, order):
    path = f"orders/{order['id']}/fulfillments"
    row = shop.post(path, body_of((order["line_items"][0]["id"], 1)))
    shop.delete(f"{path}/{row['id']}")
    assert shop.get(path) == []
    assert shop.send("GET", f"{path}/{row['id']}").status_code == 400
    assert shop.send("GET", "orders/999999/fulfillments").status_code == 404
    order = shop.get(f"orders/{order['id']}")
    assert "_fulfillment_status" not in meta_of(order)
