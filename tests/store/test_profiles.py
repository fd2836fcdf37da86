"""A store seeded from a recorded profile answers with what was recorded."""

import gzip
import json
from pathlib import Path

import pytest

from tests.store.shop_client import ShopClient
from tests.woo_store.running import RunningStore
from tests.woo_store.seeding import RECORDED_SITE

PROFILES = sorted((Path(__file__).parents[1] / "fixtures/orders").glob("*.json.gz"))


@pytest.fixture(scope="module", params=PROFILES, ids=lambda file: file.name[:-8])
def profile(request):
    """Return the recording and a client of a store seeded from it."""
    with RunningStore(str(request.param)) as store:
        text = gzip.decompress(request.param.read_bytes()).decode()
        recorded = json.loads(text.replace(RECORDED_SITE, store.access.https_url))
        yield recorded, ShopClient(store.access)


def test_orders(profile):
    """Every order and its refunds are answered exactly as recorded."""
    recorded, shop = profile
    assert recorded["orders"]
    for entry in recorded["orders"]:
        path = f"orders/{entry['order']['id']}"
        assert shop.get(path) == entry["order"]
        assert shop.get(f"{path}/refunds", per_page=100) == entry["refunds"]


@pytest.mark.parametrize(
    "path", ["products", "customers", "coupons", "taxes", "payment_gateways"]
)
def test_lists(profile, path):
    """The lists hold what was recorded."""
    recorded, shop = profile
    live = {row["id"]: row for row in shop.get(path, per_page=100)}
    for row in recorded["store"][path]:
        assert _certain(live[row["id"]]) == _certain(row)


def _certain(row):
    """Leave out which similar products are shown: WooCommerce draws them by lot."""
    return {name: value for name, value in row.items() if name != "related_ids"}


def test_settings(profile):
    """The settings are the profile's, not the pristine store's."""
    recorded, shop = profile
    for group in ("general", "tax", "products"):
        assert shop.get(f"settings/{group}") == recorded["store"][f"settings/{group}"]
