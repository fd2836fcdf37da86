"""What ``make accuracy`` says: a table with a column per way, and a verdict."""

import math
from dataclasses import dataclass
from operator import attrgetter

from tests.live.accuracy_ideal import unavoidable
from tests.live.accuracy_ledger import Oversale, Sales, judge, pieces_of
from tests.live.accuracy_numbers import delays, differences, keep_books, percentile
from tests.live.accuracy_sale import Record

SAMPLE_SECONDS = 1.0
# How much of what happened around an oversale is told.
BEFORE_SECONDS, AFTER_SECONDS = 60.0, 5.0


@dataclass(frozen=True)
class Result:
    """What came of one way; delays in seconds, ``inf``: never.

    :param avoidable: oversales at moments at which the ideal connector had none
    """

    way: str
    sales: Sales
    unavoidable: int
    avoidable: tuple[Oversale, ...]
    mean_variance: float
    maximum_variance: int
    delay_p50: float
    delay_p95: float
    calls: int | None
    skus: int
    agreeing: int
    record: Record


def result_of(way: str, record: Record, latency: float) -> Result:
    """Compute a way's figures.

    :param latency: seconds in which the ideal connector reaches the store
    """
    sales = judge(record.initial, record.entries)
    ideal = unavoidable(record.initial, record.entries, latency, record.outage)
    books = keep_books(record.initial, record.entries)
    steps = range(int((record.end - record.begin) / SAMPLE_SECONDS))
    moments = [record.begin + step * SAMPLE_SECONDS for step in steps]
    variance = differences(books, record.shown, moments)
    took = delays(record.entries, books, record.shown)
    excused = {(each.sku, each.at) for each in ideal}
    return Result(
        way,
        sales,
        pieces_of(ideal),
        tuple(e for e in sales.oversales if (e.sku, e.at) not in excused),
        sum(variance) / len(variance),
        max(variance),
        percentile(took, 50),
        percentile(took, 95),
        None if record.calls is None else sum(record.calls.values()),
        len(record.initial),
        len(record.initial) - len(record.differing),
        record,
    )


ROWS = {
    "pieces sold by the store": lambda r: r.sales.sold,
    "pieces refused to shoppers": lambda r: r.sales.refused,
    "oversold": lambda r: r.sales.oversold,
    "unavoidably oversold": lambda r: r.unavoidable,
    "wrongly hidden": lambda r: r.sales.hidden,
    "mean variance": lambda r: f"{r.mean_variance:.3f}",
    "maximum variance": lambda r: r.maximum_variance,
    "event to store, p50": lambda r: _seconds(r.delay_p50),
    "event to store, p95": lambda r: _seconds(r.delay_p95),
    "HTTP calls": lambda r: "-" if r.calls is None else r.calls,
    "SKUs that agree at the end": lambda r: f"{r.agreeing} of {r.skus}",
    "done in Odoo meanwhile": lambda r: sum(r.record.errands.values()),
}


def table(results: list[Result]) -> str:
    """Return the table."""
    rows = [["", *(each.way for each in results)]]
    for name, figure in ROWS.items():
        rows.append([name, *(str(figure(each)) for each in results)])
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(_aligned(row, widths) for row in rows)


def line(result: Result) -> str:
    """Return a way in one line."""
    return (
        f"{result.way}: oversold {result.sales.oversold},"
        f" hidden {result.sales.hidden},"
        f" variance {result.mean_variance:.3f} (max {result.maximum_variance}),"
        f" delay {_seconds(result.delay_p50)} / {_seconds(result.delay_p95)},"
        f" calls {'-' if result.calls is None else result.calls},"
        f" agree {result.agreeing}/{result.skus}"
    )


def calls_by_route(result: Result) -> str:
    """Return how often each route was asked, the most asked first."""
    calls = result.record.calls or {}
    ordered = sorted(calls.items(), key=lambda call: -call[1])
    return ", ".join(f"{count} {route}" for route, count in ordered)


def explained(result: Result) -> list[str]:
    """Return a line for each product oversold without excuse, to look into."""
    first: dict[str, Oversale] = {}
    for oversale in result.avoidable:
        first.setdefault(oversale.sku, oversale)
    return [_story(result.record, oversale) for oversale in first.values()]


def failures(results: dict[str, Result], ours: str, other: str) -> list[str]:
    """Return what is not as it should be, in words.

    :param ours: name of the way that is judged
    :param other: name of the way that must not get along with fewer calls
    """
    found = [
        f"{way}: the stock of {sku} differs at the end: {numbers}"
        for way, each in results.items()
        for sku, numbers in each.record.differing.items()
    ]
    judged, compared = results.get(ours), results.get(other)
    if judged and judged.sales.oversold > judged.unavoidable:
        found.append(f"{ours}: more oversold than is unavoidable")
    if judged and compared and judged.calls is not None:
        if judged.calls >= compared.calls:
            found.append(f"{ours}: not fewer calls than {other}")
    return found


def _aligned(row: list[str], widths: list[int]) -> str:
    name, *cells = row
    padded = [cell.rjust(width) for cell, width in zip(cells, widths[1:], strict=True)]
    return "  ".join([name.ljust(widths[0]), *padded])


def _story(record: Record, oversale: Oversale) -> str:
    """Tell what happened to a product around an oversale of it."""

    def told(moment: float, what: str) -> str:
        return f"{moment - record.begin:.1f} s {what}"

    def is_near(moment: float) -> bool:
        return oversale.at - BEFORE_SECONDS < moment < oversale.at + AFTER_SECONDS

    happened = [
        told(entry.at, f"{entry.quantity:+d} {entry.kind.value}")
        for entry in sorted(record.entries, key=attrgetter("at"))
        if entry.sku == oversale.sku and is_near(entry.at)
    ]
    course = record.shown[oversale.sku]
    shown = [
        told(moment, str(value))
        for moment, value in zip(course.moments, course.values, strict=True)
        if is_near(moment)
    ]
    sold = told(oversale.at, f"{oversale.pieces} oversold")
    return f"{oversale.sku}: {sold}. {'; '.join(happened)}. Shown: {', '.join(shown)}"


def _seconds(value: float) -> str:
    if math.isnan(value):
        return "-"
    return "never" if math.isinf(value) else f"{value:.1f} s"
