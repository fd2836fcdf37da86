"""Plain, readable output on a terminal and in a log file."""

import shutil
import sys

_CLEAR = "\033[H\033[J"
_BOLD, _DIM, _GREEN, _YELLOW, _PLAIN = (
    "\033[1m",
    "\033[2m",
    "\033[32m",
    "\033[33m",
    "\033[0m",
)


class Terminal:
    """Styles text, and redraws a page in place, where there is a person to see it."""

    def __init__(self, stream=None):
        self._stream = stream or sys.stdout
        self.is_live = self._stream.isatty()

    def bold(self, text: str) -> str:
        """A heading."""
        return self._styled(_BOLD, text)

    def dim(self, text: str) -> str:
        """Something of less weight."""
        return self._styled(_DIM, text)

    def good(self, text: str) -> str:
        """Something that is as it should be."""
        return self._styled(_GREEN, text)

    def busy(self, text: str) -> str:
        """Something under way."""
        return self._styled(_YELLOW, text)

    def say(self, text: str = "") -> None:
        """Print one line now."""
        print(text, file=self._stream, flush=True)

    def draw(self, lines: list[str]) -> None:
        """Show a page in place of the one before, cut to the window's height."""
        height = shutil.get_terminal_size().lines
        page = "\n".join(lines[: height - 1])
        print(_CLEAR + page, file=self._stream, flush=True)

    def _styled(self, style: str, text: str) -> str:
        return f"{style}{text}{_PLAIN}" if self.is_live else text


def fitted(text: str, width: int) -> str:
    """Return ``text`` padded or cut to ``width`` columns."""
    if len(text) > width:
        return text[: width - 1] + "…"
    return text.ljust(width)
