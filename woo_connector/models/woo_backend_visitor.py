from odoo import fields, models


class WooBackend(models.Model):
    """What is kept of whoever ordered, beyond what an order needs."""

    _inherit = "woo.backend"

    keep_visitor_data = fields.Boolean(
        string="Keep IP Address and Browser",
        help="Keep the IP address and the browser an order was placed with, e.g. to "
        "look into fraud. They are personal data that no order needs, so they are "
        "dropped unless you choose this. Switched off, they are deleted everywhere.",
    )

    def write(self, vals):
        """Delete what was kept as soon as it is not to be kept any more."""
        result = super().write(vals)
        if vals.get("keep_visitor_data") is False:
            # Whoever may change a store need not have rights on its orders.
            orders = self.env["woo.order"].sudo()
            domain = [
                ("backend_id", "in", self.ids),
                "|",
                ("customer_ip", "!=", False),
                ("customer_user_agent", "!=", False),
            ]
            nothing = {"customer_ip": False, "customer_user_agent": False}
            orders.search(domain).write(nothing)
        return result
