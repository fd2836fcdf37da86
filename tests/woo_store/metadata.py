"""Custom fields (``meta_data``): rows of id, key and value."""

from __future__ import annotations

from typing import Any

from .rest import php
from .state import Sequences


def add_meta(rows: list[dict], key: str, value: Any, sequences: Sequences) -> None:
    """Add a row; a null value is never stored."""
    if value is not None:
        row_id = sequences.next("meta")
        rows.append({"id": row_id, "key": key, "value": _stored(value)})


def _stored(value: Any) -> Any:
    """Return a value as the database gives it back: numbers become texts."""
    if isinstance(value, (bool, int, float)):
        return php.to_string(value)
    return value


def update_meta(
    rows: list[dict], key: str, value: Any, sequences: Sequences, row_id: int = 0
) -> None:
    """Set a value by the row's id or its key; null deletes, a new key adds.

    Without an id all but the first row of the key are deleted.
    """
    found = [
        row for row in rows if (row["id"] == row_id if row_id else row["key"] == key)
    ]
    if not found:
        add_meta(rows, key, value, sequences)
        return
    found[0].update(key=key, value=_stored(value))
    gone = [row["id"] for row in found[1:]]
    rows[:] = [
        row for row in rows if row["value"] is not None and row["id"] not in gone
    ]


def apply_meta(rows: list[dict], posted: Any, sequences: Sequences) -> None:
    """Take over posted meta data; what has no key is passed over."""
    for meta in posted if isinstance(posted, list) else []:
        if isinstance(meta, dict) and meta.get("key") is not None:
            key, row_id = php.to_string(meta["key"]), php.to_int(meta.get("id"))
            update_meta(rows, key, meta.get("value"), sequences, row_id)


def meta_value(rows: list[dict], key: str) -> Any:
    """Return the first value of a key, None when there is none."""
    return next((row["value"] for row in rows if row["key"] == key), None)
