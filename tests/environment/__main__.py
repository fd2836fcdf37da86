"""Sets up what the tests and the demo need: ``python3 -m tests.environment``."""

from __future__ import annotations

import argparse
import sys

from .cache import cache_folder
from .console import SetupError
from .steps import GOALS, prepare


def main() -> int:
    """Prepare the goal given on the command line; 1 when a step fails."""
    parser = argparse.ArgumentParser(
        prog="python3 -m tests.environment", description=__doc__
    )
    parser.add_argument(
        "--for",
        dest="goal",
        choices=GOALS,
        default="live",
        help="set up only what this needs (default: everything)",
    )
    options = parser.parse_args()
    try:
        prepare(options.goal)
    except SetupError as error:
        print(f"\nThe set-up stopped: {error}", file=sys.stderr)
        print(f"What is done is kept in {cache_folder()}.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. The next run goes on after the last step done.")
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
