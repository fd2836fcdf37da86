"""Many people who sell and deliver the same goods at the same moment."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from tests.live.connected_store import ConnectedStore
from tests.live.odoo_client import OdooClient, OdooError
from tests.live.shop_goods import ShopGoods
from tests.live.stage import Stage
from tests.live.warehouse_work import SILENT, WarehouseWork

GROUPS = (
    "base.group_user",
    "sales_team.group_sale_salesman_all_leads",
    "stock.group_stock_user",
)
LINES = 5
ATTEMPTS = 5


@dataclass
class Person:
    """Somebody with a session, a shelf, customers, and work to do.

    :attr orders: ids of quotations to confirm
    :attr transfers: ids of deliveries to validate
    :attr errors: what Odoo answered instead
    """

    odoo: OdooClient
    customer: int
    shelf: int
    place: int
    orders: list[int] = field(default_factory=list)
    transfers: list[int] = field(default_factory=list)
    errors: list[OdooError] = field(default_factory=list)

    def work(self, start: threading.Barrier) -> None:
        """Confirm and deliver, one after the other, as soon as all are there."""
        self.odoo.search("res.users", [], limit=1)
        start.wait()
        for order in self.orders:
            self._press("sale.order", "action_confirm", order)
        for transfer in self.transfers:
            self._press("stock.picking", "button_validate", transfer)

    def _press(self, model: str, button: str, record: int) -> None:
        """Press a button, and once more where Odoo asks for patience."""
        for _attempt in range(ATTEMPTS):
            try:
                self.odoo.call(model, button, [record], context=SILENT)
                return
            except OdooError as error:
                self.errors.append(error)


class Crowd:
    """People of one Odoo, and goods that a store shows.

    :attr sold: pieces of each product that were or will be promised or delivered
    """

    def __init__(self, running: Stage, connected: ConnectedStore, goods: ShopGoods):
        self._odoo = running.odoo
        self._server = running.server
        self._work = WarehouseWork(running.odoo)
        self._picking_type = running.odoo.find(
            "stock.warehouse", [], ["out_type_id", "lot_stock_id"], limit=1
        )[0]
        self._goods = goods
        self.products = {
            sku: self._work.create_product(sku, name)
            for sku, name in goods.skus.items()
        }
        connected.wait_for_catalogue(list(goods.skus))
        self.people: list[Person] = []
        self.sold: dict[int, int] = {}

    @property
    def stock_location(self) -> int:
        """Where the warehouse keeps its stock."""
        return self._picking_type["lot_stock_id"][0]

    def begin(self) -> None:
        """Forget earlier work."""
        self.sold = dict.fromkeys(self.products.values(), 0)
        for person in self.people:
            for list_of_work in (person.orders, person.transfers, person.errors):
                list_of_work.clear()

    def reserve(self, method: str) -> None:
        """Choose whether confirming an order reserves: ``at_confirm`` or ``manual``."""
        values = {"reservation_method": method}
        self._odoo.write("stock.picking.type", self._delivering, values)

    def hire(self, count: int) -> None:
        """Let so many people in, each with a shelf and customers of their own."""
        names = [f"crowd{number}" for number in range(count)]
        groups = [(6, 0, [self._odoo.reference(name) for name in GROUPS])]
        users = [
            {"name": name, "login": name, "password": name, "group_ids": groups}
            for name in names
        ]
        self._create("res.users", users)
        customers = self._create("res.partner", [{"name": name} for name in names])
        shelves = self._locate(names, self.stock_location, "internal")
        outside = self._odoo.reference("stock.stock_location_customers")
        places = self._locate(names, outside, "customer")
        self.people = [
            Person(self._server.client(name, name), *theirs)
            for name, *theirs in zip(names, customers, shelves, places, strict=True)
        ]

    def fill(self, locations: list[int], quantity: int) -> None:
        """Put so many pieces of everything into each of these locations."""
        quants = [
            {
                "product_id": product,
                "location_id": location,
                "inventory_quantity": quantity,
            }
            for location in locations
            for product in self.products.values()
        ]
        counting = {"inventory_mode": True}
        ids = self._odoo.call("stock.quant", "create", quants, context=counting)
        self._odoo.call("stock.quant", "action_apply_inventory", ids)

    def quote(self, each: int) -> None:
        """Draw up so many quotations for each person to confirm."""
        numbers = range(each * len(self.people))
        quotations = [
            {
                "partner_id": self._person(number).customer,
                "order_line": [
                    (0, 0, {"product_id": product, "product_uom_qty": quantity})
                    for product, quantity in self._basket(number)
                ],
            }
            for number in numbers
        ]
        for number, order in enumerate(self._create("sale.order", quotations)):
            self._person(number).orders.append(order)

    def prepare_deliveries(self, each: int, *, shared: bool) -> None:
        """Prepare so many deliveries, all pieces reserved, for each to validate.

        :param shared: all take from the same shelf, else everybody from the own one
        """
        numbers = range(each * len(self.people))
        transfers = self._create(
            "stock.picking", [self._delivery(number, shared) for number in numbers]
        )
        for step in ("action_confirm", "action_assign"):
            self._odoo.call("stock.picking", step, transfers)
        for number, transfer in enumerate(transfers):
            self._person(number).transfers.append(transfer)

    def work(self) -> None:
        """Let all of them work at once; return when all are done."""
        start = threading.Barrier(len(self.people))
        with ThreadPoolExecutor(len(self.people)) as threads:
            for outcome in [threads.submit(one.work, start) for one in self.people]:
                outcome.result()

    def errors(self, is_meant: Callable[[OdooError], bool]) -> list[str]:
        """Return what people were answered instead of what they wanted.

        :param is_meant: which answers
        """
        errors = [error for person in self.people for error in person.errors]
        return [error.traceback for error in errors if is_meant(error)]

    def states(self) -> dict[str, set[str]]:
        """Return the states of all orders and of all prepared deliveries."""
        records = {
            "sale.order": [one for person in self.people for one in person.orders],
            "stock.picking": [one for man in self.people for one in man.transfers],
        }
        return {
            model: {row["state"] for row in self._odoo.find(model, domain, ["state"])}
            for model, ids in records.items()
            if (domain := [("id", "in", ids)])
        }

    def shown(self) -> dict[int, int | None]:
        """Return what the store shows, by the product's id in Odoo."""
        stock = self._goods.stock()
        return {product: stock[sku] for sku, product in self.products.items()}

    def left(self, at_first: dict[int, int]) -> dict[int, int]:
        """Return what can still be sold of what was free before all this work."""
        return {
            product: at_first[product] - sold for product, sold in self.sold.items()
        }

    def free(self) -> dict[int, int]:
        """Return what Odoo itself still has, less what is reserved and promised."""
        fields = ["qty_available", "free_qty", "outgoing_qty"]
        domain = [("id", "in", list(self.products.values()))]
        return {
            row["id"]: int(
                min(row["free_qty"], row["qty_available"] - row["outgoing_qty"])
            )
            for row in self._odoo.find("product.product", domain, fields)
        }

    @property
    def _delivering(self) -> int:
        return self._picking_type["out_type_id"][0]

    def _person(self, number: int) -> Person:
        return self.people[number % len(self.people)]

    def _basket(self, number: int) -> list[tuple[int, int]]:
        """Return products and quantities; neighbours want some of the same."""
        products = list(self.products.values())
        basket = [
            (products[(number + line) % len(products)], 1 + line % 2)
            for line in range(LINES)
        ]
        for product, quantity in basket:
            self.sold[product] += quantity
        return basket

    def _delivery(self, number: int, shared: bool) -> dict:
        person = self._person(number)
        source = self.stock_location if shared else person.shelf
        ends = {"location_id": source, "location_dest_id": person.place}
        moves = [
            (0, 0, {"product_id": product, "product_uom_qty": quantity, **ends})
            for product, quantity in self._basket(number)
        ]
        return {"picking_type_id": self._delivering, **ends, "move_ids": moves}

    def _locate(self, names: list[str], parent: int, usage: str) -> list[int]:
        places = [
            {"name": name, "location_id": parent, "usage": usage} for name in names
        ]
        return self._create("stock.location", places)

    def _create(self, model: str, several: list[dict]) -> list[int]:
        return self._odoo.call(model, "create", several)
