"""Answers, their links and the ``_fields`` filter."""

from dataclasses import dataclass, field
from typing import Any

from . import php

Links = dict[str, list[dict[str, Any]]]


@dataclass
class RestResponse:
    """An answer before it is written: data, links of a single object, headers."""

    data: Any
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    links: Links | None = None

    def body(self) -> Any:
        """Return the data with the links of a single object."""
        return {**(self.data or {}), "_links": self.links} if self.links else self.data


def select_fields(response: RestResponse, wanted: Any) -> RestResponse:
    """Keep the fields named by ``_fields``, dots naming fields of fields.

    The links of a single answer are no part of its data and stay; those of the
    members of a list are filtered as any other field, as WordPress does.
    """
    names = wanted if isinstance(wanted, list) else php.to_string(wanted).split(",")
    tree: dict[str, Any] = {}
    for name in (php.to_string(name).strip() for name in names):
        _plant(tree, name.split("."))
    data = response.data
    if isinstance(data, list):
        data = [_pick(item, tree) for item in data]
    elif isinstance(data, dict):
        data = _pick(data, tree)
    return RestResponse(data, response.status, response.headers, response.links)


def _plant(tree: dict[str, Any], keys: list[str]) -> None:
    for key in keys[:-1]:
        tree = tree.setdefault(key, {})
        if tree is True:
            return
    if keys[-1]:
        tree[keys[-1]] = True


def _pick(value: Any, tree: dict[str, Any]) -> Any:
    if not isinstance(value, dict):
        return []
    picked = {
        key: item if tree[key] is True else _pick_deeper(item, tree[key])
        for key, item in value.items()
        if key in tree
    }
    return picked or []


def _pick_deeper(value: Any, tree: dict[str, Any]) -> Any:
    """Filter inside objects; a list holds no named fields, so nothing is left of it."""
    return _pick(value, tree) if isinstance(value, dict | list) else value
