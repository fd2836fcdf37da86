"""The HTTP and HTTPS servers.

Handlers run to their end without giving way to others, so each request changes the
state at once.
"""

import socket
import ssl
from pathlib import Path

import trustme
from aiohttp import web

from .control import add_control_routes
from .faults.service import add_faults
from .front import Front, HttpRequest
from .journal import add_journal
from .orders.back_office import add_back_office
from .page.service import add_page, index
from .request_count import add_request_count
from .resources import ALL
from .rest.dispatch import Dispatcher
from .store import Store
from .trash import add_trash
from .webhooks.service import add_webhooks

STORE = web.AppKey("store", Store)
FRONT = web.AppKey("front", Front)


def build_app(store: Store) -> web.Application:
    """Return the web application that serves a store."""
    store.dispatcher = Dispatcher(store, ALL)
    app = web.Application(client_max_size=64 * 1024**2)
    app[STORE] = store
    app[FRONT] = Front(store, store.dispatcher)
    add_control_routes(app, store)
    add_webhooks(app, store)
    # Outermost: what a fault answers was asked, too.
    add_request_count(app)
    add_faults(app, store)
    add_page(app, store)
    add_trash(app, store)
    add_back_office(app, store)
    add_journal(app, store)
    app.router.add_route("*", "/wp-json{path:.*}", rest)
    app.router.add_route("*", "/", root)
    return app


async def root(request: web.Request) -> web.StreamResponse:
    """Serve ``/?rest_route=…``, or the page that shows the store."""
    return await (rest if "rest_route" in request.query else index)(request)


async def rest(request: web.Request) -> web.StreamResponse:
    """Answer a request to the REST API."""
    answer = request.app[FRONT].handle(
        HttpRequest(
            method=request.method,
            scheme=request.scheme,
            host=request.host,
            path=request.rel_url.raw_path,
            query_string=request.rel_url.raw_query_string,
            headers={name.lower(): text for name, text in request.headers.items()},
            body=await request.read(),
        )
    )
    return web.Response(status=answer.status, headers=answer.headers, body=answer.body)


class Certificates:
    """A certificate of its own authority for the https port."""

    def __init__(self, *hosts: str):
        self._authority = trustme.CA()
        self._certificate = self._authority.issue_cert(*hosts)

    def write_authority(self, path: Path) -> Path:
        """Write the authority's certificate, which clients have to trust."""
        self._authority.cert_pem.write_to_path(str(path))
        return path

    def server_context(self) -> ssl.SSLContext:
        """Return the TLS context of the server."""
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self._certificate.configure_cert(context)
        return context


def bind(host: str, port: int) -> socket.socket:
    """Return a socket that listens; port 0 takes a free one."""
    return socket.create_server((host, port))


async def start(
    app: web.Application,
    http: socket.socket,
    https: socket.socket | None = None,
    certificates: Certificates | None = None,
) -> web.AppRunner:
    """Start serving; the runner's ``cleanup()`` stops it."""
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.SockSite(runner, http).start()
    if https and certificates:
        context = certificates.server_context()
        await web.SockSite(runner, https, ssl_context=context).start()
    return runner
