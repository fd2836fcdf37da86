"""Refunds of recorded orders become credit notes.

The orders come in first and are invoiced, from a store that has not given anything back
yet. Then every recorded refund is made anew over REST, and what Odoo makes of it is
compared with what the store then shows.

Written without the connector's code, as :mod:`tests.live.corpus_recording` is.
"""

import gzip
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from tests.live.connected_store import ConnectedStore
from tests.live.corpus_comparison import EXACT, FAILED, REVIEW
from tests.live.corpus_documents import exact
from tests.live.corpus_recording import Recording
from tests.live.odoo_client import OdooClient
from tests.live.store_client import StoreClient

LINES = ("line_items", "shipping_lines", "fee_lines")
REFUNDED_LINE = "_refunded_item_id"
ZERO = Decimal(0)
COUNTS = "SELECT count(*) FROM woo_refund WHERE backend_id = %s"


@dataclass(frozen=True)
class RefundVerdict:
    """What became of one refund; ``why`` is empty when it is exact."""

    order: int
    refund: int
    outcome: str
    why: str = ""


@dataclass
class CreditNote:
    """The posted credit notes of one refund, together."""

    total: Decimal = ZERO
    tax: Decimal = ZERO


def seed_without_refunds(recording: Recording, folder: Path) -> Path:
    """Write the recording as it was before anything was given back."""
    content = recording.file.read_bytes()
    if recording.file.suffix == ".gz":
        content = gzip.decompress(content)
    profile = json.loads(content)
    for entry in profile["orders"]:
        entry["refunds"] = []
        entry["order"]["refunds"] = []
    folder.mkdir(parents=True, exist_ok=True)
    seed = folder / f"{recording.name}.json.gz"
    seed.write_bytes(gzip.compress(json.dumps(profile).encode()))
    return seed


def give_back(client: StoreClient, recording: Recording) -> int:
    """Make all recorded refunds in the store; return how many it took."""
    count = 0
    for order in recording.orders:
        for refund in sorted(order.refunds, key=lambda one: one["id"]):
            client.post(f"orders/{order.id}/refunds", _request(refund))
            count += 1
    return count


def _request(refund: dict) -> dict:
    """Return what was posted to make a refund."""
    return {
        "amount": refund["amount"],
        "reason": refund["reason"],
        "api_refund": False,
        "api_restock": False,
        "line_items": [
            {
                "id": refunded_line(line),
                "quantity": -line.get("quantity", 0),
                "refund_total": _turned(line["total"]),
                "refund_tax": [
                    {"id": tax["id"], "refund_total": _turned(tax["total"])}
                    for tax in line["taxes"]
                    if tax["total"] != ""
                ],
            }
            for line in _lines(refund)
        ],
    }


def refunded_line(line: dict) -> int:
    """Return the id of the order's line that a refund's line is about."""
    values = [row["value"] for row in line["meta_data"] if row["key"] == REFUNDED_LINE]
    return int(values[0])


def judge(
    odoo: OdooClient,
    connected: ConnectedStore,
    client: StoreClient,
    recording: Recording,
) -> list[RefundVerdict]:
    """Compare every refund that the store now has with what Odoo made of it."""
    rows = odoo.find(
        "woo.refund",
        [("backend_id", "=", connected.backend_id)],
        ["woo_id", "state", "problem", "credit_note_ids", "is_off_order"],
    )
    made = {row["woo_id"]: row for row in rows}
    notes = _credit_notes(odoo, rows)
    verdicts = []
    for order in recording.orders:
        if not order.refunds:
            continue
        for refund in client.get(f"orders/{order.id}/refunds", per_page=100):
            outcome, why = judge_refund(refund, made.get(refund["id"]), notes)
            verdicts.append(RefundVerdict(order.id, refund["id"], outcome, why))
    return verdicts


def _credit_notes(odoo: OdooClient, rows: list[dict]) -> dict[int, CreditNote]:
    """Return the credit notes of each refund, by the store's id of the refund."""
    refund_of = {note: row["woo_id"] for row in rows for note in row["credit_note_ids"]}
    domain = [("id", "in", list(refund_of)), ("state", "=", "posted")]
    domain += [("move_type", "=", "out_refund"), ("reversed_entry_id", "!=", False)]
    found: dict[int, CreditNote] = {}
    for row in odoo.find("account.move", domain, ["amount_total", "amount_tax"]):
        note = found.setdefault(refund_of[row["id"]], CreditNote())
        note.total += exact(row["amount_total"])
        note.tax += exact(row["amount_tax"])
    return found


def judge_refund(refund: dict, row: dict | None, notes: dict) -> tuple[str, str]:
    """Return the outcome of one refund, and why it is not exact."""
    if not row:
        return FAILED, "never arrived"
    if row["state"] == "review":
        return REVIEW, row["problem"] or ""
    if row["state"] == "ignored" and not Decimal(refund["amount"]):
        return EXACT, ""
    if row["state"] != "done":
        return FAILED, f"{row['state']}: {row['problem']}"
    if row.get("is_off_order") and refund["id"] not in notes:
        # Of an order that needs review, and so is not invoiced.
        return REVIEW, "taken off the sale order, which is not invoiced"
    found = [*_differences(refund, notes.get(refund["id"], CreditNote()))]
    return (FAILED, "; ".join(found)) if found else (EXACT, "")


def _differences(refund: dict, note: CreditNote) -> Iterator[str]:
    """Yield what differs, in words.

    The tax only where the lines say what it is: where they sum to the amount.
    """
    amount = Decimal(refund["amount"])
    if note.total != amount:
        yield f"credit note's total is {note.total}, in the store {amount}"
    lines = _lines(refund)
    tax = -sum((Decimal(line["total_tax"]) for line in lines), ZERO)
    net = -sum((Decimal(line["total"]) for line in lines), ZERO)
    if lines and net + tax == amount and note.tax != tax:
        yield f"credit note's tax is {note.tax}, in the store {tax}"


def _lines(refund: dict) -> list[dict]:
    return [line for kind in LINES for line in refund[kind]]


def _turned(amount: str) -> str:
    return str(-Decimal(amount or 0))


def summary(verdicts: list[RefundVerdict]) -> str:
    """Return the line that is printed for a profile and for all of them."""
    counts = Counter(verdict.outcome for verdict in verdicts)
    parts = [f"{outcome} {counts[outcome]}" for outcome in (EXACT, REVIEW, FAILED)]
    return ", ".join([f"refunds {len(verdicts)}", *parts])
