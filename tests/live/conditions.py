"""Waiting for something to become true, never for time to pass."""

import time
from collections.abc import Callable
from typing import TypeVar

Answer = TypeVar("Answer")


class ConditionNotMetError(AssertionError):
    """The awaited condition did not become true within its time."""


def wait_until(
    predicate: Callable[[], Answer],
    timeout: float,
    describe: str | Callable[[], object],
    interval: float = 0.1,
) -> Answer:
    """Return the first true answer of ``predicate``.

    :param timeout: seconds
    :param describe: what is awaited; a callable is asked at the end, so that the
        failure can show the state that was reached
    :raise ConditionNotMetError: when ``timeout`` has passed
    """
    deadline = time.monotonic() + timeout
    while not (answer := predicate()):
        if time.monotonic() > deadline:
            state = describe() if callable(describe) else describe
            raise ConditionNotMetError(f"Waited {timeout:g} s in vain for: {state}")
        time.sleep(interval)
    return answer
