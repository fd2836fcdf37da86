from odoo import models


class SaleOrder(models.Model):
    """Stores are told what somebody changes in the fields they want to know."""

    _inherit = "sale.order"

    def write(self, vals):
        """Tell the stores."""
        result = super().write(vals)
        self.env["woo.field.mapping"]._send_changed(self, vals.keys())
        return result
