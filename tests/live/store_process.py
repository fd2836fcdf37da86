"""The embedded store beside Odoo, in the words of the tests of whole flows."""

from pathlib import Path

from tests.live.store_access import StoreAccess
from tests.live.store_client import StoreClient
from tests.woo_store.running import RunningStore


class StoreProcess:
    """The embedded store as a process of its own; a context manager.

    :param directory: where its certificate and log are written
    :param seed: what it starts with: ``pristine`` or the file of a recorded profile
    :param port: for plain http; 0 takes a free one
    """

    def __init__(self, directory: Path, seed: str = "pristine", port: int = 0):
        self._running = RunningStore(seed, directory, port)

    def __enter__(self):
        self._running.__enter__()
        return self

    def __exit__(self, *details):
        self._running.__exit__(*details)

    @property
    def http_address(self) -> str:
        """Address for people and for OAuth1."""
        return self._running.described["url"]

    @property
    def access(self) -> StoreAccess:
        """How the connector is to reach it: https, read and write."""
        return self.access_with("")

    def access_with(self, kind: str) -> StoreAccess:
        """Return access with another key: ``_read_only``, ``_write_only``…"""
        described = self._running.described
        return StoreAccess(
            described["https_url"],
            described[f"key{kind}"],
            described[f"secret{kind}"],
            described["ca_file"],
        )

    def client(self) -> StoreClient:
        """Return a shop keeper's REST client."""
        return StoreClient(self.access)

    def misbehave(self, kind: str, path: str = "/wp-json/", **rule) -> int:
        """Make the store stumble, until :meth:`calm`; return the rule's number.

        :param kind: ``server_error``, ``reset_before``, ``webhook_lost``…
        :param path: pattern of the requests' paths; of the topics for webhooks
        :param rule: e.g. ``methods``, ``times``, ``retry_after``
        """
        rules = self._running.control("faults", {"kind": kind, "path": path, **rule})
        return rules[-1]["id"]

    def edit_order(
        self,
        order_id: int,
        values: dict | None = None,
        fields: dict | None = None,
        quietly: bool = False,
    ) -> None:
        """Change an order past the API, as a plugin or a shop's own page does.

        :param values: of ``PUT /orders/{id}``
        :param fields: that a plugin adds to the API's answer or replaces there, e.g.
            ``{"gift_cards": […], "total": "0.00"}`` or ``{"number": "2026-17"}``
        :param quietly: leave ``date_modified`` alone and tell nobody
        """
        given = {"values": values or {}, "fields": fields or {}, "quietly": quietly}
        self._running.control(f"orders/{order_id}/edit", given)

    def switch(self, **features: bool) -> None:
        """Switch features of the store on or off, e.g. ``fulfillments=True``."""
        self._running.control("features", features)

    def restore(self, resource: str, object_id: int) -> None:
        """Take an ``order``, a ``product`` or a ``coupon`` out of the trash."""
        self._running.control("restore", {"resource": resource, "id": object_id})

    def lose_webhooks(self) -> None:
        """Let no webhook arrive, until :meth:`calm`."""
        self.misbehave("webhook_lost", path="")

    def calm(self) -> None:
        """Let the store behave again."""
        self._running.control("faults", method="DELETE")

    def behave(self, rule: int) -> None:
        """Take back one thing that :meth:`misbehave` has begun."""
        self._running.control(f"faults/{rule}", method="DELETE")

    def begin_counting(self) -> None:
        """Begin the journal of stock and sales, and the count of requests, anew."""
        self._running.control("journal")
        self._running.control("requests", method="DELETE")

    def journal(self) -> dict[str, list]:
        """Return the stock shown and the sales since :meth:`begin_counting`."""
        return self._running.control("journal", method="GET")

    def requests(self, key: str) -> dict[str, int]:
        """Return how often which route was asked with a key since then."""
        rows = self._running.control("requests", method="GET")
        return {row["route"]: row["count"] for row in rows if row["key"] == key}

    def hits(self) -> int:
        """Return how often the store has stumbled as it was told."""
        rules = self._running.control("faults", method="GET")
        return sum(rule["hits"] for rule in rules)
