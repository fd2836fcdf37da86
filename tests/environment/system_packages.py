"""Packages of the distribution, installed as root or through sudo when missing."""

from __future__ import annotations

import os
import shutil

from . import commands
from .console import SetupError, step


def is_root() -> bool:
    """Tell whether this process may install packages by itself."""
    return os.geteuid() == 0


def install(*packages: str, reason: str) -> None:
    """Install ``packages`` with apt.

    :raise SetupError: there is no apt, no way to become root, or apt fails.
    """
    by_hand = f"Install by hand: {' '.join(packages)} ({reason}), then run this again."
    if not shutil.which("apt-get"):
        raise SetupError(f"This machine has no apt. {by_hand}")
    prefix = _as_root(by_hand)
    with step(f"Debian packages: {' '.join(packages)}"):
        if not _all_known(packages):
            commands.run([*prefix, "apt-get", "update"], advice=by_hand)
        commands.run(
            [
                *prefix,
                "env",
                "DEBIAN_FRONTEND=noninteractive",
                "apt-get",
                "install",
                "--yes",
                "--no-install-recommends",
                *packages,
            ],
            advice=by_hand,
        )


def _as_root(by_hand: str) -> list[str]:
    if is_root():
        return []
    if shutil.which("sudo"):
        return ["sudo"]
    raise SetupError(f"Packages are missing, and sudo is too. {by_hand}")


def _all_known(packages: tuple[str, ...]) -> bool:
    """Tell whether apt's lists are there: a fresh container has none."""
    return all(commands.succeeds(["apt-cache", "show", name]) for name in packages)
