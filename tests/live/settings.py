"""Where the set-up program left everything."""

import json

from tests.environment.cache import cache_folder


def load() -> dict:
    """Return the paths and addresses of the prepared environment.

    :raise RuntimeError: it was never prepared
    """
    file = cache_folder() / "environment.json"
    if not file.exists():
        raise RuntimeError("Nothing is set up yet: run `python3 -m tests.environment`.")
    return json.loads(file.read_text())
