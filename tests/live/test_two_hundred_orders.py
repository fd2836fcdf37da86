"""Two hundred orders, announced in any order while they are edited, are each imported
once, as they were at last."""

import itertools
import random
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.live.conditions import wait_until
from tests.live.delivery_load import send_all
from tests.live.shopper import address_of
from tests.live.signed_delivery import sign

ORDERS = 200
ANNOUNCEMENTS = 3
EDITS = 2
POLLS = 12
HANDS = 4
SEED = 20
IMPORT_SECONDS = 900
STATES = {"on-hold": "draft", "processing": "sale"}


class Rush:
    """What happens to the orders: announcements, edits and polls, shuffled."""

    def __init__(self, running, connected, items):
        self._running = running
        self._connected = connected
        self._store = running.store.client()
        self._items = items
        self._deliveries = itertools.count()
        self._random = random.Random(SEED)
        ((token, self._secret),) = running.database.rows(
            "SELECT webhook_token, webhook_secret FROM woo_backend"
        )
        self._path = f"/woo_connector/webhook/{token}"
        self.orders = [self._place(number) for number in range(ORDERS)]

    def run(self):
        """Let everything happen, some things at the same moment."""
        things = [(self._connected.poll,)] * POLLS
        for order in self.orders:
            things += [(self._announce, order)] * ANNOUNCEMENTS
            things += [(self._edit, order, kind) for kind in self._edits()]
        self._random.shuffle(things)
        with ThreadPoolExecutor(HANDS) as hands:
            for outcome in [hands.submit(*thing) for thing in things]:
                outcome.result()

    def _place(self, number):
        lines = [
            {"product_id": item.product_id, "quantity": 1 + number % 3}
            for item in self._items[: 1 + number % 3]
        ]
        body = {"status": ("on-hold", "processing")[number % 2], "line_items": lines}
        return self._store.post("orders", {**body, "billing": address_of(number)})

    def _announce(self, order):
        """Deliver an old body: only the number in it counts."""
        delivery = sign(
            self._path, self._secret, order, f"{next(self._deliveries):032x}"
        )
        result = send_all(self._running.server.address, [delivery], at_once=1)
        assert result.statuses == {200: 1}

    def _edits(self):
        return self._random.sample(("status", "quantity", "line", "address"), EDITS)

    def _edit(self, order, kind):
        line = order["line_items"][0]
        extra = self._items[-1]
        bodies = {
            "status": {"status": "processing"},
            "quantity": {
                "line_items": [
                    {"id": line["id"], "quantity": 5, "subtotal": "50", "total": "50"}
                ]
            },
            "line": {"line_items": [{"product_id": extra.product_id, "quantity": 2}]},
            "address": {
                "billing": {"city": "Lyon"},
                "customer_note": f"Ring twice for {order['id']}",
            },
        }
        self._store.put(f"orders/{order['id']}", bodies[kind])


@pytest.fixture
def simple_items(goods):
    """Goods that are no variations, each managed in stock."""
    return [item for item in goods.items.values() if not item.variation]


def _lines_of(running, sale_orders):
    """Return the quantity of each of the store's lines, by sale order."""
    lines = running.odoo.find(
        "sale.order.line",
        [("order_id", "in", list(sale_orders)), ("woo_line_id", "!=", 0)],
        ["order_id", "woo_line_id", "product_uom_qty"],
    )
    found = {sale_order: {} for sale_order in sale_orders}
    for line in lines:
        found[line["order_id"][0]][line["woo_line_id"]] = line["product_uom_qty"]
    return found


def test_each_order_is_imported_once_as_it_was_at_last(
    running, connected, simple_items
):
    running.store.lose_webhooks()
    refused_before = len(running.server.concurrency_errors())
    rush = Rush(running, connected, simple_items)

    rush.run()
    wait_until(running.is_idle, IMPORT_SECONDS, "no job left")
    connected.poll()
    wait_until(running.is_idle, IMPORT_SECONDS, "no job left after the last poll")

    sale_orders, bindings = connected.sale_orders(), connected.bindings()
    numbers = [order["id"] for order in rush.orders]
    assert {len(sale_orders.get(number, [])) for number in numbers} == {1}
    assert {bindings[number]["state"] for number in numbers} == {"imported"}
    lines = _lines_of(running, [sale_orders[number][0]["id"] for number in numbers])
    store = running.store.client()
    for number in numbers:
        order, sale_order = store.get(f"orders/{number}"), sale_orders[number][0]
        assert sale_order["state"] == STATES[order["status"]], number
        assert sale_order["amount_total"] == float(order["total"]), number
        assert sale_order["amount_tax"] == float(order["total_tax"]), number
        assert lines[sale_order["id"]] == {
            line["id"]: line["quantity"] for line in order["line_items"]
        }, number
    assert running.failed_jobs() == []
    assert running.server.concurrency_errors()[refused_before:] == []
