"""One Odoo with two workers and one store for all flows of a session.

A flow makes goods and orders of its own and so does not meet another flow's. After each
the log must be free of errors, and no job may have failed.
"""

import itertools
from dataclasses import replace

import pytest

from tests.live import stage
from tests.live.administrator import Administrator
from tests.live.conditions import wait_until
from tests.live.connected_store import connect
from tests.live.shop_goods import ShopGoods
from tests.live.shopper import Shopper
from tests.live.warehouse_work import WarehouseWork

STOCK_AT_FIRST = 100
ARRIVAL_SECONDS = 60
QUICK_RETRIES = "{1: 1}"


@pytest.fixture(scope="session")
def running():
    """A running Odoo and store, not yet connected."""
    with stage.with_store() as running:
        yield running


@pytest.fixture(scope="session")
def connected(running):
    """The store connected, its mappings filled in, retries a second apart."""
    connected = connect(running.odoo, running.store.access)
    Administrator(running.odoo).map_everything(connected)
    functions = running.odoo.search(
        "queue.job.function", [("channel", "like", "root.woo")]
    )
    for function in functions:
        values = {"edit_retry_pattern": QUICK_RETRIES}
        running.odoo.write("queue.job.function", function, values)
    return connected


@pytest.fixture(autouse=True)
def undisturbed(request):
    """The store behaves at first; nothing may have gone wrong at the end."""
    if "running" not in request.fixturenames:
        yield
        return
    running = request.getfixturevalue("running")
    running.store.calm()
    faults, failed = len(running.server.faults()), len(running.failed_jobs())
    yield
    running.store.calm()
    new_faults = [fault.message for fault in running.server.faults()[faults:]]
    assert not new_faults, "\n".join(new_faults)
    assert running.failed_jobs()[failed:] == []


@pytest.fixture(scope="session")
def goods(running, connected):
    """Products in the store that Odoo has in stock, under the same SKUs."""
    goods = ShopGoods(running.store.client(), "LIVE")
    goods.create()
    work = WarehouseWork(running.odoo)
    products = [work.create_product(sku, name) for sku, name in goods.skus.items()]
    connected.wait_for_catalogue(list(goods.skus))
    for product in products:
        work.count(product, STOCK_AT_FIRST)
    wait_until(running.is_idle, ARRIVAL_SECONDS, "the first stock in the store")
    return goods


@pytest.fixture
def work(running):
    """Hands in the warehouse."""
    return WarehouseWork(running.odoo)


@pytest.fixture(scope="session")
def visitor_numbers():
    """A new number for every visitor."""
    return itertools.count()


@pytest.fixture
def buy(running, goods, visitor_numbers):
    """Buy something in the shop; returns the order as the store then has it.

    ``buy(sku, quantity, status="processing")``; the payment service's word is given to
    the store by its REST API.
    """

    def buy(sku: str, quantity: int = 1, status: str = "processing") -> dict:
        number = next(visitor_numbers)
        shopper = Shopper(running.store.access)
        shopper.put_in_cart(replace(goods.items[sku], quantity=quantity))
        order_id = shopper.check_out(number, "cod")["order_id"]
        shopper.close()
        return running.store.client().put(f"orders/{order_id}", {"status": status})

    return buy


@pytest.fixture
def arrives(connected):
    """Wait for the sale order of a store order; return it."""

    def arrives(order: dict, state: str = "sale") -> dict:
        def sale_order():
            found = connected.sale_order(order["id"])
            return found if found and found["state"] == state else None

        return wait_until(
            sale_order,
            ARRIVAL_SECONDS,
            lambda: f"order {order['id']} as {state}; {connected.story(order['id'])}",
        )

    return arrives


@pytest.fixture
def stock_agrees(running, goods, work):
    """Wait until the store shows what Odoo has free of one SKU; return the number."""

    def stock_agrees(sku: str, expected: int) -> None:
        def numbers():
            return work.free_quantities([sku])[sku], goods.stock_of(sku)

        wait_until(
            lambda: numbers() == (expected, expected),
            ARRIVAL_SECONDS,
            lambda: f"{expected} of {sku} on both sides; (Odoo, store): {numbers()}",
        )

    return stock_agrees
