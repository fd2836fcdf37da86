"""``make corpus FILES="…"``: imports recorded orders of real stores and compares them.

For every file an embedded store serves the recording, settings included, and a real
Odoo is connected to it. What an administrator would fill in is filled in: taxes,
delivery methods, statuses, currencies, missing products. The orders come in by poll and
jobs. Every total, tax and untaxed amount is compared with the store's.
"""

import argparse
import gzip
import json
import sys
from datetime import datetime
from pathlib import Path

from tests.live import stage
from tests.live.administrator import Administrator
from tests.live.conditions import ConditionNotMetError, wait_until
from tests.live.connected_store import connect
from tests.live.corpus_comparison import EXACT, FAILED, Verdict, compare, summary

DEFAULT = Path(__file__).parents[1] / "fixtures/orders/std20_incl_line.json.gz"
IMPORT_SECONDS = 600


def recorded_orders(file: Path) -> list[dict]:
    """Return the orders of a profile's file."""
    content = file.read_bytes()
    if file.suffix == ".gz":
        content = gzip.decompress(content)
    return [entry["order"] for entry in json.loads(content)["orders"]]


def import_profile(file: Path) -> list[Verdict]:
    """Import the orders of one file and judge each."""
    orders = recorded_orders(file)
    with stage.with_store(seed=str(file)) as running:
        administrator = Administrator(running.odoo)
        currencies = {order["currency"] for order in orders}
        administrator.activate_currencies(currencies)
        connected = connect(
            running.odoo,
            running.store.access,
            import_from=_first_moment(orders),
            push_stock=False,
            import_orders=False,
        )
        administrator.create_products(connected)
        administrator.map_everything(connected)
        administrator.import_every_status(connected, {o["status"] for o in orders})
        connected.start_importing()
        _wait_for(running, connected, orders)
        # Orders name ways of shipping that the store's settings do not list.
        administrator.map_everything(connected)
        _wait_for(running, connected, orders)
        return _judge(connected, orders)


def _first_moment(orders: list[dict]) -> datetime:
    return min(datetime.fromisoformat(order["date_modified_gmt"]) for order in orders)


def _wait_for(running, connected, orders: list[dict]) -> None:
    """Wait until nothing is left to do, also when not every order arrives."""
    wanted = {order["id"] for order in orders}

    def is_done() -> bool:
        return running.is_idle() and wanted <= connected.bindings().keys()

    try:
        wait_until(is_done, IMPORT_SECONDS, "", 0.5)
    except ConditionNotMetError:
        print(f"  gave up after {IMPORT_SECONDS} s; failed: {running.failed_jobs()}")


def _judge(connected, orders: list[dict]) -> list[Verdict]:
    bindings, sale_orders = connected.bindings(), connected.sale_orders()
    return [
        compare(
            order,
            bindings.get(order["id"]),
            next(iter(sale_orders.get(order["id"], ())), None),
        )
        for order in orders
    ]


def main() -> int:
    """Import every file named on the command line; 1 when an order failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, default=[DEFAULT])
    verdicts = []
    for file in parser.parse_args().files:
        of_file = import_profile(file.resolve())
        print(f"{file.name.split('.')[0]}: {summary(of_file)}", flush=True)
        for verdict in of_file:
            if verdict.outcome != EXACT:
                print(f"  #{verdict.number} {verdict.outcome}: {verdict.why}")
        verdicts += of_file
    print(summary(verdicts), flush=True)
    return int(any(verdict.outcome == FAILED for verdict in verdicts))


if __name__ == "__main__":
    sys.exit(main())
