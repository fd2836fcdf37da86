"""Stops the private database server and removes the cache: ``make clean``."""

from __future__ import annotations

import shutil
import sys

from . import postgres
from .cache import cache_folder, locked
from .console import SetupError, step


def main() -> int:
    """Remove everything that the set-up made, save the packages of the system."""
    try:
        with locked("set-up"), step(f"Removing {cache_folder()}"):
            postgres.remove()
            shutil.rmtree(cache_folder(), ignore_errors=True)
    except SetupError as error:
        print(f"\nNot removed: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
