"""What the store showed at each moment, and what it sold.

The embedded store writes a journal of both. A real one is asked for its stock again and
again, with requests of the shop keeper that do not count as the connector's.
"""

import threading
import time
from collections.abc import Mapping
from typing import Protocol

from tests.live.accuracy_ledger import Entry, Kind
from tests.live.accuracy_numbers import Course
from tests.live.store_client import StoreClient
from tests.live.store_process import StoreProcess

PAUSE_SECONDS = 1.0


class Watch(Protocol):
    """How a sale is watched; SKUs by the store's product ids are given at first."""

    def begin(self) -> None:
        """Watch from now on."""

    def end(self) -> None:
        """Watch no more."""

    def now(self) -> dict[str, int]:
        """Return the stock that the store shows now."""

    def shown(self) -> dict[str, Course]:
        """Return what it showed since the beginning."""

    def sales(self, served: list[Entry]) -> list[Entry]:
        """Return the sales with the moments at which the store accepted them.

        :param served: the sales as the shoppers know them, at the moments of the
            store's answers
        """

    def calls(self) -> dict[str, int] | None:
        """Return how often the connector asked what, if that can be known."""


class JournalWatch:
    """The embedded store's own journal."""

    def __init__(self, store: StoreProcess, skus: Mapping[int, str]):
        self._store = store
        self._skus = skus

    def begin(self) -> None:
        """Begin the journal."""
        self._store.begin_counting()

    def end(self) -> None:
        """Nothing runs that has to be stopped."""

    def now(self) -> dict[str, int]:
        """Return what was written last of each product."""
        return {sku: course.last() for sku, course in self.shown().items()}

    def shown(self) -> dict[str, Course]:
        """Return what was written."""
        courses: dict[str, Course] = {}
        for moment, product, quantity in self._store.journal()["stock"]:
            if sku := self._skus.get(product):
                course = courses.setdefault(sku, Course(quantity))
                course.add(moment, quantity)
        return courses

    def sales(self, served: list[Entry]) -> list[Entry]:
        """Return the sales of the journal; all shoppers who were served are in it."""
        sales = [
            Entry(moment, self._skus[product], Kind.SOLD, quantity)
            for moment, _order, lines in self._store.journal()["sales"]
            for product, quantity in lines
        ]
        if len(sales) < len(served):
            raise RuntimeError(f"{len(served)} served, {len(sales)} sales written down")
        return sales

    def calls(self) -> dict[str, int]:
        """Return the requests with the connector's key."""
        return self._store.requests(self._store.access.consumer_key)


class SampleWatch:
    """A real store, asked again and again in a thread."""

    def __init__(self, store: StoreClient, skus: Mapping[int, str]):
        self._store = store
        self._skus = skus
        self._courses: dict[str, Course] = {}
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._sample, daemon=True)

    def begin(self) -> None:
        """Take a first sample and go on taking them."""
        self._courses = {sku: Course(stock) for sku, stock in self.now().items()}
        self._thread.start()

    def end(self) -> None:
        """Take no more."""
        self._stopped.set()
        self._thread.join()

    def now(self) -> dict[str, int]:
        """Read the stock of all our products."""
        fields = {"_fields": "id,stock_quantity", "orderby": "id", "order": "desc"}
        stock: dict[str, int] = {}
        for product in self._store.every("products", **fields):
            if sku := self._skus.get(product["id"]):
                stock[sku] = product["stock_quantity"] or 0
            if len(stock) == len(self._skus):
                break
        return stock

    def shown(self) -> dict[str, Course]:
        """Return what the samples showed."""
        return self._courses

    def sales(self, served: list[Entry]) -> list[Entry]:
        """Return them as they are: the store's own moments are whole seconds."""
        return served

    def calls(self) -> None:
        """Nobody counts the requests in a real store."""

    def _sample(self) -> None:
        while not self._stopped.wait(PAUSE_SECONDS):
            stock = self.now()
            moment = time.time()
            for sku, quantity in stock.items():
                if quantity != self._courses[sku].last():
                    self._courses[sku].add(moment, quantity)
