"""Copies and removes Odoo databases together with their files.

python3 -m tests.environment.databases clone TEMPLATE NAME
python3 -m tests.environment.databases drop NAME
python3 -m tests.environment.databases list
"""

from __future__ import annotations

import itertools
import os
import re
import shutil
import sys
import time
from pathlib import Path

from .cache import cache_folder
from .console import SetupError
from .postgres import cluster

SECONDS_FOR_A_BUSY_DATABASE = 60
TEMPORARY = re.compile(r"woo_(?:live|shell|test|work)_(?P<process>\d+)_\d+")

_numbers = itertools.count(1)


def temporary_name(purpose: str) -> str:
    """Return a free name for a database that does not outlive this process.

    :param purpose: ``live``, ``shell``, ``test`` or ``work``.
    """
    return f"woo_{purpose}_{os.getpid()}_{next(_numbers)}"


def remove_leftovers() -> None:
    """Drop the temporary databases of processes that were killed."""
    for name in names("woo_"):
        match = TEMPORARY.fullmatch(name)
        if match and not Path("/proc", match["process"]).exists():
            drop(name)


def data_folder() -> Path:
    """Return the folder that Odoo calls its data directory."""
    return cache_folder() / "data"


def clone(template: str, name: str) -> None:
    """Make database ``name`` a copy of ``template``, with its attachments' files.

    The files are hard links: Odoo never changes an attachment's file, it writes a new
    one under a new name.

    :raise SetupError: there is no such template, or ``name`` exists already.
    """
    # Others may be connected to the template right now.
    statement = f'CREATE DATABASE "{name}" TEMPLATE "{template}"'
    _wait_while("being accessed by other users", statement)
    source = _files_of(template)
    if source.is_dir():
        target = _files_of(name)
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(source, target, copy_function=os.link)


def drop(name: str) -> None:
    """Remove database ``name`` and its files, also while somebody is connected.

    Who is no superuser cannot make PostgreSQL's own cleaning leave it: that is waited
    for.
    """
    statement = f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'
    _wait_while("role whose process is being terminated", statement)
    shutil.rmtree(_files_of(name), ignore_errors=True)


def rename(name: str, new_name: str) -> None:
    """Give database ``name`` and its files the name ``new_name``, which it replaces.

    The database comes last: under its new name it is complete.
    """
    drop(new_name)
    if _files_of(name).is_dir():
        _files_of(name).rename(_files_of(new_name))
    cluster().query(f'ALTER DATABASE "{name}" RENAME TO "{new_name}"')


def is_complete(name: str) -> bool:
    """Tell whether there is a database ``name``, and its files too.

    Files alone are lost when somebody removes the cache folder by hand, which may not
    hold the database cluster.
    """
    return name in names() and _files_of(name).is_dir()


def names(prefix: str = "") -> list[str]:
    """Return the names of the databases that begin with ``prefix``."""
    found = cluster().query("SELECT datname FROM pg_database ORDER BY datname")
    return [name for name in found if name.startswith(prefix)]


def _files_of(name: str) -> Path:
    return data_folder() / "filestore" / name


def _wait_while(reason: str, statement: str) -> None:
    """Run a statement, again for as long as the server refuses it for a reason that
    passes.

    :raise SetupError: it is refused for another, or for too long
    """
    deadline = time.monotonic() + SECONDS_FOR_A_BUSY_DATABASE
    while True:
        try:
            cluster().query(statement)
            return
        except SetupError as error:
            if reason not in str(error) or time.monotonic() > deadline:
                raise
        time.sleep(0.5)


def main(arguments: list[str]) -> int:
    """Run one of the commands of the module's docstring."""
    match arguments:
        case ["clone", template, name]:
            clone(template, name)
        case ["drop", name]:
            drop(name)
        case ["list"]:
            print(*names(), sep="\n")
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
