"""Routes below ``/_control/`` for tests and the demo; no part of WooCommerce."""

from aiohttp import web

from .store import Store


def add_control_routes(app: web.Application, store: Store) -> None:
    """Add the routes that are common to all rooms of the store."""

    async def reset(_request: web.Request) -> web.Response:
        """Put the store back to its seed."""
        store.reset()
        return web.json_response({"reset": True})

    async def advance(request: web.Request) -> web.Response:
        """Move the store's clock by ``seconds``."""
        store.clock.advance(float((await request.json())["seconds"]))
        return web.json_response({"now": store.clock.now_gmt()})

    async def switch(request: web.Request) -> web.Response:
        """Switch features of the store on or off: ``fulfillments``."""
        wanted = await request.json()
        store.state.has_fulfillments = bool(wanted["fulfillments"])
        return web.json_response(wanted)

    app.router.add_post("/_control/reset", reset)
    app.router.add_post("/_control/features", switch)
    app.router.add_post("/_control/clock", advance)
