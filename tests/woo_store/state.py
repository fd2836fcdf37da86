"""The state of the store: tables of rows and the sequences of their ids.

A row is a plain ``dict`` of what a WooCommerce would keep in its database; what the API
derives (prices shown, links, local times) is computed when an answer is prepared.
Times in rows are GMT, ISO 8601 with seconds and without a zone.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

Row = dict[str, Any]
Table = dict[Any, Row]


class Sequences:
    """Counters of ids: products, variations, orders, coupons, refunds share "posts"."""

    def __init__(self) -> None:
        self._last: defaultdict[str, int] = defaultdict(int)

    def next(self, name: str) -> int:
        """Return the next id of a sequence."""
        self._last[name] += 1
        return self._last[name]

    def seen(self, name: str, value: int) -> None:
        """Make the sequence continue after an id that a seed brought along."""
        self._last[name] = max(self._last[name], value)


@dataclass
class State:
    """All rows of the store; a reset replaces the whole object."""

    sequences: Sequences = field(default_factory=Sequences)
    # posts
    products: Table = field(default_factory=dict)
    variations: Table = field(default_factory=dict)
    images: Table = field(default_factory=dict)
    orders: Table = field(default_factory=dict)
    refunds: Table = field(default_factory=dict)
    # a feature that the keeper of a store switches on
    has_fulfillments: bool = False
    fulfillments: Table = field(default_factory=dict)
    coupons: Table = field(default_factory=dict)
    # terms
    categories: Table = field(default_factory=dict)
    tags: Table = field(default_factory=dict)
    brands: Table = field(default_factory=dict)
    shipping_classes: Table = field(default_factory=dict)
    attributes: Table = field(default_factory=dict)
    terms: Table = field(default_factory=dict)
    # users, comments
    customers: Table = field(default_factory=dict)
    notes: Table = field(default_factory=dict)
    reviews: Table = field(default_factory=dict)
    # settings and tables of WooCommerce's own
    settings: dict[str, dict[str, Row]] = field(default_factory=dict)
    setting_groups: Table = field(default_factory=dict)
    tax_rates: Table = field(default_factory=dict)
    tax_classes: Table = field(default_factory=dict)
    payment_gateways: Table = field(default_factory=dict)
    shipping_methods: Table = field(default_factory=dict)
    zones: Table = field(default_factory=dict)
    zone_methods: Table = field(default_factory=dict)
    zone_locations: dict[int, list[Row]] = field(default_factory=dict)
    order_statuses: list[Row] = field(default_factory=list)
    system_status: Row = field(default_factory=dict)
    webhooks: Table = field(default_factory=dict)
    deliveries: list[Row] = field(default_factory=list)
    carts: dict[str, Row] = field(default_factory=dict)
    # API requests already seen, for the one-time numbers of OAuth
    nonces: dict[str, dict[int, str]] = field(default_factory=dict)

    def setting(self, group: str, name: str) -> Any:
        """Return the value of a setting, ``None`` when there is none."""
        return self.settings.get(group, {}).get(name, {}).get("value")
