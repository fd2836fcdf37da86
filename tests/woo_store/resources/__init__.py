"""The resources of the WooCommerce API, one file each.

``ALL`` lists the controllers that the store serves.
"""

from ..rest.controller import Controller
from .order_notes import OrderNotes
from .orders import Orders
from .refunds import OrderRefunds, Refunds
from .taxes import Taxes
from .webhooks import Webhooks

ALL: list[type[Controller]] = [
    Orders,
    OrderNotes,
    OrderRefunds,
    Refunds,
    Taxes,
    Webhooks,
]
