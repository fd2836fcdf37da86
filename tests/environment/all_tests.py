"""Runs every group of tests, also after a failure, and sums them up: ``make test``."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

from .console import say
from .virtualenv import REPOSITORY_ROOT

CLOSING_LINE = re.compile(r"=.* in \d[\d.:]*s?[ (].*=$")
GROUPS = ("test-pure", "test-store", "test-odoo", "test-live")


@dataclass(frozen=True)
class Outcome:
    """How one group of tests ended."""

    group: str
    status: int
    seconds: float
    closing_line: str

    def __str__(self) -> str:
        word = "passed" if self.status == 0 else "FAILED"
        return f"{self.group:<10}  {word}  {self.seconds:4.0f} s  {self.closing_line}"


def main(arguments: Sequence[str]) -> int:
    """Run all groups with the arguments of pytest; 1 when any of them fails."""
    outcomes = [_run(group, arguments) for group in GROUPS]
    say("\n" + "\n".join(map(str, outcomes)))
    failed = [outcome.group for outcome in outcomes if outcome.status]
    total = sum(outcome.seconds for outcome in outcomes)
    result = f"FAILED: {', '.join(failed)}" if failed else "All passed"
    say(f"{result} in {total:.0f} s")
    return 1 if failed else 0


def _run(group: str, arguments: Sequence[str]) -> Outcome:
    """Run one target of the Makefile, showing its output and keeping the closing lines.

    A target may run pytest several times.
    """
    say(f"\n######## {group}")
    started = time.monotonic()
    make = subprocess.Popen(
        ["make", "--no-print-directory", group, f"ARGS={shlex.join(arguments)}"],
        cwd=REPOSITORY_ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    closing_lines = []
    for line in make.stdout or ():
        print(line, end="", flush=True)
        if CLOSING_LINE.match(line):
            closing_lines.append(line.strip("= \n"))
    closing_line = "; ".join(closing_lines)
    return Outcome(group, make.wait(), time.monotonic() - started, closing_line)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
