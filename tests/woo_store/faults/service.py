"""Control routes of misbehaviour: ``/_control/faults``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

from .deliveries import bending
from .requests import misbehaving
from .rules import BadRuleError, Faults

if TYPE_CHECKING:
    from ..store import Store


def add_faults(app: web.Application, store: Store) -> None:
    """Make the application able to misbehave; it needs the delivery queue."""
    store.faults = Faults()
    store.deliveries.bend = bending(store, store.faults)
    app.middlewares.append(misbehaving(store.faults))
    control = _Control(store.faults)
    app.router.add_get("/_control/faults", control.show)
    app.router.add_post("/_control/faults", control.add)
    app.router.add_delete("/_control/faults", control.clear)
    app.router.add_delete("/_control/faults/{id}", control.remove)


class _Control:
    def __init__(self, faults: Faults):
        self.faults = faults

    async def show(self, _request: web.Request) -> web.Response:
        """Return the rules in force with their hits."""
        return web.json_response(self.faults.shown())

    async def add(self, request: web.Request) -> web.Response:
        """Put one rule or a list of rules into force."""
        given = await request.json()
        try:
            for rule in given if isinstance(given, list) else [given]:
                self.faults.add(rule)
        except BadRuleError as error:
            return web.json_response({"error": str(error)}, status=400)
        return web.json_response(self.faults.shown())

    async def clear(self, request: web.Request) -> web.Response:
        """Behave again; ``?seed=`` starts the dice anew."""
        seed = request.query.get("seed")
        self.faults.clear(int(seed) if seed else None)
        return web.json_response([])

    async def remove(self, request: web.Request) -> web.Response:
        """Take one rule out of force."""
        self.faults.remove(int(request.match_info["id"]))
        return web.json_response(self.faults.shown())
