"""Webhooks: what is sent, when, and what follows from the receiver's answer."""

import base64
import hashlib
import hmac
import json
import time
from pathlib import Path

import pytest
import requests

from tests.store.shop_visit import ADDRESS, Visit
from tests.store.webhook_receiver import Receiver
from tests.woo_store.webhooks.signature import sign

RECORDED = sorted((Path(__file__).parents[1] / "fixtures/webhooks").glob("*.json"))
SECRET = "s3cr3t"
BEANIE = 16


@pytest.fixture
def receiver():
    """Return a receiver of webhooks."""
    with Receiver() as receiver:
        yield receiver


@pytest.fixture
def hook(shop, receiver, running_store):
    """Return a function that makes a webhook and waits for its ping."""
    usual = {"delay": 0, "workers": 1, "paused": False, "timeout": 60}
    running_store.control("deliveries", usual)

    def make(topic, secret=SECRET):
        pings = len(receiver.received) + 1
        body = {"topic": topic, "delivery_url": receiver.url, "secret": secret}
        made = shop.post("webhooks", body)
        receiver.wait_for(pings)
        return made

    return make


@pytest.fixture
def quiet(running_store):
    """Return a function that waits until every delivery was sent."""

    def wait():
        url = f"{running_store.described['url']}/_control/deliveries"
        deadline = time.monotonic() + 15
        while time.monotonic() < deadline:
            answer = requests.get(url, timeout=10).json()
            if not answer["pending"]:
                return answer["sent"]
        raise AssertionError("deliveries are still waiting")

    return wait


def test_a_new_webhook_is_pinged(hook, receiver):
    """The ping is form-encoded and carries no signature."""
    made = hook("order.created")
    (ping,) = receiver.received
    assert ping.body == f"webhook_id={made['id']}".encode()
    assert ping.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert not [name for name in ping.headers if name.startswith("X-WC")]


def test_a_dead_address_is_accepted(shop):
    """Nobody needs to answer the ping."""
    body = {"topic": "order.created", "delivery_url": "http://127.0.0.1:9/hook"}
    assert shop.post("webhooks", body)["status"] == "active"


def test_an_order_made_by_the_api_is_told_twice(hook, shop, receiver, quiet):
    """``order.created`` and ``order.updated`` carry the same signed body."""
    hook("order.created")
    hook("order.updated")
    order = shop.post("orders", {"line_items": [{"product_id": BEANIE}]})
    quiet()
    created, updated = receiver.received[2:]
    assert [created.topic, updated.topic] == ["order.created", "order.updated"]
    assert created.body == updated.body
    assert created.json == {**order, "_links": created.json["_links"]}
    digest = hmac.new(SECRET.encode(), created.body, hashlib.sha256).digest()
    assert (
        created.headers["X-WC-Webhook-Signature"] == base64.b64encode(digest).decode()
    )
    assert created.headers["X-WC-Webhook-Resource"] == "order"
    assert created.headers["X-WC-Webhook-Event"] == "created"


def test_bodies_are_built_when_they_are_delivered(
    hook, shop, receiver, running_store, quiet
):
    """Several changes merge into one delivery that shows the last state."""
    hook("order.updated")
    running_store.control("deliveries", {"paused": True})
    order = shop.post("orders", {"status": "pending"})
    for note in ("first", "second"):
        shop.put(f"orders/{order['id']}", {"customer_note": note})
    running_store.control("deliveries", {"paused": False})
    quiet()
    (only,) = receiver.received[1:]
    assert only.json["customer_note"] == "second"


def test_an_object_that_is_gone_leaves_an_error_body(
    hook, shop, receiver, running_store, quiet
):
    """The error is signed like any body and has no id."""
    hook("order.updated")
    order = shop.post("orders", {})
    quiet()
    running_store.control("deliveries", {"paused": True})
    shop.put(f"orders/{order['id']}", {"customer_note": "x"})
    shop.delete(f"orders/{order['id']}", force=True)
    running_store.control("deliveries", {"paused": False})
    quiet()
    last = receiver.received[-1]
    assert last.json == {
        "code": "woocommerce_rest_shop_order_invalid_id",
        "message": "Invalid ID.",
        "data": {"status": 404},
    }
    assert last.headers["X-WC-Webhook-Signature"] == sign(SECRET, last.body)


def test_only_trashing_tells_of_a_deletion(hook, shop, receiver, quiet):
    """The body holds the id alone; deleting for good sends nothing."""
    hook("order.deleted")
    trashed, deleted = shop.post("orders", {}), shop.post("orders", {})
    shop.delete(f"orders/{trashed['id']}")
    shop.delete(f"orders/{deleted['id']}", force=True)
    quiet()
    assert [each.json for each in receiver.received[1:]] == [{"id": trashed["id"]}]


def test_trashing_a_product_tells_of_a_coupon_too(hook, shop, receiver, quiet):
    """Both are posts to WordPress, whose hook does not tell them apart."""
    hook("coupon.deleted")
    hook("product.deleted")
    shop.delete(f"products/{BEANIE}")
    quiet()
    told = {each.topic: each.json for each in receiver.received[2:]}
    assert told == {"coupon.deleted": {"id": BEANIE}, "product.deleted": {"id": BEANIE}}


def test_restoring_a_product_tells_of_a_coupon_that_is_none(
    hook, shop, receiver, running_store, quiet
):
    """The product's body is the product, the coupon's an error."""
    shop.delete(f"products/{BEANIE}")
    quiet()
    hook("coupon.restored")
    hook("product.restored")
    running_store.control("restore", {"resource": "product", "id": BEANIE})
    quiet()
    told = {each.topic: each.json for each in receiver.received[2:]}
    assert told["product.restored"]["id"] == BEANIE
    code = "woocommerce_rest_shop_coupon_invalid_id"
    assert told["coupon.restored"]["code"] == code


