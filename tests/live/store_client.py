"""A shop keeper's hand in a store: its REST API, without the connector's code.

It stands beside the connector's own client on purpose, so that a mistake there cannot
hide itself here.
"""

from collections.abc import Iterator

from woocommerce import API

from tests.live.store_access import StoreAccess


class StoreRefusedError(Exception):
    """The store answered with an error."""


class StoreClient:
    """REST v3 of a store (OAuth1 on http, Basic on https)."""

    def __init__(self, access: StoreAccess):
        self.access = access
        self._api = API(
            url=access.address,
            consumer_key=access.consumer_key,
            consumer_secret=access.consumer_secret,
            version="wc/v3",
            timeout=60,
            verify_ssl=access.verify,
        )

    def get(self, path: str, **params):
        """Return the parsed answer.

        :raise StoreRefusedError: when the store answers an error
        """
        return self._parsed(self._api.get(path, params=params))

    def post(self, path: str, body: dict):
        """Create something and return it."""
        return self._parsed(self._api.post(path, body))

    def put(self, path: str, body: dict):
        """Change something and return it."""
        return self._parsed(self._api.put(path, body))

    def delete(self, path: str, **params):
        """Delete for good; with ``force=False`` move to the trash."""
        return self._parsed(self._api.delete(path, params={"force": True, **params}))

    def every(self, path: str, **params) -> Iterator[dict]:
        """Yield the objects of all pages."""
        page = 1
        while found := self.get(path, per_page=100, page=page, **params):
            yield from found
            page += 1

    @staticmethod
    def _parsed(answer):
        if answer.status_code >= 400:
            raise StoreRefusedError(f"{answer.status_code}: {answer.text[:300]}")
        return answer.json()
