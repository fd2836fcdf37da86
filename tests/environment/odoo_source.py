"""Finds Odoo 19: the caller's own, Debian's package, or Odoo's repository."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from . import commands, debian_odoo
from .apt_sources import debian_mirror
from .cache import cache_folder, folder_once, key_of
from .console import SetupError, say, step

SERIES = "19.0"
REPOSITORY = "https://github.com/odoo/odoo"


@dataclass(frozen=True)
class OdooSource:
    """An Odoo that Python can import."""

    path: Path  #: the folder that holds ``odoo/``
    addons: tuple[Path, ...]  #: folders of addons beside ``odoo/addons``
    version: str  #: for the keys of what is built from it
    origin: str  #: for people


def find() -> OdooSource:
    """Return Odoo 19, fetching it the first time.

    The order: ``ODOO_PATH``; Debian's package where the machine has a Debian source;
    a shallow clone of Odoo's own branch.

    :raise SetupError: none of them gives an Odoo 19.
    """
    given = os.environ.get("ODOO_PATH")
    if given:
        return _checkout(Path(given).expanduser().resolve(), "ODOO_PATH")
    for fetch in (_from_debian, _from_repository):
        try:
            return fetch()
        except SetupError as error:
            say(f"    not this way: {error}")
    raise SetupError(
        "No Odoo 19 could be fetched, for the reasons above. Give the path of a "
        "checkout: ODOO_PATH=/path/to/odoo make …"
    )


def _from_debian() -> OdooSource:
    suite, mirror = debian_odoo.stable_suite(), debian_mirror()
    if not suite or not mirror:
        raise SetupError("this machine has no Debian package source")
    folder = cache_folder() / "odoo" / "debian"
    key = key_of(
        suite,
        debian_odoo.STABLE_PACKAGES,
        debian_odoo.UNSTABLE_PACKAGES,
        debian_odoo.LEFT_OUT,
    )

    def build(target: Path) -> None:
        with step("Odoo 19 from Debian's package (130 MB to download)"):
            debian_odoo.unpack_into(target, mirror, suite)

    folder_once(folder, key, build)
    origin = json.loads((folder / "origin.json").read_text())
    path = folder / debian_odoo.PACKAGES_FOLDER
    return OdooSource(path, (), origin["version"], origin["source"])


def _from_repository() -> OdooSource:
    if not shutil.which("git"):
        raise SetupError("git, needed to clone Odoo, is not installed")
    folder = cache_folder() / "odoo" / "repository"

    def build(target: Path) -> None:
        with step(f"Odoo {SERIES} from its repository (some minutes)"):
            clone = ["git", "clone", "--depth=1", f"--branch={SERIES}", "--progress"]
            commands.run(
                [*clone, REPOSITORY, target / "odoo"],
                advice=f"Is {REPOSITORY} reachable from here?",
            )

    folder_once(folder, key_of(REPOSITORY, SERIES), build)
    return _checkout(folder / "odoo", "repository")


def _checkout(path: Path, origin: str) -> OdooSource:
    """Return the Odoo in ``path``: a checkout, or a folder that holds ``odoo/``."""
    release = path / "odoo" / "release.py"
    if not release.is_file():
        raise SetupError(f"{origin}: there is no odoo/release.py in {path}")
    if "version_info = (19, 0" not in release.read_text():
        raise SetupError(f"{origin}: the Odoo in {path} is not 19.0")
    addons = path / "addons"
    return OdooSource(
        path,
        (addons,) if addons.is_dir() else (),
        _commit(path) or str(release.stat().st_mtime_ns),
        origin,
    )


def _commit(path: Path) -> str | None:
    if not (path / ".git").exists():
        return None
    return commands.run(["git", "-C", path, "rev-parse", "HEAD"]).strip()
