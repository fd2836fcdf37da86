"""``make demo-check``: orders in, stock back, under way at once, and then counted.

Sixty orders at two a second from a shopper process of its own, while receipts, counts
and deliveries move the stock in Odoo. With ``STORE_URL``, ``STORE_KEY``,
``STORE_SECRET`` and ``STORE_CA`` in the environment the same against that store: with
goods of our own, removed again at the end together with the orders and webhooks. The
last line is JSON; the exit status is 0 only if every order arrived once, to the cent,
and all stock agrees.
"""

import contextlib
import json
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime, timezone
from pathlib import Path

from tests.live import stage
from tests.live.administrator import Administrator
from tests.live.conditions import ConditionNotMetError, wait_until
from tests.live.connected_store import ConnectedStore, connect
from tests.live.demo_check_report import Report, delays_of, maximum, median
from tests.live.order_arrivals import OrderArrivals
from tests.live.shop_goods import ShopGoods, delete_all
from tests.live.shopping_trip import Trip
from tests.live.stock_bustle import StockBustle
from tests.live.store_access import StoreAccess
from tests.live.store_client import StoreClient
from tests.live.warehouse_work import WarehouseWork

CHECKOUT = Path(__file__).parents[2]
ORDERS = 60
ORDERS_PER_SECOND = 2.0
STOCK_AT_FIRST = 150
SETTLE_SECONDS = 120
OFFLINE_PAYMENTS = ("bacs", "cheque", "cod")


