"""Runs the Odoo program of the environment: configuration, installs, scripts."""

from __future__ import annotations

import configparser
import shutil
import socket
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from . import commands
from .cache import cache_folder
from .console import SetupError
from .databases import data_folder
from .odoo_source import OdooSource
from .postgres import PORT, ROLE, Cluster
from .virtualenv import REPOSITORY_ROOT

WARNINGS_OF_OTHERS = Path(__file__).with_name("checklog.cfg")
WEEK = 7 * 24 * 3600


@dataclass(frozen=True)
class OdooProgram:
    """An Odoo that can be run: Python, source and database server."""

    python: Path
    source: OdooSource
    cluster: Cluster

    @property
    def addons_path(self) -> str:
        """The addons path: Odoo's own addons, then the addon of this repository."""
        return ",".join(map(str, (*self.source.addons, REPOSITORY_ROOT)))

    @property
    def command(self) -> Path:
        """The ``odoo`` command."""
        return self.python.with_name("odoo")

    def write_configuration(
        self, folder: Path, database: str, **options: object
    ) -> Path:
        """Write ``odoo.conf`` for ``database`` into ``folder`` and return it.

        One database name is set: with a filter instead, Odoo lists the databases of
        the server for each request without a session.
        """
        values = {
            "addons_path": self.addons_path,
            "data_dir": data_folder(),
            "db_host": self.cluster.socket_folder,
            "db_port": PORT,
            "db_user": ROLE,
            "db_name": database,
            "list_db": False,
            "http_interface": "127.0.0.1",
            "http_port": free_port(),
            "max_cron_threads": 0,
            "logfile": folder / "odoo.log",
            **options,
        }
        parser = configparser.RawConfigParser()
        parser["options"] = {name: str(value) for name, value in values.items()}
        # Tests run the jobs they mean to; the job runner, which would start with the
        # HTTP server of the tests, would take them away.
        parser["queue_job"] = {"channels": "root:0"}
        file = folder / "odoo.conf"
        with file.open("w") as stream:
            parser.write(stream)
        return file

    def install(self, configuration: Path, modules: Sequence[str]) -> None:
        """Install ``modules`` into the database that ``configuration`` names.

        :raise SetupError: Odoo fails, or its log has a warning that is not known.
        """
        self._run(
            configuration, "-i", ",".join(modules), "--stop-after-init", "--no-http"
        )

    def run_script(self, configuration: Path, script: Path) -> str:
        """Run a Python file with ``env``, as ``odoo shell`` does; return its output."""
        with script.open() as stream:
            result = subprocess.run(
                [self.command, "shell", "-c", configuration, "--no-http"],
                stdin=stream,
                capture_output=True,
                text=True,
                check=False,
            )
        if result.returncode:
            raise SetupError(f"{script.name} failed:\n{result.stderr}{result.stdout}")
        self.check_log(configuration)
        return result.stdout

    def check_log(self, configuration: Path) -> None:
        """Fail on a warning or an error in Odoo's log, save those of others' code.

        :raise SetupError: with the lines found.
        """
        log = configuration.with_name("odoo.log")
        result = subprocess.run(
            [
                *(self.python.with_name("checklog-odoo"), "--no-echo"),
                *("--config", WARNINGS_OF_OTHERS, "--no-err-if-empty", log),
            ],
            capture_output=True,
            text=True,
            check=False,
        )
        if result.returncode:
            raise SetupError(f"Odoo's log has errors:\n{result.stdout}({log})")

    def _run(self, configuration: Path, *arguments: str) -> None:
        # Odoo logs into the file that the configuration names; progress is read there.
        log = configuration.with_name("odoo.log")
        commands.run([self.command, "-c", configuration, *arguments], progress_of=log)
        self.check_log(configuration)


def run_folder(name: str) -> Path:
    """Return an empty folder for the configuration and logs of the run ``name``.

    It stays after a failure, for its logs, for a week.
    """
    runs = cache_folder() / "runs"
    runs.mkdir(parents=True, exist_ok=True)
    for folder in runs.iterdir():
        if folder.name == name or folder.stat().st_mtime < time.time() - WEEK:
            shutil.rmtree(folder, ignore_errors=True)
    (runs / name).mkdir()
    return runs / name


def free_port() -> int:
    """Return a port of 127.0.0.1 that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
