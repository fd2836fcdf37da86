"""``make demo``: watch orders of a shop become sale orders, and stock go back.

Starts a store and an Odoo with its job runner, connects them as an administrator would,
and orders something every few seconds. Everything is thrown away at the end (Ctrl-C, or
after ``DEMO_SECONDS``).
"""

import itertools
import os
import signal
import sys
import time

from tests.live import stage
from tests.live.administrator import Administrator
from tests.live.conditions import wait_until
from tests.live.connected_store import ConnectedStore, connect
from tests.live.demo_page import DemoPage, OrderRow, StockRow, order_line, stock_line
from tests.live.order_arrivals import OrderArrivals
from tests.live.ports import preferred_port
from tests.live.shop_goods import ShopGoods
from tests.live.shopper import Shopper
from tests.live.terminal import Terminal
from tests.live.warehouse_work import WarehouseWork

SECONDS_BETWEEN_ORDERS = 4.0
REFRESH_SECONDS = 1.0
STOCK_AT_FIRST = 40
PAYMENTS = ("processing", "processing", "completed", "on-hold")


class Demo:
    """The show, on a running stage."""

    def __init__(self, running: stage.Stage, terminal: Terminal):
        self._stage = running
        self._terminal = terminal
        self._store = running.store.client()
        self._work = WarehouseWork(running.odoo)
        self._goods = ShopGoods(self._store, "DEMO")
        self._placed: dict[int, tuple[dict, float]] = {}
        self._names = itertools.cycle(range(20))
        self._printed: set[int] = set()

    def prepare(self) -> ConnectedStore:
        """Fill the shop and the shelves, and connect both."""
        self._say("filling the shop with goods")
        self._goods.create()
        self._say("connecting the store to Odoo")
        connected = connect(self._stage.odoo, self._stage.store.access)
        connected.wait_for_catalogue(list(self._goods.skus))
        self._say("creating its products in Odoo and counting the stock")
        administrator = Administrator(self._stage.odoo)
        administrator.create_products(connected)
        administrator.map_everything(connected)
        for product in self._products():
            self._work.count(product, STOCK_AT_FIRST)
        wait_until(self._stage.is_idle, 60, "the first stock in the store")
        return connected

    def run(self, connected: ConnectedStore, seconds: float) -> None:
        """Order and show, until the time is over or somebody has seen enough."""
        ends = time.monotonic() + seconds
        with OrderArrivals(self._stage.database, connected.backend_id) as arrivals:
            next_order = time.monotonic()
            while time.monotonic() < ends:
                if time.monotonic() >= next_order:
                    self._order()
                    next_order += SECONDS_BETWEEN_ORDERS
                self._show(self._page(connected, arrivals))
                time.sleep(REFRESH_SECONDS)

    def _order(self) -> None:
        number = next(self._names)
        shopper = Shopper(self._stage.store.access)
        items = list(self._goods.items.values())
        for step in range(1 + number % 2):
            shopper.put_in_cart(items[(number * 5 + step * 3) % len(items)])
        answer = shopper.check_out(number, "cod")
        shopper.close()
        moment = time.time()
        path = f"orders/{answer['order_id']}"
        status = PAYMENTS[len(self._placed) % len(PAYMENTS)]
        self._placed[answer["order_id"]] = (
            self._store.put(path, {"status": status}),
            moment,
        )

    def _page(self, connected: ConnectedStore, arrivals: OrderArrivals) -> DemoPage:
        sale_orders = connected.sale_orders()
        rows = [
            self._row(order, moment, sale_orders.get(order_id, ()), arrivals)
            for order_id, (order, moment) in reversed(self._placed.items())
        ]
        free = self._work.sellable_quantities(list(self._goods.skus))
        store = self._goods.stock()
        stock = [
            StockRow(sku, name, store.get(sku), int(free.get(sku, 0)))
            for sku, name in self._goods.skus.items()
        ]
        return DemoPage(links_of(self._stage), rows, stock, len(self._placed))

    @staticmethod
    def _row(order: dict, moment: float, sale_orders, arrivals) -> OrderRow:
        row = OrderRow(
            number=order["number"],
            customer=order["billing"]["first_name"],
            total=f"{order['total']} {order['currency']}",
            store_status=order["status"],
        )
        for sale_order in sale_orders:
            row.sale_name, row.sale_state = sale_order["name"], sale_order["state"]
            amount = f"{sale_order['amount_total']:.2f}"
            row.sale_total = f"{amount} {sale_order['currency']}"
            arrived = arrivals.arrived.get(order["id"])
            row.seconds = arrived and max(0.0, arrived - moment)
        return row

    def _show(self, page: DemoPage) -> None:
        """Redraw on a terminal; elsewhere print what is new."""
        if self._terminal.is_live:
            self._terminal.draw(page.lines(self._terminal))
            return
        for row in reversed(page.orders):
            if row.sale_name and row.number not in self._printed:
                self._printed.add(row.number)
                self._terminal.say(order_line(row, self._terminal))
                if len(self._printed) % 5 == 0:
                    for stock in page.stock:
                        self._terminal.say(stock_line(stock, self._terminal))

    def _products(self) -> list[int]:
        return self._stage.odoo.search(
            "product.product", [("default_code", "in", list(self._goods.skus))]
        )

    def _say(self, text: str) -> None:
        self._terminal.say(f"  {text}")


def links_of(running: stage.Stage) -> list[tuple[str, str, str]]:
    """Return name, address and remark of what a person can open."""
    return [
        ("Odoo", running.server.address, "login admin, password admin"),
        ("Store", running.store.http_address, "order something yourself"),
        ("Log", str(running.server.log_file), ""),
    ]


def main() -> int:
    """Run the demo until Ctrl-C."""
    terminal = Terminal()
    seconds = float(os.environ.get("DEMO_SECONDS") or "inf")
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    terminal.say("  starting Odoo and the store")
    try:
        with stage.with_store(
            workers=0, port=preferred_port(8069), store_port=preferred_port(8070)
        ) as running:
            demo = Demo(running, terminal)
            connected = demo.prepare()
            for name, address, remark in links_of(running):
                terminal.say(f"  {name:<7}{address:<36}{remark}")
            demo.run(connected, seconds)
    except KeyboardInterrupt:
        terminal.say("\n  Ended; everything it made is removed.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
