"""Compare the store with recordings: ``python -m tests.woo_store.check FILES…``.

Replays recorded scenarios, each from the pristine store, prints every difference and
at last how many steps were equal.  Succeeds when at least 97 % were.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from .checking.client import ReplayClient
from .checking.scenario import StepResult, replay
from .running import RunningStore

FIXTURES = Path(__file__).parents[1] / "fixtures" / "exchanges"
REQUIRED_SHARE = 0.97


def check(files: list[Path]) -> Iterator[tuple[str, list[StepResult]]]:
    """Yield name and results of each scenario."""
    with RunningStore() as store:
        client = ReplayClient(store.access)
        for file in files:
            scenario = json.loads(file.read_text(encoding="utf-8"))
            if "steps" in scenario:
                store.reset()
                yield scenario["scenario"], replay(scenario, client)


def main(arguments: list[str] | None = None) -> int:
    """Run the check and return the exit status."""
    parser = argparse.ArgumentParser(prog="store-check", description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--max-differences", type=int, default=12, help="per step")
    options = parser.parse_args(arguments)
    total = equal = 0
    for name, results in check(options.files or sorted(FIXTURES.glob("*.json"))):
        print(f"== {name} ({len(results)} steps)")
        for result in results:
            total += 1
            equal += not result.differences
            _print_differences(result, options.max_differences)
    print(f"{total} steps, {equal} equal, {total - equal} differ")
    return 0 if total and equal / total >= REQUIRED_SHARE else 1


def _print_differences(result: StepResult, most: int) -> None:
    if not result.differences:
        return
    print(f"DIFF {result.label}")
    for kind, path, recorded, live in result.differences[:most]:
        print(f"       {kind} {path}: recorded {recorded}, live {live}")
    hidden = len(result.differences) - most
    if hidden > 0:
        print(f"       ... and {hidden} more")


if __name__ == "__main__":
    sys.exit(main())
