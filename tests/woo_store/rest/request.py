"""A request as WordPress's handlers see it."""

import json
from collections.abc import Mapping
from typing import Any

from ..users import User
from .errors import RestError
from .php import parse_query

BODY_METHODS = ("POST", "PUT", "PATCH", "DELETE")


class RestRequest:
    """Method, path below ``/wp-json`` and the parameters of one request.

    A parameter is looked up in the JSON body, the form body, the query string, the
    path and the declared defaults, in this order.  ``None`` counts as not given.
    """

    def __init__(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        body: Mapping[str, Any] | list | None = None,
        form: Mapping[str, Any] | None = None,
        user: User | None = None,
        headers: Mapping[str, str] | None = None,
    ):
        self.method = method
        self.path = path
        self.user = user
        self.headers = headers or {}
        self.body_error: RestError | None = None
        self.json = self.mapping(body)
        self.form = dict(form or {})
        self.query = dict(query or {})
        self.url: dict[str, Any] = {}
        self.defaults: dict[str, Any] = {}
        #: what handlers remember until the answer is finished
        self.memory: dict[str, Any] = {}

    @staticmethod
    def mapping(value: Any) -> dict[str, Any]:
        """Return a JSON value as PHP's array, a list with its positions as keys."""
        if isinstance(value, list):
            return {str(index): item for index, item in enumerate(value)}
        return dict(value) if isinstance(value, Mapping) else {}

    def sources(self) -> list[dict[str, Any]]:
        """Return the parameter mappings, the one that wins first."""
        body = [self.json, self.form] if self.method in BODY_METHODS else []
        return [*body, self.query, self.url, self.defaults]

    def get(self, name: str, otherwise: Any = None) -> Any:
        """Return a parameter, or ``otherwise`` when it is absent or null."""
        for source in self.sources():
            if source.get(name) is not None:
                return source[name]
        return otherwise

    def __getitem__(self, name: str) -> Any:
        return self.get(name)

    def __contains__(self, name: str) -> bool:
        return self.get(name) is not None

    def has(self, name: str) -> bool:
        """Say whether the request itself names the parameter, null included."""
        return any(name in source for source in self.sources())

    def set(self, name: str, value: Any) -> None:
        """Replace a parameter where it was given, or add it."""
        for source in self.sources():
            if name in source:
                source[name] = value
                return
        self.sources()[0][name] = value

    def for_entry(self, method: str, entry: Any, defaults: Mapping[str, Any]):
        """Return the request of one batch entry: unchecked, with this one's path."""
        entry_request = RestRequest(method, self.path, form=self.mapping(entry))
        entry_request.user = self.user
        entry_request.url = dict(self.url)
        entry_request.defaults = dict(defaults)
        return entry_request


def parse_body(content_type: str, raw: bytes) -> tuple[Any, dict[str, Any]]:
    """Return ``(JSON value, form)`` of a body.

    A body of another content type is ignored as WordPress does.  Raises ``RestError``
    for malformed JSON.
    """
    kind = content_type.partition(";")[0].strip().lower()
    if kind == "application/json" or kind.endswith("+json"):
        return _parse_json(raw), {}
    if kind == "application/x-www-form-urlencoded":
        return None, parse_query(raw.decode("utf-8", "replace"))
    return None, {}


def _parse_json(raw: bytes) -> Any:
    if not raw:
        return None
    try:
        return json.loads(raw, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise RestError(
            "rest_invalid_json",
            "Invalid JSON body passed.",
            json_error_code=4,
            json_error_message="Syntax error",
        ) from None


def _refuse_constant(name: str) -> None:
    """Refuse ``NaN`` and ``Infinity``, which are no JSON."""
    raise ValueError(name)
