"""The connection test: can this store be used with these keys, and what is it like?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from .authentication import AuthMode
from .client import Client, new_session
from .errors import (
    InterceptedError,
    MisconfiguredError,
    Reason,
    RejectedError,
    TemporaryError,
)
from .site import Site, find_site

READ_CHECK = "orders"
# An empty batch changes nothing, and is refused to a key that may not write.
WRITE_CHECK = "products/batch"


@dataclass(frozen=True)
class Connection:
    """A store that can be used, and what it says about itself.

    What the key's user may not see (a user may lack the settings) is "" or None.

    :param address: to configure, after redirects
    :param auth_header_stripped: the host swallows the Authorization header, so the
        keys have to go in the query string
    :param currency: ISO code of the store's default currency; an order may have another
    :param currency_decimals: decimals the store shows and rounds to
    :param timezone: name or offset of the site's time; the API is always asked in UTC
    :param tax_based_on: "shipping", "billing" or "base"
    """

    address: str
    auth_mode: AuthMode
    auth_header_stripped: bool = False
    version: str = ""
    wordpress_version: str = ""
    timezone: str = ""
    currency: str = ""
    currency_decimals: int | None = None
    taxes_enabled: bool | None = None
    prices_include_tax: bool | None = None
    round_at_subtotal: bool | None = None
    tax_based_on: str = ""


def probe(
    address: str,
    consumer_key: str,
    consumer_secret: str,
    *,
    ca_file: str | None = None,
    timeouts: tuple[float, float] = (5, 15),
) -> Connection:
    """Test a store's address and keys and read its settings.

    `GET /wc/v3` proves nothing, it answers everybody. So orders are read and an empty
    batch is written, with the keys in the header, then (https) in the query string, or
    (http) signed with OAuth 1.0a.

    :raise MisconfiguredError: what a person has to change, in plain words
    :raise TemporaryError: the store is there but failed (5xx, too many requests)
    """
    with _in_plain_words(), new_session() as session:
        site = find_site(session, address, ca_file=ca_file, timeouts=timeouts)

        def client(mode: AuthMode) -> Client:
            return Client(
                site.address,
                consumer_key,
                consumer_secret,
                auth_mode=mode,
                ca_file=ca_file,
                timeouts=timeouts,
                session=session,
            )

        mode, stripped = _find_mode(site, client)
        _check_write(client(mode))
        return _describe(site, mode, stripped, client(mode))


@contextmanager
def _in_plain_words() -> Iterator[None]:
    """What a job would try again is told to the person who waits for the test."""
    try:
        yield
    except InterceptedError as error:
        raise MisconfiguredError(
            Reason.FIREWALL, error.message, status=error.status
        ) from None
    except TemporaryError as error:
        if error.status is not None:
            raise
        raise MisconfiguredError(Reason.UNREACHABLE, error.message) from None


def _find_mode(
    site: Site, client: Callable[[AuthMode], Client]
) -> tuple[AuthMode, bool]:
    """The first mode that may read, and whether the header did not get through."""
    if not site.is_secure:
        _check_read(client(AuthMode.OAUTH1))
        return AuthMode.OAUTH1, False
    try:
        _check_read(client(AuthMode.HEADER))
        return AuthMode.HEADER, False
    except MisconfiguredError as error:
        # Only an unknown key looks like no key at all, which is what a store sees
        # behind a host that strips the header.
        if error.status != 401 or error.code == "woocommerce_rest_authentication_error":
            raise
    _check_read(client(AuthMode.QUERY))
    return AuthMode.QUERY, True


def _check_read(client: Client) -> None:
    try:
        client.get(READ_CHECK, per_page=1, _fields="id")
    except MisconfiguredError as error:
        if error.reason is Reason.WRONG_KEY and _may_write(client):
            raise MisconfiguredError(
                Reason.WRITE_ONLY_KEY,
                "The API key may only write; it needs Read/Write.",
                code=error.code,
                status=error.status,
            ) from None
        raise


def _may_write(client: Client) -> bool:
    try:
        client.post(WRITE_CHECK, {})
    except MisconfiguredError:
        return False
    return True


def _check_write(client: Client) -> None:
    try:
        client.post(WRITE_CHECK, {})
    except MisconfiguredError as error:
        # The same key just read orders, so it is known and its secret is right.
        if error.reason is not Reason.WRONG_KEY:
            raise
        raise MisconfiguredError(
            Reason.READ_ONLY_KEY,
            "The API key may only read; it needs Read/Write.",
            code=error.code,
            status=error.status,
        ) from None


def _describe(site: Site, mode: AuthMode, stripped: bool, client: Client) -> Connection:
    status = _told(client, "system_status", _fields="environment,settings")
    environment = _part(status, "environment")
    general = _settings(client, "settings/general")
    tax = _settings(client, "settings/tax")
    currency = _part(_told(client, "data/currencies/current"), "code")
    decimals = str(general.get("woocommerce_price_num_decimals", ""))
    return Connection(
        address=site.address,
        auth_mode=mode,
        auth_header_stripped=stripped,
        version=_part(environment, "version") or "",
        wordpress_version=_part(environment, "wp_version") or "",
        timezone=site.timezone,
        currency=currency or general.get("woocommerce_currency", ""),
        currency_decimals=int(decimals) if decimals.isdigit() else None,
        taxes_enabled=_yes(general.get("woocommerce_calc_taxes")),
        prices_include_tax=_yes(tax.get("woocommerce_prices_include_tax")),
        round_at_subtotal=_yes(tax.get("woocommerce_tax_round_at_subtotal")),
        tax_based_on=tax.get("woocommerce_tax_based_on", ""),
    )


def _told(client: Client, path: str, **params: str) -> Any:
    """An answer that may be refused to this key; None then."""
    try:
        return client.get(path, **params)
    except (RejectedError, MisconfiguredError):
        return None


def _settings(client: Client, path: str) -> dict[str, Any]:
    entries = _told(client, path, _fields="id,value") or []
    return {entry["id"]: entry["value"] for entry in entries if "value" in entry}


def _part(data: Any, key: str) -> Any:
    return data.get(key) if isinstance(data, dict) else None


def _yes(value: Any) -> bool | None:
    return None if value is None else value == "yes"
