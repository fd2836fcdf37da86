"""What is done to the stock in Odoo during a flash sale, and the moments it counts.

By RPC, as people do it with their mouse: a sale order at the counter, for which the
clerk looks first whether Odoo has it free; a receipt from a customer; a transfer to a
warehouse that the store does not sell; a count that finds more or less.

Each errand changes the truth in one transaction. It counts from the moment at which the
call is answered, which is some hundredths of a second after its commit.
"""

import time
from collections import Counter
from collections.abc import Callable

from tests.live.accuracy_ledger import Entry, Kind
from tests.live.accuracy_plan import Errand, PlannedErrand
from tests.live.odoo_client import OdooClient
from tests.live.warehouse_work import SILENT, WarehouseWork


class Errands:
    """Does errands; keeps what they changed.

    :attr entries: for the ledger
    :attr done: how often each was done
    :attr skipped: how often there was too little to do it
    """

    def __init__(self, odoo: OdooClient, products: dict[str, int]):
        self._odoo = odoo
        self._products = products
        self._work = WarehouseWork(odoo)
        self.warehouse_id = self._work.warehouse_id
        self._customer = odoo.create("res.partner", {"name": "Counter customer"})
        self._customers = odoo.reference("stock.stock_location_customers")
        other = {"name": "Outlet", "code": "OUTLT"}
        other_id = odoo.create("stock.warehouse", other)
        fields = ("lot_stock_id", "in_type_id", "int_type_id")
        here = odoo.read("stock.warehouse", self.warehouse_id, *fields)
        there = odoo.read("stock.warehouse", other_id, "lot_stock_id")
        self._stock, self._receipts, self._internal = (here[name][0] for name in fields)
        self._outlet = there["lot_stock_id"][0]
        self.entries: list[Entry] = []
        self.done: Counter[Errand] = Counter()
        self.skipped: Counter[Errand] = Counter()
        self._do: dict[Errand, Callable[[int, int], int]] = {
            Errand.COUNTER_SALE: self._sell,
            Errand.RETURN: self._take_back,
            Errand.TRANSFER: self._send_away,
            Errand.FOUND: self._find,
            Errand.MISSING: self._miss,
        }

    def run(self, planned: PlannedErrand) -> None:
        """Do one errand, unless there is too little of its product.

        :raise OdooError: Odoo refused
        """
        product = self._products[planned.sku]
        takes = planned.errand not in (Errand.RETURN, Errand.FOUND)
        if takes and self._free(product) < planned.quantity:
            self.skipped[planned.errand] += 1
            return
        change = self._do[planned.errand](product, planned.quantity)
        self.entries.append(Entry(time.time(), planned.sku, Kind.MOVED, change))
        self.done[planned.errand] += 1

    def _free(self, product: int) -> float:
        """Return what Odoo would still promise in the store's warehouse."""
        context = {"warehouse_id": self.warehouse_id}
        call = self._odoo.call
        rows = call("product.product", "read", [product], ["free_qty"], context=context)
        return rows[0]["free_qty"]

    def _sell(self, product: int, quantity: int) -> int:
        line = {"product_id": product, "product_uom_qty": quantity}
        values = {"partner_id": self._customer, "warehouse_id": self.warehouse_id}
        values["order_line"] = [(0, 0, line)]
        order = self._odoo.create("sale.order", values)
        self._odoo.call("sale.order", "action_confirm", [order])
        return -quantity

    def _take_back(self, product: int, quantity: int) -> int:
        self._move(self._receipts, self._customers, self._stock, product, quantity)
        return quantity

    def _send_away(self, product: int, quantity: int) -> int:
        self._move(self._internal, self._stock, self._outlet, product, quantity)
        return -quantity

    def _find(self, product: int, quantity: int) -> int:
        return self._count(product, quantity)

    def _miss(self, product: int, quantity: int) -> int:
        return self._count(product, -quantity)

    def _count(self, product: int, change: int) -> int:
        """Count what is on hand; return by how much that has changed it.

        By more or less than planned where Odoo keeps the product on two quants for a
        moment, because another transaction had locked the one: the count is of one.
        Nobody but this clerk changes what is on hand.
        """
        before = self._on_hand(product)
        self._work.count(product, before + change)
        return int(self._on_hand(product) - before)

    def _on_hand(self, product: int) -> float:
        domain = [("product_id", "=", product), ("location_id", "=", self._stock)]
        quants = self._odoo.find("stock.quant", domain, ["quantity"])
        return sum(quant["quantity"] for quant in quants)

    def _move(self, kind: int, source: int, target: int, product: int, quantity: int):
        """Validate a draft transfer, which confirms it in the same transaction."""
        ends = {"location_id": source, "location_dest_id": target}
        move = {"product_id": product, "product_uom_qty": quantity, **ends}
        values = {"picking_type_id": kind, **ends, "move_ids": [(0, 0, move)]}
        picking = self._odoo.create("stock.picking", values)
        call = self._odoo.call
        answer = call("stock.picking", "button_validate", [picking], context=SILENT)
        if answer is not True:
            raise RuntimeError(f"Odoo asks something about a transfer: {answer}")


def work_through(
    errands: Errands, planned: list[PlannedErrand], begin: float, end: float
) -> int:
    """Do errands when they are due, one after the other; late ones as soon as may be.

    :param begin: Unix time of the sale's beginning; after ``end`` nothing is done
    :return: how many were left undone
    :raise OdooError: Odoo refused one
    """
    for number, errand in enumerate(planned):
        time.sleep(max(0.0, begin + errand.at - time.time()))
        if time.time() > end:
            return len(planned) - number
        errands.run(errand)
    return 0
