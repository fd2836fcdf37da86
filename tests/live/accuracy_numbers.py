"""Numbers that change at moments: what was true, what was shown, how they differ.

All moments are Unix times of one clock.
"""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tests.live.accuracy_ledger import Entry, Kind, by_sku


@dataclass
class Course:
    """A number and its later values; each holds until the next.

    :param initial: the value before the first moment
    """

    initial: int
    moments: list[float] = field(default_factory=list)
    values: list[int] = field(default_factory=list)

    def add(self, moment: float, value: int) -> None:
        """Let the number have another value from ``moment`` on, the latest so far."""
        self.moments.append(moment)
        self.values.append(value)

    def at(self, moment: float) -> int:
        """Return the value that holds at ``moment``."""
        passed = bisect_right(self.moments, moment)
        return self.values[passed - 1] if passed else self.initial

    def before(self, moment: float) -> int:
        """Return the value that held just before ``moment``."""
        passed = bisect_left(self.moments, moment)
        return self.values[passed - 1] if passed else self.initial

    def last(self) -> int:
        """Return the value that holds in the end."""
        return self.values[-1] if self.values else self.initial


@dataclass
class Books:
    """The truth of one product, by who changed it.

    :param moved: what there would be without the store's sales
    :param sold: what the store has sold so far
    """

    moved: Course
    sold: Course

    def to_show(self, moment: float) -> int:
        """Return what a store should show; what is owed is no less than nothing."""
        return max(0, self.moved.at(moment) - self.sold.at(moment))

    def at_last(self) -> int:
        """Return what is left in the end; below zero: owed."""
        return self.moved.last() - self.sold.last()


def keep_books(
    initial: Mapping[str, int], entries: Iterable[Entry]
) -> dict[str, Books]:
    """Return the books of every product.

    :param initial: pieces of each product at the beginning
    """
    books = {sku: Books(Course(count), Course(0)) for sku, count in initial.items()}
    for sku, of_sku in by_sku(entries).items():
        for entry in of_sku:
            if entry.kind is not Kind.REFUSED:
                is_sale = entry.kind is Kind.SOLD
                course = books[sku].sold if is_sale else books[sku].moved
                course.add(entry.at, course.last() + entry.quantity)
    return books


def differences(
    books: Mapping[str, Books], shown: Mapping[str, Course], moments: Iterable[float]
) -> list[int]:
    """Return by how much the store was wrong, for each product at each moment."""
    return [
        abs(max(0, shown[sku].at(moment)) - of_sku.to_show(moment))
        for moment in moments
        for sku, of_sku in books.items()
    ]


def delays(
    entries: Iterable[Entry], books: Mapping[str, Books], shown: Mapping[str, Course]
) -> list[float]:
    """Return how long each move in Odoo took to be seen in the store, in seconds.

    A move is seen at the first moment at which the store shows what follows from it, or
    from it and some of the moves after it, less all that the store has sold by then.
    Moves that change nothing to be shown (of what is owed anyway) are left out.
    ``inf``: it was never seen.
    """
    return [
        _delay(entry.at, books[entry.sku], shown[entry.sku])
        for entry in entries
        if entry.kind is Kind.MOVED and _is_visible(entry.at, books[entry.sku])
    ]


def _is_visible(moment: float, books: Books) -> bool:
    sold = books.sold.at(moment)
    before = max(0, books.moved.before(moment) - sold)
    return before != books.to_show(moment)


def _delay(begin: float, books: Books, shown: Course) -> float:
    changes = (*books.moved.moments, *books.sold.moments, *shown.moments)
    following: set[int] = set()
    for moment in sorted({begin, *(each for each in changes if each > begin)}):
        following.add(books.moved.at(moment))
        sold = books.sold.at(moment)
        if max(0, shown.at(moment)) in {max(0, each - sold) for each in following}:
            return moment - begin
    return math.inf


def percentile(values: list[float], percent: int) -> float:
    """Return what ``percent`` of the values do not exceed; ``nan`` of none."""
    if not values:
        return math.nan
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]
