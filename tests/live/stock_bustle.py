"""Stock that moves in Odoo while orders come in: counts, receipts, deliveries."""

import itertools
import threading

from tests.live.odoo_client import OdooClient, OdooError
from tests.live.warehouse_work import WarehouseWork

PAUSE_SECONDS = 1.0


class StockBustle:
    """A thread that does one thing after the other in the warehouse.

    :attr done: how often each kind of work was done
    """

    def __init__(self, odoo: OdooClient, products: list[int], backend_id: int):
        self.done = {"receipts": 0, "counts": 0, "deliveries": 0}
        self.failure: OdooError | None = None
        self._odoo = odoo
        self._work = WarehouseWork(odoo)
        self._products = itertools.cycle(products)
        self._backend_id = backend_id
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._bustle, daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_details):
        self._stopped.set()
        self._thread.join()
        if self.failure:
            raise self.failure

    def _bustle(self) -> None:
        try:
            for work in itertools.cycle((self._receive, self._count, self._deliver)):
                if self._stopped.wait(PAUSE_SECONDS):
                    return
                work()
        except OdooError as failure:
            self.failure = failure

    def _receive(self) -> None:
        self._work.receive(next(self._products), 7)
        self.done["receipts"] += 1

    def _count(self) -> None:
        """Find three pieces more than the books say."""
        product = next(self._products)
        on_hand = self._odoo.read("product.product", product, "qty_available")
        self._work.count(product, on_hand["qty_available"] + 3)
        self.done["counts"] += 1

    def _deliver(self) -> None:
        domain = [
            ("woo_order_ids.backend_id", "=", self._backend_id),
            ("state", "=", "sale"),
            ("delivery_status", "in", ("pending", "started")),
        ]
        for order in self._odoo.search("sale.order", domain, limit=1, order="id"):
            self._work.deliver(order)
            self.done["deliveries"] += 1
