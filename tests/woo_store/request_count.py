"""Counts the requests to the REST API by key and route, for measurements.

A request counts when it arrives, so those that a fault then answers count, too. Over
https, which is where keys are sent as they are; OAuth's requests count by their key as
well. Requests without a key (those of shoppers) count under an empty one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Awaitable, Callable

from aiohttp import BasicAuth, web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
_NUMBER = re.compile(r"/\d+")


class RequestCount:
    """How often which key sent what: ``counts[key, "GET /wc/v3/orders"]``."""

    def __init__(self) -> None:
        self.counts: Counter[tuple[str, str]] = Counter()

    def note(self, request: web.Request) -> None:
        """Count one request; numbers in its path become ``{id}``."""
        path = request.path.removeprefix("/wp-json")
        route = f"{request.method} {_NUMBER.sub('/{id}', path)}"
        self.counts[key_of(request), route] += 1

    def shown(self) -> list[dict[str, object]]:
        """Return the counts as JSON, the most frequent first."""
        return [
            {"key": key, "route": route, "count": count}
            for (key, route), count in self.counts.most_common()
        ]


def key_of(request: web.Request) -> str:
    """Return the consumer key a request names, valid or not; else an empty text."""
    for name in ("consumer_key", "oauth_consumer_key"):
        if name in request.query:
            return request.query[name]
    try:
        return BasicAuth.decode(request.headers.get("Authorization", "")).login
    except ValueError:
        return ""


def add_request_count(app: web.Application) -> None:
    """Count from now on; ``/_control/requests``: GET returns, DELETE begins anew."""
    count = RequestCount()

    @web.middleware
    async def counting(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.path.startswith("/wp-json"):
            count.note(request)
        return await handler(request)

    async def show(_request: web.Request) -> web.Response:
        """Return the counts."""
        return web.json_response(count.shown())

    async def clear(_request: web.Request) -> web.Response:
        """Begin at zero."""
        count.counts.clear()
        return web.json_response([])

    app.middlewares.append(counting)
    app.router.add_get("/_control/requests", show)
    app.router.add_delete("/_control/requests", clear)
