"""Watches a database for webhooks and sale orders that appear, and notes when."""

import threading
import time

from tests.live.database import Database

# How often is looked; what is seen is up to this much older than its moment.
INTERVAL_SECONDS = 0.1
ARRIVED = """
    SELECT woo_id FROM woo_order WHERE backend_id = %s AND sale_order_id IS NOT NULL
"""
ANNOUNCED = """
    SELECT DISTINCT woo_id
      FROM woo_event
     WHERE backend_id = %s AND source = 'webhook' AND resource = 'order'
       AND state != 'ignored' AND woo_id IS NOT NULL
"""


class OrderArrivals:
    """A thread that notes when each order of a store was first seen in Odoo.

    :attr announced: moment (Unix time) of an order's first webhook
    :attr arrived: moment its sale order was there
    """

    def __init__(self, database: Database, backend_id: int):
        self.announced: dict[int, float] = {}
        self.arrived: dict[int, float] = {}
        self._database = database
        self._backend_id = backend_id
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_details):
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._done.wait(INTERVAL_SECONDS):
            self._note(self.announced, ANNOUNCED)
            self._note(self.arrived, ARRIVED)

    def _note(self, moments: dict[int, float], query: str) -> None:
        for (order,) in self._database.rows(query, self._backend_id):
            moments.setdefault(order, time.time())