def test_restoring_an_order(hook, shop, receiver, running_store, quiet):
    """By the shop's own pages it is told of, by a change of its status it is not."""
    hook("order.restored")
    hook("order.updated")
    order = shop.post("orders", {"status": "on-hold"})
    quiet()
    known = len(receiver.received)
    shop.delete(f"orders/{order['id']}")
    shop.put(f"orders/{order['id']}", {"status": "on-hold"})
    quiet()
    assert len(receiver.received) == known
    shop.delete(f"orders/{order['id']}")
    running_store.control("restore", {"resource": "order", "id": order["id"]})
    quiet()
    assert receiver.received[-1].topic == "order.restored"
    assert receiver.received[-1].json["status"] == "on-hold"


def test_an_order_tells_of_the_stock_it_takes(hook, shop, receiver, quiet):
    """``product.updated`` shows the stock after the sale."""
    hook("product.updated")
    line = {"product_id": BEANIE, "quantity": 2}
    shop.post("orders", {"status": "processing", "line_items": [line]})
    quiet()
    assert [each.json["stock_quantity"] for each in receiver.received[1:]] == [28]


def test_nothing_is_sent_again_and_the_seventh_failure_disables(
    hook, shop, receiver, quiet
):
    """A webhook set active again is disabled by one more failure."""
    made = hook("order.updated")
    order = shop.post("orders", {})
    quiet()
    receiver.status = 500
    statuses = []
    for number in range(7):
        shop.put(f"orders/{order['id']}", {"customer_note": str(number)})
        quiet()
        statuses.append(shop.get(f"webhooks/{made['id']}")["status"])
    assert statuses == ["active"] * 6 + ["disabled"]
    assert len(receiver.received) == 2 + 7
    shop.put(f"webhooks/{made['id']}", {"status": "active"})
    shop.put(f"orders/{order['id']}", {"customer_note": "again"})
    quiet()
    assert shop.get(f"webhooks/{made['id']}")["status"] == "disabled"


@pytest.mark.parametrize(
    ("status", "failed"), [(301, False), (302, False), (307, True)]
)
def test_redirects_are_not_followed(hook, shop, receiver, quiet, status, failed):
    """301 and 302 count as success all the same, 307 as a failure."""
    made = hook("order.updated")
    receiver.status = status
    receiver.headers = {"Location": f"{receiver.url}/elsewhere"}
    order = shop.post("orders", {})
    for number in range(7):
        shop.put(f"orders/{order['id']}", {"customer_note": str(number)})
        quiet()
    assert {each.path for each in receiver.received} == {"/hook"}
    status_now = shop.get(f"webhooks/{made['id']}")["status"]
    assert status_now == ("disabled" if failed else "active")


def test_a_draft_of_the_api_is_told_of_when_it_is_one_no_more(
    hook, shop, receiver, quiet
):
    """Automatic drafts are not told of; a checkout's draft is, as an update."""
    hook("order.updated")
    shop.post("orders", {"status": "checkout-draft"})
    quiet()
    assert receiver.received[-1].json["status"] == "checkout-draft"


def test_a_slow_receiver_is_a_failure(hook, shop, receiver, running_store, quiet):
    """After the time limit the delivery counts as failed, though it may arrive."""
    made = hook("order.updated")
    running_store.control("deliveries", {"timeout": 0.2})
    receiver.free.clear()
    shop.post("orders", {})
    last = quiet()[-1]
    assert (last["webhook_id"], last["status"]) == (made["id"], 0)
    assert "Timeout" in last["error"]


def test_a_checkout_is_told_of_before_it_is_an_order(
    hook, shop, receiver, running_store, quiet
):
    """The draft comes as an update; ``order.created`` when it is placed."""
    hook("order.created")
    hook("order.updated")
    visit = Visit(running_store.described["url"])
    visit.post("cart/add-item", id=BEANIE, quantity=1)
    visit.send("GET", "checkout")
    quiet()
    visit.post("checkout", billing_address=ADDRESS, payment_method="bacs")
    quiet()
    told = [(each.topic, each.json["status"]) for each in receiver.received[2:]]
    assert told == [
        ("order.updated", "checkout-draft"),
        ("order.updated", "on-hold"),
        ("order.created", "on-hold"),
    ]


@pytest.mark.parametrize("file", RECORDED, ids=lambda file: file.stem)
def test_recorded_signatures(file):
    """Signing the recorded bodies gives the recorded signatures."""
    delivery = json.loads(file.read_text(encoding="utf-8"))
    headers = dict(map(tuple, delivery["headers"]))
    body = base64.b64decode(delivery["body_base64"])
    if delivery["kind"] == "ping":
        assert "X-WC-Webhook-Signature" not in headers
        assert body.startswith(b"webhook_id=")
    else:
        assert headers["X-WC-Webhook-Signature"] == sign(delivery["secret"], body)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"id": 1}, "woocommerce_rest_shop_webhook_exists"),
        (
            {"delivery_url": "https://example.com/é"},
            "woocommerce_rest_shop_webhook_invalid_delivery_url",
        ),
        (
            {"delivery_url": "http://[::1"},
            "woocommerce_rest_shop_webhook_invalid_delivery_url",
        ),
    ],
)
def test_refused_webhooks(shop, change, code):
    """A number of its own and addresses that PHP does not take are refused."""
    body = {"topic": "order.created", "delivery_url": "http://example.com/", **change}
    answer = shop.send("POST", "webhooks", body)
    assert (answer.status_code, answer.json()["code"]) == (400, code)
