"""Runs every check of ``.pre-commit-config.yaml`` on all files: ``make lint``."""

from __future__ import annotations

import os
import subprocess
import sys

from . import virtualenv
from .cache import cache_folder, locked
from .console import SetupError
from .virtualenv import REPOSITORY_ROOT


def main(arguments: list[str]) -> int:
    """Run pre-commit with ``arguments``; its status is 1 when it changed a file."""
    try:
        with locked("set-up"):
            python = virtualenv.for_lint()
    except SetupError as error:
        print(f"\nThe checks could not start: {error}", file=sys.stderr)
        return 1
    environment = {
        **os.environ,
        "PRE_COMMIT_HOME": str(cache_folder() / "pre-commit"),
        # node, for prettier, comes from PyPI with the environment, and would trust
        # its own list of authorities instead of the machine's.
        "NODE_USE_SYSTEM_CA": "1",
        "PATH": f"{python.parent}:{os.environ['PATH']}",
    }
    run = [python, "-m", "pre_commit", "run", "--all-files", *arguments]
    return subprocess.run(
        run, cwd=REPOSITORY_ROOT, env=environment, check=False
    ).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
