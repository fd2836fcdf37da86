"""What the resources of the API have in common.

A resource subclasses ``Controller``, names its routes and implements the handlers.
Each handler takes a ``RestRequest`` and returns a ``RestResponse``, or raises
``RestError``.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from . import php
from .errors import RestError
from .paging import page_of, paging_headers, present_page
from .request import RestRequest
from .response import Links, RestResponse

if TYPE_CHECKING:
    from ..state import State
    from ..store import Store

BATCH_LIMIT = 100
# handler names per method; the permission checked has the name of the handler
COLLECTION = {"GET": "list", "POST": "create"}
ITEM = {
    "GET": "get",
    "POST": "update",
    "PUT": "update",
    "PATCH": "update",
    "DELETE": "delete",
}
BATCH = {"POST": "batch", "PUT": "batch", "PATCH": "batch"}
_REFUSALS = {
    "list": ("cannot_view", "Sorry, you cannot list resources."),
    "get": ("cannot_view", "Sorry, you cannot view this resource."),
    "create": ("cannot_create", "Sorry, you are not allowed to create resources."),
    "update": ("cannot_edit", "Sorry, you are not allowed to edit this resource."),
    "delete": ("cannot_delete", "Sorry, you are not allowed to delete this resource."),
    "batch": (
        "cannot_batch",
        "Sorry, you are not allowed to batch manipulate this resource.",
    ),
}


def crud_routes(base: str, item: str = r"(?P<id>[\d]+)") -> dict[str, dict[str, str]]:
    """Return the routes of a resource with list, item and batch below ``base``."""
    root = f"/wc/v3/{base}"
    return {root: COLLECTION, f"{root}/{item}": ITEM, f"{root}/batch": BATCH}


class Controller:
    """Base of the resources."""

    #: ``{route pattern as declared: {method: handler name}}``
    routes: dict[str, dict[str, str]] = {}
    #: whether ``offset`` decides which page a list calls the present one
    pages_by_offset = False

    def __init__(self, store: "Store"):
        self.store = store
        self.collection_arguments: dict[str, Any] = {}

    @property
    def state(self) -> "State":
        """Return the present state; a reset replaces it, so it must not be kept."""
        return self.store.state

    # permissions

    def permit(self, action: str, request: RestRequest) -> None:
        """Raise ``RestError`` unless the user may take the action (a handler name)."""
        if request.user is None or not request.user.manages_store:
            raise refusal(action, request)

    # declared arguments

    def arguments(self, method: str, declared: dict[str, Any]) -> dict[str, Any]:
        """Return the argument schemas; for enumerations that depend on the state."""
        return declared

    # batch

    def batch(self, request: RestRequest) -> RestResponse:
        """Create, update and delete many at once; entries are not validated."""
        check_batch_limit(request)
        answer: dict[str, list] = {}
        for kind, method in (("create", "POST"), ("update", "PUT")):
            for entry in entries(request[kind]):
                sub_request = request.for_entry(method, entry, self._defaults(kind))
                self.prepare_entry(sub_request, request)
                shown_id = 0 if kind == "create" else sub_request["id"]
                answer.setdefault(kind, []).append(
                    self._entry_answer(kind, sub_request, shown_id)
                )
        for entry in entries(request["delete"]):
            sub_request = request.for_entry("DELETE", None, {})
            sub_request.query = {"id": php.to_int(entry), "force": True}
            self.prepare_entry(sub_request, request)
            if sub_request.query["id"]:
                outcome = self._entry_answer("delete", sub_request, sub_request["id"])
                answer.setdefault("delete", []).append(outcome)
        return RestResponse(answer or [])

    def prepare_entry(self, entry: RestRequest, request: RestRequest) -> None:
        """Adapt the request of a batch entry, e.g. to add what the path gives."""

    def _defaults(self, kind: str) -> dict[str, Any]:
        if kind != "create":
            return {}
        arguments = self.collection_arguments.items()
        return {name: arg["default"] for name, arg in arguments if "default" in arg}

    def _entry_answer(self, action: str, request: RestRequest, shown_id: Any) -> Any:
        try:
            response: RestResponse = getattr(self, action)(request)
        except RestError as error:
            return {"id": shown_id, "error": error.body()}
        self.store.dispatcher.add_target_hints(response.links, request)
        return response.body()

    # answers

    def listed(
        self, request: RestRequest, rows: list, total: int | None = None
    ) -> RestResponse:
        """Return one page of rows, each prepared, with the paging headers.

        Give ``total`` when ``rows`` is already the page.
        """
        if total is None:
            rows, total = page_of(request, rows), len(rows)
        members = []
        for row in rows:
            response = self.respond(row, request)
            self.store.dispatcher.add_target_hints(response.links, request)
            members.append(response.body())
        page = present_page(request, by_offset=self.pages_by_offset)
        headers = paging_headers(request, page, total, self.store.site_url)
        return RestResponse(members, headers=headers)

    def respond(self, row: Any, request: RestRequest) -> RestResponse:
        """Return the answer that shows one row."""
        raise NotImplementedError

    def created(self, path: str, data: dict, links: Links) -> RestResponse:
        """Return the answer to a creation, with its ``Location``."""
        headers = {"Location": self.store.api_url(path)}
        return RestResponse(data, 201, headers, links)

    def item_links(self, collection: str, item: Any, **more: str) -> Links:
        """Return the usual links: ``self``, ``collection`` and more as paths."""
        paths = {"self": f"{collection}/{item}", "collection": collection, **more}
        api_url = self.store.api_url
        return {rel: [{"href": api_url(path)}] for rel, path in paths.items()}


def refusal(action: str, request: RestRequest) -> RestError:
    """Return the error of a missing right: 401 without a user, 403 with one."""
    code, message = _REFUSALS[action]
    status = 403 if request.user else 401
    return RestError(f"woocommerce_rest_{code}", message, status)


def entries(value: Any) -> list[Any]:
    """Return the entries of one part of a batch; anything but a list is ignored."""
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


def check_batch_limit(request: RestRequest) -> None:
    """Raise ``RestError`` 413 when a batch has more than a hundred entries."""
    kinds: Iterable[str] = ("create", "update", "delete")
    if sum(len(entries(request[kind])) for kind in kinds) > BATCH_LIMIT:
        message = f"Unable to accept more than {BATCH_LIMIT} items for this request."
        raise RestError("woocommerce_rest_request_entity_too_large", message, 413)
