"""Orders as WooCommerce would compute them, for property tests.

The arithmetic is the one measured on 780 orders of real stores: line totals rounded per
line or not at all, shipping rounded, fees never, tax unrounded (at subtotal) or rounded
per line and rate, halves down when prices include tax.
"""

from __future__ import annotations

from decimal import ROUND_HALF_DOWN, ROUND_HALF_UP, Decimal
from typing import Any

from hypothesis import strategies as st

EIGHTH = Decimal("0.00000001")
CURRENCIES = {"JPY": 0, "EUR": 2, "KWD": 3}
RATES = {
    1: Decimal("20"),
    2: Decimal("5"),
    3: Decimal("9.975"),
    4: Decimal("5.5"),
    5: Decimal("0"),
}
KINDS = ("line_items", "shipping_lines", "fee_lines")


def _text(amount: Decimal) -> str:
    return f"{amount.quantize(EIGHTH, ROUND_HALF_UP):f}"


def _taxes(net: Decimal, rate_ids: list[int], compound: bool) -> dict[int, Decimal]:
    taxes: dict[int, Decimal] = {}
    for rate_id in rate_ids:
        base = net + sum(taxes.values()) if compound else net
        taxes[rate_id] = (base * RATES[rate_id] / 100).quantize(EIGHTH, ROUND_HALF_UP)
    return taxes


class _Cart:
    def __init__(self, currency: str, per_line: bool, with_tax: bool):
        self.currency = currency
        self.unit = Decimal(1).scaleb(-CURRENCIES[currency])
        self.per_line = per_line
        self.tax_rounding = ROUND_HALF_DOWN if with_tax else ROUND_HALF_UP
        self.net = Decimal(0)
        self.tax = Decimal(0)
        self.lines: dict[str, list[dict[str, Any]]] = {kind: [] for kind in KINDS}

    def add(self, number: int, kind: str, net: Decimal, taxes: dict[int, Decimal]):
        charged = dict(taxes)
        if kind == "line_items" and self.per_line:
            net = net.quantize(self.unit, ROUND_HALF_UP)
        if self.per_line:
            charged = {
                rate_id: amount.quantize(self.unit, self.tax_rounding)
                for rate_id, amount in taxes.items()
            }
        self.tax += sum(charged.values())
        is_shipping = kind == "shipping_lines"
        self.net += net.quantize(self.unit, ROUND_HALF_UP) if is_shipping else net
        self.lines[kind].append(
            {
                "id": number,
                "quantity": number % 4 + 1,
                "total": _text(net),
                "subtotal": _text(net * 2),
                "total_tax": _text(sum(charged.values(), Decimal(0))),
                "taxes": [
                    {
                        "id": rate_id,
                        "total": _text(amount),
                        "subtotal": _text(amount * 2),
                    }
                    for rate_id, amount in taxes.items()
                ],
            }
        )

    def order(self) -> dict[str, Any]:
        total = (self.net + self.tax).quantize(self.unit, ROUND_HALF_UP)
        return {
            "id": 1,
            "status": "processing",
            "currency": self.currency,
            "total": _text(total),
            "total_tax": _text(self.tax.quantize(self.unit, ROUND_HALF_UP)),
            **self.lines,
        }


@st.composite
def orders(draw) -> dict[str, Any]:
    """The JSON of an order (`?dp=8`) of any currency, rounding and tax setting."""
    currency = draw(st.sampled_from(sorted(CURRENCIES)))
    cart = _Cart(currency, per_line=draw(st.booleans()), with_tax=draw(st.booleans()))
    compound = draw(st.booleans())
    amount = st.decimals(0, 500, places=draw(st.sampled_from([0, 2, 4, 8])))
    fee = st.decimals(-20, 20, places=4)
    for number in range(1, draw(st.integers(1, 9)) + 1):
        kind = draw(st.sampled_from(KINDS))
        net = draw(fee if kind == "fee_lines" else amount)
        if kind == "line_items" and cart.per_line:
            net = net.quantize(cart.unit, ROUND_HALF_UP)
        rate_ids = draw(
            st.lists(st.sampled_from(sorted(RATES)), unique=True, max_size=3)
        )
        cart.add(number, kind, net, _taxes(net, rate_ids, compound))
    return cart.order()
