"""Everything a flow needs, started together and put away together."""

import itertools
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.environment import databases
from tests.live import settings
from tests.live.database import Database
from tests.live.odoo_client import OdooClient
from tests.live.odoo_server import OdooServer
from tests.live.store_process import StoreProcess

_numbers = itertools.count(1)
#: Without the look that is taken a minute later whether all was as expected.
UNFINISHED_JOBS = """
    SELECT count(*) FROM queue_job WHERE state NOT IN ('done', 'failed', 'cancelled')
       AND NOT (method_name = '_look_at_announced' AND state = 'pending')
"""
PENDING_EVENTS = "SELECT count(*) FROM woo_event WHERE state = 'pending'"
PENDING_STOCK = "SELECT count(*) FROM woo_stock_change"


# Odoo's other scheduled work talks to servers on the internet and takes the time of
# the workers that are watched.
OTHER_CRONS_OFF = """
    UPDATE ir_cron SET active = false
     WHERE id NOT IN (SELECT res_id FROM ir_model_data
                       WHERE model = 'ir.cron' AND module = 'woo_connector')
"""
OWN_ADDRESS = """
    INSERT INTO ir_config_parameter (key, value)
         VALUES ('web.base.url', %s), ('web.base.url.freeze', 'True')
    ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value
"""


@dataclass
class Stage:
    """A running Odoo, and the store beside it (``None``: a real one is used)."""

    settings: dict
    directory: Path
    server: OdooServer
    odoo: OdooClient
    database: Database
    store: StoreProcess | None = None

    def is_idle(self) -> bool:
        """Whether nothing is left to do: no event, no stock change, no job."""
        queries = (PENDING_EVENTS, PENDING_STOCK, UNFINISHED_JOBS)
        return not any(self.database.value(query) for query in queries)

    def failed_jobs(self) -> list[tuple]:
        """Return name, method and error of the jobs that gave up."""
        return self.database.rows(
            "SELECT name, method_name, exc_message FROM queue_job"
            " WHERE state = 'failed' ORDER BY id"
        )


@contextmanager
def odoo_alone(
    workers: int = 2,
    extra_addons: tuple[Path, ...] = (),
    install: tuple[str, ...] = (),
    port: int = 0,
    cron_threads: int = 1,
) -> Iterator[Stage]:
    """Run Odoo on a copy of the addon's template; drop the copy at the end.

    :param install: further addons to install on the copy
    :param port: for Odoo's pages; 0 takes a free one
    :param cron_threads: 0 lets no scheduled work run
    """
    prepared = settings.load()
    name = f"woo_live_{os.getpid()}_{next(_numbers)}"
    directory = Path(tempfile.mkdtemp(prefix="woo-live-"))
    databases.clone(prepared["addon_template"], name)
    try:
        server = OdooServer(
            prepared,
            name,
            directory,
            workers,
            cron_threads=cron_threads,
            extra_addons=extra_addons,
            port=port,
        )
        if install:
            server.install(install)
        with closing(Database(prepared, name)) as database:
            _settle(database, server.address)
            with server:
                yield Stage(prepared, directory, server, server.client(), database)
    except Exception:
        print(f"The logs of this run are kept in {directory}", file=sys.stderr)
        raise
    except KeyboardInterrupt:
        shutil.rmtree(directory)
        raise
    finally:
        databases.drop(name)
    shutil.rmtree(directory)


@contextmanager
def with_store(
    seed: str = "pristine", store_port: int = 0, **of_odoo
) -> Iterator[Stage]:
    """Run Odoo as :func:`odoo_alone` does, and an embedded store beside it."""
    with odoo_alone(**of_odoo) as stage:
        with StoreProcess(stage.directory, seed, store_port) as store:
            stage.store = store
            yield stage


def _settle(database: Database, address: str) -> None:
    database.execute(OTHER_CRONS_OFF)
    database.execute(OWN_ADDRESS, address)
