"""Which changed objects to ask for next, so that polling misses none.

`modified_after` excludes the moment itself and knows whole seconds, and pages are
counted anew in every answer: an object changed while we read moves to the end and pulls
the others forward, across the border between two pages. So pages are not counted but
keyed:

* After a full page, ask again from one second before the last date seen. Everything
  older was on the page, everything of that second and later comes (again).
* Only when a whole page lies in one second does that not move on. Then the pages of
  this start are read by number, upwards to the first that reaches beyond the second (or
  is not full), and back down again: what was pulled forward on the way up is met on the
  way down, where a move always leads to a page not yet read. Then the second is done.

Objects come more than once; the fingerprint makes the repetition cheap.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from typing import Any

PAGE_SIZE = 100
SECOND = timedelta(seconds=1)

#: How far a poll goes back behind what it saw last. The store dates a change when its
#: request begins to save and shows it when the transaction ends, and several web
#: servers do not agree on the second.
OVERLAP = timedelta(minutes=2)


@dataclass(frozen=True)
class PollRequest:
    """One request of a poll.

    :param after: aware, UTC, whole seconds; only what changed later is asked for
    :param page: above 1 only inside one crowded second
    :param downwards: the second reading of a crowded second
    """

    after: datetime
    page: int = 1
    downwards: bool = False

    def params(self) -> dict[str, Any]:
        """Parameters for `Client.get`; orders, products and coupons take them."""
        return {
            "modified_after": self.after,
            "dates_are_gmt": True,
            "orderby": "modified",
            "order": "asc",
            "per_page": PAGE_SIZE,
            "page": self.page,
        }


def first_request(cursor: datetime, overlap: timedelta = OVERLAP) -> PollRequest:
    """Where a poll begins.

    :param cursor: aware; the latest change the last poll saw, see `moved_cursor`
    """
    return PollRequest(_whole_second(cursor) - overlap)


def next_request(
    request: PollRequest, modified: Sequence[datetime], page_size: int = PAGE_SIZE
) -> PollRequest | None:
    """What to ask after `request` was answered; None when everything was seen.

    :param modified: the answer's dates of modification, aware
    """
    if request.downwards:
        return _downwards(request)
    following = None
    if len(modified) >= page_size:
        following = PollRequest(max(map(_whole_second, modified)) - SECOND)
        if following.after <= request.after:
            return replace(request, page=request.page + 1)
    if request.page > 1:
        return _downwards(replace(request, downwards=True))
    return following


def moved_cursor(cursor: datetime, modified: Iterable[datetime]) -> datetime:
    """The cursor to store once these objects are safely stored; it never goes back."""
    return max([cursor, *map(_whole_second, modified)])


def _downwards(request: PollRequest) -> PollRequest:
    if request.page > 1:
        return replace(request, page=request.page - 1)
    return PollRequest(request.after + SECOND)


def _whole_second(moment: datetime) -> datetime:
    return moment.astimezone(timezone.utc).replace(microsecond=0)
