"""``make bench-webhook``: how many signed deliveries a second the inbox takes.

Two worker processes, eight deliveries at a time, one database named in the
configuration. Beside it, in interleaved rounds of the same run, a bare controller that
stores the same bodies by one ORM create: what Odoo itself costs. The inbox verifies and
stores each delivery, and the job runner dispatches them on the same workers meanwhile:
rows become import jobs. The imports themselves are other work and are held back.

Then a burst of 10,000 deliveries with imports running, too, one job at a time: none may
be refused, lost or stored twice, and all of them are worked off.
"""

import json
import sys
import time
from pathlib import Path

from tests.live import stage
from tests.live.administrator import Administrator
from tests.live.conditions import wait_until
from tests.live.connected_store import connect
from tests.live.delivery_load import LoadResult, send_all
from tests.live.shop_goods import ShopGoods
from tests.live.shopper import address_of
from tests.live.signed_delivery import Delivery, sign

BENCH_ADDONS = Path(__file__).with_name("bench_addon")
BARE_PATH = "/woo_bench/bare"
ORDERS = 20
ROUNDS = 6
DELIVERIES_A_ROUND = 400
WARM_UP = 20
JOBS_ON_ONE_WORKER = "root:1"
#: The channel of the imports starts one job an hour, the others theirs at once.
IMPORTS_HELD = "root:1,root.woo:1,root.woo.order:1:throttle=3600"
BURST = 10_000
AIM = 0.8
DRAIN_SECONDS = 300

DISPATCH_LEFT = """
    SELECT (SELECT count(*) FROM woo_event WHERE state = 'pending')
         + (SELECT count(*) FROM queue_job WHERE method_name = '_dispatch'
               AND state NOT IN ('done', 'failed', 'cancelled'))
"""


class WebhookBench:
    """The measurements, on a running stage with a connected store."""

    def __init__(self, running: stage.Stage, orders: list[dict]):
        self._stage = running
        self._orders = orders
        self._sent = 0
        row = running.database.rows(
            "SELECT webhook_token, webhook_secret FROM woo_backend"
        )
        (token, self._secret) = row[0]
        self._path = f"/woo_connector/webhook/{token}"

    def compare(self) -> tuple[LoadResult, LoadResult]:
        """Return the results of the inbox and of the bare controller."""
        inbox, bare = LoadResult(), LoadResult()
        for is_bare in (True, False):
            self._round(WARM_UP, bare=is_bare)
        for number in range(ROUNDS):
            for turn in (number % 2, (number + 1) % 2):
                self._wait_until_dispatched()
                result = self._round(DELIVERIES_A_ROUND, bare=bool(turn))
                (bare if turn else inbox).add(result)
        return inbox, bare

    def burst(self) -> tuple[LoadResult, int]:
        """Send the burst; return how it went and how many rows it left."""
        self._stage.server.restart(JOBS_ON_ONE_WORKER)
        self._wait_until_idle()
        before = self._stored()
        result = self._round(BURST, bare=False)
        stored = self._stored() - before
        begun = time.perf_counter()
        self._wait_until_idle()
        print(f"worked off {time.perf_counter() - begun:.1f} s after the last of them")
        return result, stored

    def _round(self, count: int, *, bare: bool) -> LoadResult:
        deliveries = self._deliveries(count)
        if bare:
            deliveries = [
                Delivery(BARE_PATH, delivery.headers, delivery.body)
                for delivery in deliveries
            ]
        return send_all(self._stage.server.address, deliveries)

    def _deliveries(self, count: int) -> list[Delivery]:
        first, self._sent = self._sent, self._sent + count
        return [
            sign(
                self._path,
                self._secret,
                {**self._orders[number % len(self._orders)], "cart_hash": str(number)},
                f"{number:032x}",
            )
            for number in range(first, first + count)
        ]

    def _stored(self) -> int:
        return self._stage.database.value(
            "SELECT count(DISTINCT (delivery_id, body_hash)) FROM woo_event"
            " WHERE source = 'webhook' AND length(delivery_id) = 32"
        )

    def _wait_until_dispatched(self) -> None:
        """No round may pay for what the one before it left to do."""
        wait_until(self._is_dispatched, DRAIN_SECONDS, "no row and no dispatch waiting")

    def _is_dispatched(self) -> bool:
        return not self._stage.database.value(DISPATCH_LEFT)

    def _wait_until_idle(self) -> None:
        wait_until(self._stage.is_idle, DRAIN_SECONDS, "an empty inbox and no jobs")


def _line(name: str, result: LoadResult) -> str:
    return (
        f"{name:<16} {result.per_second:7.1f}/s   "
        f"p50 {result.percentile(50) * 1000:6.1f} ms   "
        f"p99 {result.percentile(99) * 1000:6.1f} ms   {dict(result.statuses)}"
    )


def _verdict(inbox: LoadResult, bare: LoadResult, burst: LoadResult, stored: int):
    ratio = inbox.per_second / bare.per_second
    acknowledged = burst.statuses[200]
    print(f"webhook-deliveries: ratio {ratio:.2f}, aim {AIM}")
    print(f"webhook-burst-acknowledged: {acknowledged}, aim {BURST}")
    print(f"webhook-burst-stored-once: {stored}, aim {BURST}")
    return ratio >= AIM and acknowledged == BURST == stored


def imported_orders(running: stage.Stage) -> list[dict]:
    """Put orders into the store, connect it, and let all of them be imported.

    The deliveries then announce what Odoo knows already, as most deliveries do.
    """
    store = running.store.client()
    goods = ShopGoods(store, "BENCH")
    goods.create()
    lines = [
        {"product_id": item.product_id, "quantity": 1} for item in goods.items.values()
    ]
    for number in range(ORDERS):
        body = {"status": "processing", "line_items": lines[: 1 + number % 4]}
        store.post("orders", {**body, "billing": address_of(number)})
    connected = connect(running.odoo, running.store.access, push_stock=False)
    administrator = Administrator(running.odoo)
    administrator.create_products(connected)
    administrator.map_everything(connected)
    wait_until(running.is_idle, DRAIN_SECONDS, "the orders in Odoo")
    return store.get("orders", per_page=ORDERS)


def main() -> int:
    """Run everything; 0 when every aim was met."""
    with stage.with_store(
        extra_addons=(BENCH_ADDONS,), install=("woo_bench_addon",)
    ) as running:
        orders = imported_orders(running)
        print(f"{len(orders)} orders, a body of {len(json.dumps(orders[0]))} bytes")
        running.server.restart(IMPORTS_HELD)
        bench = WebhookBench(running, orders)
        inbox, bare = bench.compare()
        print(_line("bare controller", bare))
        print(_line("inbox", inbox), flush=True)
        burst, stored = bench.burst()
        print(_line(f"burst of {BURST}", burst))
        return 0 if _verdict(inbox, bare, burst, stored) else 1


if __name__ == "__main__":
    sys.exit(main())
