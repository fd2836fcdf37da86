"""Comparing what the store says about an order with the sale order made of it."""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

EXACT, REVIEW, FAILED = "exact", "needs review", "failed"


@dataclass(frozen=True)
class Verdict:
    """What became of one order; ``why`` is empty when it is exact."""

    number: str
    outcome: str
    why: str = ""


def compare(recorded: dict, binding: dict | None, sale_order: dict | None) -> Verdict:
    """Judge one order.

    :param recorded: the order as ``GET /orders/{id}`` gave it
    :param binding: Odoo's row of the order (state, reason), if there is one
    :param sale_order: amounts of its sale order, if there is one
    """
    number = recorded["number"]
    if not binding or not sale_order:
        state = binding and f"{binding['state']}: {binding['reason']}"
        return Verdict(number, FAILED, state or "never arrived")
    differences = list(_differences(recorded, sale_order))
    if not differences and binding["state"] == "imported":
        return Verdict(number, EXACT)
    why = "; ".join([*differences, binding["reason"] or ""]).strip("; ")
    outcome = REVIEW if binding["state"] == "review" else FAILED
    return Verdict(number, outcome, why or binding["state"])


def _differences(recorded: dict, sale_order: dict):
    total, tax = Decimal(recorded["total"]), Decimal(recorded["total_tax"])
    expected = {
        "amount_total": total,
        "amount_tax": tax,
        "amount_untaxed": total - tax,
    }
    for name, amount in expected.items():
        # Odoo sends floats; eight decimals are more than any currency has.
        found = Decimal(str(round(sale_order[name], 8)))
        if found != amount:
            yield f"{name} is {found}, in the store {amount}"
    if sale_order["currency"] != recorded["currency"]:
        yield f"currency is {sale_order['currency']}, not {recorded['currency']}"


def summary(verdicts: list[Verdict]) -> str:
    """Return the line that is printed for a profile and for all of them."""
    counts = Counter(verdict.outcome for verdict in verdicts)
    parts = [f"{outcome} {counts[outcome]}" for outcome in (EXACT, REVIEW, FAILED)]
    return ", ".join([f"orders {len(verdicts)}", *parts])
