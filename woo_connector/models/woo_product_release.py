from odoo import models


class WooProduct(models.Model):
    """Orders that waited for a product go on as soon as it is bound."""

    _inherit = "woo.product"

    def write(self, vals):
        """Import again what waited for a product that is bound now."""
        result = super().write(vals)
        if vals.get("product_id"):
            # Whoever binds products need not have rights on orders.
            self.env["woo.order.missing"].sudo()._release(self)
        return result