class DemoCheck:
    """One run against one store."""

    def __init__(self, running: stage.Stage, access: StoreAccess):
        self._stage = running
        self._store = StoreClient(access)
        self._access = access
        self._work = WarehouseWork(running.odoo)
        self._goods = ShopGoods(self._store, f"woodemo-{secrets.token_hex(3)}")
        self._placed: list[dict] = []
        self._connected: ConnectedStore | None = None

    def run(self) -> Report:
        """Do everything and count; what was made in the store is removed after it."""
        with self._tidied_up():
            products = self._open_shop()
            begun = time.monotonic()
            arrivals = OrderArrivals(self._stage.database, self._connected.backend_id)
            with arrivals:
                self._trade(products)
                self._settle()
            return self._count(arrivals, time.monotonic() - begun)

    @contextlib.contextmanager
    def _tidied_up(self) -> Iterator[None]:
        try:
            yield
        finally:
            orders = [f"orders/{order}" for order in self._goods.orders()]
            hooks = [
                f"webhooks/{hook['id']}"
                for hook in self._store.every("webhooks")
                if hook["delivery_url"].startswith(self._stage.server.address)
            ]
            refused = delete_all(self._store, hooks + orders) + self._goods.remove()
            for refusal in refused:
                _say(f"not removed from the store: {refusal}")

    def _open_shop(self) -> list[int]:
        """Make the goods, connect the store, fill the shelves; return Odoo's ids."""
        _say("making products, coupons and customers in the store")
        self._goods.create()
        products = [
            self._work.create_product(sku, name)
            for sku, name in self._goods.skus.items()
        ]
        _say("connecting the store")
        self._connected = connect(
            self._stage.odoo,
            self._access,
            import_from=datetime.now(timezone.utc),
        )
        self._connected.wait_for_catalogue(list(self._goods.skus))
        Administrator(self._stage.odoo).map_everything(self._connected)
        _say("filling the shelves")
        for product in products:
            self._work.count(product, STOCK_AT_FIRST)
        wait_until(self._stock_agrees, SETTLE_SECONDS, self._stock_state, 1.0)
        return products

    def _trade(self, products: list[int]) -> None:
        """Let the shoppers in while the warehouse works."""
        _say(f"{ORDERS} orders at {ORDERS_PER_SECOND:g} a second")
        bustle = StockBustle(self._stage.odoo, products, self._connected.backend_id)
        with bustle:
            self._shop()
        _say(f"moved in Odoo meanwhile: {bustle.done}")

    def _shop(self) -> None:
        command = [sys.executable, "-m", "tests.live.shopping_trip"]
        pipe = subprocess.PIPE
        with subprocess.Popen(
            command, cwd=CHECKOUT, stdin=pipe, stdout=pipe, text=True
        ) as shopper:
            shopper.stdin.write(self._trip().to_json())
            shopper.stdin.close()
            for line in shopper.stdout:
                self._placed.append(json.loads(line))
                if len(self._placed) % 20 == 0:
                    _say(f"{len(self._placed)} placed")
        if shopper.returncode:
            raise RuntimeError("The shopper process failed; see above.")

    def _trip(self) -> Trip:
        enabled = [
            gateway["id"]
            for gateway in self._store.get("payment_gateways")
            if gateway["enabled"] and gateway["id"] in OFFLINE_PAYMENTS
        ]
        return Trip(
            access=asdict(self._access),
            orders=ORDERS,
            per_second=ORDERS_PER_SECOND,
            items=[asdict(item) for item in self._goods.items.values()],
            coupons=list(self._goods.coupons),
            customers=self._goods.customers,
            payment_methods=enabled or ["cod"],
        )

    def _settle(self) -> None:
        """Wait until nothing is left to do; what is missing then is counted."""
        _say("waiting for the last of it")
        try:
            wait_until(self._is_settled, SETTLE_SECONDS, self._left_over, 1.0)
        except ConditionNotMetError as failure:
            _say(str(failure))

    def _is_settled(self) -> bool:
        orders = {line["order_id"] for line in self._placed}
        sale_orders = self._connected.sale_orders()
        return (
            orders <= sale_orders.keys()
            and self._stage.is_idle()
            and self._stock_agrees()
            and self._stage.is_idle()
        )

    def _left_over(self) -> dict:
        reasons = {
            row["woo_id"]: (row["state"], row["reason"])
            for row in self._connected.bindings().values()
            if row["state"] != "imported"
        }
        return {
            "orders": reasons,
            "failed jobs": self._stage.failed_jobs(),
            "stock": self._stock_state(),
            "errors": [fault.message[-500:] for fault in self._stage.server.faults()],
        }

    def _stock_agrees(self) -> bool:
        return self._skus_equal() == len(self._goods.skus)

    def _skus_equal(self) -> int:
        free = self._work.sellable_quantities(list(self._goods.skus))
        stock = self._goods.stock()
        return sum(stock[sku] == free.get(sku) for sku in self._goods.skus)

    def _stock_state(self) -> str:
        free = self._work.sellable_quantities(list(self._goods.skus))
        return f"equal stock; store {self._goods.stock()}, Odoo {free}"

    def _count(self, arrivals: OrderArrivals, seconds: float) -> Report:
        sale_orders = self._connected.sale_orders()
        found = [sale_orders.get(line["order_id"], []) for line in self._placed]
        delays = delays_of(arrivals.announced, arrivals.arrived)
        totals = [float(line["total"]) for line in self._placed]
        return Report(
            placed=len(self._placed),
            imported=sum(bool(orders) for orders in found),
            confirmed=sum(orders[0]["state"] == "sale" for orders in found if orders),
            exact_total=sum(
                bool(orders) and abs(orders[0]["amount_total"] - total) < 1e-6
                for orders, total in zip(found, totals, strict=True)
            ),
            duplicates=sum(max(0, len(orders) - 1) for orders in found),
            webhook_to_order_median_s=median(delays),
            webhook_to_order_max_s=maximum(delays),
            skus=len(self._goods.skus),
            skus_equal=self._skus_equal(),
            seconds=round(seconds, 1),
        )


def _say(text: str) -> None:
    print(f"  {text}", flush=True)


def main() -> int:
    """Run against the real store of the environment, else the embedded one."""
    access = StoreAccess.from_environment()
    opened = stage.odoo_alone() if access else stage.with_store()
    with opened as running:
        check = DemoCheck(running, access or running.store.access)
        report = check.run()
    print(report.to_json(), flush=True)
    return 0 if report.is_good else 1


if __name__ == "__main__":
    sys.exit(main())
