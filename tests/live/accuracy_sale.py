"""One flash sale in one way of keeping stock: held, settled, and written down."""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path

from tests.live.accuracy_in_odoo import InOdoo
from tests.live.accuracy_ledger import Entry, Kind, Outage
from tests.live.accuracy_numbers import Course, keep_books
from tests.live.accuracy_odoo import Errands, work_through
from tests.live.accuracy_plan import Errand, Plan
from tests.live.accuracy_shop import FlashShop
from tests.live.accuracy_shoppers import Crowd, Outcome
from tests.live.accuracy_watch import Watch
from tests.live.conditions import ConditionNotMetError, wait_until

CHECKOUT = Path(__file__).parents[2]
# From everything made ready to the first shopper.
LEAD_SECONDS = 3.0
SETTLE_SECONDS = 300


@dataclass
class Record:
    """What happened in a sale; moments are Unix times.

    :param differing: what store, Odoo and ledger say in the end of each SKU of which
        they do not say the same
    :param calls: how often the connector asked which route, ``None``: unknown
    """

    initial: dict[str, int]
    begin: float
    end: float
    outage: Outage | None
    entries: list[Entry] = field(default_factory=list)
    shown: dict[str, Course] = field(default_factory=dict)
    calls: dict[str, int] | None = None
    errands: dict[Errand, int] = field(default_factory=dict)
    undone: int = 0
    failed_visits: list[str] = field(default_factory=list)
    differing: dict[str, str] = field(default_factory=dict)


class Sale:
    """Holds a sale.

    :param weather: makes the context in which the store is reached during the sale
    :param say: tells a person what goes on
    """

    def __init__(
        self,
        shop: FlashShop,
        plan: Plan,
        watch: Watch,
        weather: Callable[[Outage | None], AbstractContextManager],
        say: Callable[[str], None],
    ):
        self._running = shop.running
        self._shop = shop
        self._plan = plan
        self._watch = watch
        self._weather = weather
        self._say = say
        self._errands = Errands(shop.running.odoo, shop.in_odoo)
        self._outcomes: list[Outcome] = []
        self._record = Record(plan.initial, 0, 0, None)

    @property
    def orders(self) -> list[int]:
        """The store's orders so far, by their ids."""
        return [each.order_id for each in self._outcomes if each.order_id]

    def hold(self, address: str, ca_file: str, payment_method: str) -> None:
        """Let shoppers come, and do the errands of Odoo meanwhile.

        :param address: where shoppers find the store
        """
        record, plan = self._record, self._plan
        self._watch.begin()
        record.begin = time.time() + LEAD_SECONDS
        record.end = record.begin + plan.seconds
        if plan.outage:
            begin, end = (record.begin + each for each in plan.outage)
            record.outage = Outage(begin, end)
        products = self._shop.in_store
        visits = [(each.at, products[each.sku], each.quantity) for each in plan.visits]
        crowd = Crowd(address, ca_file, payment_method, record.begin, visits)
        with self._weather(record.outage), ThreadPoolExecutor(2) as clerks:
            working = self._start_clerks(clerks)
            self._let_in(crowd)
            record.undone = sum(each.result() for each in working)
        record.errands = dict(self._errands.done)

    def settle(self) -> None:
        """Wait until nothing is left to do and all stock agrees; else say why not."""
        self._say("waiting for the last of it")
        try:
            wait_until(self._is_settled, SETTLE_SECONDS, self._left_over, 2.0)
        except ConditionNotMetError as failure:
            self._say(str(failure))

    def write_down(self) -> Record:
        """Return the record of the sale, when it has settled."""
        self._watch.end()
        record = self._record
        record.entries = self._entries()
        record.shown = self._watch.shown()
        record.calls = self._watch.calls()
        record.differing = self._differing()
        return record

    def _start_clerks(self, clerks: ThreadPoolExecutor) -> list[Future]:
        at_counter, in_warehouse = [], []
        for errand in self._plan.errands:
            is_sale = errand.errand is Errand.COUNTER_SALE
            (at_counter if is_sale else in_warehouse).append(errand)
        begin, end = self._record.begin, self._record.end
        return [
            clerks.submit(work_through, self._errands, planned, begin, end)
            for planned in (at_counter, in_warehouse)
        ]

    def _let_in(self, crowd: Crowd) -> None:
        command = [sys.executable, "-m", "tests.live.accuracy_shoppers"]
        pipe = subprocess.PIPE
        with subprocess.Popen(
            command, cwd=CHECKOUT, stdin=pipe, stdout=pipe, text=True
        ) as process:
            process.stdin.write(crowd.to_json())
            process.stdin.close()
            for line in process.stdout:
                self._outcomes.append(Outcome(**json.loads(line)))
        if process.returncode:
            raise RuntimeError("The shoppers' process failed; see above.")
        failed = [each.refusal for each in self._outcomes if each.is_failure]
        self._record.failed_visits = failed

    def _entries(self) -> list[Entry]:
        served, refused = [], []
        for outcome in self._outcomes:
            visit = self._plan.visits[outcome.number]
            kind = Kind.SOLD if outcome.order_id else Kind.REFUSED
            entry = Entry(outcome.at, visit.sku, kind, visit.quantity)
            if not outcome.is_failure:
                (served if outcome.order_id else refused).append(entry)
        return [*self._watch.sales(served), *refused, *self._errands.entries]

    def _differing(self) -> dict[str, str]:
        books = keep_books(self._record.initial, self._entries())
        shown = self._watch.now()
        odoo = InOdoo(self._running.database, self._errands.warehouse_id)
        left, confirmed = odoo.left(), odoo.confirmed()
        return {
            sku: f"the store shows {shown[sku]}, Odoo has {left[sku]} left, the ledger"
            f" {of_sku.at_last()}; Odoo has confirmed {confirmed.get(sku, 0)} of the"
            f" {of_sku.sold.last()} that the store has sold"
            for sku, of_sku in books.items()
            if not shown[sku] == max(0, left[sku]) == max(0, of_sku.at_last())
        }

    def _is_settled(self) -> bool:
        return self._running.is_idle() and not self._differing()

    def _left_over(self) -> dict:
        return {
            "idle": self._running.is_idle(),
            "failed jobs": self._running.failed_jobs(),
            "stock": self._differing(),
            "orders": {
                (row["state"], row["reason"])
                for row in self._shop.connected.bindings().values()
                if row["state"] != "imported"
            },
            "errors": [each.message[-500:] for each in self._running.server.faults()],
        }
