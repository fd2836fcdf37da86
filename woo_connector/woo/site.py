"""Finds the WordPress behind an address that a person typed, without credentials."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import requests

from .diagnosis import read_answer
from .errors import (
    MisconfiguredError,
    Reason,
    RejectedError,
    TemporaryError,
    WooError,
)
from .transport import SENDING_FAILURES, of_exception

INDEX_PATH = "/wp-json/"
NAMESPACE = "wc/v3"
_FIELDS = "namespaces,timezone_string,gmt_offset"
# What people paste along with the address of their site.
_ADMIN_PATHS = ("/wp-json", "/wp-admin", "/wp-login.php", "/index.php")

#: GETs a path of the site and returns the final address and the decoded JSON.
_Fetch = Callable[..., tuple[str, Any]]


@dataclass(frozen=True)
class Site:
    """A WordPress with WooCommerce.

    :param address: as the site itself wants it, with scheme, without final slash
    :param timezone: name ("Europe/Paris") or offset ("UTC+1"), "" when hidden
    """

    address: str
    timezone: str = ""

    @property
    def is_secure(self) -> bool:
        """Whether the site is reached over https."""
        return self.address.startswith("https://")


def normalize_address(typed: str) -> str:
    """Scheme, host, port and folder of what a person typed; https when no scheme.

    :raise MisconfiguredError: it is no address of a site
    """
    text = typed.strip()
    if "://" not in text:
        text = f"https://{text}"
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host or parts.scheme not in ("http", "https") or " " in text:
        raise MisconfiguredError(Reason.UNREACHABLE, f"“{typed}” is not a web address.")
    if parts.username or parts.password:
        raise MisconfiguredError(
            Reason.UNREACHABLE, "The address must not contain a user or a password."
        )
    folder = parts.path
    for path in _ADMIN_PATHS:
        folder = folder.split(path)[0]
    place = f"[{host}]" if ":" in host else host
    if port:
        place = f"{place}:{port}"
    return f"{parts.scheme}://{place}{folder.rstrip('/')}"


def find_site(
    session: requests.Session,
    typed: str,
    *,
    ca_file: str | None,
    timeouts: tuple[float, float],
) -> Site:
    """The WordPress site at an address, redirects followed.

    This is the one request whose redirects are followed (http to https, to "www."):
    it carries no keys and no content, and its outcome is the address all others use.

    :raise MisconfiguredError: no WordPress, no WooCommerce, plain permalinks, or a
        redirect to another host
    :raise TemporaryError: the store failed to answer
    """
    address = normalize_address(typed)

    def fetch(path: str, **params: str) -> tuple[str, Any]:
        return _fetch(session, address + path, params, ca_file or True, timeouts)

    try:
        url, index = fetch(INDEX_PATH, _fields=_FIELDS)
    except WooError as error:
        if _hides_index(error):
            return Site(address)
        raise _no_index(error, fetch) from None
    if not isinstance(index, dict) or NAMESPACE not in index.get("namespaces", ()):
        raise MisconfiguredError(
            Reason.NOT_WOOCOMMERCE,
            "This WordPress site has no WooCommerce, or one that is switched off.",
        )
    real = url.split(INDEX_PATH.rstrip("/"))[0]
    _check_redirect(address, real)
    return Site(real, _timezone(index))


def _check_redirect(typed: str, real: str) -> None:
    """Refuse to give the keys to another host ("www." aside) or to give up https.

    Whoever can redirect a request over plain http could otherwise collect them.
    """
    # requests asks for a name such as "münchen.de" in the letters of DNS.
    asked = str(requests.Request("GET", typed).prepare().url)
    before, after = urlsplit(asked), urlsplit(real)
    same_host = _plain_host(before.hostname) == _plain_host(after.hostname)
    if same_host and (before.scheme == "http" or after.scheme == "https"):
        return
    raise MisconfiguredError(
        Reason.REDIRECTED,
        f"The address redirects to {real}. Enter that one if it is the store's own.",
    )


def _plain_host(host: str | None) -> str:
    return (host or "").removeprefix("www.")


def _timezone(index: dict[str, Any]) -> str:
    offset = index.get("gmt_offset")
    if index.get("timezone_string") or offset is None:
        return str(index.get("timezone_string") or "")
    # A site that was never given one says "", and WordPress takes that for 0.
    return f"UTC{float(offset or 0):+g}"


def _hides_index(error: WooError) -> bool:
    """Whether a plugin keeps the index from strangers; the keys will tell the rest."""
    return error.status in (401, 403) and bool(error.code)


def _no_index(error: WooError, fetch: _Fetch) -> WooError:
    if error.status == 404 and _answers_by_query(fetch):
        return MisconfiguredError(
            Reason.PERMALINKS_OFF,
            "This WordPress site does not answer at /wp-json/: its permalinks are "
            "“Plain”.",
            status=404,
        )
    if error.status == 404 or isinstance(error, RejectedError) or _is_no_json(error):
        return _no_wordpress(error.status)
    return error


def _is_no_json(error: WooError) -> bool:
    """Whether something answered with success, but neither JSON nor a web page."""
    return type(error) is TemporaryError and error.status == 200


def _no_wordpress(status: int | None) -> MisconfiguredError:
    return MisconfiguredError(
        Reason.NOT_WOOCOMMERCE,
        "There is no WordPress site at this address.",
        status=status,
    )


def _answers_by_query(fetch: _Fetch) -> bool:
    """Whether WordPress answers at `?rest_route=`, as it does with plain permalinks."""
    try:
        _url, index = fetch("/", rest_route="/")
    except WooError as error:
        if error.status is None:
            raise
        return False
    return isinstance(index, dict) and "namespaces" in index


def _fetch(
    session: requests.Session,
    url: str,
    params: dict[str, str],
    verify: str | bool,
    timeouts: tuple[float, float],
) -> tuple[str, Any]:
    """Final address and decoded JSON of a GET without credentials."""
    try:
        response = session.get(url, params=params, verify=verify, timeout=timeouts)
    except requests.TooManyRedirects:
        raise MisconfiguredError(
            Reason.REDIRECTED, "The address redirects in a circle."
        ) from None
    except SENDING_FAILURES as error:
        raise of_exception(error) from None
    return response.url.split("?")[0], read_answer(response)
