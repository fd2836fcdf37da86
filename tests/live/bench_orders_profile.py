"""Where the time of a piece of work goes."""

import cProfile
import pstats
import time
from collections.abc import Callable
from pathlib import Path

ADDON = f"{Path(__file__).resolve().parents[2] / 'woo_connector'}/"
TOP = 10
#: Whose code it is, by what its path contains; the first that fits.
OWNERS = (
    (ADDON, "this connector"),
    ("/odoo/addons/", "Odoo's and other addons"),
    ("/odoo/", "Odoo's ORM"),
    ("psycopg2", "database driver"),
    ("site-packages", "other libraries"),
)


def profile(work: Callable[[], None], pieces: int, name: str = "orders") -> None:
    """Print the functions that take the most time of their own, and whose they are.

    :param work: does so many pieces
    :param name: of the pieces
    """
    # CPU time, not the clock's: others use this machine, too.
    profiler = cProfile.Profile(time.process_time)
    profiler.runcall(work)
    statistics = pstats.Stats(profiler).stats
    own_seconds = {where: entry[2] for where, entry in statistics.items()}
    total = sum(own_seconds.values())
    print(f"profile of {pieces} {name}: {1000 * total / pieces:.2f} ms each, by owner")
    for owner, seconds in _by_owner(own_seconds).items():
        print(f"  {100 * seconds / total:5.1f} %  {owner}")
    print(f"profile: top {TOP} by own time")
    for where in sorted(own_seconds, key=own_seconds.get, reverse=True)[:TOP]:
        print(f"  {100 * own_seconds[where] / total:5.1f} %  {_readable(where)}")
    print("profile: steps of the connector, with all they call")
    for where, seconds in _own_steps(statistics):
        print(f"  {100 * seconds / total:5.1f} %  {_readable(where)}")


def _own_steps(statistics: dict) -> list:
    """Return the connector's functions that take the most with what they call."""
    steps = {
        where: entry[3]
        for where, entry in statistics.items()
        if where[0].startswith(ADDON)
    }
    return sorted(steps.items(), key=lambda step: step[1], reverse=True)[: 3 * TOP]


def _by_owner(own_seconds: dict) -> dict[str, float]:
    seconds: dict[str, float] = {}
    for (path, _line, name), own in own_seconds.items():
        owner = _owner(path, name)
        seconds[owner] = seconds.get(owner, 0) + own
    return dict(sorted(seconds.items(), key=lambda item: item[1], reverse=True))


def _owner(path: str, name: str) -> str:
    for part, owner in OWNERS:
        if part in path or part in name:
            return owner
    return "Python itself"


def _readable(where: tuple) -> str:
    path, line, name = where
    return f"{name} ({'/'.join(path.split('/')[-3:])}:{line})"
