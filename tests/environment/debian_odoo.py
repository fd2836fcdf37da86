"""Fetches Debian's ``odoo-19`` and unpacks it, without installing anything.

Debian carries Odoo 19 in sid only. Adding sid to a stable machine would make apt
replace its libc, so the packages are fetched through an apt state of our own (own
sources, lists and cache) and unpacked into the cache folder. Debian's archive key
signs them as it signs everything else.
"""

from __future__ import annotations

import json
import platform
import re
import shutil
import subprocess
from pathlib import Path

from . import commands
from .apt_sources import DEBIAN_KEYRING, Source
from .console import SetupError, say

ODOO_PACKAGE = "odoo-19"
UNSTABLE = "sid"

# What Odoo's own files link to. Without jquery the login page is an error 500; the
# fonts and the others are its complete look.
STABLE_PACKAGES = (
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
    "fonts-font-awesome",
    "fonts-inconsolata",
    "fonts-ocr-b",
    "fonts-roboto-unhinted",
)
UNSTABLE_PACKAGES = (ODOO_PACKAGE, "fonts-montserrat")

LEFT_OUT = (
    "*/dist-packages/addons",  # a second and incomplete copy of the addons
    "*/dist-packages/setup",
    "*/dist-packages/doc",
    "*.egg-info",  # would make pip replace psycopg2-binary by psycopg2
    "*/i18n/*.po",  # 850 MB of translations; the tests run in English
    "*/i18n_extra/*.po",
)

# A manifest names this file, but Debian's package lacks it. Without it every page
# logs an error in the browser's console, which fails Odoo's browser tests.
MISSING_FILE = "odoo/addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js"

PACKAGES_FOLDER = Path("usr/lib/python3/dist-packages")


def stable_suite() -> str | None:
    """Return the code name of this Debian (``bookworm``), None on anything else."""
    release = Path("/etc/os-release")
    text = release.read_text() if release.is_file() else ""
    fields = dict(re.findall(r'^(\w+)="?([^"\n]*)"?$', text, re.MULTILINE))
    return fields.get("VERSION_CODENAME") if fields.get("ID") == "debian" else None


def unpack_into(folder: Path, mirror: Source, suite: str) -> None:
    """Fetch Odoo and what it links to from ``mirror``, unpack into ``folder``.

    The version found is recorded in ``origin.json``: sid moves.

    :raise SetupError: the mirror has no ``odoo-19`` or cannot be reached.
    """
    state = folder / "apt"
    apt = _PrivateApt(state, mirror, suite)
    apt.update()
    version = apt.candidate(ODOO_PACKAGE)
    if not version:
        raise SetupError(
            f"{mirror.address} has no package {ODOO_PACKAGE} in {UNSTABLE}. Give the "
            "path of an Odoo 19.0 checkout: ODOO_PATH=/path/to/odoo make …"
        )
    say(f"    {ODOO_PACKAGE} {version} from Debian {UNSTABLE}")
    for package in apt.download():
        _unpack(package, folder)
    shutil.rmtree(state)
    missing = folder / PACKAGES_FOLDER / MISSING_FILE
    missing.parent.mkdir(parents=True, exist_ok=True)
    missing.write_text("// Not part of Debian's package.\n")
    origin = {"source": f"Debian {UNSTABLE}", "version": version}
    (folder / "origin.json").write_text(json.dumps(origin))


class _PrivateApt:
    """apt with its own sources, lists and cache below one folder."""

    def __init__(self, state: Path, mirror: Source, suite: str) -> None:
        self._state = state
        self._suite = suite
        self._archives = state / "debs"
        for name in ("lists/partial", "cache/archives/partial", "debs"):
            (state / name).mkdir(parents=True)
        key = mirror.signed_by or DEBIAN_KEYRING
        self._sources = state / "sources.list"
        self._sources.write_text(
            "".join(
                f"deb [signed-by={key}] {mirror.address} {name} main\n"
                for name in (suite, UNSTABLE)
            )
        )

    def _command(self, program: str, *arguments: str) -> list[str]:
        options = (
            f"Dir::Etc::sourcelist={self._sources}",
            "Dir::Etc::sourceparts=-",
            f"Dir::State::lists={self._state / 'lists'}",
            f"Dir::Cache={self._state / 'cache'}",
            # The user _apt could not write into a folder of this user's home.
            "APT::Sandbox::User=root",
            "Acquire::Languages=none",
            "Acquire::Retries=3",
        )
        flags = [part for option in options for part in ("-o", option)]
        return [program, *flags, *arguments]

    def update(self) -> None:
        commands.run(
            self._command("apt-get", "update"),
            advice="Is the Debian mirror of this machine reachable? Where it is a "
            "snapshot whose index has expired, tell apt that this is meant: put "
            'Acquire::Check-Valid-Until "false"; into a file of /etc/apt/apt.conf.d.',
        )

    def candidate(self, package: str) -> str | None:
        """Return the version that a download would give, None when there is none."""
        policy = commands.run(self._command("apt-cache", "policy", package))
        match = re.search(r"Candidate: (\S+)", policy)
        return match[1] if match and match[1] != "(none)" else None

    def download(self) -> list[Path]:
        """Download every package needed and return the files."""
        wanted = [f"{name}/{UNSTABLE}" for name in UNSTABLE_PACKAGES]
        wanted += [f"{name}/{self._suite}" for name in STABLE_PACKAGES]
        commands.run(
            self._command("apt-get", "download", *wanted), directory=self._archives
        )
        return sorted(self._archives.glob("*.deb"))


def _unpack(package: Path, folder: Path) -> None:
    """Unpack the files of one package below ``folder``, without what is left out."""
    excluded = [f"--exclude={pattern}" for pattern in LEFT_OUT]
    archive = subprocess.Popen(
        ["dpkg-deb", "--fsys-tarfile", package], stdout=subprocess.PIPE
    )
    extraction = subprocess.run(
        ["tar", "-x", "--no-same-owner", "-C", folder, *excluded],
        stdin=archive.stdout,
        check=False,
    )
    if archive.wait() or extraction.returncode:
        raise SetupError(
            f"{package.name} cannot be unpacked on {platform.node()}: is the disk full?"
        )
