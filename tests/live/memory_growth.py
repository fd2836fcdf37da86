"""How far a piece of work makes this process grow (Linux)."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

STATUS = Path("/proc/self/status")
FORGET_PEAK = "5"


@dataclass
class Growth:
    """:attr megabytes: how far the peak was above what was there before"""

    megabytes: float = 0.0


@contextmanager
def memory_growth() -> Iterator[Growth]:
    """Lend a measurement, which is filled in when the work is done."""
    Path("/proc/self/clear_refs").write_text(FORGET_PEAK)
    before = _kilobytes("VmRSS")
    growth = Growth()
    yield growth
    growth.megabytes = (_kilobytes("VmHWM") - before) / 1024


def _kilobytes(name: str) -> int:
    for line in STATUS.read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1])
    raise LookupError(f"{STATUS} has no {name}")
