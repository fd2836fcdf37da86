"""``make bench-stock``: what it costs to know what can be sold, and to tell the store.

20,000 SKUs in two warehouses, 16,000 simple products and 4,000 variations, with stock
on shelves, deliveries that wait and that are done, and receipts.

* compute: the numbers of all of them, beside Odoo's own ``free_qty`` of the same
  products and warehouses;
* floor: the same beside one grouped statement of SQL over the same quants and moves;
* requests: a push of everything, beside the fewest requests the store allows;
* memory: by how much a push of 100,000 makes a fresh process grow, beside 20,000.

Computing is measured in turns, each time in a transaction of its own with empty caches,
as CPU time of Odoo and PostgreSQL together: the clock would also count what else runs
on the machine, and neither may leave its work to the other unseen. PostgreSQL works on
each statement in one process here, so that none of its work goes unseen either.
"""

import argparse
import shutil
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from tests.environment import databases
from tests.live import settings
from tests.live.bench_orders_profile import profile
from tests.live.bench_stock_catalogue import Catalogue, product_ids
from tests.live.bench_stock_layout import Layout
from tests.live.bench_stock_memory import measure_push
from tests.live.bench_stock_store import QuickStore
from tests.live.bench_stock_work import Available, Floor, FreeQuantity, FullPush
from tests.live.contest import Contestant, spread, take_turns, verdict
from tests.live.cpu_meter import Meter
from tests.live.database import Database
from tests.live.odoo_in_process import OdooDatabase, configure, disconnect

SKUS = 20_000
MANY_SKUS = 100_000
ROUNDS = 5
#: The quick ones are done several times a round, or chance would decide.
REPEATED = 5

COMPUTE_AIM = 0.10
FLOOR_AIM = 3.00
REQUESTS_AIM = 1.00
MEMORY_AIM = 1.20


class FilledDatabase:
    """A copy of the addon's template with a big catalogue in it."""

    def __init__(self, cleanup: ExitStack, skus: int):
        prepared = settings.load()
        self.layout = Layout(skus)
        self.name = databases.temporary_name("live")
        databases.clone(prepared["addon_template"], self.name)
        cleanup.callback(databases.drop, self.name)
        self.odoo = OdooDatabase(self.name)
        self.database = Database(prepared, self.name)
        cleanup.callback(self.database.close)
        catalogue = Catalogue(self.odoo, self.database, self.layout)
        self.backend_id = catalogue.fill()
        self.product_ids = product_ids(self.database)
        # What was set for the database holds for new connections.
        disconnect(self.name)

    def contestant(
        self, name: str, work_class: type, pieces: int = REPEATED
    ) -> Contestant:
        """Return a way to find the numbers, ready to be measured."""
        work = work_class(self.odoo, self.backend_id, self.product_ids)
        return Contestant(name, work, Meter(self.database), pieces)


class Bench:
    """The measurements, each of which prints its line."""

    def __init__(self, filled: FilledDatabase):
        self._filled = filled
        self._available = filled.contestant("ours", Available)

    def compute(self, rounds: int) -> list[bool]:
        """Compare ways to learn what can be sold."""
        free = self._filled.contestant("free_qty", FreeQuantity, pieces=1)
        floor = self._filled.contestant("floor", Floor)
        contestants = [self._available, free, floor]
        for contestant in contestants:
            contestant.warm_up(1)
        self._check(free.work.result)
        take_turns(contestants, rounds)
        for contestant in contestants:
            total = contestant.total()
            clock = f"{total.clock / total.pieces:.2f} s by the clock"
            print(f"{contestant.line('for all')}, {clock}")
        print(f"compute to floor: {spread(self._available.ratios_to(floor))}")
        return [
            verdict("stock-compute", self._available.ratio_to(free), COMPUTE_AIM),
            verdict("stock-floor", self._available.ratio_to(floor), FLOOR_AIM),
        ]

    def profile(self) -> None:
        """Print where the time of computing goes."""
        profile(lambda: self._available.work.run(1), self._filled.layout.skus, "SKUs")

    def requests(self, with_profile: bool) -> bool:
        """Push everything and count."""
        store = QuickStore(self._filled.layout.skus)
        push = FullPush(self._filled.odoo, self._filled.backend_id, store)
        begun = time.monotonic()
        if with_profile:
            profile(push.run, self._filled.layout.skus, "SKUs pushed")
        else:
            push.run()
        seconds = time.monotonic() - begun
        push.check(self._available.work.result)
        written, read = store.requests["POST"], store.requests["GET"]
        fewest = self._filled.layout.fewest_requests()
        print(
            f"push of {self._filled.layout.skus}: {written} requests that write"
            f" (fewest: {fewest}), {read} that read, {seconds:.1f} s"
        )
        return verdict("stock-requests", written / fewest, REQUESTS_AIM)

    def _check(self, free: dict[int, float]) -> None:
        """Make sure that the numbers are of the products that are compared, that none
        is above what is free, and that some are below: demand counts.

        :raise AssertionError: they are not
        """
        available = self._available.work.result
        products = set(self._filled.product_ids)
        above = [one for one in available if available[one] > max(0, free[one])]
        below = [one for one in available if available[one] < free[one]]
        if set(available) != products or above or not below:
            raise AssertionError(
                f"{len(available)} numbers of {len(products)} products;"
                f" above what is free: {above[:3]}; below it: {len(below)}"
            )


def memory(filled: FilledDatabase, grown: FilledDatabase) -> bool:
    """Compare how far a push makes a process grow."""
    few, many = (
        measure_push(one.name, one.backend_id, one.layout.skus)
        for one in (filled, grown)
    )
    print(
        f"memory: {few:.1f} MB more for a push of {filled.layout.skus},"
        f" {many:.1f} MB for {grown.layout.skus}"
    )
    return verdict("stock-memory", many / few, MEMORY_AIM)


def main(arguments: list[str]) -> int:
    """Run everything; 0 when every aim was met."""
    parser = argparse.ArgumentParser(prog="bench-stock")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--skus", type=int, default=SKUS)
    parser.add_argument("--many-skus", type=int, default=MANY_SKUS)
    parser.add_argument("--profile", action="store_true")
    parser.add_argument("--only", choices=["compute", "requests", "memory"])
    options = parser.parse_args(arguments)
    wanted = [options.only] if options.only else ["compute", "requests", "memory"]
    results = []
    with ExitStack() as cleanup:
        directory = Path(tempfile.mkdtemp(prefix="woo-bench-"))
        cleanup.callback(shutil.rmtree, directory)
        configure(settings.load(), directory)
        filled = FilledDatabase(cleanup, options.skus)
        bench = Bench(filled)
        if {"compute", "requests"} & set(wanted):
            results += bench.compute(options.rounds)
        if options.profile:
            bench.profile()
        if "requests" in wanted:
            results.append(bench.requests(options.profile))
        if "memory" in wanted:
            grown = FilledDatabase(cleanup, options.many_skus)
            results.append(memory(filled, grown))
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
