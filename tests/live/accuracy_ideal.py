"""What no connector could have helped: the oversales of an ideal one.

The ideal connector needs no time to compute and one request to tell the store. What
Odoo commits is shown by the store one request later; what it commits during the outage
is shown one request after the outage's end. The store counts its own sales at once.

Each sale that took place is put to it: with all that the store had sold until then,
would the ideal connector's store have shown enough for it? If so, the pieces that were
not there are unavoidably oversold; if not, a quicker connector would have saved them.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping

from tests.live.accuracy_ledger import (
    Entry,
    Kind,
    Outage,
    Oversale,
    by_sku,
    oversales_of,
)


def unavoidable(
    initial: Mapping[str, int],
    entries: Iterable[Entry],
    latency: float,
    outage: Outage | None = None,
) -> list[Oversale]:
    """Return the oversales that the ideal connector's store would have made, too.

    :param initial: pieces of each product at the beginning
    :param latency: seconds that one request takes to reach the store
    """
    return [
        oversale
        for sku, of_sku in by_sku(entries).items()
        for oversale in _oversales(initial[sku], of_sku, latency, outage)
    ]


def arrival(moment: float, latency: float, outage: Outage | None) -> float:
    """Return when the store is told of what Odoo committed at ``moment``.

    A request under way when the outage begins is lost with it.
    """
    arrives = moment + latency
    if outage and (moment in outage or arrives in outage):
        return outage.end + latency
    return arrives


def _oversales(
    initial: int, entries: list[Entry], latency: float, outage: Outage | None
) -> Iterator[Oversale]:
    truth = shown = initial
    under_way: deque[tuple[float, int]] = deque()
    for entry in entries:
        while under_way and under_way[0][0] <= entry.at:
            shown += under_way.popleft()[1]
        if entry.kind is Kind.MOVED:
            truth += entry.quantity
            arrives = arrival(entry.at, latency, outage)
            under_way.append((arrives, entry.quantity))
        elif entry.kind is Kind.SOLD:
            if shown >= entry.quantity:
                yield from oversales_of(entry, truth)
            truth -= entry.quantity
            shown -= entry.quantity
