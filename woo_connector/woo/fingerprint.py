"""Tells whether an object of the store changed since it was last seen."""

from __future__ import annotations

import hashlib
import json
from typing import Any

# Keys that change without a change that matters here: links and dates move with every
# touch (also our own), related products are drawn by lot, the rest is derived.
VOLATILE = frozenset(
    {
        "_links",
        "date_modified",
        "date_modified_gmt",
        "payment_url",
        "is_editable",
        "needs_payment",
        "needs_processing",
        "price_html",
        "related_ids",
        "average_rating",
        "rating_count",
        "total_sales",
    }
)


def fingerprint(data: Any) -> str:
    """Hash of decoded JSON without its volatile keys, 64 hexadecimal digits.

    Independent of the order of keys. Amounts count as they are written, so compare only
    answers to the same request (`dp=8` or not).
    """
    text = json.dumps(_stable(data), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _stable(data: Any) -> Any:
    if isinstance(data, dict):
        return {
            key: _stable(value) for key, value in data.items() if key not in VOLATILE
        }
    if isinstance(data, list):
        return [_stable(value) for value in data]
    return data
