"""A store that answers at once and takes no memory, in place of a network.

The connector's own client speaks to it: what stands in for something is only the
``requests`` session, so every request is built, counted, answered in JSON and judged.
"""

import json
from array import array
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

import requests

# Named and not imported: Odoo finds its addons only once it is configured.
NEW_SESSION = "odoo.addons.woo_connector.woo.client.new_session"
BATCH_SUFFIX = "/batch"
MOST_ENTRIES = 100
#: A product in the store's answer is some 3 kB of JSON.
DESCRIPTION = "Enamelled by hand, dishwasher safe. " * 70


class QuickStore:
    """Takes the place of a ``requests.Session``.

    :param skus: ids of its products are 1 to this number
    :attr stock: of each product by its id; -1 when it was never told
    :attr requests: how many there were, by method
    """

    def __init__(self, skus: int):
        self.stock = array("i", [-1]) * (skus + 1)
        self.requests: Counter[str] = Counter()

    def request(self, method: str, url: str, data=None, **_options):
        """Answer one request as the store would."""
        path = url.split("/wc/v3/")[1]
        self.requests[method] += 1
        if method == "GET":
            # It sells nothing meanwhile.
            return _response(200, [])
        if method != "POST" or not path.endswith(BATCH_SUFFIX):
            raise AssertionError(f"{method} {path} is not what a push sends")
        entries = json.loads(data)["update"]
        if len(entries) > MOST_ENTRIES:
            return _response(413, {"code": "woocommerce_rest_request_entity_too_large"})
        return _response(200, {"update": [self._update(entry) for entry in entries]})

    def close(self) -> None:
        """Nothing is open."""

    @contextmanager
    def answers(self) -> Iterator[None]:
        """Let every new client speak to this store."""
        with patch(NEW_SESSION, lambda: self):
            yield

    def _update(self, entry: dict) -> dict:
        self.stock[entry["id"]] = entry["stock_quantity"]
        return {
            "name": f"Product {entry['id']}",
            "description": DESCRIPTION,
            "date_modified_gmt": "2026-06-01T12:00:00",
            "status": "publish",
            **entry,
        }


def _response(status: int, content: object) -> requests.Response:
    response = requests.Response()
    response.status_code = status
    response.headers["Content-Type"] = "application/json; charset=UTF-8"
    response.headers["Date"] = "Mon, 01 Jun 2026 12:00:00 GMT"
    response._content = json.dumps(content).encode()
    return response
