"""Refunds: money given back, with or without lines."""

from __future__ import annotations

import contextlib
import copy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..metadata import add_meta
from ..php_numbers import add_up, format_decimal, number_format
from ..rest.php import precedes, to_float, to_int
from ..state import Row
from .items import FeeItem, ProductItem, ShippingItem, TaxedItem
from .model import Order, Refund
from .notes import add_note
from .settings import tax_rules
from .stock import restock_refunded
from .totals import set_taxes, update_taxes

if TYPE_CHECKING:
    from ..store import Store

FULLY_REFUNDED = "Order fully refunded."
REFUND_BY_HAND = (
    "Order status set to refunded. To return funds to the customer you will need to "
    "issue a refund through your payment gateway."
)


class RefundError(Exception):
    """The refund is refused; the text is WooCommerce's."""


@dataclass
class RefundRequest:
    """What is to be refunded; ``lines`` maps item ids to posted lines."""

    amount: str = "0"
    reason: str = ""
    lines: dict[int, Row] = field(default_factory=dict)
    pay_back: bool = False
    restock: bool = False


def refunds_of(store: Store, order_id: int) -> list[Refund]:
    """Return an order's refunds."""
    return [each for each in store.state.refunds.values() if each.order_id == order_id]


def remaining_amount(store: Store, order: Order) -> str:
    """Return what may still be refunded, with the store's decimals."""
    refunded = add_up(to_float(each.amount) for each in refunds_of(store, order.id))
    decimals = tax_rules(store).decimals
    return number_format(to_float(order.total) - refunded, decimals)


def create_refund(store: Store, order: Order, wanted: RefundRequest) -> Refund:
    """Make a refund; raise RefundError when it is refused.

    The amount need not be that of the lines. The order's status is not changed here,
    see ``status.refund_order``.
    """
    rest = remaining_amount(store, order)
    if precedes(wanted.amount, "0") or precedes(rest, wanted.amount):
        raise RefundError("Invalid refund amount.")
    remaining, amount = to_float(rest), to_float(wanted.amount)
    if wanted.pay_back:
        _pay_back(store, order)
    refund = _new_refund(store, order, wanted)
    whole = remaining - amount <= 0 and not _items_remain(store, order, wanted)
    refund.whole = whole
    kind = "full" if whole else "partial"
    add_meta(refund.meta_data, "_refund_type", kind, store.state.sequences)
    store.state.refunds[refund.id] = refund
    if wanted.restock:
        _restock(store, order, wanted)
    order.date_modified = store.clock.now_gmt()
    return refund


def refund_rest(store: Store, order: Order) -> None:
    """Refund without lines what is left, when an order is set to "refunded".

    A refusal, as of a negative rest, goes unnoticed.
    """
    remaining = remaining_amount(store, order)
    if to_float(remaining) == 0:
        return
    amount = format_decimal(to_float(remaining))
    wanted = RefundRequest(amount=amount, reason=FULLY_REFUNDED)
    with contextlib.suppress(RefundError):
        create_refund(store, order, wanted)
    add_note(store, order, REFUND_BY_HAND)


def _pay_back(store: Store, order: Order) -> None:
    gateway = store.state.payment_gateways.get(order.payment_method)
    if gateway is None:
        raise RefundError("The payment gateway for this order does not exist.")
    if "refunds" not in gateway.get("method_supports", []):
        raise RefundError(
            "The payment gateway for this order does not support automatic refunds."
        )


def _items_remain(store: Store, order: Order, wanted: RefundRequest) -> bool:
    """Tell whether free items of a refund by lines are not refunded yet."""
    if not wanted.lines or all(to_float(line.total) for line in order.line_items):
        return False
    sold = sum(line.quantity for line in order.line_items)
    returned = sum(to_int(posted.get("qty")) for posted in wanted.lines.values())
    for refund in refunds_of(store, order.id):
        returned -= sum(line.quantity for line in refund.line_items)
    return sold - returned > 0


def _new_refund(store: Store, order: Order, wanted: RefundRequest) -> Refund:
    rules = tax_rules(store)
    refund = Refund(
        id=store.state.sequences.next("posts"),
        order_id=order.id,
        date_created=store.clock.now_gmt(),
        amount=format_decimal(wanted.amount),
        reason=wanted.reason,
        refunded_payment=wanted.pay_back,
        prices_include_tax=order.prices_include_tax,
    )
    for item in order.taxed_items():
        posted = wanted.lines.get(item.id)
        if posted and _says_something(posted):
            _list_of(refund, item).append(_negative(store, item, posted))
    update_taxes(refund, rules)
    for line in refund.tax_lines:
        line.id = store.state.sequences.next("order_items")
    refund.total = format_decimal(-to_float(wanted.amount))
    return refund


def _says_something(posted: Row) -> bool:
    values = (posted.get("qty"), posted.get("refund_total"), posted.get("refund_tax"))
    return any(value not in (None, "", 0, "0", 0.0, {}, []) for value in values)


def _list_of(refund: Refund, item: TaxedItem) -> list:
    if isinstance(item, ProductItem):
        return refund.line_items
    return refund.fee_lines if isinstance(item, FeeItem) else refund.shipping_lines


def _negative(store: Store, item: TaxedItem, posted: Row) -> TaxedItem:
    """Return a copy of an order's item with the refunded amounts, negative."""
    sequences = store.state.sequences
    refunded = copy.deepcopy(item)
    refunded.id = sequences.next("order_items")
    refunded.meta_data = []
    add_meta(refunded.meta_data, "_refunded_item_id", str(item.id), sequences)
    total = format_decimal(-to_float(posted.get("refund_total")))
    taxes = posted.get("refund_tax") or {}
    taxes = {to_int(rate): -to_float(tax) for rate, tax in taxes.items()}
    refunded.total = total
    if isinstance(refunded, ProductItem):
        refunded.subtotal = total
        refunded.quantity = -to_int(posted.get("qty"))
    if isinstance(refunded, (FeeItem, ShippingItem)):
        set_taxes(refunded, taxes, {}, tax_rules(store))
    else:
        set_taxes(refunded, taxes, dict(taxes), tax_rules(store))
    return refunded


def _restock(store: Store, order: Order, wanted: RefundRequest) -> None:
    for line in order.line_items:
        quantity = to_int((wanted.lines.get(line.id) or {}).get("qty"))
        restock_refunded(store, order, line, quantity)
