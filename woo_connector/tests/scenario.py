"""What tests prove of orders after the sale; ``make scenarios`` makes a table of it."""

#: How far an order has got, the rows of the table.
STATES = (
    "Quotation",
    "Confirmed, nothing delivered or invoiced",
    "Partly delivered, not invoiced",
    "Partly delivered and invoiced",
    "Delivered, not invoiced",
    "Draft invoice",
    "Invoiced, not delivered",
    "Invoiced and delivered",
    "Cancelled in Odoo",
    "Waiting for a mapping",
    "Ended in the store",
)

#: What happens to it, the columns.
EVENTS = (
    "Pieces refunded in the store",
    "Amount refunded in the store",
    "Set to refunded in the store",
    "Refund deleted in the store",
    "Given up in the store",
    "Delivered in Odoo",
    "Credit note posted in Odoo",
    "Cancelled in Odoo",
    "Pieces taken off in Odoo",
    "Paid in Odoo",
)

_CREDITED = "Credit note posted in Odoo"
_DELIVERED = "Delivered in Odoo"
_TAKEN_OFF = "Pieces taken off in Odoo"
_PAID = "Paid in Odoo"

#: What Odoo does not allow, or has nothing left of, by state.
CANNOT_HAPPEN = {
    "Quotation": (_DELIVERED, _CREDITED, _PAID),
    "Confirmed, nothing delivered or invoiced": (_CREDITED, _PAID),
    "Partly delivered, not invoiced": (_CREDITED, _PAID),
    "Delivered, not invoiced": (_DELIVERED, _CREDITED, _TAKEN_OFF, _PAID),
    "Draft invoice": (_CREDITED, _PAID),
    "Invoiced and delivered": (_DELIVERED, _TAKEN_OFF),
    "Cancelled in Odoo": (_DELIVERED, "Cancelled in Odoo"),
    # There is no sale order yet.
    "Waiting for a mapping": EVENTS[5:],
}


def scenario(state, event, result):
    """Declare that a test proves what becomes of an order.

    :param str state: one of ``STATES``
    :param str event: one of ``EVENTS``
    :param str result: what follows, in a few words for people
    :raise ValueError: no such state or event, or not both at once
    """
    is_known = state in STATES and event in EVENTS
    if not is_known or event in CANNOT_HAPPEN.get(state, ()):
        raise ValueError(f"No such scenario: {state}, {event}")
    return lambda test: test
