"""Filling the state from recordings.

Two kinds are taken: ``pristine``, every list of a fresh store as ``{path: answer}``,
and a profile with ``store`` (the same kind of mapping) and ``orders``.  A profile's
store was a pristine one before, so what it does not list is taken from there.
"""

import gzip
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .catalogue.rows import adopt_recorded
from .orders.loading import largest_ids, load_order, load_refund
from .state import Row, State
from .store import Store

PRISTINE = Path(__file__).parent / "data" / "pristine.json.gz"
#: the address under which the recordings were made
RECORDED_SITE = "https://127.0.0.1:8443"

# list path -> (table, key of a row, sequence of its ids)
_TABLES = {
    "products": ("products", "id", "posts"),
    "coupons": ("coupons", "id", "posts"),
    "products/categories": ("categories", "id", "terms"),
    "products/tags": ("tags", "id", "terms"),
    "products/brands": ("brands", "id", "terms"),
    "products/shipping_classes": ("shipping_classes", "id", "terms"),
    "products/attributes": ("attributes", "id", "attributes"),
    "customers": ("customers", "id", "users"),
    "customers?role=all": ("customers", "id", "users"),
    "taxes": ("tax_rates", "id", "tax_rates"),
    "taxes/classes": ("tax_classes", "slug", ""),
    "payment_gateways": ("payment_gateways", "id", ""),
    "shipping_methods": ("shipping_methods", "id", ""),
    "settings": ("setting_groups", "id", ""),
    "shipping/zones": ("zones", "id", "zones"),
    "webhooks": ("webhooks", "id", "webhooks"),
}
_OF_PARENT = (
    (r"products/(\d+)/variations", "variations", "id", "posts", "parent_id"),
    (r"products/attributes/(\d+)/terms", "terms", "id", "terms", "attribute_id"),
    (r"shipping/zones/(\d+)/methods", "zone_methods", "id", "zone_methods", "zone_id"),
)


_CATEGORY = {
    "parent": 0,
    "description": "",
    "display": "default",
    "image": None,
    "menu_order": 0,
}


def seed_from(source: str | Path) -> Callable[[Store], None]:
    """Return a function that seeds a store from ``"pristine"`` or a profile's file."""
    pristine = _read(PRISTINE)
    profile = "{}" if source == "pristine" else _read(Path(source))

    def seed(store: Store) -> None:
        answers = json.loads(_at_site(pristine, store.site_url))
        recorded = json.loads(_at_site(profile, store.site_url))
        answers = _overridden(answers, recorded.get("store", {}))
        _Seeding(store.state).load(answers, recorded.get("orders", []))

    return seed


def _read(path: Path) -> str:
    raw = path.read_bytes()
    return (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode()


def _at_site(text: str, site_url: str) -> str:
    """Put the store's own address in place of the recorded one."""
    return text.replace(RECORDED_SITE, site_url)


def _overridden(pristine: dict[str, Any], profile: dict[str, Any]) -> dict[str, Any]:
    """Replace what the profile lists; children of what it replaces go too."""
    kept = {
        path: answer
        for path, answer in pristine.items()
        if not (
            path.startswith("shipping/zones/")
            and "shipping/zones" in profile
            or re.fullmatch(r"products/\d+/variations", path)
            and "products" in profile
        )
    }
    return {**kept, **profile}


class _Seeding:
    """One pass over a recording."""

    def __init__(self, state: State):
        self.state = state

    def load(self, answers: dict[str, Any], orders: list[Row]) -> None:
        """Load all lists, then the orders with their refunds."""
        for path, answer in answers.items():
            self._load_list(path, answer)
        self._add_unlisted_categories(answers.get("products", []))
        for attribute in self.state.attributes.values():
            attribute["slug"] = attribute["slug"].removeprefix("pa_")
        adopt_recorded(self.state)
        for entry in orders:
            self._load_order(entry)
        self._raise_post_ids()

    def _load_list(self, path: str, answer: Any) -> None:
        if path in _TABLES:
            for row in answer:
                self._add(*_TABLES[path], row)
        elif path.startswith("settings/"):
            group = path.removeprefix("settings/")
            rows = {row["id"]: _stored(row) for row in answer}
            self.state.settings[group] = rows
        elif path == "orders/statuses":
            self.state.order_statuses = [_stored(row) for row in answer]
        elif path == "system_status":
            self.state.system_status = answer
        elif zone := re.fullmatch(r"shipping/zones/(\d+)/locations", path):
            rows = [_stored(row) for row in answer]
            self.state.zone_locations[int(zone.group(1))] = rows
        else:
            self._load_children(path, answer)

    def _load_children(self, path: str, answer: Any) -> None:
        for pattern, table, key, sequence, parent in _OF_PARENT:
            if match := re.fullmatch(pattern, path):
                for row in answer:
                    owned = {**row, parent: int(match.group(1))}
                    self._add(table, key, sequence, owned)

    def _add_unlisted_categories(self, products: list[Row]) -> None:
        """Add categories of which only their products tell."""
        for product in products:
            for known in product["categories"]:
                unlisted = {**_CATEGORY, **known}
                self.state.categories.setdefault(known["id"], unlisted)
                self.state.sequences.seen("terms", known["id"])

    def _load_order(self, entry: Row) -> None:
        order = load_order(entry["order"], entry.get("dp8"))
        self.state.orders[order.id] = order
        refunds = [load_refund(answer, order.id) for answer in entry["refunds"]]
        for row in (order, *refunds):
            self.state.sequences.seen("posts", row.id)
            items, meta = largest_ids(row)
            self.state.sequences.seen("order_items", items)
            self.state.sequences.seen("meta", meta)
        self.state.refunds |= {refund.id: refund for refund in refunds}

    def _add(self, table: str, key: str, sequence: str, row: Row) -> None:
        getattr(self.state, table)[row[key]] = _stored(row)
        if sequence:
            self.state.sequences.seen(sequence, row[key])

    def _raise_post_ids(self) -> None:
        """Images are posts too."""
        for row in [*self.state.products.values(), *self.state.variations.values()]:
            for image in row.get("images") or [row.get("image")]:
                if image:
                    self.state.sequences.seen("posts", image["id"])


def _stored(row: Row) -> Row:
    return {name: value for name, value in row.items() if name != "_links"}
