"""``make bench-overhead``: what the connector costs those who sell and deliver.

An order of 50 lines is confirmed, then its delivery, of 50 reserved products, is
validated: in a database where all of these are bound to a connected store that is sent
its stock, and in one without the connector. Both run in this process at the same
moment, in two threads: a machine's speed changes by more than what is measured, and so
it changes for both. Each piece is a transaction of its own by an ordinary user. What is
counted is CPU time of its thread and of PostgreSQL, with the commit and what follows it
in the same request: making the job that sends the stock. Before each piece the store
has been told everything, so that each piece has to make that job.

``ARGS=--same`` compares two databases without the connector: how much of the result is
chance. ``ARGS=--profile`` also prints what of the time is the connector's own.
"""

import argparse
import cProfile
import shutil
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from tests.environment import databases
from tests.live import settings
from tests.live.bench_overhead_work import (
    Confirming,
    Delivering,
    Office,
    connect_store,
)
from tests.live.contest import Contestant, run_side_by_side, spread, verdict
from tests.live.cpu_meter import Meter
from tests.live.database import Database
from tests.live.odoo_in_process import OdooDatabase, configure
from tests.live.own_share import print_own_share, statistics_of

ROUNDS = 50
WARM_UP = 4
PROFILED = 10
WORKS = {"order": Confirming, "delivery": Delivering}

AIM = 1.03

TELL_STORE = "DELETE FROM woo_stock_change; DELETE FROM queue_job"
MADE = (
    "SELECT (SELECT count(*) FROM woo_stock_change), (SELECT count(*) FROM queue_job)"
)


class Side:
    """A database and what is done in it, with or without the connector."""

    def __init__(self, cleanup: ExitStack, name: str, has_connector: bool):
        prepared = settings.load()
        self.has_connector = has_connector
        copy = databases.temporary_name("live")
        template = "addon_template" if has_connector else "base_template"
        databases.clone(prepared[template], copy)
        cleanup.callback(databases.drop, copy)
        self.database = Database(prepared, copy)
        cleanup.callback(self.database.close)
        self.office = Office(OdooDatabase(copy))
        if has_connector:
            with self.office.odoo.transaction() as env:
                connect_store(env, self.office.products)
        self.contestants = {
            work: Contestant(
                f"{name} {work}",
                made(self.office),
                Meter(self.database),
                before_round=self.tell_store,
            )
            for work, made in WORKS.items()
        }

    def prepare(self, pieces: int) -> None:
        """Draw up what so many pieces need, and fill the caches."""
        self.office.draw_up(WARM_UP + pieces)
        for work, contestant in self.contestants.items():
            for _piece in range(WARM_UP):
                self.tell_store()
                contestant.warm_up(1)
            if self.has_connector:
                changes, jobs = self.database.rows(MADE)[0]
                print(f"after {work}: {changes} rows in the outbox, {jobs} job")
        # As PostgreSQL does by itself in time: a copy has no statistics.
        self.database.execute("VACUUM ANALYZE")

    def tell_store(self) -> None:
        """Do as if the job had sent everything."""
        if self.has_connector:
            self.database.execute(TELL_STORE)

    def profile(self) -> None:
        """Print what part of each work's time is the connector's own."""
        for work, contestant in self.contestants.items():
            # CPU time, not the clock's: others use this machine, too.
            profiler = cProfile.Profile(time.process_time)
            for _piece in range(PROFILED):
                self.tell_store()
                profiler.runcall(contestant.work.run, 1)
            print_own_share(work, statistics_of(profiler))


def compare(side: Side, plain: Side, rounds: int) -> list[bool]:
    """Measure both sides and print how they compare."""
    results = []
    for work in WORKS:
        contestants = [one.contestants[work] for one in (plain, side)]
        run_side_by_side(contestants, rounds)
        for contestant in contestants:
            print(contestant.line(f"a {work}"))
        mine, others = side.contestants[work], plain.contestants[work]
        print(f"{work}: {spread(mine.ratios_to(others))}")
        results.append(verdict(f"overhead-{work}", mine.ratio_to(others), AIM, 3))
    return results


def main(arguments: list[str]) -> int:
    """Run everything; 0 when every aim was met."""
    parser = argparse.ArgumentParser(prog="bench-overhead")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--same", action="store_true")
    parser.add_argument("--profile", action="store_true")
    options = parser.parse_args(arguments)
    with ExitStack() as cleanup:
        directory = Path(tempfile.mkdtemp(prefix="woo-bench-"))
        cleanup.callback(shutil.rmtree, directory)
        configure(settings.load(), directory)
        plain = Side(cleanup, "plain", has_connector=False)
        side = Side(cleanup, "with", has_connector=not options.same)
        for one in (plain, side):
            one.prepare(options.rounds + (PROFILED if options.profile else 0))
        results = compare(side, plain, options.rounds)
        if options.profile:
            side.profile()
        for one in (plain, side):
            one.office.check()
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
