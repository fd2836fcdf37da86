"""What orders sell, read from lists of orders that need not be whole."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from ..errors import RejectedError
from .base import Amount, Identifier, Many, Moment, Payload

_logger = logging.getLogger(__name__)

#: What has to be asked of an order for its sales.
FIELDS = "id,status,date_created_gmt,date_modified_gmt,line_items"


class Sold(NamedTuple):
    """How much of one product an order sells; moments are UTC without zone."""

    quantity: float
    status: str
    created: datetime | None
    modified: datetime | None


class SoldLine(Payload):
    product_id: Identifier = 0
    variation_id: Identifier = 0
    quantity: Amount


class SellingOrder(Payload):
    id: int
    status: str
    date_created_gmt: Moment = None
    date_modified_gmt: Moment = None
    line_items: Many[SoldLine] = ()


def sold_quantities(
    payloads: Iterable[Mapping[str, Any]],
) -> dict[tuple[int, int], Sold]:
    """Return what each order sells of each product or variation.

    An order that a plugin has spoiled is left out: its import says what is wrong.

    :param payloads: orders as decoded JSON with at least `FIELDS`
    :return: by numbers of order and product in the store; deleted products are left out
    """
    found: dict[tuple[int, int], Sold] = {}
    for payload in payloads:
        try:
            order = SellingOrder.parse(payload)
        except RejectedError as error:
            _logger.warning("Order %s: %s", payload.get("id"), error)
            continue
        created = order.date_created_gmt or order.date_modified_gmt
        for line in order.line_items:
            product = line.variation_id or line.product_id
            if not product:
                continue
            before = found.get((order.id, product))
            quantity = float(line.quantity) + (before.quantity if before else 0.0)
            found[order.id, product] = Sold(
                quantity,
                order.status,
                created and created.replace(tzinfo=None),
                order.date_modified_gmt
                and order.date_modified_gmt.replace(tzinfo=None),
            )
    return found
