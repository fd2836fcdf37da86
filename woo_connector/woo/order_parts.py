"""What an order of the store says, part by part, as JSON that can be kept.

Only what a document in Odoo is made of counts. The store rewrites meta data and
pictures of lines when it moves an order to another status; that is no change. Amounts
are those of `amounts.allocate`: when a unit that rounding missed moves to another line,
that line changes, too.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from .line_text import details
from .order_amounts import ExtraLine, LineAmounts, OrderAmounts
from .schema.order import Address, AmountLine, FeeLine, Order, ShippingLine

LINE = "line:"
COUPON = "coupon:"


def order_parts(order: Order, amounts: OrderAmounts) -> dict[str, Any]:
    """The parts of an order.

    :param amounts: of this order, from `amounts.allocate`
    :return: by the name of the part; a part that is empty is left out
    """
    parts: dict[str, Any] = {
        "number": order.number,
        "currency": order.currency,
        "customer": order.customer_id or order.billing.email.lower(),
        "billing": _address(order.billing),
        # Where nothing else is said, the order goes to the billing address.
        "shipping": _address(
            order.billing if order.shipping.is_empty() else order.shipping
        ),
        "carrier": _carrier(order),
        "note": order.customer_note,
    }
    parts = {part: value for part, value in parts.items() if value}
    for line in amounts.lines:
        parts[line_part(line.line.id)] = _line(line)
    for line in _summed(amounts.extra):
        parts[line_part(line.line.id)] = _line(line)
    for coupon in order.coupon_lines:
        parts[COUPON + coupon.code.lower()] = _plain(coupon.discount)
    # After the lines: it changes with them, and alone only by a plugin's hand.
    parts["total"] = [_plain(order.total), _plain(order.total_tax)]
    return parts


def line_part(line_id: int) -> str:
    """The name of a line's part; the store numbers lines of all kinds in one row."""
    return f"{LINE}{line_id}"


def is_only_text(last: Any, store: Any) -> bool:
    """Whether a line differs in nothing but the details below its name.

    Plugins add some when the order is long done, e.g. the key of a licence.
    """
    if not (isinstance(last, dict) and isinstance(store, dict)):
        return False
    return {**last, "details": None} == {**store, "details": None}


def _line(amounts: LineAmounts) -> dict[str, Any]:
    line = amounts.line
    described = {
        **_identity(line),
        "net": _plain(amounts.net),
        "taxes": {str(rate): _plain(tax) for rate, tax in amounts.taxes.items()},
    }
    if amounts.discount:
        described["discount"] = _plain(amounts.discount)
    return described


def _summed(lines: Iterable[LineAmounts]) -> Iterable[LineAmounts]:
    """Lines for the same entry as one: a coupon can have one for each tax."""
    summed: dict[int, LineAmounts] = {}
    for line in lines:
        before = summed.get(line.line.id)
        summed[line.line.id] = before + line if before else line
    return summed.values()


def _identity(line: AmountLine | ExtraLine) -> dict[str, Any]:
    if isinstance(line, ExtraLine):
        return {"kind": line.kind, "item": "", "name": line.name}
    if isinstance(line, ShippingLine):
        return {"kind": "shipping", "item": _method(line), "name": line.method_title}
    if isinstance(line, FeeLine):
        identity = {"kind": "fee", "item": "", "name": line.name}
    else:
        identity = {
            "kind": "product",
            "item": line.sold_id,
            "name": line.name,
            "quantity": _plain(line.quantity),
        }
    # What the customer chose: the rest of a line's meta data is the store's own.
    chosen = [list(detail) for detail in details(line)]
    return identity | ({"details": chosen} if chosen else {})


def _carrier(order: Order) -> list[str]:
    """The way of shipping: an order in Odoo has one, the first."""
    return [
        text
        for line in order.shipping_lines[:1]
        for text in (_method(line), line.method_title)
    ]


def _method(line: ShippingLine) -> str:
    return (
        f"{line.method_id}:{line.instance_id}" if line.instance_id else line.method_id
    )


def _address(address: Address) -> dict[str, str]:
    return {name: value for name, value in address.model_dump().items() if value}


def _plain(amount: Decimal) -> str:
    # Zero has a sign and an exponent, too.
    return f"{amount.normalize():f}" if amount else "0"
