from odoo import models
from odoo.tools import float_compare, float_repr

COMPARED_DIGITS = 6


class WooOrder(models.Model):
    """Comparing the sale order with the store's order."""

    _inherit = "woo.order"

    def _describe_difference(self):
        """Return how the sale order's totals differ from the store's; empty if not."""
        sale_order = self.sale_order_id
        amounts = [
            (self.env._("Untaxed"), self.total_untaxed, sale_order.amount_untaxed),
            (self.env._("Tax"), self.total_tax, sale_order.amount_tax),
            (self.env._("Total"), self.total, sale_order.amount_total),
        ]
        return "\n".join(
            self.env._(
                "%(what)s: %(store)s in the store, %(odoo)s in Odoo",
                what=what,
                store=_readable(store),
                odoo=_readable(odoo),
            )
            for what, store, odoo in amounts
            # More digits than any currency has: a store may sell in fractions of one.
            if float_compare(store, odoo, precision_digits=COMPARED_DIGITS)
        )


def _readable(amount):
    """Return an amount with all its decimals, at least two."""
    whole, decimals = float_repr(amount, COMPARED_DIGITS).split(".")
    return f"{whole}.{decimals.rstrip('0'):0<2}"
