"""Names of a store, and patterns that stand for many of them."""

from __future__ import annotations

import re
from functools import lru_cache

#: Stands for any text, also for none.
ANY_TEXT = "*"


def fits(pattern: str, text: str) -> bool:
    """Tell whether a pattern stands for a text.

    A star stands for any text, and an empty pattern for every text. Case and the
    number of blanks do not matter: plugins write names differently from day to day.
    """
    plain = _plain(pattern)
    return not plain or bool(_compiled(plain).fullmatch(_plain(text)))


def vagueness(pattern: str) -> int:
    """Return how much a pattern leaves open: 0 is one text, 2 is every text.

    Of several patterns that stand for a text the least vague is meant.
    """
    if not (pattern or "").strip(f"{ANY_TEXT} "):
        return 2
    return 1 if ANY_TEXT in pattern else 0


def _plain(text: str) -> str:
    return " ".join((text or "").casefold().split())


@lru_cache(maxsize=1024)
def _compiled(plain_pattern: str) -> re.Pattern[str]:
    parts = [re.escape(part) for part in plain_pattern.split(ANY_TEXT)]
    return re.compile(".*".join(parts), re.DOTALL)
