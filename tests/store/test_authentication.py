"""Who may do what: the kinds of authentication and their failures."""

import pytest
import requests

from tests.woo_store.checking.client import ReplayClient

CANNOT_VIEW = "woocommerce_rest_cannot_view"
ERROR = "woocommerce_rest_authentication_error"
MISSING = "woocommerce_rest_authentication_missing_parameter"


@pytest.fixture
def client(running_store):
    """Return a client that knows all kinds of authentication."""
    running_store.reset()
    return ReplayClient(running_store.access)


def send(client, kind, transport="https", method="GET", path="/products", query=()):
    """Send a request without a body."""
    step = {"method": method, "auth": kind, "transport": transport}
    return client.send(step, {"path": path, "query": list(query), "body": None})


@pytest.mark.parametrize(
    ("kind", "transport"),
    [
        ("basic", "https"),
        ("query", "https"),
        ("oauth1", "https"),
        ("oauth1", "http"),
        ("oauth1_sha1", "http"),
        ("shop_manager", "http"),
        ("read_only", "https"),
    ],
)
def test_accepted(client, kind, transport):
    """These kinds let a request in."""
    assert send(client, kind, transport).status_code == 200


@pytest.mark.parametrize(
    ("kind", "transport", "code", "message"),
    [
        ("none", "https", CANNOT_VIEW, "Sorry, you cannot list resources."),
        ("basic", "http", CANNOT_VIEW, "Sorry, you cannot list resources."),
        ("query", "http", CANNOT_VIEW, "Sorry, you cannot list resources."),
        ("bad_key", "https", CANNOT_VIEW, "Sorry, you cannot list resources."),
        ("bad_secret", "https", ERROR, "Consumer secret is invalid."),
        ("oauth_bad_key", "http", ERROR, "Consumer key is invalid."),
        ("oauth_old_timestamp", "http", ERROR, "Invalid timestamp."),
        ("oauth_future_timestamp", "http", ERROR, "Invalid timestamp."),
        ("oauth_no_nonce", "http", MISSING, "Missing OAuth parameter oauth_nonce"),
        (
            "oauth_bad_secret",
            "http",
            ERROR,
            "Invalid signature - provided signature does not match.",
        ),
        (
            "oauth_bad_method",
            "http",
            ERROR,
            "Invalid signature - signature method is invalid.",
        ),
        (
            "write_only",
            "https",
            ERROR,
            "The API key provided does not have read permissions.",
        ),
    ],
)
def test_refused(client, kind, transport, code, message):
    """Each failure has its own code and message; all are 401."""
    response = send(client, kind, transport)
    assert response.status_code == 401
    answer = response.json()
    assert (answer["code"], answer["message"]) == (code, message)


def test_read_only_key_cannot_write(client):
    """A read-only key is refused before the route is looked at."""
    response = send(client, "read_only", method="POST", path="/nosuchroute")
    assert response.status_code == 401
    assert "write permissions" in response.json()["message"]


def test_nonce_is_used_once(client):
    """The same one-time number does not work twice."""
    assert send(client, "oauth_same_nonce", "http").status_code == 200
    second = send(client, "oauth_same_nonce", "http")
    assert second.status_code == 401
    assert "nonce" in second.json()["message"]


def test_arrays_are_signed_with_positions(client):
    """Signing ``status[]`` as it stands fails; with a position it is accepted."""
    literal = send(client, "oauth1", "http", query=[("include[]", "16")])
    numbered = send(client, "oauth1", "http", query=[("include[0]", "16")])
    assert literal.status_code == 401
    assert [product["id"] for product in numbered.json()] == [16]


def test_rest_route_does_not_know_keys(client):
    """Keys count only below ``/wp-json``."""
    path = "/?rest_route=/wc/v3/products"
    assert send(client, "basic", path=path).status_code == 401


def test_index_proves_nothing(client):
    """The index answers whoever asks, wrong keys included."""
    assert send(client, "bad_key", path="").status_code == 200


def test_certificate_is_not_trusted_by_default(running_store):
    """Without its authority's certificate the store is refused."""
    with pytest.raises(requests.exceptions.SSLError):
        requests.get(f"{running_store.access.https_url}/wp-json/", timeout=30)
