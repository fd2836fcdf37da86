"""A store that is down holds up nobody, is left alone, and is told one state then."""

from contextlib import ExitStack

import pytest

from tests.live import stage
from tests.live.administrator import Administrator
from tests.live.conditions import wait_until
from tests.live.connected_store import ConnectedStore, connect
from tests.live.shop_goods import ShopGoods
from tests.live.store_process import StoreProcess
from tests.live.warehouse_work import WarehouseWork

SKU = "DOWN-00"
STEPS = 8
QUICK_SECONDS = 20
BACK_SECONDS = 90
#: Seconds of the outage during which the pauses have grown: it lasts for so many tries
#: in vain of the small job that asks whether the store is back.
TRIALS_IN_VAIN = 3
#: What may reach a store before it is left alone: jobs that were on their way at once,
#: and the second tries of what just failed.
HITS_AT_FIRST = 10


class Shop:
    """One of two stores that sell the same product of one Odoo."""

    def __init__(self, running: stage.Stage, store: StoreProcess):
        self._running = running
        self.store = store
        self.goods = ShopGoods(store.client(), "DOWN")
        self.goods.create()
        self.connected: ConnectedStore = connect(running.odoo, store.access)

    def settle(self) -> None:
        """Fill in its mappings and wait until its products are known."""
        Administrator(self._running.odoo).map_everything(self.connected)
        self.connected.wait_for_catalogue([SKU])

    def shows(self, quantity: int) -> bool:
        """Tell whether it shows this number of the product."""
        return self.goods.stock_of(SKU) == quantity

    def is_silent(self) -> bool:
        """Tell whether Odoo leaves it alone."""
        return bool(self._field("is_silent"))

    def trials(self) -> int:
        """Return how often Odoo has asked whether it is back."""
        return self._running.odoo.count(
            "queue.job",
            [
                ("identity_key", "=", f"woo-trial-{self.connected.backend_id}"),
                ("state", "=", "done"),
            ],
        )

    def _field(self, name: str):
        row = self._running.odoo.read("woo.backend", self.connected.backend_id, name)
        return row[name]


@pytest.fixture(scope="module")
def two_shops():
    """An Odoo with a product in stock, and two stores that sell it."""
    with ExitStack() as opened:
        running = opened.enter_context(stage.with_store())
        folder = running.directory / "second"
        folder.mkdir()
        second = opened.enter_context(StoreProcess(folder))
        work = WarehouseWork(running.odoo)
        product = work.create_product(SKU, "Enamel mug")
        work.count(product, 50)
        shops = Shop(running, running.store), Shop(running, second)
        for shop in shops:
            shop.settle()
        wait_until(running.is_idle, 120, lambda: shops[0].connected.jobs_left())
        yield running, work, product, shops


def test_one_store_down_holds_up_nobody_and_gets_one_state_when_it_is_back(two_shops):
    running, work, product, (up, down) = two_shops
    wait_until(lambda: up.shows(50) and down.shows(50), 30, "the first stock")
    down.store.begin_counting()
    down.store.misbehave("server_error")

    for step in range(1, STEPS + 1):
        work.count(product, 50 - step)
        wait_until(
            lambda expected=50 - step: up.shows(expected),
            QUICK_SECONDS,
            lambda: f"stock in the store that is up: {up.goods.stock_of(SKU)}",
        )

    wait_until(down.is_silent, BACK_SECONDS, "the other one is left alone")
    wait_until(
        lambda: down.trials() >= TRIALS_IN_VAIN,
        BACK_SECONDS,
        lambda: f"{down.trials()} trials",
    )
    assert down.store.hits() <= HITS_AT_FIRST + down.trials()

    down.store.calm()
    down.store.begin_counting()
    wait_until(
        lambda: down.shows(50 - STEPS),
        BACK_SECONDS,
        lambda: f"the stock of the day; jobs: {down.connected.jobs_left()}",
    )
    wait_until(running.is_idle, BACK_SECONDS, lambda: down.connected.jobs_left())

    asked = down.store.requests(down.store.access.consumer_key)
    batches = {route: n for route, n in asked.items() if route.endswith("/batch")}
    assert batches == {"POST /wc/v3/products/batch": 1}
    assert not down.is_silent()
    assert running.failed_jobs() == []
