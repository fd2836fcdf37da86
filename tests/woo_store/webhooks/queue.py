"""The queue of deliveries.

An event is queued for each active webhook of its topic, unless the same is waiting
there already; the body is built when its turn comes. Nothing is ever sent again.
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .topics import split_topic

if TYPE_CHECKING:
    from ..store import Store

_UNDELIVERED_STATUSES = frozenset({"draft", "auto-draft", "new"})


@dataclass(frozen=True)
class Delivery:
    """One webhook to be delivered about one object; ``due`` is a monotonic time.

    ``copy`` tells apart deliveries that a fault doubled.
    """

    webhook_id: int
    object_id: int
    due: float = 0.0
    ping: bool = False
    copy: int = 0

    @property
    def key(self) -> tuple:
        """What must not be waiting twice."""
        return self.webhook_id, self.object_id, self.ping, self.copy


class DeliveryQueue:
    """Deliveries waiting for their turn, sent by a number of workers.

    ``delay`` is how long (in seconds) an event waits at least, so that later ones
    merge into it; ``workers`` how many deliveries are sent at the same time.
    """

    def __init__(self, store: Store, send: Callable[[Delivery], Awaitable[None]]):
        self.store = store
        self.delay = 0.0
        self.workers = 1
        self.paused = False
        #: decides on each delivery what is queued in its place; see ``faults``
        self.bend: Callable[[Delivery], list[Delivery]] = lambda delivery: [delivery]
        self._send = send
        self._heap: list[tuple[float, int, Delivery]] = []
        self._keys: set[tuple] = set()
        self._numbers = itertools.count()
        self._sending: set[asyncio.Task] = set()
        self._changed = asyncio.Event()
        self._state: Any = None
        store.events.subscribe(self.announce)

    def announce(self, topic: str, object_id: int) -> None:
        """Queue a delivery for each active webhook of the topic."""
        if self._is_draft(topic, object_id):
            return
        for webhook in self.store.state.webhooks.values():
            if webhook["status"] == "active" and webhook["topic"] == topic:
                due = time.monotonic() + self.delay
                self.add(Delivery(webhook["id"], object_id, due))

    def ping(self, webhook_id: int) -> None:
        """Queue the unsigned ping that a new webhook gets."""
        self.add(Delivery(webhook_id, 0, time.monotonic(), ping=True))

    def add(self, delivery: Delivery) -> None:
        """Queue a delivery unless the same is waiting."""
        self._forget_old_state()
        if delivery.key not in self._keys:
            for each in self.bend(delivery):
                self._keys.add(each.key)
                heapq.heappush(self._heap, (each.due, next(self._numbers), each))
        self._changed.set()

    def configure(self, **values: Any) -> None:
        """Change ``delay``, ``workers`` or ``paused``."""
        for name, value in values.items():
            setattr(self, name, value)
        self._changed.set()

    def pending(self) -> int:
        """Return how many deliveries wait or are under way."""
        self._forget_old_state()
        return len(self._heap) + len(self._sending)

    async def run(self) -> None:
        """Send what is due, until cancelled."""
        try:
            while True:
                self._changed.clear()
                await self._wait(self._send_due())
        finally:
            for task in self._sending:
                task.cancel()

    def _send_due(self) -> float | None:
        """Start what may be started; return how long to wait for the next."""
        self._forget_old_state()
        while self._heap and not self.paused and len(self._sending) < self.workers:
            seconds = self._heap[0][0] - time.monotonic()
            if seconds > 0:
                return seconds
            delivery = heapq.heappop(self._heap)[2]
            self._keys.discard(delivery.key)
            self._sending.add(asyncio.create_task(self._deliver(delivery)))
        return None

    async def _deliver(self, delivery: Delivery) -> None:
        try:
            await self._send(delivery)
        finally:
            self._sending.discard(asyncio.current_task())
            self._changed.set()

    async def _wait(self, seconds: float | None) -> None:
        try:
            await asyncio.wait_for(self._changed.wait(), seconds)
        except asyncio.TimeoutError:
            return

    def _is_draft(self, topic: str, object_id: int) -> bool:
        if split_topic(topic)[0] != "order":
            return False
        order = self.store.state.orders.get(object_id)
        return order is not None and order.status in _UNDELIVERED_STATUSES

    def _forget_old_state(self) -> None:
        """A reset of the store leaves nothing to be delivered."""
        if self._state is not self.store.state:
            self._state = self.store.state
            self._heap.clear()
            self._keys.clear()
