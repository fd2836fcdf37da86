"""Where the set-up program left everything."""

import json
from pathlib import Path

from tests.environment.cache import description_file

CHECKOUT = Path(__file__).resolve().parents[2]


def load() -> dict:
    """Return the paths and addresses of the prepared environment.

    :raise RuntimeError: it was never prepared
    """
    file = description_file(CHECKOUT)
    if not file.exists():
        raise RuntimeError("Nothing is set up yet: run `python3 -m tests.environment`.")
    return json.loads(file.read_text())
