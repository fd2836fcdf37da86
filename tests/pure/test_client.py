"""What the client sends, and what it keeps to itself: on a real HTTPS server."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from types import SimpleNamespace

import pytest
from woo import rate_limit
from woo.client import Client
from woo.errors import (
    TemporaryError,
)

from .conftest import KEY, SECRET
from .local_server import Reset, as_json


def test_get_sends_keys_and_returns_json(server, client):
    server.script(as_json({"id": 12, "name": "Zoë"}))
    assert client.get("orders/12", dp=8) == {"id": 12, "name": "Zoë"}
    (request,) = server.received
    assert request.path == "/wp-json/wc/v3/orders/12"
    assert request.query == {"dp": "8"}
    assert request.headers["Authorization"].startswith("Basic ")


def test_parameters_are_written_as_the_store_reads_them(server, client):
    client.get(
        "orders",
        status=["processing", "on-hold"],
        dates_are_gmt=True,
        modified_after=datetime(
            2026, 3, 1, 12, 0, 5, 900000, timezone(timedelta(hours=2))
        ),
        search=None,
    )
    assert server.received[0].query == {
        "status": "processing,on-hold",
        "dates_are_gmt": "true",
        "modified_after": "2026-03-01T10:00:05",
    }


def test_bodies_are_utf8_json_with_decimals_as_strings(server, client):
    client.put("products/5", {"regular_price": Decimal("1E+1"), "name": "Žluťoučký"})
    (request,) = server.received
    assert request.method == "PUT"
    assert request.headers["Content-Type"] == "application/json"
    assert request.json == {"regular_price": "10", "name": "Žluťoučký"}


def test_an_empty_body_is_still_a_body(server, client):
    client.post("products/batch", {})
    assert server.received[0].body == b"{}"


def test_delete_sends_parameters(server, client):
    client.delete("webhooks/3", force=True)
    (request,) = server.received
    assert (request.method, request.query) == ("DELETE", {"force": "true"})


def test_connection_is_kept_open(server, client):
    for number in range(5):
        client.get(f"products/{number}")
    client.post("products/batch", {})
    assert len(server.received) == 6
    assert len({request.connection for request in server.received}) == 1


def test_every_request_takes_its_turn(server, ca_file, monkeypatch):
    """Also the second attempt after a broken connection."""
    turns = []
    limit = SimpleNamespace(acquire=lambda: turns.append("taken"))
    monkeypatch.setattr(rate_limit, "shared", lambda *store_and_rate: limit)
    server.script(Reset(), as_json([]), as_json([]))
    with Client(
        server.address,
        KEY,
        SECRET,
        auth_mode="header",
        ca_file=ca_file,
        requests_per_second=5,
    ) as limited:
        limited.get("orders")
        limited.post("products/batch", {})
    assert len(turns) == 3


def test_what_json_cannot_hold_is_a_mistake_of_ours(server, client):
    with pytest.raises(TypeError, match="object"):
        client.post("products", {"name": object()})
    assert server.received == []


def test_log_names_store_request_and_outcome(server, client, caplog):
    caplog.set_level(logging.INFO, "woo.client")
    server.script(as_json({}, 404))
    with pytest.raises(TemporaryError):
        client.get("orders/7", dp=8)
    (record,) = [entry for entry in caplog.records if entry.name == "woo.client"]
    assert f"{server.address}: GET orders/7 -> 404 in" in record.getMessage()


def test_keys_in_the_query_never_reach_log_or_error(plain_server, caplog):
    """Not even urllib3's own debug log, nor the chain behind a raised error."""
    caplog.set_level(logging.DEBUG)
    with Client(plain_server.address, KEY, SECRET, auth_mode="query") as client:
        client.get("orders")
        plain_server.script(Reset(), Reset())
        with pytest.raises(TemporaryError) as caught:
            client.get("orders")
    assert plain_server.received[0].query["consumer_secret"] == SECRET
    assert "GET /wp-json" in caplog.text
    for text in (caplog.text, repr(caught.value), str(caught.value)):
        assert KEY not in text and SECRET not in text
    assert caught.value.__context__ is None


def test_netrc_and_proxy_of_the_machine_are_ignored(server, client, monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    server.script(as_json([]))
    assert client.get("orders") == []


def test_given_session_is_left_open(server, client, ca_file):
    session = client._session
    with Client(
        server.address,
        KEY,
        SECRET,
        auth_mode="header",
        ca_file=ca_file,
        session=session,
    ) as second:
        second.get("orders")
    client.get("orders")
    assert len({request.connection for request in server.received}) == 1
