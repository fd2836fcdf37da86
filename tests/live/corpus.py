"""``make corpus FILES="…"``: recorded orders of real stores become posted invoices.

For every file an embedded store serves the recording, settings included, and a real
Odoo is connected to it. What an administrator would fill in is filled in: taxes,
delivery methods, currencies, missing products, and a rule by which every order is
confirmed and invoiced. The orders come in by poll and jobs, and so do the invoices.

Then the store gives back what it was recorded to have given back, and the credit notes
are compared with its refunds.

Of sale order and invoice the totals, each rate's tax, and, where the store's own lines
sum to its totals, every line are compared with the store's. A table per store is left
in ``build/corpus``, or where ``--to`` says.
"""

import argparse
import sys
import time
import traceback
from pathlib import Path

from tests.live import corpus_refunds, corpus_report, made_recording, stage
from tests.live.administrator import Administrator
from tests.live.conditions import wait_until
from tests.live.connected_store import ConnectedStore, connect
from tests.live.corpus_comparison import EXACT, FAILED, Made, Verdict, compare, summary
from tests.live.corpus_documents import Documents
from tests.live.corpus_recording import Recording
from tests.live.corpus_report import ProfileResult

DEFAULT = Path(__file__).parents[1] / "fixtures/orders/std20_incl_line.json.gz"
IMPORT_SECONDS = 1800
# No order got on for so long: the rest is judged as it is.
STANDSTILL_SECONDS = 120
REFUND_SECONDS = 300
ROUNDS_OF_MAPPING = 3
STATES = "SELECT woo_id, state FROM woo_order WHERE backend_id = %s"


def run_profile(recording: Recording, folder: Path) -> ProfileResult:
    """Take the orders of one recording through to invoices and judge each.

    :param folder: for what is made on the way
    """
    started = time.monotonic()
    refunds: list = []
    try:
        seed = corpus_refunds.seed_without_refunds(recording, folder)
        with stage.with_store(seed=str(seed)) as running:
            connected = import_orders(running, recording)
            verdicts = judge(running, connected, recording)
            refunds = refund_orders(running, connected, recording)
    except Exception as error:
        # The other stores are worth running all the same.
        traceback.print_exc()
        why = f"the run broke off: {error!r}"
        verdicts = [Verdict(order, FAILED, why) for order in recording.orders]
    return ProfileResult(recording, verdicts, time.monotonic() - started, refunds)


def import_orders(running: stage.Stage, recording: Recording) -> ConnectedStore:
    """Connect the store and import all its orders."""
    administrator = Administrator(running.odoo)
    administrator.activate_currencies(recording.currencies)
    connected = connect(
        running.odoo,
        running.store.access,
        import_from=recording.first_moment,
        push_stock=False,
        import_orders=False,
    )
    administrator.create_products(connected)
    administrator.map_everything(connected)
    administrator.invoice_every_order(connected, recording.statuses)
    connected.start_importing()
    _wait_for(running, connected, recording)
    # Orders name ways of shipping and taxes that the store's settings do not list.
    for _round in range(ROUNDS_OF_MAPPING):
        if not any(row["state"] == "waiting" for row in connected.bindings().values()):
            break
        administrator.map_everything(connected)
        _wait_for(running, connected, recording)
    return connected


def _wait_for(running, connected: ConnectedStore, recording: Recording) -> None:
    """Wait until nothing is left to do, or nothing gets on any more."""
    wanted = {order.id for order in recording.orders}
    known: dict[int, str] = {}
    moved = time.monotonic()

    def is_over() -> bool:
        nonlocal known, moved
        # Past Odoo, whose workers have better things to do.
        states = dict(running.database.rows(STATES, connected.backend_id))
        if states != known:
            known, moved = states, time.monotonic()
        if running.is_idle() and wanted <= known.keys():
            return True
        if time.monotonic() - moved > STANDSTILL_SECONDS:
            print(f"  standstill; jobs: {connected.jobs_left()}")
            return True
        return False

    wait_until(is_over, IMPORT_SECONDS, connected.jobs_left, 0.5)


def judge(
    running: stage.Stage, connected: ConnectedStore, recording: Recording
) -> list[Verdict]:
    """Compare every recorded order with what Odoo has of it."""
    documents = Documents(running.odoo, connected)
    bindings, refusals = connected.bindings(), documents.refusals()
    sale_orders, invoices = documents.sale_orders(), documents.invoices()

    def made_of(order_id: int) -> Made:
        return Made(
            bindings.get(order_id),
            sale_orders.get(order_id),
            invoices.get(order_id),
            refusals.get(order_id, ""),
        )

    places = documents.group_of_rate, documents.tax_of_rate
    return [compare(order, made_of(order.id), *places) for order in recording.orders]


def refund_orders(
    running: stage.Stage, connected: ConnectedStore, recording: Recording
) -> list[corpus_refunds.RefundVerdict]:
    """Let the store give back what was recorded, and judge what Odoo makes of it."""
    running.odoo.write("woo.backend", connected.backend_id, {"refund_policy": "posted"})
    client = running.store.client()
    wanted = corpus_refunds.give_back(client, recording)
    connected.poll()
    deadline = time.monotonic() + REFUND_SECONDS

    def is_over() -> bool:
        known = running.database.value(corpus_refunds.COUNTS, connected.backend_id)
        return running.is_idle() and (known >= wanted or time.monotonic() > deadline)

    wait_until(is_over, 2 * REFUND_SECONDS, connected.jobs_left, 0.5)
    return corpus_refunds.judge(running.odoo, connected, client, recording)


def main() -> int:
    """Run every file named on the command line; 1 when an order or a refund failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, default=[DEFAULT])
    parser.add_argument("--to", type=Path, default=Path("build/corpus"))
    parser.add_argument(
        "--made", action="store_true", help="also stores that nobody recorded"
    )
    options = parser.parse_args()
    files, results = list(options.files), []
    if options.made:
        files += made_recording.make_all(options.to / "made")
    for file in files:
        result = run_profile(Recording(file.resolve()), options.to / "seeds")
        results.append(result)
        name = result.recording.name
        print(f"{name}: {summary(result.verdicts)} ({result.seconds:.0f} s)")
        for verdict in result.verdicts:
            if verdict.outcome != EXACT:
                print(f"  #{verdict.number} {verdict.outcome}: {verdict.why}")
        print(f"{name}: {corpus_refunds.summary(result.refunds)}")
        for verdict in result.refunds:
            if verdict.outcome != EXACT:
                print(f"  refund of #{verdict.order} {verdict.outcome}: {verdict.why}")
        corpus_report.write(results, options.to)
    verdicts = [verdict for result in results for verdict in result.verdicts]
    print(f"tables in {options.to}")
    print(summary(verdicts))
    refunds = [verdict for result in results for verdict in result.refunds]
    print(corpus_refunds.summary(refunds))
    return int(any(verdict.outcome == FAILED for verdict in [*verdicts, *refunds]))


if __name__ == "__main__":
    sys.stdout.reconfigure(line_buffering=True)
    sys.exit(main())
