from odoo import models


class WooProduct(models.Model):
    """Products that the store has deleted."""

    _inherit = "woo.product"

    def write(self, vals):
        """Let the orders go on that waited for a product that turned out to be gone."""
        gone = self.browse()
        if vals.get("deleted_in_store"):
            gone = self.filtered(
                lambda binding: (
                    not binding.deleted_in_store
                    and not binding.product_id
                    and binding.backend_id.placeholder_product_id
                )
            )
        result = super().write(vals)
        if gone:
            # Whoever reads products need not have rights on orders.
            self.env["woo.order.missing"].sudo()._release(gone)
        return result
