"""Runs the addon's tests in a database of their own: ``make test-odoo ARGS="-k …"``.

Each call clones a template, so that several can run at once, and drops its clone. The
addon is installed on the clone when its files changed since the last call; an
installation that works is kept as the template of the next one.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from . import databases, template_databases
from .console import SetupError, say, step
from .odoo_program import OdooProgram, run_folder
from .postgres import PORT, ROLE
from .steps import prepare_odoo
from .virtualenv import REPOSITORY_ROOT

TESTS = f"{template_databases.ADDON}/tests"


def main(arguments: list[str]) -> int:
    """Run pytest with ``arguments``; the status is pytest's, or 1 for a bad log."""
    try:
        odoo, browser = prepare_odoo()
        database = _database(odoo)
    except SetupError as error:
        print(f"\nThe tests could not start: {error}", file=sys.stderr)
        return 1
    folder = run_folder(database)
    try:
        status = _pytest(odoo, folder, database, browser, arguments)
        odoo.check_log(folder / "odoo.conf")
    except SetupError as error:
        say(f"\n{error}")
        return 1
    finally:
        databases.drop(database)
    if status == 0:
        shutil.rmtree(folder)
    else:
        say(f"Odoo's log: {folder / 'odoo.log'}")
    return status


def _database(odoo: OdooProgram) -> str:
    """Return the name of a fresh database with the addon installed."""
    name = databases.temporary_name("test")
    template = template_databases.addon_template(odoo)
    with step("copying the template database"):
        databases.clone(template, name)
    return name


def _pytest(
    odoo: OdooProgram,
    folder: Path,
    database: str,
    browser: str,
    arguments: Sequence[str],
) -> int:
    configuration = odoo.write_configuration(folder, database)
    command = [
        *(odoo.python, "-m", "pytest"),
        *("--odoo-config", configuration, "--odoo-database", database),
        *("--odoo-http", "--odoo-log-level=info"),
        *([] if _names_tests(arguments) else [TESTS]),
        *arguments,
    ]
    environment = {
        **os.environ,
        # pytest-xdist's workers copy the database through PostgreSQL's own programs.
        "PGHOST": str(odoo.cluster.socket_folder),
        "PGPORT": str(PORT),
        "PGUSER": ROLE,
        "PATH": f"{_browser_folder(folder, browser)}:{os.environ['PATH']}",
    }
    return subprocess.run(
        command, cwd=REPOSITORY_ROOT, env=environment, check=False
    ).returncode


def _browser_folder(folder: Path, browser: str) -> Path:
    """Make the browser found the first one on the PATH, where Odoo looks for it."""
    programs = folder / "bin"
    programs.mkdir()
    (programs / "google-chrome").symlink_to(browser)
    return programs


def _names_tests(arguments: Sequence[str]) -> bool:
    """Tell whether the caller chose files: then the folder of all is not added."""
    chosen = (argument.split("::")[0] for argument in arguments)
    return any(
        not path.startswith("-") and (REPOSITORY_ROOT / path).exists()
        for path in chosen
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
