"""A store running as a process of its own, for checks and tests."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import requests

from .checking.client import Access

_CHECKOUT = Path(__file__).parents[2]
_STOP_SECONDS = 10


class RunningStore:
    """Context manager that runs ``python -m tests.woo_store`` with http and https.

    ``described`` is the line of JSON that the store prints at its start.

    :param seed: what it starts with: ``pristine`` or the file of a recorded profile
    :param folder: where its certificate and its log are kept; by default the first is
        removed at the end, and the second goes to the caller's own errors
    :param port: for plain http; 0 takes a free one
    """

    def __init__(
        self, seed: str = "pristine", folder: Path | None = None, port: int = 0
    ):
        self._seed = seed
        self._port = port
        self._folder = folder
        self._cleanup = contextlib.ExitStack()
        self.described: dict[str, Any] = {}

    def __enter__(self) -> RunningStore:
        """Start it; return once it serves.

        :raise RuntimeError: it ended at once; its log or its errors say why
        """
        with contextlib.ExitStack() as cleanup:
            process = self._start(cleanup)
            cleanup.callback(_stop, process)
            line = process.stdout.readline() if process.stdout else ""
            if not line:
                raise RuntimeError(f"The store did not start. {self._last_words()}")
            self.described = json.loads(line)
            self._cleanup = cleanup.pop_all()
        return self

    def __exit__(self, *_details: object) -> None:
        self._cleanup.close()

    def _start(self, cleanup: contextlib.ExitStack) -> subprocess.Popen:
        folder, log = self._folder, None
        if folder:
            log = cleanup.enter_context(_log_of(folder).open("w"))
        else:
            temporary = tempfile.TemporaryDirectory(prefix="woo-store-")
            folder = Path(cleanup.enter_context(temporary))
        command = [sys.executable, "-m", "tests.woo_store", "--seed", self._seed]
        command += ["--port", str(self._port), "--https-port", "0"]
        command += ["--ca-file", str(folder / "store-ca.pem")]
        return subprocess.Popen(
            command, cwd=_CHECKOUT, stdout=subprocess.PIPE, stderr=log, text=True
        )

    def _last_words(self) -> str:
        if not self._folder:
            return "See its message above."
        return "Its log:\n" + _log_of(self._folder).read_text()

    @property
    def access(self) -> Access:
        """Return the addresses and all keys."""
        names = ("", "read_only", "write_only", "shop_manager")
        keys = {}
        for name in names:
            suffix = f"_{name}" if name else ""
            pair = (self.described[f"key{suffix}"], self.described[f"secret{suffix}"])
            keys[name] = pair
        return Access(
            self.described["https_url"],
            self.described["url"],
            keys,
            self.described["ca_file"],
        )

    def control(self, path: str, body: Any = None, method: str = "POST") -> Any:
        """Call a control route and return its answer."""
        url = f"{self.described['url']}/_control/{path}"
        response = requests.request(method, url, json=body, timeout=30)
        response.raise_for_status()
        return response.json()

    def reset(self) -> None:
        """Put the store back to its seed."""
        self.control("reset")


def _log_of(folder: Path) -> Path:
    return folder / "store.log"


def _stop(process: subprocess.Popen) -> None:
    process.terminate()
    try:
        process.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdout:
        process.stdout.close()
