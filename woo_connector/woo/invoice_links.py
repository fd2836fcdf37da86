"""Where the documents of an order are, as its meta data says it.

`INVOICES` holds a list of objects, all of whose values are text: `number`, `type`
("invoice" or "credit_note"), `date` (YYYY-MM-DD), `total`, `currency` and `link`, a
page that whoever has the link may open.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .schema.base import listed

#: Names beginning with "_" are not listed among the custom fields of an order's page.
INVOICES = "_odoo_invoices"


def merged_documents(
    meta_data: Any, document: Mapping[str, str]
) -> dict[str, Any] | None:
    """The entry of ``meta_data`` to write, `None` when the order says it already.

    What the list says of other documents stays.

    :param document: as described above; one with its number, or its page, is replaced:
        a document may be numbered anew
    """
    entries = listed(meta_data)
    entries = entries if isinstance(entries, list) else []
    found = [each for each in entries if each.get("key") == INVOICES]
    before = _documents(found[0].get("value")) if found else []
    after = [one for one in before if not _is_same(one, document)]
    if len(before) - len(after) == 1 and dict(document) in before:
        return None
    entry = {"id": found[0]["id"]} if found else {}
    return {**entry, "key": INVOICES, "value": [*after, dict(document)]}


def _is_same(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    return any(one.get(name) == other[name] for name in ("number", "link"))


def _documents(value: Any) -> list[dict[str, str]]:
    """The documents; PHP writes a list with gaps as an object."""
    rows = list(value.values()) if isinstance(value, dict) else value
    rows = rows if isinstance(rows, list) else []
    return [row for row in rows if isinstance(row, dict)]
