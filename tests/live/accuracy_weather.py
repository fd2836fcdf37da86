"""What the way to the embedded store is like during a flash sale.

Latency of a WooCommerce on shared hosting: a quarter of a second for each request to
its REST API, half a second for a batch. Shoppers' requests are served at once. One
request to the REST API in twenty ends in a server error. During the outage all of them
do, and no webhook arrives; shoppers go on buying.
"""

import threading
import time
from collections.abc import Callable

from tests.live.accuracy_ledger import Outage
from tests.live.store_process import StoreProcess

REST = "^/wp-json/wc/v3"
LATENCY_SECONDS = 0.25
BATCH = f"{REST}/.*batch$"
BATCH_LATENCY_SECONDS = 0.5
ERROR_RATE = 0.05


class Weather:
    """Puts the weather of a sale into force; a context manager.

    :param outage: when nothing gets through, if ever
    """

    def __init__(self, store: StoreProcess, outage: Outage | None):
        self._store = store
        self._outage = outage
        self._timers: list[threading.Timer] = []
        self._rules: list[int] = []

    def __enter__(self):
        add_latency(self._store)
        self._store.misbehave("server_error", REST, rate=ERROR_RATE)
        if self._outage:
            self._at(self._outage.begin, self._break_off)
            self._at(self._outage.end, self._resume)
        return self

    def __exit__(self, *_details):
        """Only the latency stays."""
        for timer in self._timers:
            timer.cancel()
        self._store.calm()
        add_latency(self._store)

    def _at(self, moment: float, change: Callable[[], None]) -> None:
        timer = threading.Timer(moment - time.time(), change)
        timer.daemon = True
        timer.start()
        self._timers.append(timer)

    def _break_off(self) -> None:
        lost = self._store.misbehave("webhook_lost", path="")
        self._rules = [lost, self._store.misbehave("server_error", REST)]

    def _resume(self) -> None:
        for rule in self._rules:
            self._store.behave(rule)


def add_latency(store: StoreProcess) -> None:
    """Let the REST API take its time; the first rule that fits a path counts."""
    store.misbehave("latency", BATCH, seconds=BATCH_LATENCY_SECONDS)
    store.misbehave("latency", REST, seconds=LATENCY_SECONDS)
