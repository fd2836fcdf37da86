"""The store misbehaves as it is told, and behaves again."""

import pytest
import requests

from tests.store.webhook_receiver import Receiver


@pytest.fixture
def misbehave(shop, running_store):
    """Return a function that puts rules into force; afterwards there are none."""
    url = f"{running_store.described['url']}/_control/faults"
    requests.delete(url, params={"seed": 7}, timeout=10)

    def put(*rules):
        return running_store.control("faults", list(rules))

    yield put
    requests.delete(url, timeout=10)


@pytest.mark.parametrize("wait", [None, 3])
def test_too_many_requests(shop, misbehave, wait):
    """With and without saying how long to wait; only on the path named."""
    misbehave({"kind": "too_many_requests", "path": "/orders", "retry_after": wait})
    answer = shop.send("GET", "orders")
    assert answer.status_code == 429
    assert answer.headers.get("Retry-After") == (str(wait) if wait else None)
    assert shop.get("products", per_page=1)


def test_a_number_of_times(shop, misbehave):
    """The third request is served again."""
    misbehave({"kind": "server_error", "status": 502, "times": 2})
    statuses = [shop.send("GET", "taxes").status_code for _number in range(3)]
    assert statuses == [502, 502, 200]


def test_only_some_methods_and_at_a_rate(shop, misbehave):
    """Half of the writes fail, the same ones with the same seed."""
    misbehave({"kind": "server_error", "methods": ["POST"], "rate": 0.5})
    statuses = [shop.send("POST", "orders", {}).status_code for _number in range(20)]
    assert set(statuses) == {201, 503}
    assert shop.send("GET", "orders").status_code == 200


@pytest.mark.parametrize(("kind", "orders"), [("reset_before", 0), ("reset_after", 1)])
def test_cut_connections(shop, misbehave, kind, orders):
    """A lost answer leaves the order behind, a lost request does not."""
    misbehave({"kind": kind, "methods": ["POST"]})
    with pytest.raises(requests.ConnectionError):
        shop.send("POST", "orders", {})
    assert len(shop.get("orders")) == orders


def test_truncated_answers(shop, misbehave):
    """The JSON ends in the middle."""
    misbehave({"kind": "truncated", "path": "/products"})
    answer = shop.send("GET", "products")
    assert answer.status_code == 200
    with pytest.raises(requests.JSONDecodeError):
        answer.json()


@pytest.mark.parametrize("status", [200, 403])
def test_a_firewall(shop, misbehave, status):
    """A page instead of an answer."""
    misbehave({"kind": "firewall", "status": status})
    answer = shop.send("GET", "orders")
    assert answer.status_code == status
    assert answer.headers["Content-Type"].startswith("text/html")


def test_a_stripped_header(shop, misbehave):
    """Basic keys get lost, keys in the query string still work."""
    misbehave({"kind": "strip_authorization"})
    answer = shop.send("GET", "orders")
    assert answer.json()["code"] == "woocommerce_rest_cannot_view"
    key, secret = shop.session.auth
    shop.session.auth = None
    assert shop.get("orders", consumer_key=key, consumer_secret=secret) == []


def test_latency(shop, misbehave):
    """The answer comes late."""
    misbehave({"kind": "latency", "path": "/taxes", "seconds": 0.3})
    assert shop.send("GET", "taxes").elapsed.total_seconds() >= 0.3


def test_a_rule_that_nobody_knows(shop, running_store):
    """It is refused with the kinds that there are."""
    url = f"{running_store.described['url']}/_control/faults"
    answer = requests.post(url, json={"kind": "meteorite"}, timeout=10)
    assert answer.status_code == 400
    assert "latency" in answer.json()["error"]


def test_lost_doubled_and_late_webhooks(shop, misbehave):
    """The first event is lost, the second comes twice, the third overtakes it."""
    with Receiver() as receiver:
        hook = {"topic": "order.updated", "delivery_url": receiver.url}
        shop.post("webhooks", hook)
        receiver.wait_for(1)
        lost = {"kind": "webhook_lost", "path": "order", "times": 1}
        misbehave(lost, {"kind": "webhook_late", "seconds": 0.5, "times": 1})
        shop.post("orders", {})
        late = shop.post("orders", {})
        misbehave({"kind": "webhook_doubled", "path": "order"})
        doubled = shop.post("orders", {})
        told = [each.json["id"] for each in receiver.wait_for(4)[1:]]
    assert told == [doubled["id"], doubled["id"], late["id"]]
