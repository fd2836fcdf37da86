"""Available-to-sell: how many pieces of a product a store may offer, and why.

Quantities are in the product's own unit of measure until `Rule.unit` turns them into
the units a store sells; percentages are 0 to 100.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import floor
from typing import NamedTuple

FREE = "free"
FORECAST = "forecast"
ON_HAND = "on_hand"

KEEP = "keep"
NO = "no"
NOTIFY = "notify"

# Below any precision stock is counted in; above the noise of float quantities:
# 2.9999999999999996 are three pieces that went through float arithmetic.
_NOISE = 1e-6


class Level(NamedTuple):
    """What there is of one product in one warehouse."""

    warehouse_id: int = 0
    on_hand: float = 0.0
    reserved: float = 0.0
    #: what open moves take out of the counted locations, reserved or not
    outgoing: float = 0.0
    #: what open moves bring in, until the horizon of the rule
    incoming: float = 0.0
    #: not reserved, and past its removal date
    expired: float = 0.0


class WarehouseTerms(NamedTuple):
    """What a rule says about one warehouse beside what it says about all."""

    share: float = 100.0
    safety_quantity: float = 0.0


@dataclass(frozen=True, slots=True)
class Rule:
    """How a store's number follows from the stock; a store's own words in Odoo.

    :param basis: `FREE` less what is promised, `FORECAST` with receipts, or `ON_HAND`
    :param count_demand: confirmed demand counts although nothing is reserved for it
    :param share: part of it that this store may offer
    :param minimum_shown: less than that is shown as none
    :param maximum_shown: never more than that is shown; 0 is no limit
    :param unit: pieces of the product in one unit that the store sells
    :param backorders: `KEEP` the store's setting, `NO`, `NOTIFY` or `"yes"`
    :param backorder_limit: units that may be short; 0 is no limit
    :param preorder: confirmed receipts may be sold as backorders
    :param warehouses: terms of single warehouses, by their id
    """

    basis: str = FREE
    count_demand: bool = True
    share: float = 100.0
    safety_quantity: float = 0.0
    safety_percent: float = 0.0
    minimum_shown: int = 0
    maximum_shown: int = 0
    unit: float = 1.0
    backorders: str = KEEP
    backorder_limit: int = 0
    preorder: bool = False
    held_back: bool = False
    warehouses: Mapping[int, WarehouseTerms] = field(default_factory=dict)


class Offer(NamedTuple):
    """What a store is told: whole units, never below 0, and whether it may owe some."""

    quantity: int
    backorders: str = KEEP
    #: instead of a number, for what nobody counts: "instock" or "outofstock"
    status: str = ""


class Step(NamedTuple):
    """One step of a number's story: `kind` names it, `quantity` is what it leaves."""

    kind: str
    change: float
    quantity: float


@dataclass(frozen=True)
class Availability:
    """A number and how it came about.

    :param levels: warehouse by warehouse, with what each contributes
    :param steps: from what the warehouses contribute to what is offered
    """

    offer: Offer
    levels: tuple[tuple[Level, float], ...]
    steps: tuple[Step, ...]


def contribution(level: Level, rule: Rule) -> float:
    """Return what one warehouse contributes.

    Demand holds what is reserved for it. What is reserved for a move inside the counted
    locations is in no demand, and not to be promised either while it moves. So the
    larger of the two is taken, never their sum.

    A warehouse that is short takes from the others, because its promises have to be
    kept with their pieces: a share or safety stock of its own never hides that.
    """
    promised = level.reserved
    if rule.count_demand and level.outgoing > promised:
        promised = level.outgoing
    counted = level.on_hand - level.expired
    if rule.basis != ON_HAND:
        counted -= promised
    if rule.basis == FORECAST:
        counted += level.incoming
    terms = rule.warehouses.get(level.warehouse_id)
    if terms and counted > 0:
        counted = max(0.0, counted * terms.share / 100 - terms.safety_quantity)
    return counted


