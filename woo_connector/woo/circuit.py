"""When a store that does not answer is asked again, and who has to wait until then.

Closed, everybody asks. After some failures in a row it opens: nobody asks any more but
one trial, after pauses that grow. The first answer closes it. The trial is the
half-open state: while it is under way, everybody else still waits.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

#: Failures in a row after which a store is left alone.
FAILURES_TO_OPEN = 3
#: Seconds until the first trial, and which part of the outage so far the pauses are. A
#: trial is one small request, and every second for which the store sells what is sold
#: elsewhere costs more: the trial that finds it back comes so much of the outage late.
FIRST_PAUSE = 2
PAUSE_SHARE = 1 / 15
LONGEST_PAUSE = 15 * 60
#: How long after a trial in vain a store that tells something is asked again, seconds.
HEARD_PAUSE = 5
#: The longest `Retry-After` that is believed, in seconds.
LONGEST_ASKED = 60 * 60
#: A store that fails again within so many seconds was not back: its pauses go on.
RELAPSE = 60
#: What waits is woken by the answer. This is how long it waits, after the trial, should
#: nobody wake it.
OVERSLEPT = LONGEST_PAUSE


@dataclass(frozen=True)
class Circuit:
    """What is known of one store's silence. Moments are whole seconds, all in one zone.

    :param failures: in a row, since the last answer, that may pass by themselves
    :param failing_since: the first of them, or when the store became unusable
    :param next_try_at: when the trial is due; `None` while the circuit is closed
    :param pause: seconds between the last two trials
    :param answered_at: when an answer last ended a row of failures
    """

    failures: int = 0
    failing_since: datetime | None = None
    next_try_at: datetime | None = None
    pause: int = 0
    answered_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether everybody but the trial has to wait."""
        return self.next_try_at is not None

    @property
    def down_since(self) -> datetime | None:
        """Since when nothing can be exchanged; `None` after a single failure."""
        return self.failing_since if self.is_open or not self.failures else None

    def failed(self, now: datetime, retry_after: float | None = None) -> Circuit:
        """The circuit after a failure.

        :param retry_after: seconds the store asked to be left alone; opens at once
        """
        failures = self.failures + 1
        known = replace(
            self, failures=failures, failing_since=self.failing_since or now
        )
        if self.next_try_at and now < self.next_try_at:
            # Was on its way when the circuit opened, or a person tried: no new pause.
            moment = self.next_try_at
        elif self.is_open or failures >= FAILURES_TO_OPEN:
            known = replace(known, pause=self._next_pause(now))
            moment = now + timedelta(seconds=known.pause)
        else:
            moment = None
        if retry_after:
            asked = now + timedelta(seconds=math.ceil(min(retry_after, LONGEST_ASKED)))
            moment = max(asked, moment or asked)
        return replace(known, next_try_at=moment)

    def answered(self, now: datetime) -> Circuit:
        """The circuit after an answer. Its pauses are kept for a relapse."""
        if self.failing_since is None:
            return self
        return Circuit(pause=self.pause, answered_at=now)

    def broken(self, now: datetime) -> Circuit:
        """The circuit after a failure that only a person can repair.

        Closed: patience is of no use, and whoever asks shall hear the reason.
        """
        since = self.failing_since or now
        return replace(self, failures=0, failing_since=since, next_try_at=None)

    def hurried(self, now: datetime) -> Circuit:
        """The circuit after somebody asked for a trial at once."""
        if self.next_try_at and self.next_try_at > now:
            return replace(self, next_try_at=now)
        return self

    def heard(self, now: datetime) -> Circuit:
        """The circuit after the store told something by itself: it may be back.

        Not at once after a trial in vain: a firewall may keep us out of a store that
        goes on selling. And not before the moment that it has asked for itself.
        """
        if self.next_try_at is None:
            return self
        last_try_at = self.next_try_at - timedelta(seconds=self.pause)
        if last_try_at + timedelta(seconds=HEARD_PAUSE) > now:
            return self
        return self.hurried(now)

    def seconds_to_trial(self, now: datetime) -> int:
        """Seconds until a trial is due; 0 when it is, or when none is needed."""
        if self.next_try_at is None:
            return 0
        return max(0, math.ceil((self.next_try_at - now).total_seconds()))

    def seconds_to_wait(self, now: datetime) -> int:
        """Seconds somebody has to wait who is no trial; 0 means go on.

        Longer than until the trial: its answer wakes who waits, its failure must not.
        """
        return self.seconds_to_trial(now) + OVERSLEPT if self.is_open else 0

    def _next_pause(self, now: datetime) -> int:
        """Never shorter than before in the same outage, and longer after a relapse."""
        pause = FIRST_PAUSE
        if self.is_open:
            down_for = now - (self.failing_since or now)
            pause = max(self.pause, int(down_for.total_seconds() * PAUSE_SHARE))
        elif self._is_relapse(now):
            pause = self.pause + 1
        return min(max(FIRST_PAUSE, pause), LONGEST_PAUSE)

    def _is_relapse(self, now: datetime) -> bool:
        if self.answered_at is None:
            return False
        within = timedelta(seconds=max(RELAPSE, self.pause))
        return now - self.answered_at < within
