"""Custom fields of products, orders and customers: ``meta_data``."""

from typing import Any

from .rest import php
from .state import Row, State


def update_metadata(state: State, row: Row, given: Any) -> None:
    """Take over the ``meta_data`` of a request into a row.

    An entry is found by its id or else by its key; ``null`` as value deletes it.
    """
    for entry in given if isinstance(given, list) else []:
        if isinstance(entry, dict):
            _update_entry(state, row, entry)


def _update_entry(state: State, row: Row, entry: Row) -> None:
    key, value = php.to_string(entry.get("key")), entry.get("value")
    known = _find(row["meta_data"], php.to_int(entry.get("id")), key)
    if known is None:
        if value is not None:
            number = state.sequences.next("meta")
            row["meta_data"].append({"id": number, "key": key, "value": value})
    elif value is None:
        row["meta_data"].remove(known)
    else:
        known["key"], known["value"] = key or known["key"], value


def _find(entries: list[Row], number: int, key: str) -> Row | None:
    for entry in entries:
        if number and entry["id"] == number:
            return entry
    return next((e for e in entries if not number and e["key"] == key), None)
