"""What a store that nobody recorded gives back: each order in other ways.

Refunds as the recordings have few or none of: of shipping alone, of fees, piece by
piece, of money for several rates at once, of pieces without a price, of an amount.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from decimal import ROUND_HALF_UP, Decimal

from tests.live.store_client import StoreClient

SOLD = ("processing", "completed", "on-hold")
WAYS_EACH = 2
Lines = list[tuple[dict, int, Decimal]]
Way = Callable[[dict], Iterator[dict]]


class MadeRefunds:
    """Gives back, in steps, some of what orders were paid."""

    def __init__(self, client: StoreClient, decimals: int):
        self._client = client
        self._unit = Decimal(1).scaleb(-decimals)
        self._given: dict[tuple, Decimal] = {}
        self._pieces: Counter[int] = Counter()
        self._ways: list[Way] = [
            self._piece_by_piece,
            self._money_of_lines,
            self._one_of_each,
            self._amount_alone,
            self._pieces_without_price,
        ]

    def make(self, orders: list[dict]) -> None:
        """Give back something of every order that was sold."""
        sold = [order for order in orders if order["status"] in SOLD]
        for number, order in enumerate(sold):
            left = Decimal(order["total"])
            for way in self._ways_of(number):
                for body in way(order):
                    amount = Decimal(body["amount"] or left)
                    if not 0 < amount <= left:
                        continue
                    left -= amount
                    body |= {"amount": str(amount), "api_refund": False}
                    self._client.post(f"orders/{order['id']}/refunds", body)

    def _ways_of(self, number: int) -> list[Way]:
        """Return how something of an order is given back, another way for each."""
        start = number % len(self._ways)
        ways = (self._ways[start:] + self._ways[:start])[:WAYS_EACH]
        rest = [self._all_the_rest] if number % 3 == 2 else []
        return [self._shipping_alone, *ways, self._fees, *rest]

    # === The ways === #

    def _shipping_alone(self, order: dict) -> Iterator[dict]:
        for line in order["shipping_lines"]:
            yield self._body([(line, 0, Decimal(1))])

    def _fees(self, order: dict) -> Iterator[dict]:
        """Yield a half of each fee, then the other."""
        for line in order["fee_lines"]:
            if Decimal(line["total"]) > 0:
                yield self._body([(line, 0, Decimal("0.5"))])
                yield self._body([(line, 0, Decimal(1))])

    def _piece_by_piece(self, order: dict) -> Iterator[dict]:
        line = max(order["line_items"], key=lambda one: one["quantity"])
        for piece in range(1, line["quantity"] + 1):
            yield self._body([(line, 1, Decimal(piece) / line["quantity"])])

    def _money_of_lines(self, order: dict) -> Iterator[dict]:
        """Yield money for lines of which the goods are kept."""
        yield self._body([(one, 0, Decimal("0.15")) for one in order["line_items"]])

    def _one_of_each(self, order: dict) -> Iterator[dict]:
        yield self._body(
            [(one, 1, 1 / Decimal(one["quantity"])) for one in order["line_items"]]
        )

    def _amount_alone(self, order: dict) -> Iterator[dict]:
        yield {"amount": str(self._rounded(Decimal(order["total"]) / 7))}

    def _pieces_without_price(self, order: dict) -> Iterator[dict]:
        line = order["line_items"][0]
        if self._pieces[line["id"]] == line["quantity"]:
            return
        self._pieces[line["id"]] += 1
        amount = self._rounded(Decimal(line["total"]) / line["quantity"])
        pieces = {"id": line["id"], "quantity": 1, "refund_total": "0"}
        yield {"amount": str(amount), "line_items": [pieces]}

    def _all_the_rest(self, _order: dict) -> Iterator[dict]:
        """Yield what setting the status by hand gives back; the amount is filled in."""
        yield {"amount": ""}

    # === Their bodies === #

    def _body(self, lines: Lines) -> dict:
        """Return a refund; each line is given back up to a share of it."""
        parts = [self._part(*line) for line in lines]
        return {
            "amount": str(sum(map(_gross, parts), Decimal(0))),
            "line_items": [part for part in parts if part["quantity"] or _gross(part)],
        }

    def _part(self, line: dict, quantity: int, share: Decimal) -> dict:
        if self._pieces[line["id"]] + quantity > line.get("quantity", 1):
            quantity = 0
        self._pieces[line["id"]] += quantity
        return {
            "id": line["id"],
            "quantity": quantity,
            "refund_total": self._up_to((line["id"], None), line["total"], share),
            "refund_tax": [
                {
                    "id": tax["id"],
                    "refund_total": self._up_to(
                        (line["id"], tax["id"]), tax["total"], share
                    ),
                }
                for tax in line["taxes"]
                if tax["total"]
            ],
        }

    def _up_to(self, place: tuple, amount: str, share: Decimal) -> str:
        """Return the next part of an amount, of which a share is given back then."""
        before = self._given.get(place, Decimal(0))
        given = max(self._rounded(Decimal(amount) * share), before)
        self._given[place] = given
        return str(given - before)

    def _rounded(self, amount: Decimal) -> Decimal:
        return amount.quantize(self._unit, ROUND_HALF_UP)


def _gross(part: dict) -> Decimal:
    taxes = (Decimal(tax["refund_total"]) for tax in part["refund_tax"])
    return Decimal(part["refund_total"]) + sum(taxes, Decimal(0))
