from odoo import fields, models

MANAGER = "woo_connector.group_woo_manager"


class WooOrder(models.Model):
    """From where, and with what, an order was placed; kept only where it is wanted."""

    _inherit = "woo.order"

    customer_ip = fields.Char(string="IP Address", readonly=True, groups=MANAGER)
    customer_user_agent = fields.Char(string="Browser", readonly=True, groups=MANAGER)

    def _prepare_header(self, order):
        """Add what the store's settings allow to keep."""
        values = super()._prepare_header(order)
        if self.backend_id.keep_visitor_data:
            values["customer_ip"] = order.customer_ip_address
            values["customer_user_agent"] = order.customer_user_agent
        return values
