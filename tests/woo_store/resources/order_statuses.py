"""The statuses that orders may have: ``/orders/statuses``."""

from ..rest.controller import Controller
from ..rest.request import RestRequest
from ..rest.response import RestResponse


class OrderStatuses(Controller):
    """Statuses with their names, those of other plugins too."""

    routes = {"/wc/v3/orders/statuses": {"GET": "list"}}

    def list(self, request: RestRequest) -> RestResponse:
        """Return all statuses."""
        return RestResponse([dict(row) for row in self.state.order_statuses])
