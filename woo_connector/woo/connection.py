"""Finds out whether and how a store can be reached (skeleton, see `probe`)."""

from __future__ import annotations

from dataclasses import dataclass

from .authentication import AuthMode


@dataclass(frozen=True)
class Connection:
    """A store that can be used, and what it says about itself ("" or None: not told)."""

    address: str
    auth_mode: AuthMode
    version: str
    wordpress_version: str
    currency: str
    currency_decimals: int | None
    timezone: str
    taxes_enabled: bool | None
    prices_include_tax: bool | None
    round_at_subtotal: bool | None
    tax_based_on: str
    auth_header_stripped: bool = False


def probe(
    address: str,
    consumer_key: str,
    consumer_secret: str,
    *,
    ca_file: str | None = None,
    timeouts: tuple[float, float] = (5, 15),
) -> Connection:
    """Test a store's address and keys.

    :raise MisconfiguredError: what a person has to change, in plain words
    """
    raise NotImplementedError
