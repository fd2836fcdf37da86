from odoo import models


class StockPicking(models.Model):
    """Deliveries let the invoice of a store's order go on."""

    _inherit = "stock.picking"

    def _action_done(self):
        result = super()._action_done()
        # Whoever delivers need not have rights on sales and stores.
        orders = self.sudo().sale_id.woo_order_ids
        orders._resume_waiting_steps()
        return result
