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


def scenario(state, event, result):
    """Declare that a test proves what becomes of an order.

    :param str state: one of ``STATES``
    :param str event: one of ``EVENTS``
    :param str result: what follows, in a few words for people
    :raise ValueError: no such state or event
    """
    if state not in STATES or event not in EVENTS:
        raise ValueError(f"No such scenario: {state}, {event}")
    return lambda test: test
