"""The date filters of lists: ``after``, ``before``, ``modified_after``, ..."""

from .rest import php
from .rest.request import RestRequest
from .rest.schema import parse_date
from .site_time import SiteTime
from .state import Row


def within_dates(clock: SiteTime, row: Row, request: RestRequest) -> bool:
    """Say whether a row lies within the dates that a request gives, ends excluded.

    WordPress brings a given date to local time and compares it with the local
    column; with ``dates_are_gmt`` it compares with the GMT column all the same.  So a
    date with a zone *and* ``dates_are_gmt`` is shifted twice.
    """
    gmt = php.truthy(request["dates_are_gmt"])
    for name, column in (("", "date_created_gmt"), ("modified_", "date_modified_gmt")):
        moment = row[column] if gmt else clock.local(row[column])
        after = _local_text(clock, request[f"{name}after"])
        before = _local_text(clock, request[f"{name}before"])
        if after and not moment > after or before and not moment < before:
            return False
    return True


def _local_text(clock: SiteTime, given: object) -> str | None:
    moment = parse_date(given)
    return clock.local(clock.read(moment)) if moment else None
