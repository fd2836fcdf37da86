"""Dates that requests give: those of an object, and the filters of lists."""

from datetime import datetime, timezone
from typing import Any

from .rest import php
from .rest.request import RestRequest
from .rest.schema import parse_date
from .site_time import SiteTime
from .state import Row

_FIRST_SECOND = datetime(1970, 1, 1)


def date_of_row(clock: SiteTime, value: Any) -> str | None:
    """Return a date as rows keep it; without a zone it is local time.

    A number counts as a timestamp. WooCommerce checks no date of a product or coupon:
    text that is none becomes the first second of 1970, in local time.
    """
    if not php.truthy(value):
        return None
    if php.is_numeric(value):
        try:
            moment = datetime.fromtimestamp(php.to_int(value), timezone.utc)
        except (OverflowError, ValueError, OSError):
            return None
        return clock.read(moment)
    text = php.to_string(value)
    moment = parse_date(text) or parse_date(f"{text}T00:00:00") or _FIRST_SECOND
    try:
        return clock.read(moment)
    except OverflowError:
        return None


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
