"""The embedded store as a process of its own."""

import json
import subprocess
import sys
from pathlib import Path

import requests

from tests.live.ports import free_ports
from tests.live.store_access import StoreAccess
from tests.live.store_client import StoreClient

CHECKOUT = Path(__file__).parents[2]
STOP_SECONDS = 10


class StoreProcess:
    """Runs ``tests.woo_store``; a context manager.

    :param directory: where its certificate and log are written
    :param seed: what it starts with: ``pristine`` or the file of a recorded profile
    :param port: for plain http; 0 takes a free one
    """

    def __init__(self, directory: Path, seed: str = "pristine", port: int = 0):
        self._directory = directory
        self._seed = seed
        self._port = port
        self._process: subprocess.Popen | None = None
        self.described: dict = {}

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_details):
        self.stop()

    def start(self) -> None:
        """Start it; return once it serves.

        :raise RuntimeError: it ended at once; its log says why
        """
        http_port, https_port = free_ports(2)
        log_file = self._directory / "store.log"
        command = [sys.executable, "-m", "tests.woo_store"]
        command += ["--port", str(self._port or http_port)]
        command += ["--https-port", str(https_port)]
        command += ["--ca-file", str(self._directory / "store-ca.pem")]
        command += ["--seed", self._seed]
        with log_file.open("w") as log:
            self._process = subprocess.Popen(
                command, cwd=CHECKOUT, stdout=subprocess.PIPE, stderr=log, text=True
            )
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"The store did not start:\n{log_file.read_text()}")
        self.described = json.loads(line)

    def stop(self) -> None:
        """Stop it."""
        process, self._process = self._process, None
        if process is None:
            return
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()

    @property
    def http_address(self) -> str:
        """Address for people and for OAuth1."""
        return self.described["url"]

    @property
    def access(self) -> StoreAccess:
        """How the connector is to reach it: https, read and write."""
        return self.access_with("")

    def access_with(self, kind: str) -> StoreAccess:
        """Return access with another key: ``_read_only``, ``_write_only``…"""
        return StoreAccess(
            self.described["https_url"],
            self.described[f"key{kind}"],
            self.described[f"secret{kind}"],
            self.described["ca_file"],
        )

    def client(self) -> StoreClient:
        """Return a shop keeper's REST client."""
        return StoreClient(self.access)

    def misbehave(self, kind: str, path: str = "/wp-json/", **rule) -> None:
        """Make the store stumble, until :meth:`calm`.

        :param kind: ``server_error``, ``reset_before``, ``webhook_lost``…
        :param path: pattern of the requests' paths; of the topics for webhooks
        :param rule: e.g. ``methods``, ``times``, ``retry_after``
        """
        self._control("POST", "faults", {"kind": kind, "path": path, **rule})

    def lose_webhooks(self) -> None:
        """Let no webhook arrive, until :meth:`calm`."""
        self.misbehave("webhook_lost", path="")

    def calm(self) -> None:
        """Let the store behave again."""
        self._control("DELETE", "faults")

    def hits(self) -> int:
        """Return how often the store has stumbled as it was told."""
        return sum(rule["hits"] for rule in self._control("GET", "faults"))

    def _control(self, method: str, path: str, body: dict | None = None):
        address = f"{self.http_address}/_control/{path}"
        answer = requests.request(method, address, json=body, timeout=30)
        answer.raise_for_status()
        return answer.json()
