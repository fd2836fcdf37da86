"""A store running as a process of its own, for checks and tests."""

from __future__ import annotations

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
    """Context manager that starts ``python -m tests.woo_store`` on free ports.

    ``described`` is the line of JSON that the store prints at its start.
    """

    def __init__(self, seed: str = "pristine"):
        self._seed = seed
        self._process: subprocess.Popen | None = None
        self._folder = tempfile.TemporaryDirectory(prefix="woo-store-")
        self.described: dict[str, Any] = {}

    def __enter__(self) -> RunningStore:
        ca_file = str(Path(self._folder.name) / "ca.pem")
        command = [sys.executable, "-m", "tests.woo_store", "--seed", self._seed]
        command += ["--port", "0", "--https-port", "0", "--ca-file", ca_file]
        self._process = subprocess.Popen(
            command, cwd=_CHECKOUT, stdout=subprocess.PIPE, text=True
        )
        line = self._process.stdout.readline() if self._process.stdout else ""
        if not line:
            raise RuntimeError("The store did not start; see its message above.")
        self.described = json.loads(line)
        return self

    def __exit__(self, *_details: object) -> None:
        process = self._process
        if process:
            process.terminate()
            try:
                process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            if process.stdout:
                process.stdout.close()
        self._folder.cleanup()

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

    def control(self, path: str, body: Any = None) -> Any:
        """Call a control route and return its answer."""
        url = f"{self.described['url']}/_control/{path}"
        response = requests.post(url, json=body, timeout=30)
        response.raise_for_status()
        return response.json()

    def reset(self) -> None:
        """Put the store back to its seed."""
        self.control("reset")
