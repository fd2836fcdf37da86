"""Recorded orders and the requests that made them."""

from __future__ import annotations

import copy
import gzip
import json
from functools import cache
from pathlib import Path
from typing import Any

from tests.woo_store.orders.desk import OrderDesk
from tests.woo_store.orders.model import TOTALS, Order
from tests.woo_store.orders.view import View
from tests.woo_store.seeding import seed_from
from tests.woo_store.store import Store, standard_keys

FIXTURES = Path(__file__).parents[1] / "fixtures" / "orders"
PROFILES = sorted(path.name.partition(".")[0] for path in FIXTURES.glob("*.json.gz"))
# Edits whose effect on coupons or negative fees cannot be told from the result.
_BLURRING = ("edit:remove", "edit:qty", "edit:addr", "edit:shiptotal")
Json = dict[str, Any]


def profile_path(profile: str) -> Path:
    """Return the file of a recorded store's settings and orders."""
    return FIXTURES / f"{profile}.json.gz"


@cache
def recorded(profile: str) -> Json:
    """Return a recording."""
    return json.loads(gzip.decompress(profile_path(profile).read_bytes()))


def empty_store(profile: str) -> Store:
    """Return a store with a profile's settings and products, without orders."""
    store = Store(
        seed_from(profile_path(profile)),
        site_url="https://store.test",
        keys=standard_keys("ck", "cs"),
    )
    store.state.orders.clear()
    store.state.refunds.clear()
    exact = _exact_coupon_amounts(profile)
    for coupon in store.state.coupons.values():
        coupon["usage_count"], coupon["used_by"] = 0, []
        coupon["amount"] = exact.get(coupon["code"], coupon["amount"])
    return store


def _exact_coupon_amounts(profile: str) -> dict[str, str]:
    """Return the coupons' amounts as orders keep them: the API shows two decimals."""
    lines = (
        line
        for entry in recorded(profile)["orders"]
        for line in entry["order"]["coupon_lines"]
    )
    return {line["code"]: str(line["nominal_amount"]) for line in lines}


def replayable(entry: Json) -> bool:
    """Tell whether an order's requests can be told from the order."""
    note, order = entry["note"], entry["order"]
    if order["created_via"] != "rest-api":
        return False
    negative = any(line["total"].startswith("-") for line in order["fee_lines"])
    if order["coupon_lines"] and negative and "manual" in note:
        return False
    depends = order["coupon_lines"] or negative
    return not (depends and any(edit in note for edit in _BLURRING))


class Replay:
    """Makes a recorded order anew: the first request, then the edits in their order.

    What an edit added has a larger id than the order's first tax line, which is made
    when the totals are computed for the first time.
    """

    def __init__(self, store: Store, entry: Json):
        self.desk = OrderDesk(store)
        self.order, self.exact, self.note = entry["order"], entry["dp8"], entry["note"]
        ids = [line["id"] for line in self.order["tax_lines"]]
        self.first_tax_line = min(ids, default=10**9)
        self.late_coupons = "PUT edit:coupon" in self.note

    def run(self) -> Order:
        """Send the requests; return the order made."""
        made = self.desk.create(self._creation())
        for edit in self._edits():
            made = self.desk.update(made.id, edit)
        return made

    def _creation(self) -> Json:
        names = ("billing", "shipping", "currency", "meta_data")
        values = copy.deepcopy({name: self.order[name] for name in names})
        values["meta_data"] = [
            {"key": meta["key"], "value": meta["value"]} for meta in values["meta_data"]
        ]
        for kind in ("line_items", "shipping_lines", "fee_lines"):
            values[kind] = [line for _id, line in self._lines(kind, late=False)]
        if not self.late_coupons:
            values["coupon_lines"] = self._coupons()
        return values

    def _coupons(self) -> list[Json]:
        return [{"code": line["code"]} for line in self.order["coupon_lines"]]

    def _edits(self) -> list[Json]:
        edits = []
        for kind in ("line_items", "shipping_lines", "fee_lines"):
            for item_id, line in self._lines(kind, late=True):
                edits.append((item_id, {kind: [line]}))
        if self.late_coupons:
            first = min(line["id"] for line in self.order["coupon_lines"])
            edits.append((first, {"coupon_lines": self._coupons()}))
        return [edit for _id, edit in sorted(edits, key=lambda pair: pair[0])]

    def _lines(self, kind: str, *, late: bool) -> list[tuple[int, Json]]:
        makers = {
            "line_items": self._product,
            "shipping_lines": _shipping,
            "fee_lines": _fee,
        }
        pairs = zip(self.order[kind], self.exact[kind], strict=True)
        return [
            (line["id"], makers[kind](line, amounts))
            for line, amounts in pairs
            if (line["id"] > self.first_tax_line) is late
        ]

    def _product(self, line: Json, amounts: Json) -> Json:
        """Return a line with its amounts; a later coupon starts from the first."""
        coupons = self.order["coupon_lines"]
        discounted = any(coupon["id"] > line["id"] for coupon in coupons)
        return {
            "product_id": line["product_id"],
            "variation_id": line["variation_id"],
            "quantity": line["quantity"],
            "subtotal": _plain(amounts["subtotal"]),
            "total": _plain(amounts["subtotal" if discounted else "total"]),
        }


def _shipping(line: Json, amounts: Json) -> Json:
    names = ("method_id", "method_title")
    total = _plain(amounts["total"])
    return {**{name: line[name] for name in names}, "total": total}


def _fee(line: Json, amounts: Json) -> Json:
    names = ("name", "tax_class", "tax_status")
    total = _plain(amounts["total"])
    return {**{name: line[name] for name in names}, "total": total}


def _plain(amount: str) -> str:
    return amount.rstrip("0").rstrip(".")


def amounts_of(store: Store, order: Order) -> Json:
    """Return an order's amounts with 8 decimals, like the recordings' ``dp8``."""
    shown = View(store, 8).order(order)
    kinds = ("line_items", "shipping_lines", "fee_lines")
    names = ("total", "total_tax", "subtotal", "subtotal_tax", "taxes", "price")
    lines = {
        kind: [
            {name: line[name] for name in names if name in line} for line in shown[kind]
        ]
        for kind in kinds
    }
    return {**_totals(shown), **lines, "coupon_lines": _coupon_amounts(shown)}


def expected_amounts(entry: Json) -> Json:
    """Return what a recorded order's amounts are."""
    exact = copy.deepcopy(entry["dp8"])
    kinds = ("line_items", "shipping_lines", "fee_lines")
    lines = {kind: exact[kind] for kind in kinds}
    for line in (line for kind in kinds for line in lines[kind]):
        del line["id"]
    return {**_totals(exact), **lines, "coupon_lines": _coupon_amounts(exact)}


def _totals(shown: Json) -> Json:
    taxes = {
        line["rate_id"]: (line["tax_total"], line["shipping_tax_total"])
        for line in shown["tax_lines"]
    }
    return {**{name: shown[name] for name in TOTALS}, "taxes": taxes}


def _coupon_amounts(shown: Json) -> list[tuple[str, str]]:
    return [(line["discount"], line["discount_tax"]) for line in shown["coupon_lines"]]
