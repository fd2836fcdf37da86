"""How much of a profile is the connector's, less what Odoo would do without it."""

import pstats
from pathlib import Path

ADDON = f"{Path(__file__).resolve().parents[2] / 'woo_connector'}/"

#: A function as ``cProfile`` names it: file, line, name.
Function = tuple[str, int, str]


def own_seconds(statistics: dict, addon: str = ADDON) -> dict[str, float]:
    """Return the seconds that the connector's functions add, by name, the most first.

    A function counts with all it calls, from where others call into the connector. Not
    counted is what an overriding method hands on to the one it overrides, which would
    have run all the same.

    :param statistics: of ``pstats.Stats``
    :param addon: the folder whose functions are the connector's
    """
    seconds: dict[str, float] = {}
    for function, (_calls, _all, _own, _cumulative, callers) in statistics.items():
        name = function[2]
        for caller, (_c, _a, _o, passed) in callers.items():
            if _is_in(addon, function) and not _is_in(addon, caller):
                seconds[name] = seconds.get(name, 0) + passed
            elif _is_overridden(addon, function, caller):
                # By name, because a method may override another of the connector.
                seconds[name] = seconds.get(name, 0) - passed
    return dict(sorted(seconds.items(), key=lambda item: item[1], reverse=True))


def print_own_share(title: str, statistics: dict, top: int = 15) -> None:
    """Print the connector's share of a profile and which functions it is."""
    total = sum(entry[2] for entry in statistics.values())
    seconds = own_seconds(statistics)
    share = sum(seconds.values()) / total
    print(f"profile of {title}: {100 * share:.2f} % is the connector's")
    for name, own in list(seconds.items())[:top]:
        print(f"  {100 * own / total:6.2f} %  {name} ({_files(statistics, name)})")


def statistics_of(profiler) -> dict:
    """Return what a ``cProfile.Profile`` has counted."""
    return pstats.Stats(profiler).stats


def _files(statistics: dict, name: str) -> str:
    """Return which of the connector's files have functions of this name."""
    files = {
        Path(function[0]).name
        for function in statistics
        if function[2] == name and _is_in(ADDON, function)
    }
    return ", ".join(sorted(files))


def _is_in(addon: str, function: Function) -> bool:
    return function[0].startswith(addon)


def _is_overridden(addon: str, function: Function, caller: Function) -> bool:
    return (
        not _is_in(addon, function)
        and _is_in(addon, caller)
        and function[2] == caller[2]
    )
