"""A receiver of webhooks: a real HTTP server that keeps what it was sent."""

from __future__ import annotations

import json
import threading
import time
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

WAIT_SECONDS = 15


@dataclass
class Received:
    """One request as it came."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def topic(self) -> str:
        """The webhook's topic, empty for a ping."""
        return self.headers.get("X-WC-Webhook-Topic", "")

    @property
    def json(self) -> Any:
        """The body of a delivery."""
        return json.loads(self.body)


class Receiver:
    """Context manager; ``status`` is what it answers, not before ``free`` is set."""

    def __init__(self) -> None:
        self.status = 200
        self.headers: dict[str, str] = {}
        self.received: list[Received] = []
        self.free = threading.Event()
        self.free.set()
        self._answered = 0
        self._arrived = threading.Condition()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())

    def __enter__(self) -> Receiver:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_details: object) -> None:
        self.free.set()
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self) -> str:
        """The address to give to a webhook."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/hook"

    def wait_for(self, number: int) -> list[Received]:
        """Return the requests once so many are answered; fail when they do not come."""
        deadline = time.monotonic() + WAIT_SECONDS
        with self._arrived:
            while self._answered < number:
                left = deadline - time.monotonic()
                assert left > 0 and self._arrived.wait(left), [
                    each.topic for each in self.received
                ]
            return list(self.received)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.free.wait(WAIT_SECONDS)
                # kept before the answer: a sender that has it may ask at once
                receiver.received.append(Received(self.path, dict(self.headers), body))
                self.send_response(receiver.status)
                for name, value in receiver.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", "0")
                self.end_headers()
                with receiver._arrived:
                    receiver._answered += 1
                    receiver._arrived.notify_all()

            def log_message(self, *_arguments: object) -> None:
                """Keep the tests' output clean."""

        return Handler
