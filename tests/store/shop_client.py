"""A plain client of the store's REST API."""

from typing import Any

import requests

from tests.woo_store.checking.client import Access


class ShopClient:
    """Sends requests with the main key over https."""

    def __init__(self, access: Access):
        self.access = access
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.verify = access.ca_file
        self.session.auth = access.keys[""]

    def send(self, method: str, path: str, body: Any = None, **query: Any):
        """Send a request and return the response as it came."""
        url = f"{self.access.https_url}/wp-json/wc/v3/{path}"
        return self.session.request(
            method, url, json=body, params=query, timeout=30, allow_redirects=False
        )

    def get(self, path: str, **query: Any) -> Any:
        """Return the JSON of a GET that succeeds."""
        return self._succeeded(self.send("GET", path, **query))

    def post(self, path: str, body: Any, **query: Any) -> Any:
        """Return the JSON of a POST that succeeds."""
        return self._succeeded(self.send("POST", path, body, **query))

    def put(self, path: str, body: Any, **query: Any) -> Any:
        """Return the JSON of a PUT that succeeds."""
        return self._succeeded(self.send("PUT", path, body, **query))

    def delete(self, path: str, **query: Any) -> Any:
        """Return the JSON of a DELETE that succeeds."""
        return self._succeeded(self.send("DELETE", path, **query))

    @staticmethod
    def _succeeded(response: requests.Response) -> Any:
        assert response.ok, f"{response.status_code} {response.text[:400]}"
        return response.json()
