"""WordPress's own batch route, ``/batch/v1``, which WooCommerce's routes refuse."""

from typing import Any

from ..rest.controller import Controller, entries
from ..rest.errors import RestError, no_route
from ..rest.request import RestRequest
from ..rest.response import RestResponse


class WordPressBatch(Controller):
    """Answers every request of a batch with an error of its own."""

    routes = {"/batch/v1": {"POST": "answer"}}

    def permit(self, action: str, request: RestRequest) -> None:
        """Let everybody in; each route would check the rights."""

    def answer(self, request: RestRequest) -> RestResponse:
        """Refuse each request; with ``require-all-validate`` all at once."""
        answers = [_refused(entry) for entry in entries(request["requests"])]
        if request["validation"] == "require-all-validate":
            return RestResponse({"failed": "validation", "responses": answers}, 207)
        return RestResponse({"responses": answers}, 207)


def _refused(entry: Any) -> dict[str, Any]:
    path = entry.get("path", "") if isinstance(entry, dict) else ""
    if str(path).startswith("/wc/"):
        text = "The requested route does not support batch requests."
        error = RestError("rest_batch_not_allowed", text)
    else:
        error = no_route()
    return {"body": error.body(), "status": error.status, "headers": []}
