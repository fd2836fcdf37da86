"""Stock that changes while its numbers are computed and sent is never lost.

No cron runs and nothing is reconciled: what the store shows at the end, it was told by
the pushes that the changes themselves have asked for.
"""

import itertools
import random
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from tests.live import stage
from tests.live.conditions import wait_until
from tests.live.connected_store import connect
from tests.live.database import Database
from tests.live.odoo_client import OdooError
from tests.live.warehouse_work import WarehouseWork

SKUS = [f"RACE-{number}" for number in range(6)]
THREADS = 4
COUNTS = 200
SETTLED_SECONDS = 120
PUSHES = """
    SELECT count(*) FROM queue_job
     WHERE method_name = '_push_stock' AND state = 'done'
"""
CHANGED = """
    UPDATE stock_quant SET quantity = quantity + 277
     WHERE id = (SELECT max(quant.id) FROM stock_quant quant
                   JOIN stock_location place ON place.id = quant.location_id
                  WHERE quant.product_id = %s AND place.usage = 'internal')
"""
NOTED = """
    INSERT INTO woo_stock_change (backend_id, product_id, priority, resend)
    SELECT backend_id, product_id, 0, false FROM woo_product WHERE product_id = %s
"""


@pytest.fixture(scope="module")
def raced():
    """An Odoo without crons, and a connected store with a few products."""
    with stage.with_store(cron_threads=0) as running:
        work = WarehouseWork(running.odoo)
        shop = running.store.client()
        products = {}
        for sku in SKUS:
            products[sku] = work.create_product(sku, sku)
            shop.post("products", {"name": sku, "sku": sku, "regular_price": "1"})
        connect(running.odoo, running.store.access)
        yield running, work, products
        assert [one for one in running.server.faults() if is_ours(one)] == []


def is_ours(record):
    """Tell whether a fault comes from us: Odoo refuses counts that meet in its rows."""
    return not record.is_concurrency_error or "woo_" in record.message.splitlines()[0]


def shown(running):
    found = running.store.client().every("products")
    return {row["sku"]: row["stock_quantity"] for row in found if row["sku"] in SKUS}


def settles(running, work):
    """Wait until nobody has anything left to do; then the store equals Odoo."""
    wait_until(running.is_idle, SETTLED_SECONDS, running.failed_jobs)
    assert shown(running) == {
        sku: max(0, int(free)) for sku, free in work.free_quantities(SKUS).items()
    }
    assert running.failed_jobs() == []


def test_counted_by_many_while_pushes_run(raced):
    running, work, products = raced
    before = running.database.value(PUSHES)
    ids = itertools.cycle(products.values())
    tasks = [(next(ids), random.Random(one).randint(1, 500)) for one in range(COUNTS)]

    with ThreadPoolExecutor(THREADS) as people:
        outcomes = list(people.map(lambda task: count(work, *task), tasks))

    # Two who count the same product at once: Odoo refuses one of them.
    assert sum(outcomes) > COUNTS / 2
    settles(running, work)
    assert running.database.value(PUSHES) > before + 1


def count(work, product, quantity):
    """Tell whether a count was taken."""
    try:
        work.count(product, quantity)
    except OdooError:
        return False
    return True


def test_counted_while_the_store_thinks(raced):
    """The change comes after the number was computed, and before it is recorded."""
    running, work, products = raced
    sku = SKUS[0]
    for quantity in (601, 602, 603):
        running.store.begin_counting()
        rule = running.store.misbehave(
            "latency", path="/batch$", methods=["POST"], seconds=2, times=1
        )
        work.count(products[sku], quantity)
        wait_until(running.store.hits, 30, "a push under way")
        work.count(products[sku], quantity + 100)
        running.store.behave(rule)
        settles(running, work)
        assert shown(running)[sku] == quantity + 100


def test_committed_late_by_a_transaction_that_began_before(raced):
    """A number is sent and recorded while somebody's change is not committed yet."""
    running, work, products = raced
    late, early = SKUS[1], SKUS[2]
    # Counts that met may have left several quants, of any sign, or none.
    work.count(products[late], 500)
    settles(running, work)
    before = shown(running)[late]
    with closing(Database(running.settings, running.server.database)) as somebody:
        somebody.execute("BEGIN")
        somebody.execute(CHANGED, products[late])
        somebody.execute(NOTED, products[late])
        # Rows with higher numbers are pushed and deleted meanwhile.
        work.count(products[early], 888)
        wait_until(lambda: shown(running)[early] == 888, 60, lambda: shown(running))
        somebody.execute("COMMIT")
    work.count(products[early], 889)

    settles(running, work)
    assert shown(running)[late] == before + 277
