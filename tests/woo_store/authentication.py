"""Who sends a request: the kinds of API authentication and their failures.

Over https a key pair comes as Basic authentication or in the query string; over plain
http only OAuth 1.0a works.  An unknown key is not an error of its own: the request goes
on without a user and is refused for lack of rights.
"""

import base64
import binascii
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote

from .rest import php
from .rest.errors import RestError
from .store import Store
from .users import ApiKey

WINDOW = 15 * 60
OAUTH_PARAMETERS = (
    "oauth_consumer_key",
    "oauth_timestamp",
    "oauth_nonce",
    "oauth_signature",
    "oauth_signature_method",
)
_READ, _WRITE = ("GET", "HEAD"), ("POST", "PUT", "PATCH", "DELETE")


@dataclass(frozen=True)
class Credentials:
    """What of a request says who sends it.

    ``url`` is the address as the client wrote it, without its query.
    """

    method: str
    url: str
    parameters: dict[str, Any]
    authorization: str


def authenticate(store: Store, sent: Credentials) -> ApiKey | None:
    """Return the key of a request, ``None`` without a valid one.

    Raises ``RestError`` where WooCommerce refuses instead of ignoring the credentials.
    """
    failure = None
    if sent.url.startswith("https:"):
        try:
            key = _by_key_pair(store, sent)
        except RestError as error:
            failure = error
        else:
            if key:
                return key
    key = _by_oauth(store, sent)
    if failure:
        raise failure
    return key


def check_permission(key: ApiKey, method: str) -> None:
    """Raise ``RestError`` when the key's permissions do not include the method."""
    for methods, permission in ((_READ, "read"), (_WRITE, "write")):
        if method in methods and key.permissions not in (permission, "read_write"):
            raise _refused(
                f"The API key provided does not have {permission} permissions."
            )
    if method not in (*_READ, *_WRITE, "OPTIONS"):
        raise _refused("Unknown request method.")


def _refused(message: str, code: str = "authentication_error") -> RestError:
    return RestError(f"woocommerce_rest_{code}", message, 401)


def _by_key_pair(store: Store, sent: Credentials) -> ApiKey | None:
    name = sent.parameters.get("consumer_key")
    secret = sent.parameters.get("consumer_secret")
    if not (name and secret):
        name, secret = _basic(sent.authorization)
    key = store.keys.get(name) if name and secret else None
    if key and not hmac.compare_digest(key.secret, secret):
        raise _refused("Consumer secret is invalid.")
    return key


def _basic(authorization: str) -> tuple[str, str]:
    kind, _, value = authorization.partition(" ")
    if kind.lower() != "basic":
        return "", ""
    try:
        name, _, secret = base64.b64decode(value).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return name, secret


def _by_oauth(store: Store, sent: Credentials) -> ApiKey | None:
    parameters = {**sent.parameters, **_oauth_header(sent.authorization)}
    missing = [name for name in OAUTH_PARAMETERS if not parameters.get(name)]
    if len(missing) == len(OAUTH_PARAMETERS):
        return None
    if missing:
        plural = "s" if len(missing) > 1 else ""
        message = f"Missing OAuth parameter{plural} {', '.join(missing)}"
        raise _refused(message, "authentication_missing_parameter")
    key = store.keys.get(php.to_string(parameters["oauth_consumer_key"]))
    if not key:
        raise _refused("Consumer key is invalid.")
    _check_signature(key, sent, parameters)
    _check_once(store, key, parameters)
    return key


def _oauth_header(authorization: str) -> dict[str, str]:
    if not authorization.startswith("OAuth "):
        return {}
    pairs = re.findall(r'(oauth_[a-z_-]+)="([^"]*)"', authorization)
    return {name: unquote(value) for name, value in pairs}


def _check_signature(key: ApiKey, sent: Credentials, parameters: dict) -> None:
    method = parameters["oauth_signature_method"]
    if method not in ("HMAC-SHA1", "HMAC-SHA256"):
        raise _refused("Invalid signature - signature method is invalid.")
    given = unquote(php.to_string(parameters["oauth_signature"]).replace(" ", "+"))
    rest = {n: v for n, v in parameters.items() if n != "oauth_signature"}
    text = "&".join([sent.method, _encode(sent.url), "%26".join(_encoded_pairs(rest))])
    algorithm = method.removeprefix("HMAC-").lower()
    digest = hmac.digest(f"{key.secret}&".encode(), text.encode(), algorithm)
    if not hmac.compare_digest(base64.b64encode(digest), given.encode()):
        raise _refused("Invalid signature - provided signature does not match.")


def _encoded_pairs(values: Mapping[str, Any], outer: str = "") -> list[str]:
    """Return the sorted ``name=value`` pairs, encoded twice.

    Array items are signed with their position even where the query says ``name[]``,
    so a client that signs ``name[]`` as it stands is refused.
    """
    pairs: list[str] = []
    for name in values if outer else sorted(values):
        value = values[name]
        name = f"{outer}%5B{name}%5D" if outer else _encode(str(name))
        if isinstance(value, list):
            value = {str(index): item for index, item in enumerate(value)}
        if isinstance(value, dict):
            pairs += _encoded_pairs(value, name)
        else:
            pairs.append(_encode(f"{name}={_encode(php.to_string(value))}"))
    return pairs


def _encode(text: str) -> str:
    return quote(text, safe="~")


def _check_once(store: Store, key: ApiKey, parameters: dict) -> None:
    """Refuse old requests and numbers already used.

    WooCommerce remembers one number per second, so of two in a second only the later
    one is known afterwards.
    """
    now = int(store.clock.now().timestamp())
    moment = php.to_int(parameters["oauth_timestamp"])
    if abs(moment - now) > WINDOW:
        raise _refused("Invalid timestamp.")
    used = store.state.nonces.setdefault(key.key, {})
    nonce = php.to_string(parameters["oauth_nonce"])
    if nonce in used.values():
        raise _refused("Invalid nonce - nonce has already been used.")
    used[moment] = nonce
    for old in [second for second in used if second < now - WINDOW]:
        del used[old]
