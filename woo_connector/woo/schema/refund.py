"""A refund as `GET /orders/{id}/refunds?dp=8` lists it.

Its lines are lines of the order with the sign turned: quantity, total and taxes are
negative, and the order's line is named in their meta data. `amount` is positive and is
what was given back; WooCommerce does not ask that the lines sum to it, or that there
are any.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from pydantic import Field

from .base import (
    Amount,
    Identifier,
    Many,
    Meta,
    Moment,
    Payload,
    SideDecodedText,
    SideMany,
)
from .order import FeeLine, Order, OrderLine, ShippingLine

#: Where a line of a refund names the order's line.
REFUNDED_LINE = "_refunded_item_id"
#: Where a line of the order counts its pieces that refunds put back on the shelf.
RESTOCKED = "_restock_refunded_items"
_PIECES = re.compile(r"[0-9]{1,12}(?:\.[0-9]+)?")


class _RefundedLine:
    """What a refund's lines have besides those of an order."""

    @property
    def refunded_id(self) -> int:
        """Id of the order's line, 0 when it names none."""
        text = str(self.meta(REFUNDED_LINE)).strip()
        return int(text) if text.isascii() and text.isdigit() else 0


class RefundedOrderLine(_RefundedLine, OrderLine):
    """What was given back of a product line; either money or pieces can be 0."""


class RefundedShippingLine(_RefundedLine, ShippingLine):
    """What was given back of a shipping line."""


class RefundedFeeLine(_RefundedLine, FeeLine):
    """What was given back of a fee."""


class Refund(Payload):
    """Money given back for an order."""

    id: Identifier
    amount: Amount
    reason: SideDecodedText = ""
    date_created: Moment = Field(default=None, alias="date_created_gmt")
    meta_data: SideMany[Meta] = ()
    line_items: Many[RefundedOrderLine] = ()
    shipping_lines: Many[RefundedShippingLine] = ()
    fee_lines: Many[RefundedFeeLine] = ()

    @property
    def lines(
        self,
    ) -> tuple[RefundedOrderLine | RefundedShippingLine | RefundedFeeLine, ...]:
        """All lines: products, then shipping, then fees."""
        return self.line_items + self.shipping_lines + self.fee_lines


def restocked_pieces(order: Order) -> dict[int, Decimal]:
    """How many pieces of each line all refunds together put back on the shelf.

    WooCommerce counts them at the order's line, not at the refund's.
    """
    counts = {line.id: _count(line.meta(RESTOCKED)) for line in order.line_items}
    return {line_id: count for line_id, count in counts.items() if count > 0}


def _count(value: Any) -> Decimal:
    """Pieces in meta data, which anybody may write; 0 when it is no number.

    A store that sells metres puts 1.5 of them back.
    """
    text = str(value).strip()
    return Decimal(text) if _PIECES.fullmatch(text) else Decimal(0)
