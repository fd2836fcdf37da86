"""Replaying one recorded scenario."""

import time
from typing import Any, NamedTuple

import requests

from .client import ReplayClient
from .comparison import Comparison, Difference
from .references import Unresolved, fill


class StepResult(NamedTuple):
    """How one step went."""

    label: str
    differences: list[Difference]


def replay(scenario: dict[str, Any], client: ReplayClient) -> list[StepResult]:
    """Send the steps in their order and return what differs in each."""
    live_bases = [client.access.https_url, client.access.http_url]
    comparison = Comparison(scenario.get("bases", []), live_bases)
    answers: dict[str, Any] = {}
    results = []
    for number, step in enumerate(scenario["steps"]):
        if step.get("sleep"):
            time.sleep(step["sleep"])
        label = f"[{number}] {step['name']} {step['method']} {step['path']}"
        results.append(
            StepResult(label, _replay_step(step, client, comparison, answers))
        )
    return results


def _replay_step(
    step: dict[str, Any],
    client: ReplayClient,
    comparison: Comparison,
    answers: dict[str, Any],
) -> list[Difference]:
    try:
        filled = {
            "path": fill(step["path"], answers),
            "query": [(name, fill(v, answers)) for name, v in step.get("query", [])],
            "body": fill(step.get("body"), answers),
        }
        response = client.send(step, filled)
    except Unresolved as error:
        return [Difference("unresolved", str(error), None, None)]
    except requests.RequestException as error:
        return [Difference("connection", "", None, repr(error)[:200])]
    body = _json_of(response)
    answers[step["name"]] = body
    recorded = step["response"]
    if response.status_code != recorded["status"]:
        shown = f"{response.status_code} {response.text[:160]}"
        return [Difference("status", "", recorded["status"], shown)]
    differences = comparison.compare_headers(recorded["headers"], response.headers)
    return differences + comparison.compare(step, recorded["json"], body)


def _json_of(response: requests.Response) -> Any:
    if not response.content:
        return None
    try:
        return response.json()
    except ValueError:
        return {"__not_json__": response.text[:300]}
