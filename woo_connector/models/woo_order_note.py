from odoo import fields, models


class WooOrder(models.Model):
    """What the customer wrote to the shop."""

    _inherit = "woo.order"

    customer_note = fields.Text(readonly=True)

    def _prepare_header(self, order):
        """Add the customer's words."""
        return {**super()._prepare_header(order), "customer_note": order.customer_note}
