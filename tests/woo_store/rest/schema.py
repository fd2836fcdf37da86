"""Validation and conversion of parameters by their declared schema.

The rules and the messages are those of WordPress 6.8, of its functions
``rest_validate_value_from_schema`` and ``rest_sanitize_value_from_schema``.
"""

import math
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from . import php

Schema = dict[str, Any]


class SchemaError(Exception):
    """A value that its schema does not take."""

    def __init__(self, code: str, message: str, data: Any = None):
        super().__init__(message)
        self.code = code
        self.message = message
        self.data = data

    def details(self) -> dict[str, Any]:
        """Return the entry of ``data.details`` in the error answer."""
        return {"code": self.code, "message": self.message, "data": self.data}


def validate(value: Any, schema: Schema, name: str) -> None:
    """Raise ``SchemaError`` unless the value fits the schema."""
    kind = schema.get("type")
    if isinstance(kind, list):
        kind = _best_type(value, kind)
        if not kind:
            raise _wrong_type(name, ",".join(schema["type"]))
        schema = {**schema, "type": kind}
    if kind in _VALIDATORS:
        _VALIDATORS[kind](value, schema, name)
    if schema.get("enum"):
        _validate_enum(value, schema, name)
    if kind == "string" and schema.get("format") in _FORMATS:
        accepts, code, message = _FORMATS[schema["format"]]
        if not accepts(value):
            raise SchemaError(code, message)


def sanitize(value: Any, schema: Schema) -> Any:
    """Convert a value to the type of its schema."""
    kind = schema.get("type")
    if isinstance(kind, list):
        kind = _best_type(value, kind) or None
        schema = {**schema, "type": kind}
    converter = _SANITIZERS.get(kind)
    return converter(value, schema) if converter else value


def parse_date(text: Any) -> datetime | None:
    """Parse a date as WordPress does; without a zone the result is naive."""
    if not isinstance(text, str) or not _DATE.match(text):
        return None
    try:
        return datetime.fromisoformat(text.upper().replace("Z", "+00:00"))
    except ValueError:
        return None


def join_words(words: list[str]) -> str:
    """Join as WordPress's ``%l``: ``a, b, and c``."""
    if len(words) < 3:
        return " and ".join(words)
    return ", ".join(words[:-1]) + ", and " + words[-1]


def is_email(value: Any) -> bool:
    """Say whether WordPress's ``is_email`` accepts the text."""
    return isinstance(value, str) and bool(_EMAIL.fullmatch(value))


_DATE = re.compile(
    r"^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)?$"
)
_EMAIL = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+@(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+"
    r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
)
_FORMATS: dict[str, tuple[Callable[[Any], Any], str, str]] = {
    "date-time": (parse_date, "rest_invalid_date", "Invalid date."),
    "email": (is_email, "rest_invalid_email", "Invalid email address."),
    "date": (
        re.compile(r"\d{4}-\d\d-\d\d").fullmatch,
        "woocommerce_rest_invalid_date",
        "The date you provided is invalid.",
    ),
}


def is_integer(value: Any) -> bool:
    """Say whether WordPress's ``rest_is_integer`` accepts the value."""
    if not php.is_numeric(value):
        return False
    number = php.to_float(value)
    return math.isinf(number) or number.is_integer()


def is_boolean(value: Any) -> bool:
    """Say whether WordPress's ``rest_is_boolean`` accepts the value."""
    if isinstance(value, bool):
        return True
    if isinstance(value, str):
        return value.lower() in ("false", "true", "0", "1")
    return value in (0, 1) and isinstance(value, int)


def as_list(value: Any) -> Any:
    """Split a plain value at commas and blanks, as WordPress does for arrays."""
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        return [word for word in re.split(r"[\s,]+", php.to_string(value)) if word]
    if isinstance(value, bool):
        return [php.to_string(value)] if value else []
    return value


def _accepts_object(value: Any) -> bool:
    return value == "" or isinstance(value, dict | list)


