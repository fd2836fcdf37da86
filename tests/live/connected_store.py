"""A store that an administrator connected, seen from Odoo."""

import base64
from datetime import datetime, timedelta, timezone
from pathlib import Path

from tests.live.administrator import Administrator
from tests.live.conditions import wait_until
from tests.live.odoo_client import OdooClient
from tests.live.store_access import StoreAccess

STARTED_SECONDS = 120
POLL_MINUTES = 1


class ConnectionRefusedError(Exception):
    """The wizard would not go on; ``remedy`` is what it advises."""

    def __init__(self, failure: str, remedy: str):
        super().__init__(f"{failure}\n{remedy}")
        self.failure = failure
        self.remedy = remedy


def connect(
    odoo: OdooClient,
    access: StoreAccess,
    import_from: datetime | None = None,
    **choices,
) -> "ConnectedStore":
    """Connect a store through the wizard; return once its first jobs are done.

    :param import_from: orders changed before this moment (UTC) are left alone; by
        default an hour ago
    :param choices: other fields of the wizard's last step, e.g. ``push_stock``
    :raise ConnectionRefusedError: the wizard's test failed
    """
    wizard = try_connection(odoo, access)
    currency = odoo.read("woo.connect", wizard, "store_currency")["store_currency"]
    Administrator(odoo).activate_currencies({currency})
    moment = import_from or datetime.now(timezone.utc) - timedelta(hours=1)
    odoo.call("woo.connect", "action_choose", [wizard])
    wanted = {"import_from": f"{moment:%Y-%m-%d %H:%M:%S}", "push_stock": True}
    odoo.write("woo.connect", wizard, wanted | choices)
    action = odoo.call("woo.connect", "action_connect", [wizard])
    connected = ConnectedStore(odoo, action["res_id"])
    odoo.write("woo.backend", connected.backend_id, {"poll_interval": POLL_MINUTES})
    connected.wait_until_started()
    return connected


def try_connection(odoo: OdooClient, access: StoreAccess) -> int:
    """Enter the keys into the wizard and press Test; return the wizard's id.

    :raise ConnectionRefusedError: with the wizard's own words
    """
    certificate = access.ca_file and Path(access.ca_file).read_bytes()
    wizard = odoo.create(
        "woo.connect",
        {
            "name": "Sample Shop",
            "address": access.address,
            "consumer_key": access.consumer_key,
            "consumer_secret": access.consumer_secret,
            "ca_certificate": certificate and base64.b64encode(certificate).decode(),
        },
    )
    odoo.call("woo.connect", "action_test", [wizard])
    answer = odoo.read("woo.connect", wizard, "step", "failure", "remedy")
    if answer["step"] != "found":
        raise ConnectionRefusedError(answer["failure"] or "", answer["remedy"] or "")
    return wizard


class ConnectedStore:
    """What Odoo knows of one store, and the buttons a person has."""

    def __init__(self, odoo: OdooClient, backend_id: int):
        self._odoo = odoo
        self.backend_id = backend_id

    def wait_until_started(self) -> None:
        """Wait for the jobs that connecting has enqueued."""
        wait_until(self._is_started, STARTED_SECONDS, self.jobs_left)

    def wait_for_catalogue(self, skus: list[str]) -> None:
        """Wait until the store's products with these SKUs are known; ask once more."""
        domain = [("backend_id", "=", self.backend_id), ("sku", "in", skus)]
        if self._odoo.count("woo.product", domain) < len(skus):
            self._odoo.call("woo.backend", "action_import_catalogue", [self.backend_id])
        wait_until(
            lambda: self._odoo.count("woo.product", domain) == len(skus),
            STARTED_SECONDS,
            lambda: f"{skus}; jobs: {self.jobs_left()}",
        )

    def start_importing(self) -> None:
        """Switch the import of orders on and ask for them."""
        self._odoo.write("woo.backend", self.backend_id, {"import_orders": True})
        self.poll()

    def poll(self) -> None:
        """Ask the store for changed orders now."""
        self._odoo.call("woo.backend", "action_poll_now", [self.backend_id])

    def import_by_number(self, *numbers: int) -> None:
        """Ask for orders by their number."""
        text = ", ".join(map(str, numbers))
        values = {"backend_id": self.backend_id, "numbers": text}
        wizard = self._odoo.create("woo.import.orders", values)
        self._odoo.call("woo.import.orders", "action_import", [wizard])

    def bindings(self) -> dict[int, dict]:
        """Return Odoo's row of each of the store's orders, by the store's id."""
        fields = ["woo_id", "state", "reason", "status", "total", "sale_order_id"]
        rows = self._odoo.find("woo.order", self._of_store(), fields)
        return {row["woo_id"]: row for row in rows}

    def sale_orders(self) -> dict[int, list[dict]]:
        """Return the sale orders of each of the store's orders; more than one is wrong.

        Found by binding and by the client reference, so that a second sale order that
        lost its binding is found, too.
        """
        fields = ["name", "state", "client_order_ref", "currency_id", "woo_order_ids"]
        fields += ["amount_total", "amount_tax", "amount_untaxed"]
        numbers = {
            row["number"]: row["woo_id"]
            for row in self._odoo.find(
                "woo.order", self._of_store(), ["number", "woo_id"]
            )
        }
        domain = [("client_order_ref", "in", list(numbers))]
        found: dict[int, list[dict]] = {}
        for row in self._odoo.find("sale.order", domain, fields):
            row["currency"] = row["currency_id"][1]
            found.setdefault(numbers[row["client_order_ref"]], []).append(row)
        return found

    def sale_order(self, order_id: int) -> dict | None:
        """Return the only sale order of one store order, if it is there."""
        orders = self.sale_orders().get(order_id, [])
        assert len(orders) < 2, f"order {order_id} became {len(orders)} sale orders"
        return orders[0] if orders else None

    def story(self, order_id: int) -> dict:
        """Return what is known of an order, to explain why it is not there."""
        return {
            "binding": self.bindings().get(order_id),
            "events": {
                source: self.events(order_id, source)
                for source in ("webhook", "poll", "manual")
            },
            "jobs": self.jobs_left(),
        }

    def events(self, order_id: int, source: str) -> int:
        """Return how often an order was announced by ``webhook``, ``poll``…"""
        domain = [("woo_id", "=", order_id), ("source", "=", source)]
        of_orders = [*self._of_store(), ("resource", "=", "order")]
        return self._odoo.count("woo.event", of_orders + domain)

    def _of_store(self) -> list:
        return [("backend_id", "=", self.backend_id)]

    def _unfinished(self) -> list:
        states = ("done", "failed", "cancelled")
        return [("state", "not in", states), ("channel", "like", "root.woo")]

    def _is_started(self) -> bool:
        return not self._odoo.count("queue.job", self._unfinished())

    def jobs_left(self) -> list[dict]:
        """Return the connector's jobs that are not over yet."""
        fields = ["name", "state", "exc_message", "result"]
        return self._odoo.find("queue.job", self._unfinished(), fields)
