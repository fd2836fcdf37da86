"""The store answers as the recorded WooCommerce did."""

import json

import pytest

from tests.woo_store.check import FIXTURES, REQUIRED_SHARE
from tests.woo_store.checking.client import ReplayClient
from tests.woo_store.checking.scenario import StepResult, replay

#: steps whose recorded answer depends on the second in which each refund was made
DEPENDENT_ON_SECONDS = {"refunds_ok": 1}
SCENARIOS = sorted(FIXTURES.glob("*.json"))


@pytest.mark.parametrize("file", SCENARIOS, ids=lambda file: file.stem)
def test_scenario(file, running_store):
    """Every recorded step is answered equally."""
    running_store.reset()
    scenario = json.loads(file.read_text(encoding="utf-8"))
    results = replay(scenario, ReplayClient(running_store.access))
    different = [result for result in results if result.differences]
    assert len(results) == len(scenario["steps"])
    allowed = DEPENDENT_ON_SECONDS.get(file.stem, 0)
    assert len(different) <= allowed, _described(different)
    assert 1 - len(different) / len(results) >= REQUIRED_SHARE - allowed / len(results)


def test_comparison_sees_a_changed_setting(running_store):
    """The comparison is no formality: other tax settings make answers differ."""
    running_store.reset()
    client = ReplayClient(running_store.access)
    setting = {
        "name": "change",
        "method": "PUT",
        "path": "/settings/tax/woocommerce_prices_include_tax",
        "body": {"value": "yes"},
    }
    filled = {"path": setting["path"], "query": [], "body": setting["body"]}
    assert client.send(setting, filled).ok
    text = (FIXTURES / "orders_crud.json").read_text(encoding="utf-8")
    results = replay(json.loads(text), client)
    assert any(result.differences for result in results)


def _described(results: list[StepResult]) -> str:
    lines = []
    for result in results:
        lines.append(result.label)
        lines += [f"    {difference}" for difference in result.differences[:5]]
    return "\n".join(lines)
