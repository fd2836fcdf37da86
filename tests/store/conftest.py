"""A running store for the tests of this room."""

from collections.abc import Iterator

import pytest

from tests.store.shop_client import ShopClient
from tests.woo_store.running import RunningStore


@pytest.fixture(scope="session")
def running_store() -> Iterator[RunningStore]:
    """Start one store for all tests."""
    with RunningStore() as store:
        yield store


@pytest.fixture
def shop(running_store: RunningStore) -> ShopClient:
    """Return a client of the store, which is back at its seed."""
    running_store.reset()
    return ShopClient(running_store.access)
