"""The client against a real HTTPS server on this machine."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from types import SimpleNamespace

import pytest
from woo import rate_limit
from woo.client import Client
from woo.errors import (
    InterceptedError,
    MisconfiguredError,
    NotFoundError,
    Reason,
    RejectedError,
    TemporaryError,
)

from .conftest import KEY, SECRET
from .local_server import Answer, LocalServer, Reset, Silence, as_json, as_page


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


def test_pages_until_the_last_the_header_tells(server, client):
    server.script(
        as_json([{"id": 1}, {"id": 2}], X_WP_TotalPages="2"),
        as_json([{"id": 3}], X_WP_TotalPages="2"),
    )
    assert list(client.pages("products", per_page=2)) == [
        [{"id": 1}, {"id": 2}],
        [{"id": 3}],
    ]
    assert [request.query["page"] for request in server.received] == ["1", "2"]


def test_pages_until_one_is_not_full_without_header(server, client):
    server.script(as_json([{"id": 1}, {"id": 2}]), as_json([{"id": 3}]))
    entries = client.iterate("taxes", per_page=2)
    assert list(entries) == [{"id": 1}, {"id": 2}, {"id": 3}]
    assert server.received[1].query == {"per_page": "2", "page": "2"}


def test_pages_until_an_empty_one_without_header(server, client):
    server.script(as_json([{"id": 1}]), as_json([{"id": 2}]), as_json([]))
    assert list(client.iterate("taxes", per_page=1)) == [{"id": 1}, {"id": 2}]


def test_pages_that_are_short_go_on_when_the_header_says_so(server, client):
    server.script(
        as_json([{"id": 1}], X_WP_TotalPages="2"),
        as_json([{"id": 2}], X_WP_TotalPages="2"),
    )
    assert list(client.iterate("orders")) == [{"id": 1}, {"id": 2}]


def test_list_without_pages_is_read_once(server, client):
    server.behave = lambda _request: as_json([{"slug": "standard"}])
    assert list(client.iterate("taxes/classes", per_page=1)) == [{"slug": "standard"}]
    assert len(server.received) == 2


def test_empty_list_has_no_pages(server, client):
    server.script(as_json([], X_WP_TotalPages="0"))
    assert list(client.pages("products")) == []


def test_list_that_is_none_is_rejected(server, client):
    server.script(as_json({"id": 1}))
    with pytest.raises(RejectedError, match="not a list"):
        list(client.pages("products"))


def _answer_batch(request):
    if len(request.json["update"]) > 30:
        return as_json({"code": "too_large"}, 413)
    return as_json({"update": request.json["update"]})


def test_batch_goes_in_hundreds(server, client):
    server.behave = lambda request: as_json(request.json)
    update = [{"id": number, "stock_quantity": 1} for number in range(250)]
    entries = list(client.batch("products/batch", update))
    assert [entry.answer for entry in entries] == update
    sizes = [len(request.json["update"]) for request in server.received]
    assert sizes == [100, 100, 50]


def test_batch_too_big_is_halved(server, client):
    server.behave = _answer_batch
    update = [{"id": number} for number in range(100)]
    entries = list(client.batch("products/batch", update))
    assert [entry.sent for entry in entries] == update
    assert all(entry.answer == entry.sent for entry in entries)


def test_single_entry_that_is_too_big_is_an_error_of_its_own(server, client):
    server.behave = lambda _request: Answer(413, b"<html>Too large</html>")
    (entry,) = client.batch("products/batch", [{"id": 1}])
    assert entry.answer is None
    assert entry.error.status == 413


def test_batch_tells_entries_apart(server, client):
    unknown = {"code": "woocommerce_rest_product_invalid_id", "message": "Invalid ID."}
    refused = {"code": "product_invalid_sku", "message": "Duplicate."}
    server.script(
        as_json(
            {
                "update": [
                    {"id": 1, "stock_quantity": 5},
                    {"id": 2, "error": {**unknown, "data": {"status": 404}}},
                    {"id": 3, "error": {**refused, "data": {"status": 400}}},
                ]
            }
        )
    )
    update = [{"id": 1}, {"id": 2}, {"id": 3}]
    done, gone, bad = client.batch("products/batch", update)
    assert done.answer == {"id": 1, "stock_quantity": 5}
    assert done.error is None
    assert isinstance(gone.error, NotFoundError)
    assert gone.error.status == 404
    assert type(bad.error) is RejectedError


def test_batch_answer_that_does_not_match_is_rejected(server, client):
    server.script(as_json({"update": [{"id": 1}]}))
    with pytest.raises(RejectedError, match="each entry"):
        list(client.batch("products/batch", [{"id": 1}, {"id": 2}]))


def test_batch_that_is_refused_as_a_whole_is_raised(server, client):
    server.script(as_json({"code": "rest_invalid_param", "message": "No"}, 400))
    with pytest.raises(RejectedError, match="No"):
        list(client.batch("products/batch", [{"id": 1}]))


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


def test_failed_request_keeps_what_was_done_before(server, client):
    server.script(as_json({"update": [{"id": n} for n in range(100)]}), as_page(502))
    entries = []
    with pytest.raises(TemporaryError):
        for entry in client.batch("products/batch", [{"id": n} for n in range(150)]):
            entries.append(entry)
    assert len(entries) == 100


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
