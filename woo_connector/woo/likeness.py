"""Which of several names is meant by a text; for suggestions, never for decisions."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from difflib import SequenceMatcher

#: Two names this alike differ by a letter or two.
ALIKE = 0.85


def most_alike(text: str, names: Sequence[str]) -> int | None:
    """Return the index of the one name that a text means, ``None`` if it is not clear.

    Equal names go before a name whose words are all in the text (or the other way
    round), and these before a name that differs by a letter or two. Case, accents and
    punctuation do not matter. Two names that are as good as each other are no answer.
    """
    wanted = _words(text)
    if not wanted:
        return None
    candidates = [_words(name) for name in names]
    for is_alike in (_is_equal, _is_part, _is_nearly_equal):
        found = [i for i, words in enumerate(candidates) if is_alike(wanted, words)]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def _words(text: str) -> tuple[str, ...]:
    decomposed = unicodedata.normalize("NFKD", text or "")
    plain = "".join(one for one in decomposed if not unicodedata.combining(one))
    return tuple(re.findall(r"\w+", plain.casefold()))


def _is_equal(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return one == other


def _is_part(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return bool(other) and (set(one) <= set(other) or set(other) <= set(one))


def _is_nearly_equal(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return SequenceMatcher(None, " ".join(one), " ".join(other)).ratio() >= ALIKE