def pools(
    levels: Iterable[tuple[Level, Iterable[int]]],
    rule: Rule,
    in_flight: Mapping[int, float],
) -> dict[int, float]:
    """Return what all warehouses have together, less what was sold and is under way.

    Many products have the same level: what it contributes is worked out once.

    :param levels: each with the ids of the products that it is the level of
    :param in_flight: what was sold and is under way, by product id
    """
    left: defaultdict[int, float] = defaultdict(float)
    for level, product_ids in levels:
        part = contribution(level, rule)
        for product_id in product_ids:
            left[product_id] += part
    for product_id, sold in in_flight.items():
        left[product_id] -= sold
    return dict(left)


def kit_pool(components: Iterable[tuple[float, float]]) -> float:
    """Return how many kits can be made; the scarcest component decides.

    :param components: what there is of each (its pool), and how many one kit takes
    """
    return min(
        (_whole(there / taken) for there, taken in components if taken > 0), default=0.0
    )


def offer(
    available: float,
    rule: Rule,
    *,
    incoming: float = 0.0,
    buffer_quantity: float = 0.0,
    buffer_percent: float = 0.0,
) -> Offer:
    """Return what a store may offer of what is available.

    :param available: the pool; negative when more is promised than there is
    :param incoming: receipts that a preorder may count on
    :param buffer_quantity: held back beside the safety stock, and so is
    :param buffer_percent: of what is shared out
    """
    kept = available
    if kept > 0:
        kept *= rule.share / 100
        percent = rule.safety_percent + buffer_percent
        kept -= rule.safety_quantity + buffer_quantity + kept * percent / 100
    units = max(0, _whole(kept / rule.unit))
    if rule.held_back or units < rule.minimum_shown:
        units = 0
    elif rule.maximum_shown:
        units = min(units, rule.maximum_shown)
    if rule.backorders == KEEP and not rule.preorder:
        return Offer(units)
    return Offer(units, _backorders(units, available, incoming, rule))


def _backorders(units: int, available: float, incoming: float, rule: Rule) -> str:
    """Tell whether the store may sell what is not there."""
    if rule.held_back:
        return NO
    if rule.preorder and not units and rule.basis != FORECAST:
        return NOTIFY if _whole((available + incoming) / rule.unit) > 0 else NO
    if rule.backorders == KEEP:
        return NO
    short = max(0.0, -available) / rule.unit
    if rule.backorder_limit and short >= rule.backorder_limit:
        return NO
    return rule.backorders


def explain(
    levels: Iterable[Level],
    rule: Rule,
    in_flight: float,
    *,
    available: float | None = None,
    incoming: float = 0.0,
    buffer_quantity: float = 0.0,
    buffer_percent: float = 0.0,
) -> Availability:
    """Return what a store may offer with every step that led there.

    :param available: of a kit, what its components leave (in flight included)
    """
    levels = tuple((level, contribution(level, rule)) for level in levels)
    steps: list[Step] = []
    total = sum(part for _level, part in levels)

    def step(kind: str, quantity: float) -> None:
        nonlocal total
        if quantity != total:
            steps.append(Step(kind, quantity - total, quantity))
        total = quantity

    step("in_flight", total - in_flight)
    if available is not None:
        step("kit", available)
    available = total
    if total > 0:
        step("share", total * rule.share / 100)
        shared = total
        step(
            "safety",
            total - rule.safety_quantity - shared * rule.safety_percent / 100,
        )
        step("buffer", total - buffer_quantity - shared * buffer_percent / 100)
    step("unit", total / rule.unit)
    step("whole", float(max(0, _whole(total))))
    if rule.held_back:
        step("held_back", 0.0)
    if total < rule.minimum_shown:
        step("minimum", 0.0)
    if rule.maximum_shown:
        step("maximum", min(total, float(rule.maximum_shown)))
    offered = offer(
        available,
        rule,
        incoming=incoming,
        buffer_quantity=buffer_quantity,
        buffer_percent=buffer_percent,
    )
    return Availability(offered, levels, tuple(steps))


def _whole(quantity: float) -> int:
    return floor(quantity + _NOISE)
