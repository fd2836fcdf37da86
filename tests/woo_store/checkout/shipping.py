"""The shipping rates offered at an address."""

from __future__ import annotations

import ast
import operator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..rest.php import to_float
from ..state import Row
from ..tax_rates import Location

if TYPE_CHECKING:
    from ..store import Store

_OPERATIONS = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
}


@dataclass(frozen=True)
class ShippingRate:
    """One way to ship; the cost is without tax."""

    method_id: str
    instance_id: int
    title: str
    cost: float
    tax_status: str = "taxable"

    @property
    def id(self) -> str:
        """The rate's id, as a shopper selects it."""
        return f"{self.method_id}:{self.instance_id}"


@dataclass(frozen=True)
class Parcel:
    """What is to be shipped: pieces and what they cost.

    ``spent`` and ``discount`` are the whole cart's as the shopper sees them;
    ``free_by_coupon`` tells that a coupon gives the shipping.
    """

    pieces: float
    cost: float
    spent: float = 0.0
    discount: float = 0.0
    free_by_coupon: bool = False


def shipping_rates(store: Store, place: Location, parcel: Parcel) -> list[ShippingRate]:
    """Return the rates of the zone an address is in, in the shop's order."""
    zone_id = find_zone(store, place)
    methods = [
        row
        for row in store.state.zone_methods.values()
        if row["zone_id"] == zone_id and row["enabled"]
    ]
    methods.sort(key=lambda row: row["order"])
    return [_rate(row, parcel) for row in methods if _is_offered(row, parcel)]


def find_zone(store: Store, place: Location) -> int:
    """Return the id of the first zone that holds the address, 0 for none."""
    zones = sorted(store.state.zones.values(), key=lambda zone: zone["order"])
    for zone in zones:
        locations = store.state.zone_locations.get(zone["id"], [])
        if zone["id"] and any(_holds(location, place) for location in locations):
            return zone["id"]
    return 0


def _holds(location: Row, place: Location) -> bool:
    if location["type"] == "country":
        return location["code"] == place.country
    if location["type"] == "state":
        return location["code"] == f"{place.country}:{place.state}"
    if location["type"] == "postcode":
        return location["code"].replace("*", "") in place.postcode
    return False


def _setting(row: Row, name: str) -> str:
    return (row["settings"].get(name) or {}).get("value") or ""


def _is_offered(row: Row, parcel: Parcel) -> bool:
    if row["method_id"] != "free_shipping":
        return True
    spent = parcel.spent
    if _setting(row, "ignore_discounts") != "yes":
        spent -= parcel.discount
    enough = spent >= to_float(_setting(row, "min_amount"))
    return {
        "coupon": parcel.free_by_coupon,
        "min_amount": enough,
        "either": parcel.free_by_coupon or enough,
        "both": parcel.free_by_coupon and enough,
    }.get(_setting(row, "requires"), True)


def _rate(row: Row, parcel: Parcel) -> ShippingRate:
    return ShippingRate(
        row["method_id"],
        row["instance_id"],
        _setting(row, "title") or row["title"],
        evaluate_cost(_setting(row, "cost"), parcel),
        _setting(row, "tax_status") or "taxable",
    )


def evaluate_cost(formula: str, parcel: Parcel) -> float:
    """Return the cost of a formula like ``7.35 + [qty] * 0.37``; 0 for a bad one."""
    text = formula.replace("[qty]", str(parcel.pieces))
    text = text.replace("[cost]", str(parcel.cost)).replace(",", ".").strip()
    try:
        return float(_value(ast.parse(text or "0", mode="eval").body))
    except (SyntaxError, ValueError, ZeroDivisionError):
        return 0.0


def _value(node: ast.expr) -> float:
    if isinstance(node, ast.Constant) and isinstance(node.value, (int, float)):
        return node.value
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATIONS:
        return _OPERATIONS[type(node.op)](_value(node.left), _value(node.right))
    if isinstance(node, ast.UnaryOp) and type(node.op) in _OPERATIONS:
        return _OPERATIONS[type(node.op)](_value(node.operand))
    raise ValueError(f"not a sum: {ast.dump(node)}")
