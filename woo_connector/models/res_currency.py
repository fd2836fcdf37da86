from odoo import models


class ResCurrency(models.Model):
    """Orders in an inactive currency go on as soon as it is activated."""

    _inherit = "res.currency"

    def write(self, vals):
        """Import again the orders that waited for this currency."""
        result = super().write(vals)
        if "active" in vals:
            self.env["woo.currency"]._release_for(self.filtered("active"))
        return result
