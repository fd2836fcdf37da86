"""Sending a delivery and judging the receiver's answer."""

from __future__ import annotations

import asyncio
import json
import time
from typing import TYPE_CHECKING, Any

import aiohttp

from ..rest.request import RestRequest
from ..state import Row
from ..users import User
from .queue import Delivery
from .signature import delivery_id, sign
from .topics import split_topic

if TYPE_CHECKING:
    from ..store import Store

VERSION = "10.7.0"
ENCODINGS = "deflate, gzip, br, zstd"
USER_AGENT = f"WooCommerce/{VERSION} Hookshot (WordPress/6.8.7)"
TIMEOUT = 60.0
# The failure after this many in a row disables the webhook.
MAX_FAILURES = 5
KEPT_DELIVERIES = 1000


def encode_json(value: Any) -> bytes:
    """Write JSON as PHP does: ASCII only, slashes escaped."""
    text = json.dumps(value, separators=(",", ":"))
    return text.replace("/", "\\/").encode()


class Sender:
    """Sends deliveries and keeps a record of each in ``state.deliveries``."""

    def __init__(self, store: Store, timeout: float = TIMEOUT):
        self.store = store
        self.timeout = timeout
        self._session: aiohttp.ClientSession | None = None

    async def send(self, delivery: Delivery) -> None:
        """Send a delivery, unless its webhook is gone; note success or failure."""
        webhook = self.store.state.webhooks.get(delivery.webhook_id)
        if webhook is None:
            return
        record = self._record(webhook, delivery)
        started = time.monotonic()
        if delivery.ping:
            record |= await self._post(webhook, *ping_of(webhook))
        else:
            body = encode_json(self.payload(webhook, delivery.object_id))
            headers = headers_of(self.store, webhook, body)
            record["delivery_id"] = headers["X-WC-Webhook-Delivery-ID"]
            record |= await self._post(webhook, headers, body)
            self._judge(webhook, record["status"])
        record["seconds"] = round(time.monotonic() - started, 3)
        self._keep(record)

    async def close(self) -> None:
        """Close the connections."""
        if self._session:
            await self._session.close()

    def payload(self, webhook: Row, object_id: int) -> Any:
        """Return the body: the object as the API shows it now, or its error."""
        resource, event = split_topic(webhook["topic"])
        if resource == "action":
            return {"action": event, "arg": object_id}
        if event == "deleted":
            return {"id": object_id}
        path = f"/wc/v3/{resource}s/{object_id}"
        request = RestRequest("GET", path, user=User(1, "administrator"))
        return self.store.dispatcher.handle(request).body()

    async def _post(self, webhook: Row, headers: dict, body: bytes) -> Row:
        if self._session is None:
            self._session = aiohttp.ClientSession(trust_env=False)
        try:
            async with self._session.post(
                webhook["delivery_url"],
                data=body,
                headers=headers,
                allow_redirects=False,
                timeout=aiohttp.ClientTimeout(total=self.timeout),
            ) as answer:
                await answer.read()
                return {"status": answer.status, "error": ""}
        except (aiohttp.ClientError, asyncio.TimeoutError, OSError) as error:
            return {"status": 0, "error": f"{type(error).__name__}: {error}"}

    def _judge(self, webhook: Row, status: int) -> None:
        """Count failures in a row; redirects of the kinds 301 and 302 are successes."""
        if 200 <= status < 303:
            webhook["failure_count"] = 0
        elif webhook["failure_count"] > MAX_FAILURES:
            webhook["status"] = "disabled"
        else:
            webhook["failure_count"] += 1

    def _record(self, webhook: Row, delivery: Delivery) -> Row:
        return {
            "webhook_id": webhook["id"],
            "topic": "ping" if delivery.ping else webhook["topic"],
            "object_id": delivery.object_id,
            "delivery_id": "",
            "url": webhook["delivery_url"],
            "at": self.store.clock.now_gmt(),
        }

    def _keep(self, record: Row) -> None:
        record["id"] = self.store.state.sequences.next("deliveries")
        self.store.state.deliveries.append(record)
        del self.store.state.deliveries[:-KEPT_DELIVERIES]


def ping_of(webhook: Row) -> tuple[dict[str, str], bytes]:
    """Return the headers and the body of a ping; it is not signed."""
    headers = {
        "User-Agent": USER_AGENT,
        "Accept": "*/*",
        "Accept-Encoding": ENCODINGS,
        "Connection": "close",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    return headers, f"webhook_id={webhook['id']}".encode()


def headers_of(store: Store, webhook: Row, body: bytes) -> dict[str, str]:
    """Return the headers of a delivery."""
    resource, event = split_topic(webhook["topic"])
    now = int(store.clock.now().timestamp())
    return {
        "User-Agent": USER_AGENT,
        "Accept": "*/*",
        "Accept-Encoding": ENCODINGS,
        "Content-Type": "application/json",
        "X-WC-Webhook-Source": f"{store.site_url}/",
        "X-WC-Webhook-Topic": webhook["topic"],
        "X-WC-Webhook-Resource": resource,
        "X-WC-Webhook-Event": event,
        "X-WC-Webhook-Signature": sign(webhook["secret"], body),
        "X-WC-Webhook-ID": str(webhook["id"]),
        "X-WC-Webhook-Delivery-ID": delivery_id(webhook["id"], now),
        "Connection": "close",
    }
