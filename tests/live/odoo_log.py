"""Reading an Odoo log file: its records, and what in it is a fault."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_RECORD = re.compile(
    r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} \d+ "
    r"(?P<level>[A-Z]+) (?P<database>\S+) (?P<logger>\S+): (?P<message>.*)$"
)
_FAULTY_LEVELS = {"ERROR", "CRITICAL"}
_CONCURRENCY = re.compile(
    r"could not serialize access|SERIALIZATION_FAILURE|deadlock detected|"
    r"DEADLOCK_DETECTED|concurrent update|could not obtain lock|LOCK_NOT_AVAILABLE"
)


@dataclass(frozen=True)
class LogRecord:
    """One record; a traceback's lines belong to the record above them."""

    level: str
    logger: str
    message: str

    @property
    def is_fault(self) -> bool:
        """Whether somebody would have to look at it."""
        return self.level in _FAULTY_LEVELS or "Traceback (most" in self.message

    @property
    def is_concurrency_error(self) -> bool:
        """Whether PostgreSQL refused a transaction because of another one."""
        return bool(_CONCURRENCY.search(self.message))


def records(path: Path) -> Iterator[LogRecord]:
    """Yield the records of the log file ``path``."""
    head, lines = None, []
    for line in path.read_text(errors="replace").splitlines():
        match = _RECORD.match(line)
        if not match:
            lines.append(line)
            continue
        if head:
            yield LogRecord(head["level"], head["logger"], "\n".join(lines))
        head, lines = match, [match["message"]]
    if head:
        yield LogRecord(head["level"], head["logger"], "\n".join(lines))


def faults(path: Path) -> list[LogRecord]:
    """Return the records nobody wants to see."""
    return [record for record in records(path) if record.is_fault]


def concurrency_errors(path: Path) -> list[LogRecord]:
    """Return the records of refused transactions, repeated or not."""
    return [record for record in records(path) if record.is_concurrency_error]
