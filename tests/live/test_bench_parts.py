"""What benches count with: the fewest requests, the store that counts, memory."""

import json
import mmap
from threading import Barrier

import pytest

from tests.live.bench_stock_layout import Layout
from tests.live.bench_stock_store import QuickStore
from tests.live.contest import Contestant
from tests.live.cpu_meter import Cost
from tests.live.memory_growth import memory_growth

BATCH = "https://shop.example.com/wp-json/wc/v3/products/batch"


class NoWork:
    """Costs what the test says."""

    def run(self, pieces):
        """Do nothing."""


class KnownMeter:
    """Knows what each round costs."""

    def __init__(self, *seconds):
        self._seconds = iter(seconds)

    def measure(self, pieces):
        """Lend the next cost."""
        return self

    measure_thread = measure

    def __enter__(self):
        return Cost(1, odoo=next(self._seconds))

    def __exit__(self, *_details):
        return None


def test_fewest_requests_counts_started_batches():
    # 16,000 simple products, 20 parents of 150 variations, 20 of 50.
    assert Layout(20_000).fewest_requests() == 160 + 20 * 2 + 20 * 1
    assert Layout(20_000).parents == 40


def test_a_catalogue_is_made_of_whole_blocks():
    with pytest.raises(ValueError, match="1500"):
        Layout(1500)


def test_the_store_keeps_what_it_is_told():
    store = QuickStore(3)
    entries = [{"id": 2, "manage_stock": True, "stock_quantity": 7}]

    answer = store.request("POST", BATCH, data=json.dumps({"update": entries}))

    assert answer.json()["update"][0]["stock_quantity"] == 7
    assert list(store.stock) == [-1, -1, 7, -1]
    assert store.requests == {"POST": 1}


def test_the_store_takes_a_hundred_at_once():
    store = QuickStore(101)
    entries = [{"id": number, "stock_quantity": 1} for number in range(1, 102)]

    answer = store.request("POST", BATCH, data=json.dumps({"update": entries}))

    assert answer.status_code == 413
    assert set(store.stock) == {-1}


def test_memory_that_was_given_back_counts():
    with memory_growth() as growth:
        with mmap.mmap(-1, 40 * 2**20) as pages:
            pages.write(b"x" * len(pages))

    assert 39 < growth.megabytes


def test_a_ratio_is_of_neighbours():
    mine = Contestant("mine", NoWork(), KnownMeter(1.1, 2.2, 9.0))
    others = Contestant("others", NoWork(), KnownMeter(1.0, 2.0, 3.0))
    for _round in range(3):
        mine.run_beside(Barrier(1))
        others.run_round()

    assert mine.ratio_to(others) == pytest.approx(1.1)
