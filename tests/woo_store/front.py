"""Between HTTP and the REST server: one HTTP request in, one answer out."""

import json
from dataclasses import dataclass, field
from typing import Any

from .authentication import Credentials, authenticate, check_permission
from .rest.dispatch import Dispatcher
from .rest.errors import RestError
from .rest.php import parse_query
from .rest.request import RestRequest, parse_body
from .rest.response import RestResponse
from .store import Store


@dataclass(frozen=True)
class HttpRequest:
    """An HTTP request; header names are in lower case."""

    method: str
    scheme: str
    host: str
    path: str
    query_string: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True)
class HttpResponse:
    """An HTTP answer."""

    status: int
    headers: dict[str, str]
    body: bytes


class Front:
    """Authenticates requests and has them answered."""

    def __init__(self, store: Store, dispatcher: Dispatcher):
        self.store = store
        self.dispatcher = dispatcher

    def handle(self, http: HttpRequest) -> HttpResponse:
        """Answer one request to ``/wp-json/…`` or ``/?rest_route=…``."""
        query = parse_query(http.query_string)
        request = self._rest_request(http, query)
        try:
            if http.path.startswith("/wp-json"):
                self._identify(http, query, request)
        except RestError as error:
            response = RestResponse(error.body(), error.status, dict(error.headers))
        else:
            response = self.dispatcher.handle(request)
        return self._write(http, response)

    def _rest_request(self, http: HttpRequest, query: dict[str, Any]) -> RestRequest:
        method = query.get("_method") or http.headers.get("x-http-method-override")
        path = query.get("rest_route") or http.path.removeprefix("/wp-json") or "/"
        request = RestRequest((method or http.method).upper(), path, query=query)
        request.headers = http.headers
        try:
            content_type = http.headers.get("content-type", "")
            body, form = parse_body(content_type, http.body)
        except RestError as error:
            request.body_error = error
        else:
            request.json, request.form = RestRequest.mapping(body), form
        return request

    def _identify(
        self, http: HttpRequest, query: dict[str, Any], request: RestRequest
    ) -> None:
        url = f"{http.scheme}://{http.host}{http.path}"
        authorization = http.headers.get("authorization", "")
        parameters = {**query, **request.form}
        sent = Credentials(http.method, url, parameters, authorization)
        key = authenticate(self.store, sent)
        if key:
            check_permission(key, request.method)
            request.user = key.user

    def _write(self, http: HttpRequest, response: RestResponse) -> HttpResponse:
        headers = {
            "Content-Type": "application/json; charset=UTF-8",
            "X-Robots-Tag": "noindex",
            "Link": f'<{self.store.site_url}/wp-json/>; rel="https://api.w.org/"',
            "X-Content-Type-Options": "nosniff",
            "Access-Control-Expose-Headers": "X-WP-Total, X-WP-TotalPages, Link",
            "Cache-Control": "no-cache, must-revalidate, max-age=0, no-store, private",
            **response.headers,
        }
        try:
            body, status = encode(response.body()), response.status
        except ValueError:
            error = RestError(
                "rest_encode_error", "Inf and NaN cannot be JSON encoded", 500
            )
            body, status = encode(error.body()), error.status
        return HttpResponse(status, headers, b"" if http.method == "HEAD" else body)


def encode(value: Any) -> bytes:
    """Write JSON as PHP does: no blanks, ASCII only, slashes escaped.

    Raises ``ValueError`` for an infinite number.
    """
    text = json.dumps(value, separators=(",", ":"), allow_nan=False)
    return text.replace("/", "\\/").encode()