_ACCEPTS: dict[str, Callable[[Any], bool]] = {
    "null": lambda value: value is None,
    "boolean": is_boolean,
    "integer": is_integer,
    "number": php.is_numeric,
    "string": lambda value: isinstance(value, str),
    "array": lambda value: isinstance(as_list(value), list) or value == {},
    "object": _accepts_object,
}


def _best_type(value: Any, kinds: list[str]) -> str | None:
    """Choose among several types: the first declared one that takes the value."""
    if value == "" and "string" in kinds:
        return "string"
    return next((kind for kind in kinds if _ACCEPTS[kind](value)), None)


def _wrong_type(name: str, kind: str) -> SchemaError:
    message = f"{name} is not of type {kind}."
    return SchemaError("rest_invalid_type", message, {"param": name})


def _validate_plain(value: Any, schema: Schema, name: str) -> None:
    if not _ACCEPTS[schema["type"]](value):
        raise _wrong_type(name, schema["type"])


def _validate_number(value: Any, schema: Schema, name: str) -> None:
    _validate_plain(value, schema, name)
    number, low, high = (
        php.to_float(value),
        schema.get("minimum"),
        schema.get("maximum"),
    )
    if low is not None and high is not None and not low <= number <= high:
        text = f"{name} must be between {low} (inclusive) and {high} (inclusive)"
    elif low is not None and number < low:
        text = f"{name} must be greater than or equal to {low}"
    elif high is not None and number > high:
        text = f"{name} must be less than or equal to {high}"
    else:
        return
    raise SchemaError("rest_out_of_bounds", text)


def _validate_array(value: Any, schema: Schema, name: str) -> None:
    _validate_plain(value, schema, name)
    if schema.get("items"):
        for index, item in enumerate(as_list(value)):
            validate(item, schema["items"], f"{name}[{index}]")


def _validate_object(value: Any, schema: Schema, name: str) -> None:
    _validate_plain(value, schema, name)
    if not isinstance(value, dict):
        return
    properties = schema.get("properties") or {}
    for key, item in value.items():
        if key in properties:
            validate(item, properties[key], f"{name}[{key}]")


def _validate_enum(value: Any, schema: Schema, name: str) -> None:
    allowed = schema["enum"]
    if sanitize(value, schema) in [sanitize(item, schema) for item in allowed]:
        return
    words = [php.to_string(item) for item in allowed]
    verb = "is not one of" if len(words) > 1 else "is not"
    message = f"{name} {verb} {join_words(words)}."
    raise SchemaError("rest_not_in_enum", message)


_VALIDATORS: dict[str, Callable[[Any, Schema, str], None]] = {
    "null": _validate_plain,
    "boolean": _validate_plain,
    "integer": _validate_number,
    "number": _validate_number,
    "string": _validate_plain,
    "array": _validate_array,
    "object": _validate_object,
}


def _sanitize_boolean(value: Any, _schema: Schema) -> bool:
    if isinstance(value, str) and value.lower() in ("false", "0"):
        return False
    return php.truthy(value)


def _sanitize_array(value: Any, schema: Schema) -> list:
    value = as_list(value)
    items = list(value.values()) if isinstance(value, dict) else list(value or [])
    if not schema.get("items"):
        return items
    return [sanitize(item, schema["items"]) for item in items]


def _sanitize_object(value: Any, schema: Schema) -> Any:
    if not isinstance(value, dict):
        return value if isinstance(value, list) else {}
    properties = schema.get("properties") or {}
    return {
        key: sanitize(item, properties[key]) if key in properties else item
        for key, item in value.items()
    }


_SANITIZERS: dict[Any, Callable[[Any, Schema], Any]] = {
    "null": lambda value, schema: None,
    "boolean": _sanitize_boolean,
    "integer": lambda value, schema: php.to_int(value),
    "number": lambda value, schema: php.to_float(value),
    "string": lambda value, schema: php.to_string(value),
    "array": _sanitize_array,
    "object": _sanitize_object,
}
