"""What a misbehaving store does to requests."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from aiohttp import web
from multidict import CIMultiDict

from .rules import REQUEST_KINDS, Faults, Rule

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

FIREWALL_PAGE = """<!DOCTYPE html>
<html lang="en"><head><title>Checking your browser</title></head>
<body><h1>One moment, please…</h1>
<p>Your request is being verified. Reference: 8f2c1a7e</p></body></html>
"""


def misbehaving(faults: Faults):
    """Return the middleware that lets requests to the API meet the rules."""

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        if not request.path.startswith("/wp-json"):
            return await handler(request)
        hits = list(faults.hitting(REQUEST_KINDS, request.method, request.path))
        return await _serve(request, handler, {rule.kind: rule for rule in hits})

    return middleware


async def _serve(
    request: web.Request, handler: Handler, hits: dict[str, Rule]
) -> web.StreamResponse:
    if "latency" in hits:
        await asyncio.sleep(hits["latency"].seconds)
    if "reset_before" in hits:
        return _reset(request)
    refusal = _refusal(hits)
    if refusal:
        return refusal
    if "strip_authorization" in hits:
        request = _without_authorization(request)
    answer = await handler(request)
    if "reset_after" in hits:
        return _reset(request)
    return _truncated(answer) if "truncated" in hits else answer


def _refusal(hits: dict[str, Rule]) -> web.Response | None:
    if "too_many_requests" in hits:
        wait = hits["too_many_requests"].retry_after
        headers = {} if wait is None else {"Retry-After": f"{wait:g}"}
        text = "<html><body>Too Many Requests</body></html>"
        return web.Response(
            status=429, headers=headers, text=text, content_type="text/html"
        )
    if "server_error" in hits:
        status = hits["server_error"].status or 503
        text = f"<html><body><h1>{status} Service Error</h1></body></html>"
        return web.Response(status=status, text=text, content_type="text/html")
    if "firewall" in hits:
        status = hits["firewall"].status or 403
        return web.Response(status=status, text=FIREWALL_PAGE, content_type="text/html")
    return None


def _reset(request: web.Request) -> web.Response:
    """Cut the connection; what is returned never leaves."""
    if request.transport:
        request.transport.abort()
    return web.Response(status=499)


def _without_authorization(request: web.Request) -> web.Request:
    headers = CIMultiDict(request.headers)
    headers.popall("Authorization", None)
    return request.clone(headers=headers)


def _truncated(answer: web.StreamResponse) -> web.StreamResponse:
    """Return the first half of an answer, as if its length were right."""
    if not isinstance(answer, web.Response) or not isinstance(answer.body, bytes):
        return answer
    headers = CIMultiDict(answer.headers)
    headers.popall("Content-Length", None)
    body = answer.body[: len(answer.body) // 2]
    return web.Response(status=answer.status, headers=headers, body=body)
