"""``make scenarios``: what becomes of an order after the sale, from the tests of it.

Tests say in ``@scenario(state, event, result)`` what they prove. This reads these lines
without running anything, and writes the table of ``docs/scenarios.md``. With
``--check`` it only says whether that file is current.
"""

import ast
import runpy
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]
TESTS = CHECKOUT / "woo_connector" / "tests"
PAGE = CHECKOUT / "docs" / "scenarios.md"
NOTHING = "·"
IMPOSSIBLE = "–"
TOP = f"""# What becomes of an order after the sale

Each cell is proved by a test; `make scenarios` writes this page from the tests
(`@scenario` in `woo_connector/tests`), and a test fails while it is not current.
“Given up” is cancelled, failed, moved to the trash or deleted for good. What a store is
told is so with the policies on, see *Shipments*, *Refunds* and *Cancellations* in the
settings of the store. {IMPOSSIBLE} cannot happen; of {NOTHING} no test says anything.
"""


@dataclass(frozen=True)
class Scenario:
    """What one test proves; ``test`` as pytest names it."""

    state: str
    event: str
    result: str
    test: str


def read(folder: Path = TESTS) -> list[Scenario]:
    """Return what the tests of a folder declare, in the order of files and lines."""
    return [
        Scenario(*declared, f"{path.name}::{test}")
        for path in sorted(folder.glob("test_*.py"))
        for test, declared in _declared(ast.parse(path.read_text()))
    ]


def _declared(tree: ast.Module) -> Iterator[tuple[str, list[str]]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            for call in node.decorator_list:
                if isinstance(call, ast.Call) and ast.unparse(call.func) == "scenario":
                    yield node.name, [ast.literal_eval(each) for each in call.args]


def page(scenarios: list[Scenario]) -> str:
    """Return the page."""
    names = runpy.run_path(str(TESTS / "scenario.py"))
    rows = [["", *names["EVENTS"]], ["---"] * (len(names["EVENTS"]) + 1)]
    for state in names["STATES"]:
        never = names["CANNOT_HAPPEN"].get(state, ())
        cells = [
            IMPOSSIBLE if event in never else _cell(scenarios, state, event)
            for event in names["EVENTS"]
        ]
        rows.append([f"**{state}**", *cells])
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    proofs = "\n".join(
        f"- {each.state}; {each.event}: `{each.test}`"
        for event in names["EVENTS"]
        for state in names["STATES"]
        for each in scenarios
        if (each.state, each.event) == (state, event)
    )
    return f"{TOP}\n{table}\n\n## The tests\n\n{proofs}\n"


def _cell(scenarios: list[Scenario], state: str, event: str) -> str:
    results = [
        each.result for each in scenarios if (each.state, each.event) == (state, event)
    ]
    return ". ".join(dict.fromkeys(results)) or NOTHING


def main(arguments: list[str]) -> int:
    """Write or check the page; 1 when it is not current."""
    made = page(read())
    if "--check" not in arguments:
        PAGE.write_text(made)
        print(f"{PAGE.relative_to(CHECKOUT)} is written")
        return 0
    if PAGE.exists() and PAGE.read_text() == made:
        return 0
    print(f"{PAGE.relative_to(CHECKOUT)} is not current: run make scenarios")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
