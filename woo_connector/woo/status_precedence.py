"""Whose word counts about an order's status: what the store has, or Odoo's event.

People change statuses in the store, and change in Odoo what statuses stand for. One
rule settles all of it:

* what the store has given up or completed stays so, whoever did it;
* else what happens in Odoo decides, which is the later of the two;
* a payment changes only what still waits for money; and an order whose payment failed
  may be cancelled for good.

So no event of Odoo ever takes an order of the store back.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

#: Nobody is to deliver or to pay these any more.
GIVEN_UP = frozenset({"cancelled", "refunded", "failed", "trash"})
#: WooCommerce's own; a store may have another one for orders that are delivered.
COMPLETED = "completed"
#: The store has sold, and waits for the money.
UNPAID = frozenset({"pending", "on-hold"})
CANCELLED = "cancelled"
FAILED = "failed"


class Event(Enum):
    """What happened to an order in Odoo."""

    PAID = "paid"
    PARTLY_DELIVERED = "partly_delivered"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"


class Stage(Enum):
    """How far an order has come in the store, by its status."""

    UNPAID = "unpaid"
    #: "processing", and whatever plugins have made up.
    OPEN = "open"
    COMPLETED = "completed"
    GIVEN_UP = "given_up"


class Kept(Enum):
    """Why an order keeps the status that it has."""

    #: It is what it is to become already.
    SAME = "same"
    #: No status belongs to the event.
    NONE_WANTED = "none_wanted"
    GIVEN_UP = "given_up"
    COMPLETED = "completed"
    #: The store waits for no money.
    PAID = "paid"


@dataclass(frozen=True)
class Verdict:
    """What becomes of a status.

    :param status: the one to write, "" when the order keeps the one it has
    :param kept: why it keeps it, `None` when it does not
    """

    status: str = ""
    kept: Kept | None = None

    @property
    def overrules(self) -> bool:
        """Whether the store's word counts against what Odoo would have it say."""
        return self.kept in (Kept.GIVEN_UP, Kept.COMPLETED, Kept.PAID)


def stage_of(status: str, final: str = COMPLETED) -> Stage:
    """How far an order in a status has come.

    :param final: the store's status of orders that are delivered
    """
    if status in GIVEN_UP:
        return Stage.GIVEN_UP
    if status in (COMPLETED, final):
        return Stage.COMPLETED
    return Stage.UNPAID if status in UNPAID else Stage.OPEN


def decide(event: Event, current: str, wanted: str, final: str = COMPLETED) -> Verdict:
    """What becomes of an order's status by an event in Odoo.

    :param current: what the store says
    :param wanted: the status that belongs to the event, may be empty
    :param final: the store's status of orders that are delivered
    """
    stage = stage_of(current, final)
    if not wanted:
        return Verdict(kept=Kept.NONE_WANTED)
    if current == wanted:
        return Verdict(kept=Kept.SAME)
    if event is Event.CANCELLED and current == FAILED:
        return Verdict(wanted)
    if stage is Stage.GIVEN_UP:
        return Verdict(kept=Kept.GIVEN_UP)
    if stage is Stage.COMPLETED:
        return Verdict(kept=Kept.COMPLETED)
    if event is Event.PAID and stage is not Stage.UNPAID:
        return Verdict(kept=Kept.PAID)
    return Verdict(wanted)
