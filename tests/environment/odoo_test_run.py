"""Runs the addon's tests in a database of their own: ``make test-odoo ARGS="-k …"``.

Each call clones a template, so that several can run at once, and drops its clone. The
addon is installed on the clone when its files changed since the last call; an
installation that works is kept as the template of the next one.

The tests of what the addon does beside addons that it does not depend on have a folder,
and a database, of their own.

All tests together are shared out, file by file, to as many processes as there are cores
(up to four), each with a copy of the database. Chosen files run in one: that is sooner
ready, and a debugger can stop it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from . import databases, template_databases
from .console import SetupError, say, step
from .odoo_program import OdooProgram, run_folder
from .postgres import PORT, ROLE
from .steps import prepare_odoo
from .virtualenv import REPOSITORY_ROOT

Template = Callable[[OdooProgram], str]
TESTS = f"{template_databases.ADDON}/tests"
WITH_COMPANIONS = f"{TESTS}/with_mrp"
NO_TESTS_CHOSEN = 5  # by -k, in one of the two folders
MOST_PROCESSES = 4


def main(arguments: list[str]) -> int:
    """Run pytest with ``arguments``; the status is pytest's, or 1 for a bad log."""
    try:
        odoo, browser = prepare_odoo()
        statuses = [
            _run(odoo, browser, template, of_run)
            for template, of_run in _runs(arguments)
        ]
    except SetupError as error:
        print(f"\nThe tests could not start: {error}", file=sys.stderr)
        return 1
    if len(statuses) > 1:
        statuses = [one for one in statuses if one != NO_TESTS_CHOSEN] or statuses
    return max(statuses)


def _runs(arguments: Sequence[str]) -> Iterator[tuple[Template, list[str]]]:
    """Yield the templates whose tests are wanted, each with the arguments of pytest."""
    chosen = [argument for argument in arguments if _names_tests(argument)]
    others = [argument for argument in arguments if argument not in chosen]
    beside = [argument for argument in chosen if argument.startswith(WITH_COMPANIONS)]
    alone = [argument for argument in chosen if argument not in beside]
    if alone or not chosen:
        apart = f"--ignore={WITH_COMPANIONS}"
        shared_out = [] if alone else _shared_out()
        run = [*(alone or [TESTS]), apart, *shared_out, *others]
        yield template_databases.addon_template, run
    if beside or not chosen or TESTS in (path.rstrip("/") for path in alone):
        folders = beside or [WITH_COMPANIONS]
        yield template_databases.companions_template, [*folders, *others]


def _shared_out() -> list[str]:
    """Return the arguments with which pytest-xdist shares out the files."""
    processes = min(MOST_PROCESSES, os.cpu_count() or 1)
    return [f"-n{processes}", "--dist=loadfile"] if processes > 1 else []


def _run(
    odoo: OdooProgram, browser: str, template: Template, arguments: Sequence[str]
) -> int:
    database = _copy(template(odoo))
    folder = run_folder(database)
    try:
        status = _pytest(odoo, folder, database, browser, arguments)
        odoo.check_log(folder / "odoo.conf")
    except SetupError as error:
        say(f"\n{error}")
        return 1
    finally:
        databases.drop(database)
    if status in (0, NO_TESTS_CHOSEN):
        shutil.rmtree(folder)
    else:
        say(f"Odoo's log: {folder / 'odoo.log'}")
    return status


def _copy(template: str) -> str:
    """Return the name of a fresh copy of a template."""
    name = databases.temporary_name("test")
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
        *arguments,
    ]
    environment = {
        **os.environ,
        # pytest-xdist's workers copy the database through PostgreSQL's own programs.
        "PGHOST": str(odoo.cluster.socket_folder),
        "PGPORT": str(PORT),
        "PGUSER": ROLE,
        "PATH": os.pathsep.join(
            [
                str(_browser_folder(folder, browser)),
                str(odoo.cluster.programs),
                os.environ["PATH"],
            ]
        ),
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


def _names_tests(argument: str) -> bool:
    """Tell whether an argument of pytest is a file, a folder, or a test in a file."""
    path = argument.split("::")[0]
    return not path.startswith("-") and (REPOSITORY_ROOT / path).exists()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
