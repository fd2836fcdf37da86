"""How fast one process may call one store."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable


class RateLimit:
    """Token bucket: `rate` calls a second on average, a burst of one second's worth.

    :param rate: calls per second, above 0
    :param clock: monotonic seconds, given by tests
    :param sleep: waits for seconds, given by tests
    """

    def __init__(
        self,
        rate: float,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ):
        if rate <= 0:
            raise ValueError(
                f"A rate of {rate} calls per second allows no call at all."
            )
        self.rate = rate
        self._capacity = max(1.0, rate)
        self._tokens = self._capacity
        self._clock = clock
        self._sleep = sleep
        self._filled_at = clock()
        self._lock = threading.Lock()

    def acquire(self) -> float:
        """Take one call, waiting until it is allowed; returns the seconds waited.

        The call is booked before the wait, outside of which no lock is held: callers
        line up in the order they came, and none blocks another's booking.
        """
        with self._lock:
            now = self._clock()
            gained = (now - self._filled_at) * self.rate
            self._tokens = min(self._capacity, self._tokens + gained) - 1
            self._filled_at = now
            pause = max(0.0, -self._tokens / self.rate)
        if pause:
            self._sleep(pause)
        return pause


_limits: dict[str, RateLimit] = {}
_limits_lock = threading.Lock()


def shared(store: str, rate: float) -> RateLimit:
    """The limit all clients of `store` in this process share.

    A changed rate takes effect with the next client that asks.
    """
    with _limits_lock:
        limit = _limits.get(store)
        if limit is None or limit.rate != rate:
            limit = _limits[store] = RateLimit(rate)
        return limit
