"""The flash sale as it is planned: who wants what, and when; the same for every way.

Everything is drawn from the seed: how scarce each product is and how much it is asked
for, when shoppers come, what is done in Odoo meanwhile, when the store cannot be
reached. What comes of a plan (who is served, what the counter still has) is up to the
way in which the stock is kept.

Shoppers come in bursts of ten a second for eight seconds, sixteen seconds apart. In
Odoo something is done every 1.25 seconds on average, at times of its own.
"""

import random
from dataclasses import dataclass
from enum import Enum
from itertools import accumulate

SHOPPERS_A_SECOND = 10.0
BURST_SECONDS = 8.0
PAUSE_SECONDS = 16.0
ERRANDS_A_SECOND = 0.8
LEAST_PIECES, MOST_PIECES = 1, 6
# How unequal the demand is: of 500 products, the most wanted one is asked for by about
# 5 % of all shoppers, the least wanted by a hundredth of that.
HEAD_START = 4
PIECES_WANTED = (1, 1, 1, 1, 2)
# The outage begins when so much of the sale is over.
OUTAGE_BEGINS = 0.35


class Errand(Enum):
    """What is done in Odoo."""

    COUNTER_SALE = "sold at the counter"
    RETURN = "came back"
    TRANSFER = "sent to the other warehouse"
    FOUND = "found when counting"
    MISSING = "missing when counting"


WEIGHTS = {
    Errand.COUNTER_SALE: 40,
    Errand.RETURN: 22,
    Errand.TRANSFER: 14,
    Errand.FOUND: 12,
    Errand.MISSING: 12,
}


@dataclass(frozen=True)
class Visit:
    """A shopper who wants some pieces.

    :param at: seconds after the sale's beginning
    """

    at: float
    sku: str
    quantity: int


@dataclass(frozen=True)
class PlannedErrand(Visit):
    """Something to be done in Odoo."""

    errand: Errand


@dataclass(frozen=True)
class Plan:
    """A flash sale.

    :param initial: pieces of each product at the beginning
    :param seconds: how long it lasts
    :param outage: beginning and end of the outage in seconds after the sale's
        beginning, ``None`` when there is none
    """

    initial: dict[str, int]
    visits: list[Visit]
    errands: list[PlannedErrand]
    seconds: float
    outage: tuple[float, float] | None


class Planner:
    """Draws a plan.

    :param prefix: what the SKUs begin with
    """

    def __init__(self, seed: int, skus: int, seconds: float, prefix: str = "FLASH"):
        self._dice = random.Random(seed)
        self._seconds = seconds
        self._skus = [f"{prefix}-{number:04d}" for number in range(skus)]
        ranks = list(range(skus))
        self._dice.shuffle(ranks)
        self._demand = list(accumulate(1 / (HEAD_START + rank) for rank in ranks))

    def plan(self, outage_seconds: float = 0.0) -> Plan:
        """Return the sale; an outage that is too long for it is an error.

        :raise ValueError: the outage would not be over before the sale
        """
        begin = self._seconds * OUTAGE_BEGINS
        if begin + outage_seconds > self._seconds * 0.9:
            raise ValueError("The sale must go on for a while after the outage.")
        initial = {
            sku: self._dice.randint(LEAST_PIECES, MOST_PIECES) for sku in self._skus
        }
        return Plan(
            initial,
            self._visits(),
            self._errands(),
            self._seconds,
            (begin, begin + outage_seconds) if outage_seconds else None,
        )

    def _visits(self) -> list[Visit]:
        visits, begin = [], 0.0
        while begin + BURST_SECONDS <= self._seconds:
            for number in range(int(BURST_SECONDS * SHOPPERS_A_SECOND)):
                at = begin + number / SHOPPERS_A_SECOND
                pieces = self._dice.choice(PIECES_WANTED)
                visits.append(Visit(at, self._wanted(), pieces))
            begin += BURST_SECONDS + PAUSE_SECONDS
        return visits

    def _errands(self) -> list[PlannedErrand]:
        errands, kinds = [], list(WEIGHTS)
        at = self._dice.expovariate(ERRANDS_A_SECOND)
        while at < self._seconds:
            [errand] = self._dice.choices(kinds, list(WEIGHTS.values()))
            pieces = self._dice.choice(PIECES_WANTED)
            errands.append(PlannedErrand(at, self._wanted(), pieces, errand))
            at += self._dice.expovariate(ERRANDS_A_SECOND)
        return errands

    def _wanted(self) -> str:
        return self._dice.choices(self._skus, cum_weights=self._demand)[0]
