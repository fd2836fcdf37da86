"""Searching products by words and codes, as WordPress and WooCommerce do."""

import re

from .. import texts
from ..rest.request import RestRequest
from ..state import Row
from ..store import Store
from .rows import is_variation
from .titles import full_title

#: words that a search passes over
_STOPWORDS = frozenset(
    "about an are as at be by com for from how in is it of on or that the this to was "
    "what when where who will with www".split()
)
_MOST_WORDS = 9
_WORD = re.compile(r'".*?(?:"|$)|[^\t ",+]+')


def found_by_text(store: Store, row: Row, request: RestRequest) -> bool:
    """Say whether a row has the words and codes that a request looks for."""
    fields = searched_fields(request)
    if fields:
        return _all_parts(store, row, request["search"].split(), fields)
    if request["search_name_or_sku"]:
        words = request["search_name_or_sku"].split()
        return _all_parts(store, row, words, ["name", "sku"])
    if request["search"] and not _has_words(store, row, request["search"]):
        return False
    if request["search_sku"]:
        return _plain(request["search_sku"]) in _plain(row["sku"])
    return _has_code(row, "sku", request) and _has_code(
        row, "global_unique_id", request
    )


def searched_fields(request: RestRequest) -> list[str]:
    """Return the fields to which a search is limited."""
    return (request["search_fields"] or []) if request["search"] else []


def _has_words(store: Store, row: Row, search: str) -> bool:
    names = ("name", "short_description", "description")
    columns = [_plain(_text(store, row, name)) for name in names]
    return all(
        any(word in column for column in columns) for word in _searched_words(search)
    )


def _searched_words(search: str) -> list[str]:
    """Split a search into words and quoted phrases."""
    words = []
    for word in _WORD.findall(search):
        quoted = word.startswith('"')
        word = _plain(word.strip('"' if quoted else "\"'"))
        letters = len(word) > 1 or not word.isalpha()
        if word and (quoted or (letters and word not in _STOPWORDS)):
            words.append(word)
    return words if 0 < len(words) <= _MOST_WORDS else [_plain(search)]


def _all_parts(store: Store, row: Row, words: list[str], fields: list[str]) -> bool:
    columns = [_plain(_text(store, row, name)) for name in fields]
    return all(any(_plain(word) in column for column in columns) for word in words)


def _text(store: Store, row: Row, column: str) -> str:
    """Return a searched text; of a variation only its title and codes are."""
    if is_variation(row):
        if column == "name":
            return full_title(store.state, row)
        return row[column] if column in ("sku", "global_unique_id") else ""
    return row[column]


def _has_code(row: Row, column: str, request: RestRequest) -> bool:
    """Compare with each code of a comma list, and with the whole of it."""
    if not request[column]:
        return True
    wanted = [*request[column].split(","), request[column]]
    if column == "global_unique_id":
        wanted = [code.strip() for code in wanted]
    return _plain(row[column]) in [_plain(code.rstrip()) for code in wanted]


def _plain(text: str) -> str:
    """Return a text as the database compares it: without accents and capitals."""
    return texts.remove_accents(text).lower()
