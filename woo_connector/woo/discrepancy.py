"""Why a store shows another number of pieces than Odoo would.

The most certain cause is taken: what is recorded as on its way or refused explains a
difference better than what is inferred from numbers and dates.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum


class Kind(str, Enum):
    """What a difference comes from. The value is a stable key."""

    UNDER_WAY = "under_way"
    NOT_COUNTED = "not_counted"
    UNBOUND = "unbound"
    PUSH_FAILED = "push_failed"
    ORDER_NOT_IMPORTED = "order_not_imported"
    CHANGED_IN_STORE = "changed_in_store"
    RULE_CHANGED = "rule_changed"
    UNEXPLAINED = "unexplained"


#: What may be repaired without asking: nobody decided on the number in the store, and
#: it is known which product it is about.
SAFE = frozenset(Kind) - {Kind.CHANGED_IN_STORE, Kind.UNBOUND}

#: What is put right by sending Odoo's number.
SENT_AGAIN = frozenset(
    {
        Kind.NOT_COUNTED,
        Kind.PUSH_FAILED,
        Kind.CHANGED_IN_STORE,
        Kind.RULE_CHANGED,
        Kind.UNEXPLAINED,
    }
)


@dataclass(frozen=True)
class Facts:
    """What is known of one product when its two numbers are compared.

    Moments are naive and UTC: of Odoo's clock, unless the store's is named.

    :param store: pieces the store shows; None when it does not count them
    :param odoo: pieces it should show; None when it is not known which product it is
    :param expected: pieces it shows as far as Odoo knows, that is what it was told
        last less what it was seen to sell since; None when it was never told any
    :param push_state: what became of the last push: "waiting" (it was bound to another
        product since, or never sent), "pushed" or "failed"
    :param is_waiting: a change of it waits to be sent
    :param read_at: when the store was asked
    :param pushed_at: when the store was told last
    :param sent_at: the same, by the store's clock
    :param modified_at: when the store changed the product last, by its clock
    :param rules_changed_at: when the rules of its number were changed
    :param arriving_since: orders that the store took since may not have arrived yet;
        None when orders are not imported
    :param held: pieces in orders of the store that Odoo has not seen
    """

    store: int | None
    odoo: int | None
    expected: int | None = None
    push_state: str = "waiting"
    is_waiting: bool = False
    read_at: datetime | None = None
    pushed_at: datetime | None = None
    sent_at: datetime | None = None
    modified_at: datetime | None = None
    rules_changed_at: datetime | None = None
    arriving_since: datetime | None = None
    held: int = 0


def classify(facts: Facts) -> Kind | None:
    """The cause of the difference; None when there is none."""
    if facts.odoo is None:
        # Nothing to sell by mistake where there is nothing.
        return Kind.UNBOUND if (facts.store or 0) > 0 else None
    if facts.store == facts.odoo:
        return None
    if _is_under_way(facts):
        return Kind.UNDER_WAY
    if facts.store is None:
        return Kind.NOT_COUNTED
    if facts.push_state == "failed" or facts.pushed_at is None:
        return Kind.PUSH_FAILED
    if facts.push_state == "waiting":
        return Kind.RULE_CHANGED
    if facts.held and facts.odoo - facts.store == facts.held:
        return Kind.ORDER_NOT_IMPORTED
    if _was_changed_in_store(facts):
        return Kind.CHANGED_IN_STORE
    if _is_later(facts.rules_changed_at, facts.pushed_at):
        return Kind.RULE_CHANGED
    return Kind.UNEXPLAINED


def _is_under_way(facts: Facts) -> bool:
    """Whether the difference will go by itself, or is only seen from the outside."""
    if facts.is_waiting:
        return True
    if facts.pushed_at and facts.read_at and facts.pushed_at >= facts.read_at:
        # The store was told while it was asked: its answer is older than the number.
        return True
    return _has_sold_what_arrives(facts)


def _has_sold_what_arrives(facts: Facts) -> bool:
    """Whether the store has just sold some, by an order that is being imported."""
    return (
        facts.store is not None
        and facts.expected is not None
        and facts.store < facts.expected
        and facts.arriving_since is not None
        and facts.modified_at is not None
        and facts.modified_at >= facts.arriving_since
    )


def _was_changed_in_store(facts: Facts) -> bool:
    return facts.store != facts.expected and _is_later(
        facts.modified_at, facts.sent_at or facts.pushed_at
    )


def _is_later(moment: datetime | None, other: datetime | None) -> bool:
    return moment is not None and (other is None or moment > other)
