"""Going through all recent orders of a store, whatever their dates of modification say.

The store moves `date_modified` neither for every edit of a line nor for every refund,
and it announces neither orders that are deleted for good nor those that are restored.
So orders are read by id, a page at a time, and compared with what is known.

Pages shift while orders are deleted. What moves forward across the border of two pages
is not listed, and then counts as gone: it lies between the last id of the page before
and the last id of its own. Whoever hears of it asks the store for just that order, and
finds it. So a shift costs a request and hides nothing that is known already.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

#: Whole orders, so smaller than the poll's pages.
PAGE_SIZE = 50


@dataclass(frozen=True)
class SweepPage:
    """One page of a sweep.

    :param since: aware; only orders that were created later are looked at
    :param after_id: last id of the page before
    """

    since: datetime
    page: int = 1
    after_id: int = 0

    def params(self) -> dict[str, Any]:
        """Parameters for `Client.get("orders")`; the amounts are unrounded."""
        return {
            "after": self.since,
            "dates_are_gmt": True,
            "orderby": "id",
            "order": "asc",
            "per_page": PAGE_SIZE,
            "page": self.page,
            "dp": 8,
        }

    def following(self, ids: Sequence[int]) -> SweepPage | None:
        """The page to ask for next; None after the last.

        :param ids: the orders that were listed
        """
        if len(ids) < PAGE_SIZE:
            return None
        return SweepPage(self.since, self.page + 1, max(self.after_id, *ids))

    def last_id(self, ids: Sequence[int]) -> int | None:
        """The last id that this page tells about; None when there is no end."""
        following = self.following(ids)
        return following.after_id if following else None


@dataclass(frozen=True)
class Findings:
    """What a page of a sweep shows.

    :param changed: known orders that say something else than when they were imported
    :param unknown: orders that nobody has announced
    :param gone: known orders that the store does not list
    """

    changed: tuple[int, ...] = ()
    unknown: tuple[int, ...] = ()
    gone: tuple[int, ...] = ()


def findings(
    listed: Mapping[int, str], known: Mapping[int, str], unlisted: Mapping[int, bool]
) -> Findings:
    """Compare what the store lists with what is known.

    :param listed: fingerprint of each order on the page, by id
    :param known: fingerprint at the last import of each of these that is known
    :param unlisted: by id the known orders that the page should have listed; true for
        those that are known to be gone
    """
    return Findings(
        changed=tuple(
            one for one in listed if one in known and known[one] != listed[one]
        ),
        unknown=tuple(one for one in listed if one not in known),
        gone=tuple(
            one
            for one, is_known_to_be_gone in unlisted.items()
            if one not in listed and not is_known_to_be_gone
        ),
    )
