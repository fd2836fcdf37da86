"""What custom statuses of the known plugins usually mean; for suggestions only."""

from __future__ import annotations

import re

# Words of a status's slug or name. The first group that has one of them decides: what
# is paid back or given up is never to be delivered, and a deposit is no full payment.
_MEANINGS = (
    ("cancel", {"cancelled", "canceled", "void", "voided", "expired", "declined"}),
    ("cancel", {"rejected", "fraud", "abandoned", "lost"}),
    ("ignore", {"refunded", "returned", "return", "archived", "trash", "test"}),
    (
        "quotation",
        {"quote", "quotation", "draft", "deposit", "unpaid", "hold", "review"},
    ),
    ("quotation", {"request", "requested", "approval", "verification", "preorder"}),
    (
        "confirm",
        {"shipped", "shipping", "shipment", "dispatched", "delivered", "delivery"},
    ),
    ("confirm", {"packed", "packing", "picked", "picking", "pickup", "collected"}),
    ("confirm", {"paid", "production", "fulfilled", "fulfilment", "fulfillment"}),
    ("confirm", {"prepared", "preparing", "ready", "transit", "backorder", "done"}),
)
_WAITS_FOR_MONEY = {"payment", "pay", "money", "transfer"}


def likely_action(slug: str, name: str = "") -> str | None:
    """Return ``confirm``, ``quotation``, ``cancel``, ``ignore``, or ``None``.

    :param slug: e.g. "awaiting-shipment"
    :param name: e.g. "Awaiting shipment"
    """
    words = set(re.findall(r"[a-z]+", f"{slug} {name}".lower()))
    if words & _WAITS_FOR_MONEY:
        return "quotation"
    for action, known in _MEANINGS:
        if words & known:
            return action
    return None
