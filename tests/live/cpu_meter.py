"""What work costs: CPU seconds and queries, of Odoo and of its database server."""

import gc
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from odoo import sql_db

from tests.live.database import Database

# Not PostgreSQL's own work on the database, such as vacuum: it comes and goes.
SERVERS = """
    SELECT pid FROM pg_stat_activity
     WHERE datname = current_database() AND backend_type = 'client backend'
"""


@dataclass
class Cost:
    """What some pieces of work took, together.

    :attr odoo: CPU seconds of this process
    :attr database: CPU seconds of PostgreSQL's processes that served it
    :attr clock: seconds that passed
    """

    pieces: int = 0
    odoo: float = 0.0
    database: float = 0.0
    queries: int = 0
    clock: float = 0.0

    @property
    def seconds(self) -> float:
        """CPU seconds of one piece, both processes together."""
        return (self.odoo + self.database) / self.pieces

    @property
    def queries_each(self) -> float:
        """Queries of one piece."""
        return self.queries / self.pieces

    def add(self, other: "Cost") -> None:
        """Take another cost in."""
        self.pieces += other.pieces
        self.odoo += other.odoo
        self.database += other.database
        self.queries += other.queries
        self.clock += other.clock


class Meter:
    """Measures work on one database.

    CPU time and not the clock's: a busy machine hardly changes it.
    """

    def __init__(self, database: Database):
        self._database = database

    @contextmanager
    def measure(self, pieces: int) -> Iterator[Cost]:
        """Lend a cost, which is filled in when the work is done."""
        cost = Cost(pieces)
        # The garbage of what ran before is not this work's.
        gc.collect()
        database, queries = self._database_seconds(), sql_db.sql_counter
        moment, begun = time.monotonic(), time.process_time()
        yield cost
        cost.odoo = time.process_time() - begun
        cost.clock = time.monotonic() - moment
        cost.queries = sql_db.sql_counter - queries
        cost.database = self._database_seconds() - database

    @contextmanager
    def measure_thread(self, pieces: int) -> Iterator[Cost]:
        """As :meth:`measure`, but of this thread alone: others may work on other
        databases meanwhile."""
        cost, thread = Cost(pieces), threading.current_thread()
        # Where Odoo counts the queries of a thread.
        thread.query_count, thread.query_time = 0, 0.0
        database = self._database_seconds()
        moment, begun = time.monotonic(), time.thread_time()
        yield cost
        cost.odoo = time.thread_time() - begun
        cost.clock = time.monotonic() - moment
        cost.queries = thread.query_count
        cost.database = self._database_seconds() - database

    def _database_seconds(self) -> float:
        """Return what the server processes of this database have used so far."""
        return sum(_used(pid) for (pid,) in self._database.rows(SERVERS))


def _used(process: int) -> float:
    """Return the CPU seconds of a process of this machine (Linux)."""
    return int(Path(f"/proc/{process}/schedstat").read_text().split()[0]) / 1e9
