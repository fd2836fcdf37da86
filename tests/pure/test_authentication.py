"""What each way of authentication puts on the wire."""

from __future__ import annotations

import base64
import hashlib
import hmac
from urllib.parse import quote

import pytest
import requests
from woo.authentication import AuthMode, authentication
from woo.client import Client

from .conftest import KEY, SECRET
from .local_server import Received


def store_signature(request: Received, address: str) -> str:
    """The signature as WooCommerce computes it (class-wc-rest-authentication.php)."""

    def encoded(text: str) -> str:
        return quote(text, safe="~")

    signed = sorted(
        (encoded(name), encoded(value))
        for name, value in request.query.items()
        if name != "oauth_signature"
    )
    query = "%26".join(
        f"{name.replace('%', '%25')}%3D{value.replace('%', '%25')}"
        for name, value in signed
    )
    text = f"{request.method}&{encoded(address + request.path)}&{query}"
    key = f"{SECRET}&".encode()
    digest = hmac.new(key, text.encode(), hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("get", {}),
        ("get", {"per_page": 100, "page": 2, "status": ["processing", "on-hold"]}),
        ("get", {"sku": "A/1 é&b=c,x~y+z", "orderby": "modified", "order": "asc"}),
        ("delete", {"force": True}),
    ],
)
def test_oauth_signature_is_the_stores_own(plain_server, method, params):
    with Client(plain_server.address, KEY, SECRET, auth_mode="oauth1") as client:
        getattr(client, method)("products", **params)
    (request,) = plain_server.received
    assert request.query["oauth_consumer_key"] == KEY
    assert request.query["oauth_signature_method"] == "HMAC-SHA256"
    expected = store_signature(request, plain_server.address)
    assert request.query["oauth_signature"] == expected
    assert SECRET not in str(request)


def test_oauth_signs_a_post(plain_server):
    with Client(plain_server.address, KEY, SECRET, auth_mode="oauth1") as client:
        client.post("products/batch", {"update": []})
    (request,) = plain_server.received
    expected = store_signature(request, plain_server.address)
    assert request.query["oauth_signature"] == expected
    assert request.json == {"update": []}


def test_oauth_nonces_differ(plain_server):
    with Client(plain_server.address, KEY, SECRET, auth_mode="oauth1") as client:
        for _time in range(10):
            client.get("products")
    nonces = {request.query["oauth_nonce"] for request in plain_server.received}
    assert len(nonces) == 10


def test_query_mode_keeps_the_other_parameters(server, ca_file):
    with Client(
        server.address, KEY, SECRET, auth_mode="query", ca_file=ca_file
    ) as client:
        client.get("orders", page=2)
        client.get("orders")
    first, second = server.received
    keys = {"consumer_key": KEY, "consumer_secret": SECRET}
    assert first.query == {"page": "2", **keys}
    assert second.query == keys
    assert "Authorization" not in first.headers


def test_header_mode_is_basic():
    request = requests.Request("GET", "https://example.com/").prepare()
    authentication(AuthMode.HEADER, "key", "secret")(request)
    assert request.headers["Authorization"] == "Basic a2V5OnNlY3JldA=="


def test_unknown_mode():
    with pytest.raises(ValueError, match="cookie"):
        authentication("cookie", "key", "secret")
