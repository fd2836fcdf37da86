"""What a user does that is measured: confirm an order, validate its delivery."""

from collections import deque

from odoo.fields import Command

from tests.live.odoo_in_process import OdooDatabase
from tests.live.warehouse_work import SILENT

LINES = 50
PRODUCTS = 60
STOCK = 1_000_000
GROUPS = (
    "base.group_user",
    "sales_team.group_sale_salesman_all_leads",
    "stock.group_stock_user",
)


class Office:
    """One database with goods in stock, and somebody who sells and delivers them.

    :attr drafts: ids of the orders that are still to be confirmed
    :attr transfers: ids of the deliveries that are still to be validated
    """

    def __init__(self, odoo: OdooDatabase):
        self.odoo = odoo
        self.drafts: deque[int] = deque()
        self.transfers: deque[int] = deque()
        with odoo.transaction() as env:
            self.products = _create_products(env)
            self._user = _create_user(env)
            self._customer = env["res.partner"].create({"name": "Customer"}).id

    def draw_up(self, count: int) -> None:
        """Prepare so many quotations."""
        for number in range(count):
            with self.as_user() as env:
                order = env["sale.order"].create(self._prepare(number))
                self.drafts.append(order.id)

    def as_user(self):
        """Lend the environment of the user's next request."""
        return self.odoo.transaction(self._user)

    def check(self) -> None:
        """Make sure that all that was confirmed and validated is so.

        :raise AssertionError: it is not
        """
        with self.odoo.transaction() as env:
            orders = env["sale.order"].search([("id", "not in", list(self.drafts))])
            waiting = env["stock.picking"].browse(self.transfers)
            states = (
                set(orders.mapped("state")),
                set(waiting.mapped("state")) or {"assigned"},
                set((orders.picking_ids - waiting).mapped("state")),
            )
        if states != ({"sale"}, {"assigned"}, {"done"}):
            raise AssertionError(f"orders, waiting and done transfers are {states}")

    def _prepare(self, number: int) -> dict:
        chosen = [self.products[(number + line) % PRODUCTS] for line in range(LINES)]
        return {
            "partner_id": self._customer,
            "order_line": [
                Command.create({"product_id": product, "product_uom_qty": 1 + line % 3})
                for line, product in enumerate(chosen)
            ],
        }


class Confirming:
    """Orders of many lines are confirmed, each in a request of its own."""

    def __init__(self, office: Office):
        self._office = office

    def run(self, pieces: int) -> None:
        """Confirm so many."""
        for _piece in range(pieces):
            with self._office.as_user() as env:
                order = env["sale.order"].browse(self._office.drafts.popleft())
                order.action_confirm()
                self._office.transfers += order.picking_ids.ids


class Delivering:
    """Deliveries of many lines are validated, each in a request of its own."""

    def __init__(self, office: Office):
        self._office = office

    def run(self, pieces: int) -> None:
        """Validate so many."""
        for _piece in range(pieces):
            with self._office.as_user() as env:
                transfers = env["stock.picking"].with_context(**SILENT)
                transfers.browse(self._office.transfers.popleft()).button_validate()


def connect_store(env, product_ids: list[int]) -> None:
    """Bind all products to a store that is sent its stock."""
    backend = env["woo.backend"].create(
        {
            "name": "Bench",
            "address": "https://shop.example.com",
            "consumer_key": "ck_bench",
            "consumer_secret": "cs_bench",
            "auth_mode": "header",
            "state": "connected",
            "import_from": "2026-01-01 00:00:00",
            "push_stock": True,
            "warehouse_ids": env["stock.warehouse"].search([], limit=1).ids,
        }
    )
    env["woo.product"].create(
        [
            {
                "backend_id": backend.id,
                "woo_id": number,
                "woo_type": "simple",
                "manage_stock": "yes",
                "product_id": product,
            }
            for number, product in enumerate(product_ids, 1)
        ]
    )


def _create_products(env) -> list[int]:
    products = env["product.product"].create(
        [
            {"name": f"Product {number}", "is_storable": True, "list_price": 10}
            for number in range(PRODUCTS)
        ]
    )
    location = env["stock.warehouse"].search([], limit=1).lot_stock_id
    for product in products:
        env["stock.quant"]._update_available_quantity(product, location, STOCK)
    return products.ids


def _create_user(env) -> int:
    groups = [env.ref(name).id for name in GROUPS]
    values = {"name": "Somebody", "login": "somebody"}
    return env["res.users"].create({**values, "group_ids": [Command.set(groups)]}).id
