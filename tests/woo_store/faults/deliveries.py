"""What a misbehaving store does to its webhooks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from ..webhooks.queue import Delivery
from .rules import WEBHOOK_KINDS, Faults

if TYPE_CHECKING:
    from ..store import Store

# A reordered delivery is overtaken by what happens in so many seconds.
OVERTAKEN_WITHIN = 1.0


def bending(store: Store, faults: Faults) -> Callable[[Delivery], list[Delivery]]:
    """Return what decides which deliveries are queued in a delivery's place."""

    def bend(delivery: Delivery) -> list[Delivery]:
        webhook = store.state.webhooks.get(delivery.webhook_id)
        topic = "ping" if delivery.ping or webhook is None else webhook["topic"]
        deliveries = [delivery]
        for rule in faults.hitting(WEBHOOK_KINDS, "POST", topic):
            if rule.kind == "webhook_lost":
                return []
            if rule.kind == "webhook_doubled":
                deliveries.append(replace(delivery, copy=1))
            elif rule.kind == "webhook_late":
                deliveries = [_later(each, rule.seconds) for each in deliveries]
            else:
                deliveries = [_later(each, OVERTAKEN_WITHIN) for each in deliveries]
        return deliveries

    return bend


def _later(delivery: Delivery, seconds: float) -> Delivery:
    return replace(delivery, due=delivery.due + seconds)
