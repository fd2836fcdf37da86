from odoo import models


class ResCurrency(models.Model):
    """Orders in an inactive currency go on as soon as it is activated."""

    _inherit = "res.currency"

    def write(self, vals):
        """Import again the orders that waited for this currency."""
        result = super().write(vals)
        if vals.get("active"):
            # Whoever may activate a currency need not have rights on orders of stores.
            self.env["woo.order.missing"].sudo()._release(self)
        return result
