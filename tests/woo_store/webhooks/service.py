"""Delivering webhooks while the store serves."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from aiohttp import web

from .queue import DeliveryQueue
from .sender import Sender

if TYPE_CHECKING:
    from ..store import Store


def add_webhooks(app: web.Application, store: Store) -> None:
    """Give the store its delivery queue and run it with the application."""
    sender = Sender(store)
    store.deliveries = DeliveryQueue(store, sender.send)

    async def deliver(_app: web.Application) -> AsyncIterator[None]:
        task = asyncio.create_task(store.deliveries.run())
        yield
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        await sender.close()

    app.cleanup_ctx.append(deliver)
    control = _Control(store, sender)
    app.router.add_get("/_control/deliveries", control.show)
    app.router.add_post("/_control/deliveries", control.configure)


class _Control:
    """Control routes: what was delivered, and how deliveries go out."""

    def __init__(self, store: Store, sender: Sender):
        self.store = store
        self.sender = sender

    async def show(self, _request: web.Request) -> web.Response:
        """Return how many deliveries wait and the records of those sent."""
        return web.json_response(
            {
                "pending": self.store.deliveries.pending(),
                "sent": self.store.state.deliveries,
            }
        )

    async def configure(self, request: web.Request) -> web.Response:
        """Set ``delay`` and ``timeout`` (seconds), ``workers`` and ``paused``."""
        given = await request.json()
        self.sender.timeout = float(given.get("timeout", self.sender.timeout))
        known = {"delay": float, "workers": int, "paused": bool}
        values = {name: known[name](given[name]) for name in known if name in given}
        self.store.deliveries.configure(**values)
        return web.json_response(values)
