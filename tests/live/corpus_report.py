"""Tables of what the corpus showed, as Markdown."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.live.corpus_comparison import EXACT, FAILED, REVIEW, Verdict
from tests.live.corpus_recording import Recording
from tests.live.corpus_refunds import RefundVerdict

ORDER_COLUMNS = ("order", "status", "total", "tax", "what is special", "outcome")
PROFILE_COLUMNS = ("store", "orders", EXACT, REVIEW, FAILED, "lines compared", "s")


@dataclass(frozen=True)
class ProfileResult:
    """All orders of one recorded store, judged.

    :param seconds: that its run took
    :param refunds: what became of the orders' refunds
    """

    recording: Recording
    verdicts: list[Verdict]
    seconds: float
    refunds: Sequence[RefundVerdict] = ()

    @property
    def counts(self) -> Counter:
        """How many orders had each outcome."""
        return Counter(verdict.outcome for verdict in self.verdicts)


def write(results: Sequence[ProfileResult], folder: Path) -> None:
    """Write ``README.md`` and one file per store into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "README.md").write_text(profiles_table(results))
    for result in results:
        name, about = result.recording.name, result.recording.about
        text = f"# {name}\n\n{about}\n\n{orders_table(result.verdicts)}"
        if result.refunds:
            text += f"\n{refunds_table(result.refunds)}"
        (folder / f"{name}.md").write_text(text)


def profiles_table(results: Sequence[ProfileResult]) -> str:
    """Return one row per store, and their sum."""
    rows = [_profile_row(result) for result in results]
    totals = [sum(row[column] for row in rows) for column in range(1, 7)]
    return _table(PROFILE_COLUMNS, [*rows, ["all", *totals]])


def _profile_row(result: ProfileResult) -> list:
    counts = result.counts
    compared = sum(verdict.recorded.lines_sum_up for verdict in result.verdicts)
    return [
        result.recording.name,
        len(result.verdicts),
        *(counts[outcome] for outcome in (EXACT, REVIEW, FAILED)),
        compared,
        round(result.seconds),
    ]


def orders_table(verdicts: Sequence[Verdict]) -> str:
    """Return one row per order, those that are not exact first."""
    ordered = sorted(verdicts, key=lambda verdict: verdict.outcome == EXACT)
    return _table(ORDER_COLUMNS, [_order_row(verdict) for verdict in ordered])


def refunds_table(verdicts: Sequence[RefundVerdict]) -> str:
    """Return one row per refund, those that are not exact first."""
    ordered = sorted(verdicts, key=lambda verdict: verdict.outcome == EXACT)
    rows = [[one.order, one.refund, one.outcome, one.why] for one in ordered]
    return _table(("order", "refund", "outcome", "why"), rows)


def _order_row(verdict: Verdict) -> list[str]:
    order = verdict.recorded
    return [
        order.number,
        order.answer["status"],
        f"{order.total} {order.currency}",
        str(order.total_tax),
        ", ".join(order.peculiarities),
        f"{verdict.outcome}: {verdict.why}" if verdict.why else verdict.outcome,
    ]


def _table(columns: Sequence[str], rows: Sequence[Sequence]) -> str:
    lines = [columns, ["---"] * len(columns), *rows]
    return "".join(f"| {' | '.join(map(_cell, line))} |\n" for line in lines)


def _cell(value: object) -> str:
    return str(value).replace("|", "\\|").replace("\n", " ")
