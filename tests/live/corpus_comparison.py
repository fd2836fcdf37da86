"""Comparing what the store says about an order with the documents made of it."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from tests.live.corpus_documents import Document
from tests.live.corpus_recording import RecordedOrder

EXACT, REVIEW, FAILED = "exact", "needs review", "failed"
SALE_ORDER, INVOICE = "order", "invoice"


@dataclass(frozen=True)
class Verdict:
    """What became of one order; ``why`` is empty when it is exact."""

    recorded: RecordedOrder
    outcome: str
    why: str = ""

    @property
    def number(self) -> str:
        """The order's number in the store."""
        return self.recorded.number


@dataclass(frozen=True)
class Made:
    """What Odoo made of one order.

    :param binding: Odoo's row of the order (state, reason), if there is one
    :param refusal: why there is no posted invoice, in Odoo's words
    """

    binding: dict | None
    sale_order: Document | None = None
    invoice: Document | None = None
    refusal: str = ""


def compare(
    recorded: RecordedOrder,
    made: Made,
    group_of_rate: Mapping[int, int],
    tax_of_rate: Mapping[int, int],
) -> Verdict:
    """Judge one order: sale order and posted invoice."""
    binding = made.binding
    if not binding or not made.sale_order:
        state = binding and f"{binding['state']}: {binding['reason']}"
        return Verdict(recorded, FAILED, state or "never arrived")
    found = [*differences(recorded, made.sale_order, group_of_rate, SALE_ORDER)]
    if made.invoice:
        found += differences(recorded, made.invoice, tax_of_rate, INVOICE)
    if binding["state"] == "review":
        return Verdict(recorded, REVIEW, "; ".join([binding["reason"] or "", *found]))
    # Nobody can invoice an order without any line.
    if not made.invoice and recorded.lines:
        found.append(f"no posted invoice: {made.refusal or binding['state']}")
    if found or binding["state"] != "imported":
        found.append(binding["reason"] or "")
        return Verdict(recorded, FAILED, "; ".join(filter(None, found)))
    return Verdict(recorded, EXACT)


def differences(
    recorded: RecordedOrder, document: Document, place_of_rate: Mapping, name: str
) -> Iterator[str]:
    """Yield what differs, in words.

    :param place_of_rate: where a rate's tax is found in ``document.taxes``
    """
    if document.currency != recorded.currency:
        yield f"{name} is in {document.currency}, not {recorded.currency}"
    expected = {
        "total": recorded.total,
        "tax": recorded.total_tax,
        "untaxed": recorded.total - recorded.total_tax,
    }
    for what, amount in expected.items():
        if (is_now := getattr(document, what)) != amount:
            yield f"{name}'s {what} is {is_now}, in the store {amount}"
    yield from _differences_of_taxes(recorded, document, place_of_rate, name)
    if recorded.lines_sum_up and recorded.fits(document.decimals):
        yield from _differences_of_lines(recorded, document, name)


def _differences_of_taxes(recorded, document, place_of_rate, name) -> Iterator[str]:
    """Compare rate by rate; rates that do not sum to the tax may miss it by a unit."""
    expected: dict[object, Decimal] = defaultdict(Decimal)
    rates: Counter = Counter()
    for rate, amount in recorded.tax_by_rate.items():
        place = place_of_rate.get(rate, f"unmapped {rate}")
        expected[place] += amount
        rates[place] += 1
    unit = Decimal(1).scaleb(recorded.total_tax.as_tuple().exponent)
    slack = Decimal(0) if recorded.rates_sum_up else unit
    for place in {**expected, **document.taxes}:
        amount, is_now = expected[place], document.taxes.get(place, Decimal(0))
        if abs(is_now - amount) > slack * rates[place]:
            yield f"{name}'s tax {place} is {is_now}, in the store {amount}"


def _differences_of_lines(recorded, document, name) -> Iterator[str]:
    for line_id in recorded.lines.keys() | document.lines.keys():
        line, is_now = recorded.lines.get(line_id), document.lines.get(line_id)
        # Odoo invoices no line of nothing.
        if is_now is None and line and not line.net and not line.tax:
            continue
        if line != is_now:
            yield f"{name}'s line {line_id} is {_shown(is_now)}, not {_shown(line)}"


def _shown(line) -> str:
    return f"{line.net} + {line.tax}" if line else "missing"


def summary(verdicts: list[Verdict]) -> str:
    """Return the line that is printed for a profile and for all of them."""
    counts = Counter(verdict.outcome for verdict in verdicts)
    parts = [f"{outcome} {counts[outcome]}" for outcome in (EXACT, REVIEW, FAILED)]
    return ", ".join([f"orders {len(verdicts)}", *parts])
