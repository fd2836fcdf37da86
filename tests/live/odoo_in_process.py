"""Odoo in this very process: its code is measured, not a server's."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from odoo import SUPERUSER_ID, api, models, sql_db
from odoo.modules.registry import Registry
from odoo.tools import config


def configure(settings: dict, directory: Path) -> None:
    """Tell Odoo where everything is; its log goes to ``directory``.

    :param settings: the prepared environment
    """
    options = {
        "db_host": settings["pg_host"],
        "db_port": settings["pg_port"],
        "db_user": settings["pg_user"],
        "addons-path": settings["addons_path"],
        "data-dir": settings["data_dir"],
        "logfile": directory / "odoo.log",
    }
    config.parse_config(
        [f"--{name}={value}" for name, value in options.items()], setup_logging=True
    )


class OdooDatabase:
    """One database, worked on as a worker process does: by one transaction at a time.

    :param name: of an existing database
    """

    def __init__(self, name: str):
        self.name = name
        self._registry = Registry(name)

    @contextmanager
    def transaction(self, user_id: int = SUPERUSER_ID) -> Iterator[api.Environment]:
        """Lend the environment of a new transaction; commit it at the end."""
        with self._registry.cursor() as cr:
            yield api.Environment(cr, user_id, {})

    @contextmanager
    def job(self, backend_id: int) -> Iterator[models.Model]:
        """Lend a store as one of its jobs has it; commit at the end."""
        with self.transaction() as env:
            env = env(context={"job_uuid": "bench"})
            yield env["woo.backend"].browse(backend_id)._for_job()


def disconnect(name: str) -> None:
    """Close the connections to a database that nobody uses at the moment."""
    sql_db.close_db(name)
