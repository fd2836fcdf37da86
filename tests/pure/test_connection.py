"""The connection test against stores, hosts and keys of every kind."""

from __future__ import annotations

import base64
from dataclasses import dataclass

import pytest
from woo.authentication import AuthMode
from woo.connection import probe
from woo.errors import MisconfiguredError, Reason, TemporaryError, WooError

from .conftest import KEY, SECRET
from .local_server import (
    Answer,
    LocalServer,
    Received,
    Reset,
    Silence,
    as_captured,
    as_json,
    as_page,
)
from .recorded import capture

UNKNOWN_KEY = as_captured(capture("err_401_bad_key"))
WRONG_SECRET = as_captured(capture("err_401_bad_secret"))
FORBIDDEN = as_json({"code": "woocommerce_rest_cannot_view", "message": "No"}, 403)
INDEX = {"namespaces": ["wp/v2", "wc/v3"], "timezone_string": "Europe/Paris"}


@dataclass
class FakeStore:
    """Answers as WooCommerce does, with the faults a test asks for."""

    secret: str = SECRET
    may_read: bool = True
    may_write: bool = True
    takes_header: bool = True
    takes_oauth: bool = False
    translated: bool = False
    hides_settings: bool = False

    def __call__(self, request: Received) -> Answer:
        path = request.path.removeprefix("/wp-json")
        if path == "/":
            return as_json(INDEX)
        refusal = self._refusal(request)
        if refusal:
            return refusal
        if request.method == "POST":
            return as_json([])
        return self._content(path.removeprefix("/wc/v3/"))

    def _refusal(self, request: Received) -> Answer | None:
        secret = self._secret(request)
        if secret is None:
            return UNKNOWN_KEY
        if secret != self.secret:
            return WRONG_SECRET
        allowed = self.may_read if request.method == "GET" else self.may_write
        if allowed:
            return None
        if self.translated:
            return as_json({**WRONG_SECRET_BODY, "message": "Keine Rechte."}, 401)
        name = "write_only_get" if request.method == "GET" else "read_only_post"
        return as_captured(capture(f"err_401_{name}"))

    def _secret(self, request: Received) -> str | None:
        header = request.headers.get("Authorization", "")
        if header and self.takes_header:
            key, secret = base64.b64decode(header.split()[1]).decode().split(":")
            return secret if key == KEY else None
        if self.takes_oauth:
            known = request.query.get("oauth_consumer_key") == KEY
            return self.secret if known else None
        known = request.query.get("consumer_key") == KEY
        return request.query.get("consumer_secret") if known else None

    def _content(self, path: str) -> Answer:
        if path == "orders":
            return as_json([{"id": 1}])
        if self.hides_settings:
            return FORBIDDEN
        return as_captured(capture(f"get_{path.replace('/', '_')}"))


WRONG_SECRET_BODY = capture("err_401_bad_secret")["body"]


def refused(server: LocalServer, ca_file: str | None = None, address: str = ""):
    with pytest.raises(WooError) as caught:
        probe(
            address or server.address, KEY, SECRET, ca_file=ca_file, timeouts=(1, 0.5)
        )
    assert isinstance(caught.value, MisconfiguredError)
    return caught.value.reason


def test_store_over_https(server, ca_file):
    server.behave = FakeStore()
    connection = probe(server.address, KEY, SECRET, ca_file=ca_file)
    assert connection.auth_mode is AuthMode.HEADER
    assert not connection.auth_header_stripped
    assert connection.address == server.address
    assert connection.version == "10.7.0"
    assert connection.wordpress_version == "6.8.7"
    assert connection.timezone == "Europe/Paris"
    assert (connection.currency, connection.currency_decimals) == ("EUR", 2)
    assert connection.taxes_enabled is True
    assert connection.prices_include_tax is False
    assert connection.round_at_subtotal is False
    assert connection.tax_based_on == "shipping"


def test_nothing_is_written_by_the_test(server, ca_file):
    server.behave = FakeStore()
    probe(server.address, KEY, SECRET, ca_file=ca_file)
    writes = [request for request in server.received if request.method != "GET"]
    assert [(write.path, write.json) for write in writes] == [
        ("/wp-json/wc/v3/products/batch", {})
    ]


def test_store_over_http_signs(plain_server):
    plain_server.behave = FakeStore(takes_header=False, takes_oauth=True)
    connection = probe(plain_server.address, KEY, SECRET)
    assert connection.auth_mode is AuthMode.OAUTH1
    assert not any(SECRET in str(request) for request in plain_server.received)


def test_host_that_strips_the_header(server, ca_file):
    server.behave = FakeStore(takes_header=False)
    connection = probe(server.address, KEY, SECRET, ca_file=ca_file)
    assert connection.auth_mode is AuthMode.QUERY
    assert connection.auth_header_stripped


def test_key_that_may_not_see_the_settings(server, ca_file):
    server.behave = FakeStore(hides_settings=True)
    connection = probe(server.address, KEY, SECRET, ca_file=ca_file)
    assert connection.auth_mode is AuthMode.HEADER
    assert (connection.version, connection.currency) == ("", "")
    assert connection.prices_include_tax is None


