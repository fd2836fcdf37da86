"""Reads single values out of the store's JSON, as the type somebody expects.

Whoever maps a field says what it holds. A value that is something else is not guessed
at: :class:`UnreadableValueError` says what was found.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from .schema.base import listed, plain_text

YES = frozenset({"1", "yes", "true", "on", "y"})
NO = frozenset({"0", "no", "false", "off", "n"})
#: Characters of a value that a message repeats.
SHOWN = 60
_OFFSET = re.compile(r"UTC([+-])(\d{1,2})(?::?(\d{2}))?")
_TIMESTAMP = re.compile(r"\d{9,11}")


class UnreadableValueError(ValueError):
    """The store's value is not of the expected type; its text says what it is."""

    def __init__(self, value: Any):
        text = str(value)
        super().__init__(text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…")


def find_meta(payload: Mapping[str, Any], key: str) -> Any:
    """Value of the first `meta_data` entry with this key, None without one."""
    entries = listed(payload.get("meta_data"))
    if isinstance(entries, list):
        for entry in entries:
            if isinstance(entry, Mapping) and entry.get("key") == key:
                return entry.get("value")
    return None


def find_path(payload: Mapping[str, Any], path: str) -> Any:
    """Value at a path like `billing.phone` or `shipping_lines.0.method_title`.

    None when there is nothing at it.
    """
    value: Any = payload
    for step in path.split("."):
        if isinstance(value, Mapping):
            value = value.get(step)
        elif isinstance(value, list) and step.isdigit() and int(step) < len(value):
            value = value[int(step)]
        else:
            return None
    return value


def is_absent(value: Any) -> bool:
    """Whether the store says nothing: null, blank, or PHP's empty list."""
    return value is None or value in ([], {}) or str(value).strip() == ""


def to_text(value: Any) -> str:
    """Text without markup; a list becomes its texts with commas between them."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(to_text(item) for item in value)
    if isinstance(value, Mapping):
        raise UnreadableValueError(value)
    return plain_text(value)


def to_number(value: Any) -> Decimal:
    """A number; a comma counts as the decimal point, as in "12,5"."""
    if isinstance(value, (bool, Mapping, list)):
        raise UnreadableValueError(value)
    try:
        number = Decimal(str(value).strip().replace(",", "."))
    except InvalidOperation:
        raise UnreadableValueError(value) from None
    if not number.is_finite():
        raise UnreadableValueError(value)
    return number


def to_boolean(value: Any) -> bool:
    """Yes or no in the spellings that WordPress and its plugins use."""
    text = str(value).strip().lower()
    if text not in YES | NO:
        raise UnreadableValueError(value)
    return text in YES


def to_moment(value: Any, pattern: str = "", zone: str = "") -> datetime:
    """A moment in UTC, aware.

    :param pattern: of `strptime`; without one ISO 8601 or a Unix timestamp
    :param zone: of a text that names none: "Europe/Paris", "UTC+1", "" is UTC
    """
    if isinstance(value, (bool, Mapping, list)):
        raise UnreadableValueError(value)
    text = str(value).strip()
    try:
        if pattern:
            moment = datetime.strptime(text, pattern)
        elif _TIMESTAMP.fullmatch(text):
            return datetime.fromtimestamp(int(text), timezone.utc)
        else:
            moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        raise UnreadableValueError(value) from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=_zone(zone))
    return moment.astimezone(timezone.utc)


def to_date(value: Any, pattern: str = "", zone: str = "") -> date:
    """A day, as it is called in the zone; see :func:`to_moment`."""
    return to_moment(value, pattern, zone).astimezone(_zone(zone)).date()


def _zone(name: str) -> timezone | ZoneInfo:
    if match := _OFFSET.fullmatch(name):
        offset = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
        return timezone(-offset if match[1] == "-" else offset)
    try:
        return ZoneInfo(name) if name else timezone.utc
    except (ZoneInfoNotFoundError, ValueError):
        return timezone.utc


def put_meta(body: dict[str, Any], key: str, value: Any) -> None:
    """Add a `meta_data` entry to the body of a request; the store finds it by key."""
    body.setdefault("meta_data", []).append({"key": key, "value": value})


def put_path(body: dict[str, Any], path: str, value: Any) -> None:
    """Add a value at a path like `billing.phone` to the body of a request."""
    *steps, last = path.split(".")
    for step in steps:
        body = body.setdefault(step, {})
    body[last] = value


def says_already(payload: Mapping[str, Any], body: Mapping[str, Any]) -> bool:
    """Whether an object of the store says all that a request's body would tell it."""
    for key, value in body.items():
        if key == "meta_data":
            wanted = [(entry["key"], entry["value"]) for entry in value]
            if any(_plain(find_meta(payload, name)) != text for name, text in wanted):
                return False
        elif isinstance(value, Mapping):
            inner = payload.get(key)
            if not (isinstance(inner, Mapping) and says_already(inner, value)):
                return False
        elif isinstance(value, bool):
            if payload.get(key) is not value:
                return False
        elif _plain(payload.get(key)) != value:
            return False
    return True


def in_zone(moment: datetime, zone: str) -> datetime:
    """A naive moment in UTC as the clocks of a zone show it, naive again."""
    aware = moment.replace(tzinfo=timezone.utc)
    return aware.astimezone(_zone(zone)).replace(tzinfo=None)


def _plain(value: Any) -> str:
    return "" if value is None else str(value)
