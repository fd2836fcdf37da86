from odoo import models


class WooOrder(models.Model):
    """An order's two names: the number people know, and the store's own id.

    They are the same until a plugin numbers the orders its own way. Both are kept, and
    an order is found by either.
    """

    _inherit = "woo.order"
    _rec_names_search = ["number", "woo_id"]
