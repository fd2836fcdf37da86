"""The three ways WooCommerce lets a program prove its keys."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from urllib.parse import urlencode, urlsplit, urlunsplit

from requests import PreparedRequest
from requests.auth import AuthBase, HTTPBasicAuth
from woocommerce.oauth import OAuth


class AuthMode(str, Enum):
    """How the keys travel.

    HEADER (Basic) and QUERY send the secret itself, and WooCommerce takes them over
    https only. OAUTH1 sends a signature and is the only way over plain http.
    """

    HEADER = "header"
    QUERY = "query"
    OAUTH1 = "oauth1"


class HeaderAuth(HTTPBasicAuth):
    """Keys in the `Authorization: Basic` header."""


class QueryAuth(AuthBase):
    """Keys in the query string, for hosts that strip the Authorization header."""

    def __init__(self, key: str, secret: str):
        self._keys = urlencode({"consumer_key": key, "consumer_secret": secret})

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        parts = urlsplit(str(request.url))
        query = "&".join(filter(None, [parts.query, self._keys]))
        request.url = urlunsplit(parts._replace(query=query))
        return request


class _StoreOAuth(OAuth):
    """WooCommerce's own OAuth 1.0a client, with one repair.

    The package leaves "/" unencoded in parameters, the store encodes it, and so every
    value with a slash (a SKU such as "A/1") would be refused as wrongly signed.
    """

    @staticmethod
    def normalize_parameters(params: dict) -> dict:
        normalized = OAuth.normalize_parameters(params)
        return {
            key.replace("/", "%252F"): value.replace("/", "%252F")
            for key, value in normalized.items()
        }


class OAuth1Auth(AuthBase):
    """OAuth 1.0a "one-legged" signature (HMAC-SHA256) in the query string."""

    def __init__(self, key: str, secret: str):
        self._key = key
        self._secret = secret

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        signer = _StoreOAuth(
            url=request.url,
            consumer_key=self._key,
            consumer_secret=self._secret,
            # The package decides by version whether "&" follows the secret.
            version="wc/v3",
            method=request.method,
        )
        request.url = signer.get_oauth_url()
        return request


_CLASSES: dict[AuthMode, Callable[[str, str], AuthBase]] = {
    AuthMode.HEADER: HeaderAuth,
    AuthMode.QUERY: QueryAuth,
    AuthMode.OAUTH1: OAuth1Auth,
}


def authentication(mode: AuthMode | str, key: str, secret: str) -> AuthBase:
    """The `requests` authentication for a mode.

    :raise ValueError: for a mode that does not exist
    """
    return _CLASSES[AuthMode(mode)](key, secret)