@pytest.mark.parametrize(
    ("store", "reason"),
    [
        (FakeStore(secret="another"), Reason.WRONG_KEY),
        (FakeStore(secret="another", takes_header=False), Reason.WRONG_KEY),
        (FakeStore(may_write=False), Reason.READ_ONLY_KEY),
        (FakeStore(may_write=False, translated=True), Reason.READ_ONLY_KEY),
        (FakeStore(may_read=False), Reason.WRITE_ONLY_KEY),
        (FakeStore(may_read=False, translated=True), Reason.WRITE_ONLY_KEY),
        (lambda request: _only_index(request, UNKNOWN_KEY), Reason.WRONG_KEY),
        (lambda request: _only_index(request, FORBIDDEN), Reason.MISSING_PERMISSION),
        (lambda request: _only_index(request, as_page(403)), Reason.FIREWALL),
        (lambda _request: as_page(403), Reason.FIREWALL),
        (lambda _request: as_page(503), Reason.FIREWALL),
        (lambda _request: as_page(200), Reason.FIREWALL),
        (lambda _request: as_page(404), Reason.NOT_WOOCOMMERCE),
        (lambda _request: as_json({"detail": "?"}, 404), Reason.NOT_WOOCOMMERCE),
        (lambda _request: as_json({"hello": "world"}), Reason.NOT_WOOCOMMERCE),
        (lambda _request: as_json(["hello"]), Reason.NOT_WOOCOMMERCE),
        (lambda _request: Answer(200, b"hello"), Reason.NOT_WOOCOMMERCE),
        (
            lambda _request: as_json({"namespaces": ["wp/v2"]}),
            Reason.NOT_WOOCOMMERCE,
        ),
        (lambda _request: Reset(), Reason.UNREACHABLE),
        (lambda _request: Silence(), Reason.UNREACHABLE),
    ],
)
def test_what_is_wrong_is_named(server, ca_file, store, reason):
    server.behave = store
    assert refused(server, ca_file) is reason


def _only_index(request: Received, answer: Answer) -> Answer:
    return as_json(INDEX) if request.path == "/wp-json/" else answer


def test_plain_permalinks(server, ca_file):
    def behave(request):
        return as_json(INDEX) if "rest_route" in request.query else as_page(404)

    server.behave = behave
    assert refused(server, ca_file) is Reason.PERMALINKS_OFF


def test_hidden_index_is_no_obstacle(server, ca_file):
    store = FakeStore()

    def behave(request):
        if request.path == "/wp-json/":
            return as_json({"code": "rest_login_required", "message": "Log in"}, 401)
        return store(request)

    server.behave = behave
    connection = probe(server.address, KEY, SECRET, ca_file=ca_file)
    assert connection.auth_mode is AuthMode.HEADER
    assert connection.timezone == ""


def test_untrusted_certificate(server):
    assert refused(server) is Reason.CERTIFICATE


def test_https_address_of_a_plain_server(plain_server):
    address = plain_server.address.replace("http:", "https:")
    assert refused(plain_server, address=address) is Reason.NO_HTTPS


def test_failing_store_is_not_called_misconfigured(server, ca_file):
    server.behave = lambda _request: as_json({"code": "internal_server_error"}, 500)
    with pytest.raises(TemporaryError) as caught:
        probe(server.address, KEY, SECRET, ca_file=ca_file)
    assert caught.value.status == 500


def test_redirect_to_the_real_address_is_adopted(server, plain_server, ca_file):
    """Only the index is asked at the typed address; the keys never go there."""
    server.behave = FakeStore()
    target = f"{server.address}/wp-json/"
    plain_server.behave = lambda _request: Answer(301, b"", {"Location": target})
    connection = probe(plain_server.address, KEY, SECRET, ca_file=ca_file)
    assert connection.address == server.address
    (asked,) = plain_server.received
    assert KEY not in str(asked) and "Authorization" not in asked.headers


def test_keys_do_not_follow_a_redirect_to_another_host(server, plain_server, ca_file):
    server.behave = FakeStore()
    target = f"{server.address.replace('127.0.0.1', 'localhost')}/wp-json/"
    plain_server.behave = lambda _request: Answer(301, b"", {"Location": target})
    assert refused(plain_server, ca_file) is Reason.REDIRECTED
    assert not any(KEY in str(request) for request in server.received)


def test_redirect_from_https_to_http_is_refused(server, plain_server, ca_file):
    plain_server.behave = FakeStore(takes_oauth=True)
    target = f"{plain_server.address}/wp-json/"
    server.behave = lambda _request: Answer(301, b"", {"Location": target})
    assert refused(server, ca_file) is Reason.REDIRECTED


@pytest.mark.parametrize(
    ("zone", "told"),
    [
        ({"timezone_string": "Asia/Tokyo", "gmt_offset": 9}, "Asia/Tokyo"),
        ({"timezone_string": "", "gmt_offset": 5.5}, "UTC+5.5"),
        ({"timezone_string": "", "gmt_offset": 0}, "UTC+0"),
        ({"timezone_string": "", "gmt_offset": ""}, "UTC+0"),
        ({}, ""),
    ],
)
def test_time_zone_of_the_site(server, ca_file, zone, told):
    store = FakeStore()
    index = {"namespaces": ["wc/v3"], **zone}

    def behave(request):
        return as_json(index) if request.path == "/wp-json/" else store(request)

    server.behave = behave
    assert probe(server.address, KEY, SECRET, ca_file=ca_file).timezone == told


def test_redirect_in_a_circle(server, ca_file):
    location = f"{server.address}/wp-json/"
    server.behave = lambda _request: Answer(302, b"", {"Location": location})
    assert refused(server, ca_file) is Reason.REDIRECTED
