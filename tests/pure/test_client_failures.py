"""What the client makes of a connection or an answer that fails."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta, timezone

import pytest
from woo.client import Client
from woo.errors import (
    InterceptedError,
    MisconfiguredError,
    Reason,
    TemporaryError,
    WooError,
)

from .conftest import KEY, SECRET
from .local_server import Answer, LocalServer, Reset, Silence, as_json, as_page


def test_get_is_tried_once_more_on_a_broken_connection(server, client):
    server.script(Reset(), as_json({"id": 1}))
    assert client.get("orders/1") == {"id": 1}
    assert len(server.received) == 2


def test_get_gives_up_after_the_second_break(server, client):
    server.script(Reset(), Reset())
    with pytest.raises(TemporaryError) as caught:
        client.get("orders/1")
    assert caught.value.status is None
    assert len(server.received) == 2


def test_post_is_never_repeated(server, client):
    server.script(Reset())
    with pytest.raises(TemporaryError):
        client.post("orders/1/refunds", {"amount": "1"})
    assert len(server.received) == 1


def test_answer_cut_off_by_the_network_is_temporary(server, client):
    cut = Answer(200, b'{"id": 1, "na', promised=500)
    server.script(cut, cut)
    with pytest.raises(TemporaryError, match="broke off"):
        client.get("orders/1")


def test_truncated_json_is_temporary(server, client):
    server.script(Answer(200, b'{"id": 1, "na', {"Content-Type": "application/json"}))
    with pytest.raises(TemporaryError, match="JSON"):
        client.get("orders/1")


def test_byte_order_mark_is_ignored(server, client):
    server.script(Answer(200, b'\xef\xbb\xbf{"id": 1}'))
    assert client.get("orders/1") == {"id": 1}


def test_silent_store_times_out(server, ca_file):
    server.behave = lambda _request: Silence()
    with Client(
        server.address,
        KEY,
        SECRET,
        auth_mode="header",
        ca_file=ca_file,
        timeouts=(2, 0.1),
    ) as hasty:
        with pytest.raises(TemporaryError, match="in time"):
            hasty.get("orders")
    assert len(server.received) == 1


def test_nobody_listens():
    with LocalServer() as closed:
        address = closed.address
    with Client(address, KEY, SECRET, auth_mode="oauth1") as client:
        with pytest.raises(TemporaryError, match="refuses the connection"):
            client.get("orders")


@pytest.mark.parametrize("host", ["*.example.com", "a" * 70 + ".example", "a..example"])
def test_host_that_cannot_exist_is_misconfigured(host):
    with Client(f"https://{host}", KEY, SECRET, auth_mode="header") as client:
        with pytest.raises(MisconfiguredError) as caught:
            client.get("orders")
    assert caught.value.reason is Reason.UNREACHABLE


def test_unknown_certificate_is_misconfigured(server):
    with Client(server.address, KEY, SECRET, auth_mode="header") as client:
        with pytest.raises(MisconfiguredError) as caught:
            client.get("orders")
    assert caught.value.reason is Reason.CERTIFICATE
    assert server.received == []


def test_unreadable_ca_file_is_misconfigured(server):
    with Client(
        server.address, KEY, SECRET, auth_mode="header", ca_file="/nowhere.pem"
    ) as client:
        with pytest.raises(MisconfiguredError) as caught:
            client.get("orders")
    assert caught.value.reason is Reason.CERTIFICATE


def test_https_asked_of_a_plain_server(plain_server):
    address = plain_server.address.replace("http:", "https:")
    with Client(address, KEY, SECRET, auth_mode="header") as client:
        with pytest.raises(MisconfiguredError) as caught:
            client.get("orders")
    assert caught.value.reason is Reason.NO_HTTPS


def test_redirects_are_not_followed(server, client):
    server.script(Answer(301, b"", {"Location": "https://www.example.com/x?a=b"}))
    with pytest.raises(MisconfiguredError, match="www.example.com/x") as caught:
        client.post("orders", {})
    assert caught.value.reason is Reason.REDIRECTED
    assert len(server.received) == 1


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_in_seconds(server, client, status):
    server.script(as_json({"code": "slow_down"}, status, Retry_After="17"))
    with pytest.raises(TemporaryError) as caught:
        client.get("orders")
    assert caught.value.retry_after == 17
    assert caught.value.status == status


def test_retry_after_as_a_date(server, client):
    moment = datetime.now(timezone.utc) + timedelta(seconds=90)
    date = moment.strftime("%a, %d %b %Y %H:%M:%S GMT")
    server.script(as_json({}, 429, Retry_After=date))
    with pytest.raises(TemporaryError) as caught:
        client.get("orders")
    assert 80 < caught.value.retry_after <= 90


@pytest.mark.parametrize("value", ["", "soon", "Mon, 99 Foo"])
def test_retry_after_missing_or_senseless(server, client, value):
    server.script(as_json({}, 429, **({"Retry_After": value} if value else {})))
    with pytest.raises(TemporaryError) as caught:
        client.get("orders")
    assert caught.value.retry_after is None


def test_challenge_page_is_temporary_but_named(server, client):
    server.script(as_page(403))
    with pytest.raises(InterceptedError, match="firewall"):
        client.get("orders/1")


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (as_json({"id": 1}), 1),
        (as_json({"code": "woocommerce_rest_order_invalid_id"}, 404), 1),
        (as_json({"code": "rest_invalid_param"}, 400), 1),
        (as_json({"code": "woocommerce_rest_cannot_view"}, 401), 0),
        (as_json({}, 503), 0),
        (as_json({}, 429), 0),
        (as_page(200), 0),
        (Reset(), 0),
    ],
)
def test_only_an_answer_to_the_point_counts_as_one(server, ca_file, answer, expected):
    server.script(answer, answer)
    told = []
    with (
        Client(
            server.address,
            KEY,
            SECRET,
            auth_mode="header",
            ca_file=ca_file,
            on_answer=lambda: told.append(1),
        ) as client,
        suppress(WooError),
    ):
        client.get("orders/1")
        client.get("orders/1")
    assert len(told) == expected
