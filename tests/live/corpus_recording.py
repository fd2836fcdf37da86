"""Recorded orders of a real store, and what each says it costs.

Written without the connector's code, from the answers with the store's own decimals:
what a shop keeper reads is what Odoo is held to.
"""

import gzip
import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_DOWN, ROUND_HALF_UP, Decimal
from functools import cached_property
from pathlib import Path

ZERO = Decimal(0)
OWN_STATUSES = {
    "auto-draft", "checkout-draft", "pending", "processing", "on-hold", "completed",
    "cancelled", "refunded", "failed", "trash",
}  # fmt: skip


@dataclass(frozen=True)
class LineAmount:
    """What the store shows of a line, or Odoo of the line made of it."""

    net: Decimal
    tax: Decimal

    @property
    def gross(self) -> Decimal:
        """With tax."""
        return self.net + self.tax


class RecordedOrder:
    """One order as ``GET /orders/{id}`` gave it."""

    def __init__(self, entry: dict, home_currency: str):
        self.answer = entry["order"]
        self._exact = entry.get("dp8") or self.answer
        self.refunds: list[dict] = entry.get("refunds") or []
        self._home_currency = home_currency
        self.id: int = self.answer["id"]
        self.number: str = self.answer["number"]
        self.currency: str = self.answer["currency"]
        self.total = Decimal(self.answer["total"])
        self.total_tax = Decimal(self.answer["total_tax"])

    @cached_property
    def lines(self) -> dict[int, LineAmount]:
        """Amounts of product, shipping and fee lines by the line's id."""
        return {
            line["id"]: LineAmount(Decimal(line["total"]), Decimal(line["total_tax"]))
            for line in _lines(self.answer)
        }

    @property
    def lines_sum_up(self) -> bool:
        """Whether nets and taxes of the lines sum to the order's."""
        lines = self.lines.values()
        net = sum((line.net for line in lines), ZERO)
        tax = sum((line.tax for line in lines), ZERO)
        return net + tax == self.total and tax == self.total_tax

    def fits(self, decimals: int) -> bool:
        """Whether a currency of so many decimals can express every line."""
        unit = Decimal(1).scaleb(-decimals)
        amounts = [
            amount for line in self.lines.values() for amount in (line.net, line.tax)
        ]
        return all(amount == amount.quantize(unit) for amount in amounts)

    @cached_property
    def tax_by_rate(self) -> dict[int, Decimal]:
        """The order's tax of each rate id, without those that are nothing."""
        rates = self._named_rates() or self._rates_of_lines()
        return {rate: amount for rate, amount in rates.items() if amount}

    @property
    def rates_sum_up(self) -> bool:
        """Whether the rates' taxes sum to the order's, as they are to."""
        return sum(self.tax_by_rate.values(), ZERO) == self.total_tax

    @property
    def peculiarities(self) -> list[str]:
        """What makes the order a less usual one."""
        answer = self.answer
        exempt = ("is_vat_exempt", "yes")
        found = {
            "refunds": self.refunds,
            "negative": self.total < 0,
            "free": self.total == 0,
            f"in {self.currency}": self.currency != self._home_currency,
            "custom status": answer["status"] not in OWN_STATUSES,
            "no tax lines": self.total_tax and not answer["tax_lines"],
            "exempt": exempt in _meta(answer),
            "compound": any(line["compound"] for line in answer["tax_lines"]),
            "negative fee": any(Decimal(f["total"]) < 0 for f in answer["fee_lines"]),
            "lines do not sum up": not self.lines_sum_up,
        }
        return [name for name, is_so in found.items() if is_so]

    def _named_rates(self) -> dict[int, Decimal]:
        rates: dict[int, Decimal] = defaultdict(Decimal)
        for line in self.answer["tax_lines"]:
            amount = Decimal(line["tax_total"]) + Decimal(line["shipping_tax_total"])
            rates[line["rate_id"]] += amount
        return rates

    def _rates_of_lines(self) -> dict[int, Decimal]:
        """Sum the lines' taxes: two checkouts at once can leave the tax lines out.

        Which of both ways the store rounds in, its ``total_tax`` shows.
        """
        way = ROUND_HALF_DOWN if self.answer["prices_include_tax"] else ROUND_HALF_UP
        unit = Decimal(1).scaleb(self.total.as_tuple().exponent)
        per_line: dict[int, Decimal] = defaultdict(Decimal)
        at_the_end: dict[int, Decimal] = defaultdict(Decimal)
        for line in _lines(self._exact):
            for tax in line["taxes"]:
                amount = Decimal(str(tax["total"] or 0))
                per_line[tax["id"]] += amount.quantize(unit, way)
                at_the_end[tax["id"]] += amount
        if sum(per_line.values(), ZERO) == self.total_tax:
            return per_line
        return {
            rate: amount.quantize(unit, ROUND_HALF_UP)
            for rate, amount in at_the_end.items()
        }


class Recording:
    """The orders of one store's file."""

    def __init__(self, file: Path):
        content = file.read_bytes()
        if file.suffix == ".gz":
            content = gzip.decompress(content)
        profile = json.loads(content)
        self.file = file
        self.name = file.name.split(".")[0]
        self.about = _described(profile)
        currency = _home_currency(profile)
        self.orders = [RecordedOrder(entry, currency) for entry in profile["orders"]]

    @property
    def currencies(self) -> set[str]:
        """Every currency an order is in."""
        return {order.currency for order in self.orders}

    @property
    def statuses(self) -> set[str]:
        """Every status an order has."""
        return {order.answer["status"] for order in self.orders}

    @property
    def first_moment(self) -> datetime:
        """When the order was changed that was left alone the longest (GMT)."""
        moments = (order.answer["date_modified_gmt"] for order in self.orders)
        return min(map(datetime.fromisoformat, moments))


def _described(profile: dict) -> str:
    """Return the recording's own words about its store, if it has any."""
    named = profile.get("profile")
    return named.get("desc", "") if isinstance(named, dict) else ""


def _home_currency(profile: dict) -> str:
    settings = profile["store"].get("settings/general", [])
    codes = [row["value"] for row in settings if row["id"] == "woocommerce_currency"]
    return codes[0] if codes else profile["orders"][0]["order"]["currency"]


def _lines(answer: dict) -> list[dict]:
    return answer["line_items"] + answer["shipping_lines"] + answer["fee_lines"]


def _meta(answer: dict) -> list[tuple]:
    return [
        (row["key"], row["value"])
        for row in answer["meta_data"]
        if isinstance(row["value"], str)
    ]
