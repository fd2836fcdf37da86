"""The routes of the store with their declared arguments.

They are what a WooCommerce 10.7.0 declares of itself in ``GET /wp-json/wc/v3``.
"""

import gzip
import json
import re
from copy import deepcopy
from functools import lru_cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).parents[1] / "data" / "routes.json.gz"
READABLE, CREATABLE = ("GET",), ("POST",)
EDITABLE, DELETABLE = ("POST", "PUT", "PATCH"), ("DELETE",)


class DeclaredRoute:
    """A route: its pattern and per method the schema of its arguments."""

    def __init__(self, pattern: str, endpoints: list[dict[str, Any]]):
        self.pattern = pattern
        self.endpoints = endpoints
        self.expression = re.compile(f"(?i:{pattern})", re.ASCII)

    @property
    def methods(self) -> list[str]:
        """Return the methods in the order in which they were declared."""
        names: list[str] = []
        for endpoint in self.endpoints:
            names += [name for name in endpoint["methods"] if name not in names]
        return names

    def arguments(self, method: str) -> dict[str, Any]:
        """Return the declared arguments of a method."""
        for endpoint in self.endpoints:
            if method in endpoint["methods"]:
                return endpoint["args"] or {}
        return {}

    def describe(self, site: str) -> dict[str, Any]:
        """Return the route's entry of the index."""
        description: dict[str, Any] = {
            "namespace": "wc/v3",
            "methods": self.methods,
            "endpoints": self.endpoints,
        }
        if "(?P<" not in self.pattern:
            href = f"{site}/wp-json{self.pattern}"
            description["_links"] = {"self": [{"href": href}]}
        return description


@lru_cache
def _recorded() -> dict[str, Any]:
    return json.loads(gzip.decompress(_FILE.read_bytes()))


def load_routes() -> dict[str, DeclaredRoute]:
    """Return a fresh copy of all declared routes by pattern."""
    return {
        pattern: DeclaredRoute(pattern, deepcopy(route["endpoints"]))
        for pattern, route in _recorded().items()
    }
