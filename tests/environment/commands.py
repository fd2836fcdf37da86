"""Runs the programs that the set-up needs, with progress and useful failures."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from .console import Progress, SetupError

LINES_OF_A_FAILURE = 25
ODOO_LOG_HEADER = re.compile(r"^\S+ \S+ \d+ [A-Z]+ \S+ ")


def run(
    command: Sequence[str | Path],
    *,
    environment: Mapping[str, str] | None = None,
    directory: Path | None = None,
    advice: str = "",
    progress_of: Path | None = None,
) -> str:
    """Run ``command``, show the last line it wrote as progress, return its output.

    :param environment: variables added to the ones of this process.
    :param advice: what to do when the command fails, appended to the error.
    :param progress_of: a log file that the command writes, shown instead of its output.
    :raise SetupError: the command is missing or ends with a status other than 0.
    """
    arguments = [str(part) for part in command]
    with tempfile.TemporaryFile() as output:
        process = _start(arguments, output, environment, directory)
        status = _wait(process, progress_of or Path(f"/dev/fd/{output.fileno()}"))
        output.seek(0)
        text = output.read().decode(errors="replace")
    if status != 0:
        raise SetupError(_failure(arguments, status, text, progress_of, advice))
    return text


def succeeds(command: Sequence[str | Path]) -> bool:
    """Tell whether ``command`` exists and ends with status 0, printing nothing."""
    arguments = [str(part) for part in command]
    nowhere = subprocess.DEVNULL
    try:
        status = subprocess.call(
            arguments, stdin=nowhere, stdout=nowhere, stderr=nowhere
        )
    except OSError:
        return False
    return status == 0


def _start(arguments, output, environment, directory) -> subprocess.Popen:
    try:
        return subprocess.Popen(
            arguments,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=directory,
            env={**os.environ, **(environment or {})},
        )
    except OSError as error:
        raise SetupError(f"{arguments[0]} cannot be started: {error}") from error


def _wait(process: subprocess.Popen, progress_of: Path) -> int:
    progress = Progress()
    try:
        while True:
            try:
                return process.wait(timeout=0.5)
            except subprocess.TimeoutExpired:
                progress.show(_last_line(progress_of))
    except BaseException:
        process.terminate()
        process.wait()
        raise
    finally:
        progress.close()


def _last_line(file: Path) -> str:
    """Return the last line of a file that another process is writing."""
    try:
        with file.open("rb") as stream:
            stream.seek(0, os.SEEK_END)
            stream.seek(max(0, stream.tell() - 2000))
            tail = stream.read().decode(errors="replace")
    except OSError:
        return ""
    lines = tail.replace("\r", "\n").split("\n")
    last = next((line.strip() for line in reversed(lines) if line.strip()), "")
    return ODOO_LOG_HEADER.sub("", last)


def _failure(arguments, status, text, log, advice) -> str:
    tail = "\n".join("    " + line for line in text.splitlines()[-LINES_OF_A_FAILURE:])
    parts = [f"{' '.join(arguments)[:300]}\nended with status {status}:\n{tail}"]
    if log is not None and log.is_file():
        lines = log.read_text(errors="replace").splitlines()[-LINES_OF_A_FAILURE:]
        parts.append("\n".join("    " + line for line in lines))
        parts.append(f"Its log: {log}")
    if advice:
        parts.append(advice)
    return "\n".join(parts)
