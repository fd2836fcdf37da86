"""Names of a store, and patterns that stand for many of them."""

from __future__ import annotations

import re
from functools import lru_cache

#: Stands for any text, also for none.
ANY_TEXT = "*"

_STARS = re.compile(rf" ?[{re.escape(ANY_TEXT)} ]*{re.escape(ANY_TEXT)} ?")


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
    found, end = "", 0
    for stars in _STARS.finditer(plain_pattern):
        found += re.escape(plain_pattern[end : stars.start()])
        end = stars.end()
        found += _any_text(
            stars.group(), at_start=not stars.start(), at_end=end == len(plain_pattern)
        )
    return re.compile(found + re.escape(plain_pattern[end:]), re.DOTALL)


def _any_text(stars: str, *, at_start: bool, at_end: bool) -> str:
    """Return what stands for a star and the blanks beside it.

    A star may stand for nothing, and then blanks that were apart are one, or none at
    the text's edge.
    """
    before, after = stars[0] == " ", stars[-1] == " "
    if at_start and at_end:
        return ".*"
    if at_end:
        return "(?: .*)?" if before else ".*"
    if at_start:
        return "(?:.* )?" if after else ".*"
    if before and after:
        return " (?:.* )?"
    return f"{' ' * before}.*{' ' * after}"
