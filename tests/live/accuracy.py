"""``make accuracy``: a flash sale, held once for each of four ways of keeping stock.

Each way has an Odoo and a store of its own, fresh, and the same plan: goods of which
there are one to six pieces, shoppers who come in bursts of ten a second, sales,
returns, transfers and counts in Odoo meanwhile (:mod:`tests.live.accuracy_plan`), a
slow and faulty connection, an outage of two minutes
(:mod:`tests.live.accuracy_weather`). A ledger says what there truly was to sell at each
moment (:mod:`tests.live.accuracy_ledger`); ``docs/accuracy.md`` explains the figures.

The timers are real: within the five minutes of the sale the way that exports every
fifteen minutes does so before the first shopper, and not again before the last. When
its sale is over it is switched to sending at once, so that nobody waits for its timer.

*Unavoidable* is what an ideal connector would have oversold, too, sale by sale. It
computes in no time and needs one request (a batch, 0.5 s) to reach the store; what Odoo
commits during the outage reaches the store one request after its end
(:mod:`tests.live.accuracy_ideal`).

The exit status is 0 only if *ours* oversold no more than that, needed fewer requests
than the immediate push, and all stock agreed in the end, in every way that was run.

With ``STORE_URL``, ``STORE_KEY``, ``STORE_SECRET`` and ``STORE_CA`` in the environment
the ways (by default only *ours*) are held in that store, with goods of our own that are
removed afterwards, without faults and outage; its requests are not counted.
"""

import argparse
import sys
from dataclasses import asdict, dataclass

from tests.live.accuracy_plan import Planner
from tests.live.accuracy_report import (
    Result,
    calls_by_route,
    explained,
    failures,
    line,
    result_of,
    table,
)
from tests.live.accuracy_sale import Sale
from tests.live.accuracy_shop import FlashShop
from tests.live.accuracy_venue import Venue, open_venue, payment_of
from tests.live.store_access import StoreAccess

# A timer that is due so soon may go off by itself when the sale is over.
PATIENCE_MINUTES = 2


@dataclass(frozen=True)
class Way:
    """A way of keeping stock, as the fields of the store say it."""

    stock_interval: int
    pull_before_push: bool


WAYS = {
    "every 15 minutes": Way(15, pull_before_push=False),
    "every minute": Way(1, pull_before_push=False),
    "immediate": Way(0, pull_before_push=False),
    "ours": Way(0, pull_before_push=True),
}
OURS, IMMEDIATE = "ours", "immediate"


def hold(name: str, options: argparse.Namespace, venue: Venue) -> Result:
    """Hold the sale in the way of that name; return its figures."""
    shop, way = FlashShop(venue.running, venue.access, venue.keeper), WAYS[name]
    planner = Planner(options.seed, options.skus, options.minutes * 60, shop.prefix)
    sale = None
    try:
        plan = planner.plan(options.outage_seconds)
        _say(f"{name}: making {options.skus} products, connecting the store")
        shop.open(plan.initial)
        skus = {product: sku for sku, product in shop.in_store.items()}
        sale = Sale(shop, plan, venue.watch(skus), venue.weather, _say)
        shop.keep_stock(**asdict(way))
        visits, errands = len(plan.visits), len(plan.errands)
        _say(f"{visits} shoppers, {errands} errands, {plan.seconds:g} s")
        sale.hold(*venue.entrance(), payment_of(shop.keeper))
        if way.stock_interval > PATIENCE_MINUTES:
            shop.send_at_once()
        sale.settle()
        return result_of(name, sale.write_down(), venue.latency())
    finally:
        for refusal in shop.remove(sale.orders if sale else []):
            _say(f"not removed from the store: {refusal}")


def run(options: argparse.Namespace) -> dict[str, Result]:
    """Hold the sale in each way that is asked for."""
    access = StoreAccess.from_environment()
    names = options.ways or (OURS if access else ",".join(WAYS))
    if access:
        # Nobody can break the connection to a real store for us.
        options.outage_seconds = 0.0
    results = {}
    for name in names.split(","):
        with open_venue(access) as venue:
            results[name] = hold(name, options, venue)
        if name == OURS:
            for story in explained(results[name]):
                _say(story)
        _say(line(results[name]))
        _say(calls_by_route(results[name]))
    return results


def _say(text: str) -> None:
    print(f"  {text}", flush=True)


def parsed(arguments: list[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="make accuracy")
    add = parser.add_argument
    add("--minutes", type=float, default=5.0, help="how long the sale lasts")
    add("--seed", type=int, default=1, help="what everything is drawn from")
    add("--skus", type=int, default=500, help="how many products")
    add("--outage-seconds", type=float, default=120.0, help="0: no outage")
    add("--ways", help=f"some of: {','.join(WAYS)}")
    return parser.parse_args(arguments)


def main(arguments: list[str] | None = None) -> int:
    """Run; 0 when all is as it should be."""
    results = run(parsed(arguments))
    print(f"\n{table(list(results.values()))}\n")
    for result in results.values():
        print(line(result))
    found = failures(results, OURS, IMMEDIATE)
    for failure in found:
        print(f"not as it should be: {failure}")
    if OURS in results:
        ours = results[OURS]
        print(f"oversold {ours.sales.oversold}, unavoidable {ours.unavoidable}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
