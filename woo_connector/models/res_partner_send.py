from odoo import models


class ResPartner(models.Model):
    """Stores are told what somebody changes in the fields they want to know."""

    _inherit = "res.partner"

    def write(self, vals):
        """Tell the stores."""
        result = super().write(vals)
        self.env["woo.field.mapping"]._send_changed(self, vals.keys())
        return result
