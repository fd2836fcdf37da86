"""The state of the installation: ``/system_status``."""

import gzip
import json
from pathlib import Path

from ..rest.controller import Controller
from ..rest.request import RestRequest
from ..rest.response import RestResponse

_RECORDED = Path(__file__).parents[1] / "data" / "system_status.json.gz"


class SystemStatus(Controller):
    """What the administrator's status page shows, as a WooCommerce 10.7.0 gave it."""

    routes = {"/wc/v3/system_status": {"GET": "list"}}

    def list(self, request: RestRequest) -> RestResponse:
        """Return the status with the store's own address."""
        status = json.loads(gzip.decompress(_RECORDED.read_bytes()))
        status.update(self.state.system_status)
        url = self.store.site_url
        status["environment"].update(home_url=url, site_url=url)
        return RestResponse(status)
