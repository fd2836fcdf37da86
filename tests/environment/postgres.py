"""A private PostgreSQL cluster: no network port, no part in the machine's own one."""

from __future__ import annotations

import os
import pwd
import re
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from . import commands, system_packages
from .cache import cache_folder, key_of
from .console import SetupError, step

ROLE = "odoo"
PORT = 5432  # only part of the socket's name: the cluster listens on no address
LONGEST_SOCKET = 90  # a socket's path may have 107 bytes, its name takes 16

# One cluster serves the tests and a user's demo. fsync stays on: turning it off saves
# little (a template is copied in the same 0.8 s, the addon installs in 18 s instead of
# 16 s), while after a power cut the demo's data and the templates could be corrupt
# without anybody noticing. Not waiting for the disk at each commit is what makes tests
# quick, and costs at most the last moments of a demo.
SETTINGS = {
    "listen_addresses": "",
    "max_connections": "300",
    "shared_buffers": "512MB",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "30min",
    "synchronous_commit": "off",
}


@dataclass(frozen=True)
class Cluster:
    """Where the private cluster lives and how its programs are called."""

    home: Path
    programs: Path
    owner: str  #: the user that runs the server: it refuses to run as root

    @property
    def socket_folder(self) -> Path:
        """The folder to give as host name."""
        return self.home / "socket"

    @property
    def data(self) -> Path:
        """The cluster's data folder."""
        return self.home / "data"

    def command(self, program: str, *arguments: object) -> list[str]:
        """Return the command line of a program run as the cluster's owner."""
        line = [str(self.programs / program), *map(str, arguments)]
        if self.owner != pwd.getpwuid(os.geteuid()).pw_name:
            line = ["runuser", "-u", self.owner, "--", *line]
        return line

    def is_running(self) -> bool:
        """Tell whether the server runs."""
        return commands.succeeds(self.command("pg_ctl", "status", "-D", self.data))

    def query(self, statement: str) -> list[str]:
        """Run one statement as the role of Odoo and return the lines it gives.

        :raise SetupError: the statement fails, with what the server said.
        """
        result = subprocess.run(
            [
                *(self.programs / "psql", "--no-psqlrc", "--tuples-only", "--no-align"),
                *("--host", self.socket_folder, "--port", str(PORT)),
                *("--username", ROLE, "--dbname", "postgres"),
                *("--set", "ON_ERROR_STOP=1", "--command", statement),
            ],
            capture_output=True,
            text=True,
            check=False,
        )
        if result.returncode:
            raise SetupError(f"PostgreSQL: {result.stderr.strip()}\n({statement})")
        return result.stdout.splitlines()


def cluster() -> Cluster:
    """Return the cluster of this cache folder, which may not run yet."""
    owner = pwd.getpwuid(os.geteuid()).pw_name
    return Cluster(
        home=home(),
        programs=programs(),
        owner="postgres" if system_packages.is_root() else owner,
    )


def start() -> Cluster:
    """Make the cluster the first time, start it where it does not run."""
    if _find_programs() is None:
        system_packages.install("postgresql", reason="the database server")
        _find_programs.cache_clear()
    found = cluster()
    if found.is_running():
        return found
    if not _is_complete(found):
        with step(f"PostgreSQL {_major(found)} cluster in {found.home}"):
            _initialise(found)
            _start_server(found)
            _create_role(found)
            _mark(found).write_text(_major(found))
    else:
        with step("PostgreSQL server"):
            _start_server(found)
    return found


def stop() -> None:
    """Stop the server if it runs."""
    if _find_programs() is None or not home().exists():
        return
    found = cluster()
    if found.is_running():
        with step("Stopping PostgreSQL"):
            stop_now = ("stop", "-D", found.data, "-m", "immediate")
            commands.run(found.command("pg_ctl", *stop_now), directory=Path("/"))


def remove() -> None:
    """Stop the server and remove all that it holds."""
    stop()
    shutil.rmtree(home(), ignore_errors=True)


def programs() -> Path:
    """Return the folder of the server's programs.

    :raise SetupError: PostgreSQL is not installed.
    """
    found = _find_programs()
    if found is None:
        raise SetupError("PostgreSQL is missing: run python3 -m tests.environment")
    return found


@cache
def _find_programs() -> Path | None:
    """Return the newest complete PostgreSQL; Debian keeps it out of the PATH."""
    folders = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"),
        key=lambda folder: int(re.sub(r"\D", "", folder.parent.name) or 0),
        reverse=True,
    )
    on_path = shutil.which("initdb")
    if on_path:
        folders.append(Path(on_path).resolve().parent)
    needed = ("initdb", "pg_ctl", "postgres", "psql")
    for folder in folders:
        if all((folder / program).exists() for program in needed):
            return folder
    return None


def home() -> Path:
    """Return the folder of the cluster, in the cache folder where that can work.

    It cannot when root's server runs as ``postgres``, who may not enter root's home,
    nor when the path is too long for a socket.
    """
    inside = cache_folder() / "postgres"
    if not system_packages.is_root() and len(str(inside)) < LONGEST_SOCKET:
        return inside
    name = f"woo_connector-{os.geteuid()}-{key_of(str(cache_folder()))}"
    return Path("/var/tmp") / name


def _mark(found: Cluster) -> Path:
    return found.home / ".complete"


def _is_complete(found: Cluster) -> bool:
    mark = _mark(found)
    return mark.is_file() and mark.read_text() == _major(found)


def _major(found: Cluster) -> str:
    version = subprocess.run(
        [found.programs / "postgres", "--version"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    match = re.search(r"(\d+)", version)
    return match[1] if match else version.strip()


def _initialise(found: Cluster) -> None:
    shutil.rmtree(found.home, ignore_errors=True)
    for folder in (found.home, found.socket_folder):
        folder.mkdir(parents=True)
        folder.chmod(0o700)
        if found.owner != pwd.getpwuid(os.geteuid()).pw_name:
            shutil.chown(folder, found.owner)
    options = ("-A", "trust", "--locale=C.UTF-8", "-E", "UTF8")
    commands.run(
        found.command("initdb", "-D", found.data, *options), directory=Path("/")
    )


def _start_server(found: Cluster) -> None:
    settings = {
        **SETTINGS,
        "port": str(PORT),
        "unix_socket_directories": str(found.socket_folder),
    }
    options = " ".join(f"-c {name}='{value}'" for name, value in settings.items())
    log = found.home / "data" / "server.log"
    commands.run(
        found.command(
            *("pg_ctl", "start", "-w", "-D", found.data, "-l", log, "-o", options)
        ),
        directory=Path("/"),
        advice=f"The server's log: {log}",
    )


def _create_role(found: Cluster) -> None:
    connection = ("-h", found.socket_folder, "-p", PORT)
    commands.run(
        found.command("createuser", *connection, "--createdb", ROLE),
        directory=Path("/"),
    )
