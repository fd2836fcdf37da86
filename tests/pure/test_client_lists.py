"""Lists that come in pages, and batches that go in hundreds."""

from __future__ import annotations

import pytest
from woo.errors import (
    NotFoundError,
    RejectedError,
    TemporaryError,
)

from .local_server import Answer, as_json, as_page


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


def test_list_is_counted_without_being_read(server, client):
    server.script(as_json([{"id": 1}], X_WP_Total="7345"))
    assert client.count("orders", status=["completed", "refunded"]) == 7345
    assert server.received[0].query == {
        "status": "completed,refunded",
        "per_page": "1",
        "_fields": "id",
    }


def test_list_whose_number_a_proxy_drops_counts_nothing(server, client):
    server.script(as_json([{"id": 1}]))
    assert client.count("orders") == 0


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


def test_failed_request_keeps_what_was_done_before(server, client):
    server.script(as_json({"update": [{"id": n} for n in range(100)]}), as_page(502))
    entries = []
    with pytest.raises(TemporaryError):
        for entry in client.batch("products/batch", [{"id": n} for n in range(150)]):
            entries.append(entry)
    assert len(entries) == 100
