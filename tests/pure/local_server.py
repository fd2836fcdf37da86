"""A real HTTP(S) server on this machine, that answers as a test tells it."""

from __future__ import annotations

import json
import socket
import ssl
import struct
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit


@dataclass
class Received:
    """A request as the server got it."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes
    connection: int

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Answer:
    """What to answer; `promised` claims a longer body than is sent, then hangs up."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    promised: int | None = None


class Reset:
    """Break the connection instead of answering."""


class Silence:
    """Answer nothing until the server stops."""


Behaviour = Callable[[Received], "Answer | Reset | Silence"]


def as_json(data: Any, status: int = 200, **headers: str) -> Answer:
    """A JSON answer, headers given with underscores for dashes."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    body = json.dumps(data).encode()
    return Answer(status, body, {"Content-Type": "application/json", **named})


def as_page(
    status: int = 200, text: str = "Checking your browser", **headers
) -> Answer:
    """A web page where JSON was due."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    body = f"<!DOCTYPE html><html><body>{text}</body></html>".encode()
    return Answer(status, body, {"Content-Type": "text/html; charset=UTF-8", **named})


def as_captured(recording: dict[str, Any]) -> Answer:
    """A recorded answer of a real store."""
    return as_json(recording["body"], recording["status"])


class LocalServer:
    """Listens on a free port of 127.0.0.1; `behave` may be exchanged at any time."""

    def __init__(self, tls: ssl.SSLContext | None = None):
        self.received: list[Received] = []
        self.behave: Behaviour = lambda _request: as_json({})
        self._stopping = threading.Event()
        self._server = _Listener(("127.0.0.1", 0), _Handler)
        self._server.owner = self
        if tls:
            self._server.socket = tls.wrap_socket(
                self._server.socket, server_side=True, do_handshake_on_connect=False
            )
        scheme = "https" if tls else "http"
        self.address = f"{scheme}://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.01}
        )

    def __enter__(self) -> LocalServer:
        self._thread.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self._stopping.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def script(self, *answers: Any) -> None:
        """Give these answers one after the other."""
        queue = list(answers)
        self.behave = lambda _request: queue.pop(0)

    def wait_for_stop(self) -> None:
        self._stopping.wait()


class _Listener(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    owner: LocalServer

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up or distrusts the certificate is what tests provoke."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Listener

    def _serve(self) -> None:
        owner = self.server.owner
        request = self._request()
        owner.received.append(request)
        outcome = owner.behave(request)
        if isinstance(outcome, Reset):
            self._reset()
        elif isinstance(outcome, Silence):
            owner.wait_for_stop()
            self.close_connection = True
        else:
            self._write(outcome)

    do_GET = do_POST = do_PUT = do_DELETE = _serve

    def _request(self) -> Received:
        parts = urlsplit(self.path)
        length = int(self.headers.get("Content-Length", 0))
        return Received(
            method=self.command,
            path=parts.path,
            query=dict(parse_qsl(parts.query, keep_blank_values=True)),
            headers=dict(self.headers.items()),
            body=self.rfile.read(length),
            connection=self.client_address[1],
        )

    def _write(self, answer: Answer) -> None:
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(answer.promised or len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)
        self.close_connection = answer.promised is not None

    def _reset(self) -> None:
        # Lingering for no time makes the kernel send RST instead of a polite FIN.
        self.connection.setsockopt(
            socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
        )
        self.connection.close()
        self.close_connection = True

    def log_message(self, *_arguments: Any) -> None:
        """Quiet: the test's own output matters."""
