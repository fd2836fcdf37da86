"""A process of its own that places orders at a steady pace.

``python -m tests.live.shopping_trip`` reads one JSON document from standard input (see
:class:`Trip`) and prints one JSON line for every order placed. Orders begin at fixed
moments, whether earlier ones are done or not, as visitors do.
"""

import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass

from tests.live.shopper import BasketItem, CheckoutRefusedError, Shopper, address_of
from tests.live.store_access import StoreAccess
from tests.live.store_client import StoreClient

VISITORS_AT_ONCE = 4
# What the payment service tells the shop after the checkout; None: nothing yet.
PAYMENTS = (None, "processing", "completed", "processing", "processing", "on-hold")


@dataclass(frozen=True)
class Trip:
    """What to buy, how often, from whom.

    :param access: the store, see :class:`StoreAccess`
    :param per_second: orders a second
    :param coupons: codes; every fifth order uses one
    :param customers: ids of registered customers; every fourth order is one's
    """

    access: dict
    orders: int
    per_second: float
    items: list[dict]
    coupons: list[str]
    customers: list[int]
    payment_methods: list[str]

    def to_json(self) -> str:
        """Return the document the process reads; it holds the store's secret."""
        return json.dumps(asdict(self))


class Visitors:
    """Places the orders of a trip."""

    def __init__(self, trip: Trip):
        self._trip = trip
        self._access = StoreAccess(**trip.access)
        self._items = [
            BasketItem(item["product_id"], item["quantity"], tuple(item["variation"]))
            for item in trip.items
        ]

    def go(self) -> None:
        """Place all orders; return when the last one is placed."""
        begun = time.monotonic()
        with ThreadPoolExecutor(VISITORS_AT_ONCE) as visitors:
            orders = [
                visitors.submit(self._order_at, begun, number)
                for number in range(self._trip.orders)
            ]
        for order in orders:
            order.result()

    def _order_at(self, begun: float, number: int) -> None:
        moment = begun + number / self._trip.per_second
        time.sleep(max(0.0, moment - time.monotonic()))
        store = StoreClient(self._access)
        order_id, way = self._place(store, number)
        placed_at = time.time()
        order = self._pay(store, order_id, number)
        line = {"order_id": order_id, "total": order["total"], "way": way}
        line |= {"status": order["status"], "placed_at": placed_at}
        print(json.dumps(line), flush=True)

    def _place(self, store: StoreClient, number: int) -> tuple[int, str]:
        """Check out; a shop that refuses its visitors gets the order by REST."""
        try:
            return self._check_out(number), "checkout"
        except CheckoutRefusedError as refusal:
            print(refusal, file=sys.stderr)
            return self._take_by_phone(store, number), "rest"

    def _check_out(self, number: int) -> int:
        shopper = Shopper(self._access)
        try:
            for item in self._chosen(number):
                shopper.put_in_cart(item)
            if number % 5 == 0 and self._trip.coupons:
                codes = self._trip.coupons
                shopper.use_coupon(codes[number // 5 % len(codes)])
            methods = self._trip.payment_methods
            answer = shopper.check_out(number, methods[number % len(methods)])
            return answer["order_id"]
        finally:
            shopper.close()

    def _take_by_phone(self, store: StoreClient, number: int) -> int:
        lines = [
            {
                "product_id": item.product_id,
                "quantity": item.quantity,
            }
            for item in self._chosen(number)
        ]
        address = address_of(number)
        body = {"status": "on-hold", "billing": address, "line_items": lines}
        return store.post("orders", body)["id"]

    def _pay(self, store: StoreClient, order_id: int, number: int) -> dict:
        """Tell the store what the payment service said and who ordered."""
        changes = {}
        if status := PAYMENTS[number % len(PAYMENTS)]:
            changes["status"] = status
        if number % 4 == 0 and self._trip.customers:
            customers = self._trip.customers
            changes["customer_id"] = customers[number // 4 % len(customers)]
        if not changes:
            return store.get(f"orders/{order_id}")
        return store.put(f"orders/{order_id}", changes)

    def _chosen(self, number: int) -> list[BasketItem]:
        count = 1 + number % 3
        return [
            self._items[(number * 5 + step * 7) % len(self._items)]
            for step in range(count)
        ]


def main() -> None:
    """Read the trip, make it."""
    Visitors(Trip(**json.load(sys.stdin))).go()


if __name__ == "__main__":
    main()
