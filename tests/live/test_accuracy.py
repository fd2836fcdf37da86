"""``make accuracy`` in small: its figures are those of a sale that took place."""

from tests.live import accuracy
from tests.live.accuracy_ledger import Kind
from tests.live.accuracy_plan import Errand
from tests.live.accuracy_report import table
from tests.live.accuracy_venue import open_venue

SMALL = ["--minutes", "0.4", "--skus", "30", "--outage-seconds", "4"]


def test_a_small_sale():
    """Shoppers were served and refused, Odoo moved, and in the end all agrees."""
    with open_venue(None) as venue:
        result = accuracy.hold(accuracy.OURS, accuracy.parsed(SMALL), venue)

    record = result.record
    kinds = {kind: [e for e in record.entries if e.kind is kind] for kind in Kind}
    assert sum(map(len, (kinds[Kind.SOLD], kinds[Kind.REFUSED]))) == 80
    assert result.sales.sold == sum(entry.quantity for entry in kinds[Kind.SOLD]) > 0
    assert len(kinds[Kind.MOVED]) == sum(record.errands.values()) > 0
    assert record.errands.keys() <= set(Errand)
    assert record.failed_visits == []
    assert result.sales.oversold <= result.sales.sold
    assert 0 <= result.mean_variance <= result.maximum_variance
    assert 0 <= result.delay_p50 <= result.delay_p95 < 120
    assert result.calls == sum(record.calls.values()) > 0
    assert "POST /wc/v3/products/batch" in record.calls
    assert record.differing == {}
    assert result.agreeing == result.skus == 30
    assert "event to store, p95" in table([result])
