"""Sends many deliveries, some at a time, and measures how they are answered.

Odoo's worker processes speak HTTP/1.0 and close every connection; after its answer a
worker listens up to 10 ms for what the client may still send. A client that leaves at
once, as curl (hence WooCommerce) does, does not cost these 10 ms; so this one leaves.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from tests.live.signed_delivery import Delivery

AT_ONCE = 8


@dataclass
class LoadResult:
    """How a load was answered; times in seconds."""

    seconds: float = 0.0
    statuses: Counter = field(default_factory=Counter)
    latencies: list[float] = field(default_factory=list)

    @property
    def per_second(self) -> float:
        """Answers a second."""
        return len(self.latencies) / self.seconds

    def percentile(self, percent: int) -> float:
        """Return the latency that ``percent`` of the answers did not exceed."""
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]

    def add(self, other: "LoadResult") -> None:
        """Take in another round of the same load."""
        self.seconds += other.seconds
        self.statuses += other.statuses
        self.latencies += other.latencies


def send_all(
    address: str, deliveries: Sequence[Delivery], at_once: int = AT_ONCE
) -> LoadResult:
    """Send every delivery, ``at_once`` at a time, and return how it went.

    A connection that breaks is counted as status 0.
    """
    return asyncio.run(_send_all(address, deliveries, at_once))


async def _send_all(address, deliveries, at_once) -> LoadResult:
    result = LoadResult()
    waiting = iter(deliveries)
    begun = time.perf_counter()
    senders = [_send_from(waiting, address, result) for _ in range(at_once)]
    await asyncio.gather(*senders)
    result.seconds = time.perf_counter() - begun
    return result


async def _send_from(
    waiting: Iterator[Delivery], address: str, result: LoadResult
) -> None:
    host = urlsplit(address)
    for delivery in waiting:
        begun = time.perf_counter()
        try:
            status = await _send(delivery, host.hostname, host.port)
        except (ConnectionError, asyncio.IncompleteReadError):
            status = 0
        result.latencies.append(time.perf_counter() - begun)
        result.statuses[status] += 1


async def _send(delivery: Delivery, host: str, port: int) -> int:
    reader, writer = await asyncio.open_connection(host, port)
    try:
        writer.write(_request(delivery, f"{host}:{port}"))
        head = await reader.readuntil(b"\r\n\r\n")
        await reader.readexactly(_content_length(head))
        return int(head.split(b" ", 2)[1])
    finally:
        writer.close()


def _request(delivery: Delivery, host: str) -> bytes:
    headers = {
        "Host": host,
        **delivery.headers,
        "Connection": "close",
        "Content-Length": str(len(delivery.body)),
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    start = f"POST {delivery.path} HTTP/1.1\r\n{lines}\r\n"
    return start.encode() + delivery.body


def _content_length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0
