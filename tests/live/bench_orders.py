"""``make bench-orders``: what importing an order costs, beside plain Odoo code.

An order is one of a new customer with three lines, confirmed. Plain code creates the
same customer and the same order with Odoo alone, in a database without the connector.
Both run in this process, in turns, each order in a transaction of its own, and what is
counted is CPU time, of Odoo and of PostgreSQL, and queries. The connector asks an
embedded store for each order, by https as always; that store is another process.

* single: one import job per order;
* bulk: a backlog, in jobs of many orders;
* growth: the same in a database that has imported 20,000 orders already.

The jobs themselves, which the job engine starts, are not part of it.
"""

import argparse
import shutil
import sys
import tempfile
from contextlib import ExitStack, closing
from pathlib import Path

from tests.environment import databases
from tests.live import settings
from tests.live.bench_orders_history import remember_years
from tests.live.bench_orders_profile import profile
from tests.live.bench_orders_shop import BenchShop, connect_store, stock_products
from tests.live.bench_orders_work import ConnectorWork, PlainWork
from tests.live.contest import Contestant, take_turns, verdict
from tests.live.cpu_meter import Meter
from tests.live.database import Database
from tests.live.odoo_in_process import OdooDatabase, configure, disconnect
from tests.live.store_process import StoreProcess

ROUNDS = 20
ORDERS_A_ROUND = 4
BACKLOG_A_ROUND = 25
WARM_UP = 5
PROFILED = 20
HISTORY = 20_000

SINGLE_AIM = 1.10
BULK_AIM = 0.80
GROWTH_AIM = 1.05


class Bench:
    """The databases, the shop and the work, ready to be measured."""

    def __init__(self, cleanup: ExitStack, rounds: int):
        self._cleanup = cleanup
        self._settings = settings.load()
        self._rounds = rounds
        directory = Path(tempfile.mkdtemp(prefix="woo-bench-"))
        cleanup.callback(shutil.rmtree, directory)
        configure(self._settings, directory)
        store = cleanup.enter_context(StoreProcess(directory))
        self._shop = BenchShop(store.client())
        self._shop.open()

    def plain(self) -> Contestant:
        """Prepare what Odoo does alone."""
        name = self._clone(self._settings["base_template"])
        odoo = OdooDatabase(name)
        with odoo.transaction() as env:
            goods = stock_products(env)
        return self._contestant("plain", name, PlainWork(odoo, goods))

    def connectors(self, history: int) -> tuple[Contestant, Contestant, Contestant]:
        """Prepare the connector: order by order, backlog, and order by order once more
        with a history of so many orders."""
        fresh = self._clone(self._settings["addon_template"])
        odoo = OdooDatabase(fresh)
        with odoo.transaction() as env:
            goods = stock_products(env)
            self._backend_id = connect_store(env, self._shop, goods)
        first = self._work(fresh, WARM_UP)
        first.run(WARM_UP)
        first.check(WARM_UP)
        # A database can be copied only while nobody is connected to it.
        disconnect(fresh)
        # The orders of a backlog leave hundreds of open transfers behind, which make
        # Odoo's confirming of the next order dearer: each has a database of its own.
        piled = self._clone(fresh)
        grown = self._clone(fresh)
        with closing(Database(self._settings, grown)) as database:
            remember_years(database, history)
        one_by_one = self._needed(ORDERS_A_ROUND)
        backlog = self._work(piled, self._needed(BACKLOG_A_ROUND), is_backlog=True)
        return (
            self._contestant("single", fresh, self._work(fresh, one_by_one)),
            self._contestant("bulk", piled, backlog, BACKLOG_A_ROUND),
            self._contestant("grown", grown, self._work(grown, one_by_one)),
        )

    def _needed(self, orders_a_round: int) -> int:
        return WARM_UP + self._rounds * orders_a_round + PROFILED

    def _contestant(
        self, title: str, name: str, work, orders: int = ORDERS_A_ROUND
    ) -> Contestant:
        database = Database(self._settings, name)
        self._cleanup.callback(database.close)
        # As PostgreSQL does by itself in time: a copy has no statistics.
        database.execute("ANALYZE")
        return Contestant(title, work, Meter(database), orders)

    def _work(
        self, name: str, orders: int, *, is_backlog: bool = False
    ) -> ConnectorWork:
        numbers = self._shop.order(orders)
        odoo = OdooDatabase(name)
        return ConnectorWork(odoo, self._backend_id, numbers, is_backlog)

    def _clone(self, template: str) -> str:
        name = databases.temporary_name("live")
        databases.clone(template, name)
        self._cleanup.callback(databases.drop, name)
        return name


def main(arguments: list[str]) -> int:
    """Run everything; 0 when every aim was met."""
    parser = argparse.ArgumentParser(prog="bench-orders")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--history", type=int, default=HISTORY)
    parser.add_argument("--profile-bulk", action="store_true")
    options = parser.parse_args(arguments)
    with ExitStack() as cleanup:
        bench = Bench(cleanup, options.rounds)
        plain = bench.plain()
        single, bulk, grown = bench.connectors(options.history)
        contestants = [plain, single, bulk, grown]
        for contestant in contestants:
            contestant.warm_up(WARM_UP)
        take_turns(contestants, options.rounds)
        for contestant in contestants:
            print(contestant.line("an order"))
        profiled = bulk if options.profile_bulk else single
        profile(lambda: profiled.work.run(PROFILED), PROFILED)
        results = [
            verdict("orders-single", single.ratio_to(plain), SINGLE_AIM),
            verdict("orders-bulk", bulk.ratio_to(plain), BULK_AIM),
            verdict("orders-growth", grown.ratio_to(single), GROWTH_AIM),
        ]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
