"""References of a recorded scenario to values of earlier live answers.

``{{step.path|filter:argument}}`` stands inside texts, ``{"$ref": "step.path"}`` for a
whole value and ``{"$repeat": n, "$item": x}`` for a list of n equal items.
"""

import re
from datetime import datetime, timedelta
from typing import Any

_REFERENCE = re.compile(r"\{\{(.+?)\}\}")


class Unresolved(Exception):
    """A reference to something that no earlier answer holds."""


def fill(value: Any, answers: dict[str, Any]) -> Any:
    """Return the value with all its references replaced."""
    if isinstance(value, str):
        return _REFERENCE.sub(lambda m: str(look_up(m.group(1), answers)), value)
    if isinstance(value, list):
        return [fill(item, answers) for item in value]
    if not isinstance(value, dict):
        return value
    if set(value) == {"$ref"}:
        return look_up(value["$ref"], answers)
    if set(value) == {"$repeat", "$item"}:
        return [fill(value["$item"], answers) for _ in range(value["$repeat"])]
    return {key: fill(item, answers) for key, item in value.items()}


def look_up(reference: str, answers: dict[str, Any]) -> Any:
    """Return the value a reference stands for; raises ``Unresolved``."""
    path, *filters = reference.split("|")
    value: Any = answers
    for key in path.strip().split("."):
        try:
            value = value[int(key)] if isinstance(value, list) else value[key]
        except (KeyError, IndexError, TypeError, ValueError):
            raise Unresolved(reference) from None
    for text in filters:
        name, _, argument = text.partition(":")
        value = _FILTERS[name](value, argument)
    return value


def _seconds_later(value: str, argument: str) -> str:
    moved = datetime.fromisoformat(value) + timedelta(seconds=float(argument))
    return moved.isoformat()


_FILTERS = {
    "sec": _seconds_later,
    "z": lambda value, argument: value + "Z",
    "add": lambda value, argument: value + int(argument),
    "str": lambda value, argument: str(value),
    "upper": lambda value, argument: value.upper(),
}
