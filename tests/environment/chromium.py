"""Finds a Chromium for the browser tests, installing one when there is none."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from . import commands, system_packages
from .cache import cache_folder, folder_once, key_of
from .console import SetupError, step
from .debian_odoo import stable_suite

NAMES = ("chromium", "google-chrome", "google-chrome-stable", "chromium-browser")


def find(python: Path) -> str:
    """Return the path of a Chromium or Chrome.

    The order: ``CHROMIUM``, the PATH, Debian's
    package, Playwright's own download (Ubuntu has Chromium only as a snap, which does
    not run in a container).

    :param python: a Python that has playwright.
    :raise SetupError: there is none and none can be installed.
    """
    found = _installed()
    if found:
        return found
    if stable_suite():
        system_packages.install("chromium", reason="the browser tests")
        found = _installed()
        if found:
            return found
    return _from_playwright(python)


def ensure_playwright(python: Path) -> None:
    """Install what Playwright's own Node.js needs and a small Debian lacks."""
    packages = python.parent.parent.glob("lib/python*/site-packages")
    node = next(packages) / "playwright" / "driver" / "node"
    if not commands.succeeds([node, "--version"]):
        system_packages.install("libatomic1", reason="Playwright's Node.js needs it")


def _installed() -> str | None:
    given = os.environ.get("CHROMIUM")
    if given:
        if not os.access(given, os.X_OK):
            raise SetupError(f"CHROMIUM={given} is not a program.")
        return given
    paths = (shutil.which(name) for name in NAMES)
    return next((path for path in paths if path and not _is_snap(path)), None)


def _is_snap(path: str) -> bool:
    """Tell whether this is Ubuntu's stub, a script that asks to install a snap."""
    file = Path(path).resolve()
    return "snap" in file.parts or b"/snap/" in file.read_bytes()[:4000]


def _from_playwright(python: Path) -> str:
    folder = cache_folder() / "browsers"

    def build(target: Path) -> None:
        install = [python, "-m", "playwright", "install", "chromium"]
        with step("Chromium through Playwright"):
            commands.run(
                [*install, "--with-deps", "--no-shell"],
                environment={"PLAYWRIGHT_BROWSERS_PATH": str(target)},
                advice="Install Chromium or Chrome and give its path: CHROMIUM",
            )

    folder_once(folder, key_of("playwright"), build)
    found = sorted(folder.glob("chromium-*/chrome-linux*/chrome"))
    if not found:
        raise SetupError(f"Playwright left no Chromium in {folder}.")
    return str(found[-1])
