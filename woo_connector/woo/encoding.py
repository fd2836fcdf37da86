"""How values are written into bodies and query strings for WooCommerce."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from decimal import Decimal
from typing import Any


def body_bytes(body: Any) -> bytes:
    """A body as JSON; Decimals are written as strings."""
    return json.dumps(body, ensure_ascii=False, default=_body_value).encode()


def _body_value(value: Any) -> str:
    """WooCommerce refuses prices that are JSON numbers, so Decimals go as strings."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    raise TypeError(f"{type(value).__name__} cannot be sent to the store")


def query(params: dict[str, Any]) -> dict[str, str]:
    """Parameters of a query string; those that are None are left out.

    Lists become one comma-separated value, which WooCommerce takes everywhere: a
    parameter named `status[]` is refused when signed with OAuth. Moments are UTC
    without a zone and want `dates_are_gmt=true` beside them; together with a "Z" the
    store would shift them twice.
    """
    return {
        name: _query_value(value) for name, value in params.items() if value is not None
    }


def _query_value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        if value.tzinfo is not None:
            value = value.astimezone(timezone.utc)
        return value.strftime("%Y-%m-%dT%H:%M:%S")
    if isinstance(value, (list, tuple)):
        return ",".join(map(_query_value, value))
    return str(value)
