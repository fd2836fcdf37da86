"""Conversions as PHP does them, which WooCommerce applies to unchecked input.

A batch entry is not validated, so its values reach these conversions as they were sent.
"""

import math
import re
from typing import Any
from urllib.parse import unquote_plus

_NUMBER = re.compile(r"\s*([+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)")
_WHOLE_NUMBER = re.compile(
    r"\s*[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?\s*", re.ASCII
)
_TOO_LARGE = 2.0**63


def is_numeric(value: Any) -> bool:
    """Say whether PHP's ``is_numeric`` accepts the value."""
    if isinstance(value, bool):
        return False
    if isinstance(value, int | float):
        return True
    return isinstance(value, str) and bool(_WHOLE_NUMBER.fullmatch(value))


def to_float(value: Any) -> float:
    """Convert as PHP's ``floatval``: the leading number of a string, otherwise 0."""
    if isinstance(value, list | dict):
        return 1.0 if value else 0.0
    if isinstance(value, str):
        match = _NUMBER.match(value)
        return float(match.group(1)) if match else 0.0
    try:
        return float(value or 0)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def to_int(value: Any) -> int:
    """Convert as PHP's ``intval``, which cuts off decimals.

    What no 64-bit integer can hold becomes 0.
    """
    number = to_float(value)
    return int(number) if abs(number) < _TOO_LARGE else 0


def absolute_int(value: Any) -> int:
    """Convert as WordPress's ``absint``."""
    return abs(to_int(value))


def to_string(value: Any) -> str:
    """Convert as PHP's ``strval``."""
    if value is None or value is False:
        return ""
    if value is True:
        return "1"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, list | dict):
        return "Array"
    return str(value)


def precedes(left: str, right: str) -> bool:
    """Say whether PHP finds ``left < right``: as numbers if both are, else as texts."""
    if is_numeric(left) and is_numeric(right):
        return to_float(left) < to_float(right)
    return left < right


def truthy(value: Any) -> bool:
    """Say whether PHP takes the value as true (``"0"`` is false)."""
    return bool(value) and value != "0"


def to_bool(value: Any) -> bool:
    """Convert as WooCommerce's ``wc_string_to_bool``."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        return value.lower() in ("yes", "true") or value == "1"
    return value == 1


def parse_query(text: str) -> dict[str, Any]:
    """Parse a query string or a form body as PHP does, ``a[]=1`` and ``a[b]=1`` too."""
    result: dict[str, Any] = {}
    for part in text.split("&"):
        if not part:
            continue
        name, _, value = part.partition("=")
        _insert(result, unquote_plus(name), unquote_plus(value))
    return {name: _lists(value) for name, value in result.items()}


def _insert(target: dict[str, Any], name: str, value: str) -> None:
    root, bracket, rest = name.partition("[")
    root = root.strip().replace(".", "_").replace(" ", "_")
    if not root:
        return
    keys = [root, *(re.findall(r"\[?([^\[\]]*)\]", rest) if bracket else [])]
    for key, following in zip(keys, keys[1:], strict=False):
        key = key or str(len(target))
        child = target.get(key)
        if not isinstance(child, dict):
            child = target[key] = {}
        target, _unused = child, following
    target[keys[-1] or str(len(target))] = value


def _lists(value: Any) -> Any:
    """Turn mappings with the keys 0, 1, 2... into lists."""
    if not isinstance(value, dict):
        return value
    items = {key: _lists(item) for key, item in value.items()}
    if list(items) == [str(index) for index in range(len(items))]:
        return list(items.values())
    return items
