"""Orders as somebody in the store would edit them, with totals that fit."""

import copy
from decimal import Decimal

KINDS = ("line_items", "shipping_lines", "fee_lines")
FIFTH = Decimal("0.2")


def edited(payload, **changes):
    """Return the order with some fields changed."""
    return {**copy.deepcopy(payload), **changes}


def with_line(payload, line_id, **changes):
    """Return the order with a line changed; a new ``total`` is taxed at 20 %."""
    payload = copy.deepcopy(payload)
    [line] = [line for kind in KINDS for line in payload[kind] if line["id"] == line_id]
    line.update(_taxed(changes))
    return _summed(payload)


def with_quantity(payload, line_id, quantity):
    """Return the order with another quantity of a product at the same price."""
    [line] = [line for line in payload["line_items"] if line["id"] == line_id]
    total = Decimal(line["total"]) / line["quantity"] * quantity
    total = str(total.quantize(Decimal("0.01")))
    return with_line(payload, line_id, quantity=quantity, total=total, subtotal=total)


def with_added(payload, kind, line_id, like, **changes):
    """Return the order with one more line, like another one of its kind."""
    payload = copy.deepcopy(payload)
    [line] = [line for line in payload[kind] if line["id"] == like]
    payload[kind].append({**line, "id": line_id, **_taxed(changes)})
    return _summed(payload)


def without_line(payload, line_id):
    """Return the order without one of its lines."""
    payload = copy.deepcopy(payload)
    for kind in KINDS:
        payload[kind] = [line for line in payload[kind] if line["id"] != line_id]
    return _summed(payload)


def with_address(payload, kind, **changes):
    """Return the order with another billing or shipping address."""
    return edited(payload, **{kind: {**payload[kind], **changes}})


def _taxed(changes):
    if "total" not in changes:
        return changes
    tax = str((Decimal(changes["total"]) * FIFTH).quantize(Decimal("0.01")))
    return {**changes, "total_tax": tax, "taxes": [{"id": 1, "total": tax}]}


def _summed(payload):
    lines = [line for kind in KINDS for line in payload[kind]]
    tax = sum(Decimal(line["total_tax"]) for line in lines)
    net = sum(Decimal(line["total"]) for line in lines)
    return {**payload, "total": str(net + tax), "total_tax": str(tax)}
