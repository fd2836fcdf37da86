"""Speaks to one store: one session, one place where requests are sent and judged."""

from __future__ import annotations

import itertools
import logging
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import requests
from requests.adapters import HTTPAdapter

from . import rate_limit
from .authentication import AuthMode, authentication
from .diagnosis import of_entry, read_answer
from .encoding import body_bytes, query
from .errors import RejectedError
from .redaction import RedactingFilter, redact
from .transport import SENDING_FAILURES, is_worth_repeating, of_exception

_logger = logging.getLogger(__name__)
# urllib3 logs whole addresses at DEBUG, with the keys of the query-string mode in them.
logging.getLogger("urllib3.connectionpool").addFilter(RedactingFilter())

API_PATH = "/wp-json/wc/v3/"
PAGE_SIZE = 100
BATCH_SIZE = 100
USER_AGENT = "woo_connector (Odoo; python-requests)"


@dataclass(frozen=True)
class BatchEntry:
    """What became of one entry of a batch: the store's `answer` or an `error`."""

    sent: dict[str, Any]
    answer: dict[str, Any] | None = None
    error: RejectedError | None = None


class Client:
    """A store's REST API (`/wp-json/wc/v3`).

    Every failure is one of `errors`; nothing of `requests` gets out. Paths are
    relative, such as "orders/12". Not for use by several threads at once.

    :param address: of the site, with scheme, without "/wp-json"
    :param ca_file: PEM file to trust instead of the public authorities
    :param timeouts: seconds to connect, and seconds between two pieces of the answer
    :param requests_per_second: shared by all clients of this address in the process
    :param session: to use instead of an own one; the caller closes it
    :param label: names the store in log lines
    :param on_answer: called once, when the store first answers to the point
    """

    def __init__(
        self,
        address: str,
        consumer_key: str,
        consumer_secret: str,
        *,
        auth_mode: AuthMode | str,
        ca_file: str | None = None,
        timeouts: tuple[float, float] = (5, 30),
        requests_per_second: float | None = None,
        session: requests.Session | None = None,
        label: str = "",
        on_answer: Callable[[], object] | None = None,
    ):
        self.address = address.rstrip("/")
        self._authentication = authentication(auth_mode, consumer_key, consumer_secret)
        self._verify: str | bool = ca_file or True
        self._timeouts = timeouts
        self._limit = (
            rate_limit.shared(self.address, requests_per_second)
            if requests_per_second
            else None
        )
        self._label = label or self.address
        self._on_answer = on_answer
        self._owns_session = session is None
        self._session = session or new_session()

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections, unless the session was given."""
        if self._owns_session:
            self._session.close()

    def get(self, path: str, **params: Any) -> Any:
        """Decoded JSON of a GET; when the connection breaks it is sent once more.

        Parameters may be lists, booleans and dates, see `encoding.query`.
        """
        return self._json("GET", path, params)

    def post(self, path: str, body: Any) -> Any:
        """Decoded JSON of a POST. Decimals in the body are sent as strings."""
        return self._json("POST", path, {}, body)

    def put(self, path: str, body: Any) -> Any:
        """Decoded JSON of a PUT. Decimals in the body are sent as strings."""
        return self._json("PUT", path, {}, body)

    def delete(self, path: str, **params: Any) -> Any:
        """Decoded JSON of a DELETE (`force=True` deletes instead of trashing)."""
        return self._json("DELETE", path, params)

    def pages(self, path: str, **params: Any) -> Iterator[list[dict[str, Any]]]:
        """The pages of a list, 100 entries each, until the last.

        Give an order that does not move meanwhile (`orderby="id", order="asc"`), where
        the list has one: pages are numbered, and what changes place is missed.

        A list that WooCommerce does not cut into pages (`taxes/classes`) is one page.
        """
        params = {"per_page": PAGE_SIZE, **params}
        previous = None
        for number in itertools.count(1):
            response = self._send("GET", path, {**params, "page": number})
            page = self._read(response)
            if not isinstance(page, list):
                raise RejectedError(f"The store's answer to {path} is not a list.")
            # A list without pages gives the same again, whatever page is asked for.
            if not page or page == previous:
                return
            yield page
            if _is_last(response, number, len(page), params["per_page"]):
                return
            previous = page

    def count(self, path: str, **params: Any) -> int:
        """How many entries a list has; 0 where a proxy drops the store's answer."""
        response = self._send("GET", path, {**params, "per_page": 1, "_fields": "id"})
        self._read(response)
        total = response.headers.get("X-WP-Total", "")
        return int(total) if total.isdigit() else 0

    def iterate(self, path: str, **params: Any) -> Iterator[dict[str, Any]]:
        """The entries of a list one by one, see `pages`."""
        for page in self.pages(path, **params):
            yield from page

    def batch(
        self, path: str, update: Sequence[dict[str, Any]]
    ) -> Iterator[BatchEntry]:
        """Update many objects, a hundred a request, and tell what became of each.

        A batch too big for the store (413) is halved. A failure of a whole request is
        raised; what was yielded before it is done.

        :param path: such as "products/batch"
        :param update: objects with their `id`
        """
        for start in range(0, len(update), BATCH_SIZE):
            yield from self._batch_or_halves(path, update[start : start + BATCH_SIZE])

    def _batch_or_halves(
        self, path: str, update: Sequence[dict[str, Any]]
    ) -> Iterator[BatchEntry]:
        try:
            answer = self.post(path, {"update": list(update)})
        except RejectedError as error:
            if error.status != 413:
                raise
            if len(update) == 1:
                yield BatchEntry(update[0], error=error)
                return
        else:
            yield from _entries(update, answer)
            return
        middle = len(update) // 2
        yield from self._batch_or_halves(path, update[:middle])
        yield from self._batch_or_halves(path, update[middle:])

    def _json(self, method: str, path: str, params: dict, body: Any = None) -> Any:
        return self._read(self._send(method, path, params, body))

    def _read(self, response: requests.Response) -> Any:
        """The JSON of an answer; that some data is refused is an answer, too."""
        try:
            answer = read_answer(response)
        except RejectedError:
            self._note_answer()
            raise
        self._note_answer()
        return answer

    def _note_answer(self) -> None:
        on_answer, self._on_answer = self._on_answer, None
        if on_answer:
            on_answer()

    def _send(
        self, method: str, path: str, params: dict, body: Any = None
    ) -> requests.Response:
        """One request and its answer, whatever its status; failed GETs once more."""
        url = self.address + API_PATH + path.lstrip("/")
        started = time.monotonic()
        outcome = self._attempt(method, url, params, body)
        if method == "GET" and is_worth_repeating(outcome):
            outcome = self._attempt(method, url, params, body)
        milliseconds = round((time.monotonic() - started) * 1000)
        self._log(method, path, outcome, milliseconds)
        if isinstance(outcome, requests.Response):
            return outcome
        # Raised here and not where it was caught: as its context, the exception of
        # requests would print the address with its keys into the traceback.
        raise of_exception(outcome)

    def _attempt(
        self, method: str, url: str, params: dict, body: Any
    ) -> requests.Response | Exception:
        if self._limit:
            self._limit.acquire()
        data = None if body is None else body_bytes(body)
        try:
            return self._session.request(
                method,
                url,
                params=query(params),
                data=data,
                headers={"Content-Type": "application/json"} if data else None,
                auth=self._authentication,
                timeout=self._timeouts,
                verify=self._verify,
                # A followed redirect turns POST into GET and may give the keys away.
                allow_redirects=False,
            )
        except SENDING_FAILURES as error:
            return error

    def _log(self, method: str, path: str, outcome: object, milliseconds: int) -> None:
        result = (
            outcome.status_code
            if isinstance(outcome, requests.Response)
            else type(outcome).__name__
        )
        path = redact(path.split("?")[0])
        _logger.info(
            "%s: %s %s -> %s in %s ms", self._label, method, path, result, milliseconds
        )


def new_session() -> requests.Session:
    """A session that keeps connections open and ignores the machine's proxy and netrc.

    An entry for the store's host in a `.netrc` would silently replace the API key.
    """
    session = requests.Session()
    session.trust_env = False
    session.headers.update({"User-Agent": USER_AGENT, "Accept": "application/json"})
    for scheme in ("https://", "http://"):
        session.mount(scheme, HTTPAdapter(pool_connections=1, pool_maxsize=4))
    return session


def _is_last(response: requests.Response, number: int, size: int, full: int) -> bool:
    total = response.headers.get("X-WP-TotalPages", "")
    # Some proxies drop the header; then a page that is not full is the last.
    return number >= int(total) if total.isdigit() else size < full


def _entries(update: Sequence[dict[str, Any]], answer: Any) -> Iterator[BatchEntry]:
    answers = answer.get("update") if isinstance(answer, dict) else None
    if not isinstance(answers, list) or len(answers) != len(update):
        raise RejectedError(
            "The store's answer does not tell what became of each entry."
        )
    for sent, got in zip(update, answers, strict=True):
        if "error" in got:
            yield BatchEntry(sent, error=of_entry(got["error"]))
        else:
            yield BatchEntry(sent, answer=got)
