"""Where a flash sale is held: in an embedded store, or in a real one."""

import statistics
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Protocol

from tests.live import stage
from tests.live.accuracy_ledger import Outage
from tests.live.accuracy_watch import JournalWatch, SampleWatch, Watch
from tests.live.accuracy_weather import BATCH_LATENCY_SECONDS, Weather
from tests.live.store_access import StoreAccess
from tests.live.store_client import StoreClient

# More than jobs run at a time, so that people and webhooks are served meanwhile.
WORKERS = 4
# The first of these that the store offers is how shoppers pay.
OFFLINE_PAYMENTS = ("cod", "bacs", "cheque")


class Venue(Protocol):
    """A store beside a running Odoo.

    :attr running: Odoo
    :attr access: the store's keys, for the connector
    :attr keeper: the store's keys, for what the connector has no part in
    """

    running: stage.Stage
    access: StoreAccess
    keeper: StoreAccess

    def entrance(self) -> tuple[str, str]:
        """Return where shoppers find the store, and the file of its authority."""

    def watch(self, skus: dict[int, str]) -> Watch:
        """Return what watches its stock; by product id, which SKUs."""

    def weather(self, outage: Outage | None) -> AbstractContextManager:
        """Return the context in which a sale takes place."""

    def latency(self) -> float:
        """Return how many seconds one request takes to tell it something."""


class EmbeddedStore:
    """A store in a process beside Odoo."""

    def __init__(self, running: stage.Stage):
        self.running = running
        self.access = running.store.access
        # Another key, so that its requests are not taken for the connector's.
        self.keeper = running.store.access_with("_shop_manager")

    def entrance(self) -> tuple[str, str]:
        """Shoppers come by plain http, which costs them and the store less."""
        return self.running.store.http_address, ""

    def watch(self, skus: dict[int, str]) -> JournalWatch:
        """The store keeps a journal."""
        return JournalWatch(self.running.store, skus)

    def weather(self, outage: Outage | None) -> Weather:
        """It is slow, and stumbles."""
        return Weather(self.running.store, outage)

    def latency(self) -> float:
        """A batch."""
        return BATCH_LATENCY_SECONDS


class RealStore:
    """A store on the internet, or wherever it is."""

    def __init__(self, running: stage.Stage, access: StoreAccess):
        self.running = running
        self.access = self.keeper = access

    def entrance(self) -> tuple[str, str]:
        """Shoppers come in by the same door."""
        return self.access.address, self.access.ca_file

    def watch(self, skus: dict[int, str]) -> SampleWatch:
        """It has to be asked."""
        return SampleWatch(StoreClient(self.keeper), skus)

    def weather(self, outage: Outage | None) -> AbstractContextManager:
        """It is as it is."""
        return nullcontext()

    def latency(self) -> float:
        """What a small request takes there."""
        keeper, seconds = StoreClient(self.keeper), []
        for _turn in range(5):
            begun = time.monotonic()
            keeper.get("products", per_page=1)
            seconds.append(time.monotonic() - begun)
        return statistics.median(seconds)


@contextmanager
def open_venue(access: StoreAccess | None) -> Iterator[Venue]:
    """Run an Odoo, and a store beside it unless ``access`` is one's."""
    if access:
        with stage.odoo_alone(workers=WORKERS) as running:
            yield RealStore(running, access)
    else:
        with stage.with_store(workers=WORKERS) as running:
            yield EmbeddedStore(running)


def payment_of(keeper: StoreClient) -> str:
    """Return how shoppers pay there."""
    gateways = keeper.get("payment_gateways")
    enabled = {gateway["id"] for gateway in gateways if gateway["enabled"]}
    return next((each for each in OFFLINE_PAYMENTS if each in enabled), "cod")
