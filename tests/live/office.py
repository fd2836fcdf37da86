"""An Odoo with a connected store and people in it, for tests of screens."""

from collections.abc import Iterator
from contextlib import contextmanager

from tests.live import stage
from tests.live.administrator import Administrator
from tests.live.conditions import wait_until
from tests.live.connected_store import ConnectedStore, connect
from tests.live.shopper import address_of, shipping_address_of
from tests.live.warehouse_work import WarehouseWork

ARRIVAL_SECONDS = 60
MUG = "OFFICE-MUG"
ROLES = {
    "manager": (
        "woo_connector.group_woo_manager",
        "sales_team.group_sale_manager",
        "account.group_account_manager",
        "stock.group_stock_user",
    ),
    "user": (
        "woo_connector.group_woo_user",
        "sales_team.group_sale_salesman_all_leads",
    ),
}


class Office:
    """Odoo, a store connected to it, and what tests of screens need of both.

    :attr odoo: RPC as the administrator (``find``, ``read``, ``write``, ``call``…)
    :attr shop: the store's REST API as its keeper has it (``get``, ``put``…)
    :attr store: the store's process (``misbehave``, ``lose_webhooks``…)
    :attr connected: the store as Odoo sees it (``poll``, ``backend_id``…)
    :attr administrator: fills in mappings
    :attr work: counts, receives and delivers
    :attr mug: the store's product that every order has unless told otherwise
    """

    def __init__(self, running: stage.Stage, connected: ConnectedStore):
        self.running = running
        self.odoo, self.store = running.odoo, running.store
        self.shop = running.store.client()
        self.connected = connected
        self.administrator = Administrator(running.odoo)
        self.work = WarehouseWork(running.odoo)
        self._changed: dict[str, object] = {}
        self._visitors = iter(range(1000))
        self.mug = self.add_product(MUG, "Enamel mug", "14.50")

    # In the store

    def add_product(self, sku: str, name: str, price: str, **values) -> dict:
        """Create a product in the store and in Odoo, 1000 in stock; return the store's.

        :param values: more of the store's product, e.g. ``tax_class``
        """
        product = self.work.create_product(sku, name)
        self.work.count(product, 1000)
        body = {"name": name, "sku": sku, "regular_price": price, **values}
        created = self.shop.post("products", body)
        self.connected.wait_for_catalogue([sku])
        return created

    def place_order(self, **values) -> dict:
        """Let the store take an order; return it as ``GET /orders/{id}?dp=8`` does.

        Two mugs, paid on delivery, of a person not seen before.

        :param values: of ``POST /orders``; they replace those of the same name
        """
        person = {"first_name": "Ada", "email": f"ada.{next(self._visitors)}@test.test"}
        body = {
            "status": "processing",
            "payment_method": "cod",
            "payment_method_title": "Cash on delivery",
            "billing": {**address_of(1), **person},
            "shipping": {**shipping_address_of(1), "first_name": "Ada"},
            "line_items": [{"product_id": self.mug["id"], "quantity": 2}],
        }
        order = self.shop.post("orders", {**body, **values})
        return self.shop.get(f"orders/{order['id']}", dp=8)

    # In Odoo

    def comes_in(self, order: dict, *states: str) -> dict:
        """Wait until Odoo is done with an order; return its ``woo.order``.

        :param states: the ones it may end in; any but *new* when none is given
        """
        wait_until(
            lambda: self._is_done_with(order, states),
            ARRIVAL_SECONDS,
            lambda: f"order {order['id']}: {self.connected.story(order['id'])}",
        )
        return self.woo_order(order)

    def woo_order(self, order: dict, *fields: str) -> dict | None:
        """Return Odoo's row of an order of the store, if there is one."""
        domain = [("backend_id", "=", self.connected.backend_id)]
        domain += [("woo_id", "=", order["id"])]
        wanted = fields or ("state", "reason", "number", "sale_order_id")
        return next(iter(self.odoo.find("woo.order", domain, wanted)), None)

    def sale_order(self, order: dict) -> dict | None:
        """Return the only sale order of an order of the store, if it is there."""
        return self.connected.sale_order(order["id"])

    def wait_until_idle(self) -> None:
        """Wait until no event, no stock change and no job is left."""
        wait_until(self.running.is_idle, ARRIVAL_SECONDS, self.connected.jobs_left)

    def read_store(self, *fields: str) -> dict:
        """Return settings of the connected store."""
        return self.odoo.read("woo.backend", self.connected.backend_id, *fields)

    def set_store(self, **values) -> None:
        """Change settings of the connected store until the test is over."""
        before = self.odoo.call(
            "woo.backend", "read", [self.connected.backend_id], list(values), load=None
        )[0]
        for name in values:
            self._changed.setdefault(name, before[name])
        self.odoo.write("woo.backend", self.connected.backend_id, values)

    def restore(self) -> None:
        """Take back what :meth:`set_store` changed."""
        if self._changed:
            values, self._changed = self._changed, {}
            self.odoo.write("woo.backend", self.connected.backend_id, values)

    def add_user(self, login: str, *groups: str) -> None:
        """Let somebody in whose password is the login; ``groups`` are XML ids."""
        values = {
            "name": login.title(),
            "login": login,
            "password": login,
            # Its greeting is written by several requests at once.
            "odoobot_state": "disabled",
            "group_ids": [(4, self.odoo.reference(group)) for group in groups],
        }
        self.odoo.create("res.users", values)

    def _is_done_with(self, order: dict, states: tuple[str, ...]) -> bool:
        found = self.woo_order(order)
        arrived = found and found["state"] in (states or (found["state"],))
        return arrived and found["state"] != "new" and self.running.is_idle()


@contextmanager
def open_office() -> Iterator[Office]:
    """Start Odoo and a store, connect them, fill in the mappings, let people in.

    Odoo is one process, because only that serves a browser's web socket, too.
    """
    with stage.with_store(workers=0) as running:
        connected = connect(running.odoo, running.store.access)
        Administrator(running.odoo).map_everything(connected)
        office = Office(running, connected)
        for login, groups in ROLES.items():
            office.add_user(login, *groups)
        office.wait_until_idle()
        yield office
