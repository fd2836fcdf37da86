"""Sending recorded requests with the kinds of authentication they were made with."""

import base64
import hmac
import json
import secrets
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import requests

_WRONG_KEY, _WRONG_SECRET = "ck_" + "a" * 40, "cs_" + "b" * 40
_OTHER_KEYS = ("read_only", "write_only", "shop_manager")
Parameters = list[tuple[str, str]]


@dataclass
class Access:
    """Addresses and keys of a store; ``keys`` holds pairs by name, "" the main one."""

    https_url: str
    http_url: str
    keys: dict[str, tuple[str, str]]
    ca_file: str | bool = True


@dataclass
class _Sending:
    """What authentication adds to a request."""

    parameters: Parameters
    headers: dict[str, str] = field(default_factory=dict)
    basic: tuple[str, str] | None = None


class ReplayClient:
    """Sends the steps of scenarios to a store."""

    def __init__(self, access: Access):
        self.access = access
        self.session = requests.Session()
        self.session.trust_env = False

    def send(self, step: dict[str, Any], answers_filled: dict[str, Any]):
        """Send a step, whose path, query and body have been filled."""
        base = self._base(step.get("transport"))
        path = answers_filled["path"]
        whole = path.startswith(("/wp-json", "/?"))
        url = base + (path if whole else f"/wp-json/wc/v3{path}")
        query = [(str(name), str(value)) for name, value in answers_filled["query"]]
        sending = self._authenticated(step, url, query)
        headers = {"Accept": "application/json", **sending.headers}
        headers.update(step.get("headers") or {})
        data = _body(step, answers_filled, headers)
        return self.session.request(
            step["method"],
            _with_query(url, sending.parameters),
            data=data,
            headers=headers,
            auth=sending.basic,
            verify=self.access.ca_file,
            timeout=120,
            allow_redirects=False,
        )

    def _base(self, transport: str | None) -> str:
        return self.access.http_url if transport == "http" else self.access.https_url

    def _authenticated(self, step: dict, url: str, query: Parameters) -> _Sending:
        kind = step.get("auth", "default")
        key, secret = self.access.keys[""]
        for name in _OTHER_KEYS:
            if kind.startswith(name):
                (key, secret), kind = self.access.keys[name], "default"
        if kind == "default":
            kind = "basic" if url.startswith("https") else "oauth1"
        if kind in _PAIRS:
            return _Sending(query, basic=_PAIRS[kind](key, secret))
        if kind in _QUERIES:
            key, secret = _QUERIES[kind](key, secret)
            pair = [("consumer_key", key), ("consumer_secret", secret)]
            return _Sending([*query, *pair])
        if kind == "none":
            return _Sending(query)
        if kind == "bearer":
            return _Sending(query, {"Authorization": "Bearer not-a-token"})
        return _Sending(_oauth(kind, step["method"], url, query, key, secret))


_PAIRS = {
    "basic": lambda key, secret: (key, secret),
    "bad_key": lambda key, secret: (_WRONG_KEY, secret),
    "bad_secret": lambda key, secret: (key, _WRONG_SECRET),
    "empty_secret": lambda key, secret: (key, ""),
    "swapped": lambda key, secret: (secret, key),
}
_QUERIES = {
    "query": lambda key, secret: (key, secret),
    "query_bad_key": lambda key, secret: (_WRONG_KEY, secret),
    "query_bad_secret": lambda key, secret: (key, _WRONG_SECRET),
}


def _oauth(
    kind: str, method: str, url: str, query: Parameters, key: str, secret: str
) -> Parameters:
    """Return the query with the parameters of OAuth 1.0a, faulty as ``kind`` says."""
    shift = {"oauth_old_timestamp": -3600, "oauth_future_timestamp": 3600}.get(kind, 0)
    algorithms = {"oauth1_sha1": "HMAC-SHA1", "oauth_bad_method": "PLAINTEXT"}
    same = kind == "oauth_same_nonce"
    parameters = [
        *query,
        ("oauth_consumer_key", _WRONG_KEY if kind == "oauth_bad_key" else key),
        ("oauth_timestamp", str(int(time.time()) + shift)),
        ("oauth_nonce", "fixednonce0123456789" if same else secrets.token_hex(16)),
        ("oauth_signature_method", algorithms.get(kind, "HMAC-SHA256")),
    ]
    used_secret = _WRONG_SECRET if kind == "oauth_bad_secret" else secret
    algorithm = "sha1" if kind == "oauth1_sha1" else "sha256"
    signature = _signature(method, url, parameters, used_secret, algorithm)
    parameters.append(("oauth_signature", signature))
    dropped = {
        "oauth_no_nonce": "oauth_nonce",
        "oauth_no_signature": "oauth_signature",
    }.get(kind)
    return [pair for pair in parameters if pair[0] != dropped]


def _signature(
    method: str, url: str, parameters: Parameters, secret: str, algorithm: str
) -> str:
    pairs = "&".join(f"{_encode(n)}={_encode(v)}" for n, v in sorted(parameters))
    text = "&".join([method, _encode(url), _encode(pairs)])
    digest = hmac.digest(f"{secret}&".encode(), text.encode(), algorithm)
    return base64.b64encode(digest).decode()


def _encode(text: str) -> str:
    return quote(text, safe="~")


def _with_query(url: str, parameters: Parameters) -> str:
    if not parameters:
        return url
    pairs = [f"{quote(name, safe='[]~')}={_encode(v)}" for name, v in parameters]
    return url + ("&" if "?" in url else "?") + "&".join(pairs)


def _body(step: dict, filled: dict, headers: dict[str, str]) -> bytes | None:
    if "raw_body" in step:
        return step["raw_body"].encode()
    if "body" not in step:
        return None
    headers.setdefault("Content-Type", "application/json")
    return json.dumps(filled["body"]).encode()
