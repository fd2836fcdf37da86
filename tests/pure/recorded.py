"""What real stores answered, as recorded in `tests/fixtures`."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FIXTURES = Path(__file__).parent.parent / "fixtures"
PROFILES = sorted(path.name.split(".")[0] for path in FIXTURES.glob("orders/*.json.gz"))
DECIMALS = {"JPY": 0, "KWD": 3}


def decimals(currency: str) -> int:
    """Decimals of a currency that occurs in the recordings."""
    return DECIMALS.get(currency, 2)


def recorded_orders(profile: str) -> Iterator[dict[str, Any]]:
    """The orders of one store profile, as `GET /orders/{id}?dp=8` answered them."""
    with gzip.open(FIXTURES / "orders" / f"{profile}.json.gz") as file:
        for record in json.load(file)["orders"]:
            yield _with_decimals(record["order"], record["dp8"])


def capture(name: str) -> dict[str, Any]:
    """One recorded request with its answer (`status`, `body`)."""
    return json.loads((FIXTURES / "captures" / f"{name}.json").read_text())


def recorded_deliveries(kind: str) -> list[dict[str, Any]]:
    """Webhook deliveries of a kind ("delivery" or "ping") as the store sent them."""
    files = sorted((FIXTURES / "webhooks").glob("*.json"))
    deliveries = [json.loads(file.read_text()) for file in files]
    return [delivery for delivery in deliveries if delivery["kind"] == kind]


def _with_decimals(order: dict[str, Any], exact: dict[str, Any]) -> dict[str, Any]:
    """The order with the amounts that were recorded beside it with `dp=8`."""
    merged = {**order, **exact}
    for name, lines in exact.items():
        if isinstance(lines, list):
            by_id = {line["id"]: line for line in lines}
            merged[name] = [{**line, **by_id[line["id"]]} for line in order[name]]
    return merged
