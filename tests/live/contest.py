"""Kinds of work that are measured in turns, and how one compares to another."""

import gc
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from statistics import median, quantiles
from threading import Barrier
from typing import Protocol

from tests.live.cpu_meter import Cost, Meter


class Work(Protocol):
    """Something that can be done any number of times."""

    def run(self, pieces: int) -> None:
        """Do so many pieces."""


class Contestant:
    """One kind of work on one database, with what each of its rounds cost.

    :param work: what it does
    :param meter: of its database
    :param pieces: how many it does in a round
    :param before_round: what is done before each of them and not measured
    """

    def __init__(
        self,
        name: str,
        work: Work,
        meter: Meter,
        pieces: int = 1,
        before_round: Callable[[], None] = lambda: None,
    ):
        self.name = name
        self.work = work
        self.rounds: list[Cost] = []
        self.before_round = before_round
        self._meter = meter
        self._pieces = pieces

    def warm_up(self, pieces: int) -> None:
        """Fill the caches that any process has after its first pieces."""
        self.work.run(pieces)

    def run_round(self) -> None:
        """Do one round and note its cost."""
        self.before_round()
        with self._meter.measure(self._pieces) as cost:
            self.work.run(self._pieces)
        self.rounds.append(cost)

    def run_beside(self, start: Barrier) -> None:
        """Do one round in this thread, as soon as the others are there, too."""
        start.wait()
        with self._meter.measure_thread(self._pieces) as cost:
            self.work.run(self._pieces)
        self.rounds.append(cost)

    def ratio_to(self, other: "Contestant") -> float:
        """Return the median of the rounds' ratios: neighbours share their weather."""
        return median(self.ratios_to(other))

    def ratios_to(self, other: "Contestant") -> list[float]:
        """Return the ratio of each round."""
        return [
            mine.seconds / others.seconds
            for mine, others in zip(self.rounds, other.rounds, strict=True)
        ]

    def total(self) -> Cost:
        """Return what all rounds cost."""
        total = Cost()
        for cost in self.rounds:
            total.add(cost)
        return total

    def line(self, piece: str) -> str:
        """Return what a piece cost.

        :param piece: its name, with article
        """
        total = self.total()
        return (
            f"{self.name:<8} {1000 * total.seconds:6.1f} ms CPU {piece}"
            f" (Odoo {1000 * total.odoo / total.pieces:.1f},"
            f" PostgreSQL {1000 * total.database / total.pieces:.1f}),"
            f" {total.queries_each:.1f} queries"
        )


def take_turns(contestants: list[Contestant], rounds: int) -> None:
    """Let the contestants take turns; who begins changes from round to round."""
    for number in range(rounds):
        first = number % len(contestants)
        for contestant in contestants[first:] + contestants[:first]:
            contestant.run_round()


def run_side_by_side(contestants: list[Contestant], rounds: int) -> None:
    """Let the contestants do each round at the same moment, in threads.

    Python lets threads take turns of some milliseconds. So where the speed of a machine
    changes from second to second, it changes for all of them alike.
    """
    with ThreadPoolExecutor(len(contestants)) as threads:
        for _round in range(rounds):
            for contestant in contestants:
                contestant.before_round()
            gc.collect()
            start = Barrier(len(contestants))
            list(threads.map(lambda one, at=start: one.run_beside(at), contestants))


def spread(ratios: list[float]) -> str:
    """Return where the middle half of some ratios lies."""
    lower, _middle, upper = quantiles(ratios, n=4)
    return f"{lower:.3f} to {upper:.3f} in half of {len(ratios)} rounds"


def verdict(name: str, ratio: float, aim: float, digits: int = 2) -> bool:
    """Print one result; return whether it is what was aimed at."""
    print(f"{name}: ratio {ratio:.{digits}f}, aim {aim:.2f}", flush=True)
    return ratio <= aim
