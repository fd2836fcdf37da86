"""The store's clock and its time zone.

WooCommerce keeps every date twice: in GMT and in the site's local time.
"""

from datetime import datetime, timedelta, timezone

_FORMAT = "%Y-%m-%dT%H:%M:%S"


class SiteTime:
    """Clock with a resolution of one second, in a site at a fixed offset from GMT."""

    def __init__(self, offset_minutes: int = 60):
        self.zone = timezone(timedelta(minutes=offset_minutes))
        self._shift = timedelta()

    @property
    def offset_hours(self) -> float:
        """Return the offset from GMT in hours."""
        return self.zone.utcoffset(None) / timedelta(hours=1)

    def now(self) -> datetime:
        """Return the present second, aware, in GMT."""
        return (datetime.now(timezone.utc) + self._shift).replace(microsecond=0)

    def now_gmt(self) -> str:
        """Return the present second as rows keep it: GMT without a zone."""
        return self.now().strftime(_FORMAT)

    def advance(self, seconds: float) -> None:
        """Move the clock, so that a test need not wait."""
        self._shift += timedelta(seconds=seconds)

    def local(self, gmt: str | None) -> str | None:
        """Return the site's local time of a row's date."""
        return self._moved(gmt, self.zone.utcoffset(None)) if gmt else None

    def gmt(self, local: str | None) -> str | None:
        """Return the date for a row from a local time."""
        return self._moved(local, -self.zone.utcoffset(None)) if local else None

    def read(self, value: datetime, *, as_gmt: bool = False) -> str:
        """Return the row form of a parsed date; one without a zone is local time.

        ``as_gmt`` reads a date without a zone as GMT instead.
        """
        if value.tzinfo is None:
            value = value.replace(tzinfo=timezone.utc if as_gmt else self.zone)
        return value.astimezone(timezone.utc).strftime(_FORMAT)

    @staticmethod
    def _moved(text: str, offset: timedelta) -> str:
        return (datetime.strptime(text[:19], _FORMAT) + offset).strftime(_FORMAT)
