"""What the set-up tells the person who started it."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Iterator


class SetupError(Exception):
    """A step cannot go on; the message says what happened and what to do."""


def say(text: str) -> None:
    """Print one line at once, also into a pipe."""
    print(text, flush=True)


@contextlib.contextmanager
def step(title: str) -> Iterator[None]:
    """Announce a step that does real work and print how long it took.

    A step that finds its result in the cache is not announced at all: the second
    run stays short enough to read.
    """
    say(f"==> {title}")
    started = time.monotonic()
    try:
        yield
    except BaseException:
        say(f"    stopped after {time.monotonic() - started:.1f} s")
        raise
    say(f"    done in {time.monotonic() - started:.1f} s")


class Progress:
    """One line of progress: rewritten on a terminal, every ten seconds elsewhere."""

    PAUSE_ON_TERMINAL = 1.0
    PAUSE_IN_LOG = 10.0

    def __init__(self) -> None:
        self._started = time.monotonic()
        self._last = self._started
        self._terminal = sys.stdout.isatty()
        self._written = False

    def show(self, detail: str) -> None:
        """Show ``detail`` if enough time has passed since the last line."""
        now = time.monotonic()
        pause = self.PAUSE_ON_TERMINAL if self._terminal else self.PAUSE_IN_LOG
        if now - self._last < pause:
            return
        self._last = now
        line = f"    {now - self._started:4.0f} s  {detail}"[:100]
        if self._terminal:
            print(f"\r\033[K{line}", end="", flush=True)
            self._written = True
        else:
            say(line)

    def close(self) -> None:
        """Remove the rewritten line, so that the next one starts clean."""
        if self._written:
            print("\r\033[K", end="", flush=True)
