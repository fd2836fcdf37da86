"""Every kind of answer becomes the right kind of failure."""

from __future__ import annotations

import json

import pytest
import requests
from woo.diagnosis import of_entry, read_answer
from woo.errors import (
    InterceptedError,
    MisconfiguredError,
    NotFoundError,
    Reason,
    RejectedError,
    TemporaryError,
    WooError,
)

from .recorded import capture


def response(status, body, content_type="application/json", **headers):
    answer = requests.Response()
    answer.status_code = status
    answer._content = body if isinstance(body, bytes) else json.dumps(body).encode()
    answer.headers.update({"Content-Type": content_type, **headers})
    return answer


def failure(answer) -> WooError:
    with pytest.raises(WooError) as caught:
        read_answer(answer)
    return caught.value


def recorded_failure(name: str) -> WooError:
    recording = capture(name)
    return failure(response(recording["status"], recording["body"]))


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("err_400_bad_json", RejectedError),
        ("err_400_bad_page", RejectedError),
        ("err_400_invalid_param", RejectedError),
        ("err_dup_sku", RejectedError),
        ("err_invalid_stock", RejectedError),
        ("err_order_bad_coupon", RejectedError),
        ("err_order_bad_customer", RejectedError),
        ("err_refund_gateway", RejectedError),
        ("err_refund_too_much", RejectedError),
        ("err_delete_customer_no_force", RejectedError),
        ("err_batch_too_big", RejectedError),
        ("err_404_customer", NotFoundError),
        ("err_404_order", NotFoundError),
        ("err_404_product", NotFoundError),
        ("err_404_variation", NotFoundError),
        ("err_put_order_404", NotFoundError),
        ("err_put_product_404", NotFoundError),
    ],
)
def test_recorded_refusals(name, kind):
    error = recorded_failure(name)
    recording = capture(name)
    assert type(error) is kind
    assert error.code == recording["body"]["code"]
    assert error.status == recording["status"]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("err_401_bad_key", Reason.WRONG_KEY),
        ("err_401_bad_secret", Reason.WRONG_KEY),
        ("err_401_no_auth", Reason.WRONG_KEY),
        ("err_401_oauth_bad_signature", Reason.WRONG_KEY),
        ("err_401_read_only_post", Reason.READ_ONLY_KEY),
        ("err_401_write_only_get", Reason.WRITE_ONLY_KEY),
        ("err_404_route", Reason.NOT_WOOCOMMERCE),
    ],
)
def test_recorded_misconfigurations(name, reason):
    error = recorded_failure(name)
    assert isinstance(error, MisconfiguredError)
    assert error.reason is reason


@pytest.mark.parametrize("status", [500, 502, 503, 504, 520])
def test_server_failures_are_temporary(status):
    body = {"code": "internal_server_error", "message": "x", "data": {"status": 500}}
    error = failure(response(status, body))
    assert type(error) is TemporaryError
    assert error.status == status


def test_overloaded_store_is_temporary_whatever_its_code():
    body = {"code": "woocommerce_rest_busy", "message": "Later"}
    assert type(failure(response(503, body))) is TemporaryError


@pytest.mark.parametrize("status", [200, 403, 406, 503])
def test_web_pages_are_interceptions(status):
    error = failure(response(status, b"<html>Just a moment</html>", "text/html"))
    assert type(error) is InterceptedError
    assert error.status == status


def test_page_is_recognised_without_its_content_type():
    error = failure(response(200, b"\n <!DOCTYPE html>", "application/json"))
    assert type(error) is InterceptedError


def test_missing_page_means_plain_permalinks():
    error = failure(response(404, b"<html>Not found</html>", "text/html"))
    assert isinstance(error, MisconfiguredError)
    assert error.reason is Reason.PERMALINKS_OFF


@pytest.mark.parametrize(
    "body",
    [{}, {"detail": "Not Found"}, {"code": 404, "message": "?"}, b"Not found", b""],
)
def test_foreign_404_never_means_that_the_object_is_gone(body):
    assert not isinstance(failure(response(404, body)), NotFoundError)


def test_forbidden_to_the_keys_user():
    body = {"code": "woocommerce_rest_cannot_view", "message": "Sorry"}
    assert failure(response(403, body)).reason is Reason.MISSING_PERMISSION


def test_forbidden_by_a_security_plugin():
    body = {"code": "rest_disabled", "message": "The REST API is disabled."}
    assert failure(response(403, body)).reason is Reason.FIREWALL


@pytest.mark.parametrize("body", [b"", b"OK", b'{"id":', b"\xff\xfe", b"null", b"0"])
def test_success_without_json_is_temporary(body):
    assert type(failure(response(200, body))) is TemporaryError


def test_nothing_of_a_long_message_is_lost_in_a_flood():
    error = failure(response(400, {"code": "x", "message": "long " * 500}))
    assert len(error.message) <= 300


def test_keys_in_a_message_are_masked():
    body = {"code": "x", "message": "Bad ?consumer_secret=cs_0123456789abcdef"}
    assert "cs_0123" not in failure(response(400, body)).message


def test_entry_of_a_batch():
    error = of_entry({"code": "product_invalid_sku", "message": "", "data": None})
    assert type(error) is RejectedError
    assert "product_invalid_sku" in error.message


TAGGED = b"<br />\n<b>Warning</b>:  Undefined variable $a in <b>/x.php</b> on line <b>7"
TAGGED += b"</b><br />\n"
PLAIN = b"\nDeprecated: Creation of dynamic property A::$b in /x.php on line 12\n"


@pytest.mark.parametrize(
    "body",
    [
        TAGGED + b'{"id": 1}',
        TAGGED * 3 + PLAIN + b'{"id": 1}\n',
        b'PHP Notice:  Undefined index: a in /x.php on line 3\n{"id": 1}',
        b'{"id": 1}' + TAGGED,
        b' {"id": 1} ',
    ],
)
@pytest.mark.parametrize("content_type", ["application/json", "text/html"])
def test_php_warnings_around_the_answer(body, content_type):
    assert read_answer(response(200, body, content_type)) == {"id": 1}


def test_php_warnings_before_a_refusal():
    error = capture("err_404_order")["body"]
    body = TAGGED + json.dumps(error).encode()
    assert isinstance(failure(response(404, body, "text/html")), NotFoundError)


@pytest.mark.parametrize(
    "body",
    [
        TAGGED,
        TAGGED + b"<html>",
        TAGGED + b'{"id": ',
        b'{"id": 1}{"id": 2}',
        b"<b>Fatal error</b>: Uncaught Error in /x.php on line 7",
    ],
)
def test_php_warnings_and_no_answer(body):
    kinds = (TemporaryError, InterceptedError)
    assert isinstance(failure(response(200, body)), kinds)
