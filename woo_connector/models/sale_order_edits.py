from odoo import api, fields, models


class SaleOrder(models.Model):
    """Sale orders whose order in the store was changed and is to be decided about."""

    _inherit = "sale.order"

    has_woo_edits = fields.Boolean(
        compute="_compute_has_woo_edits", groups="woo_connector.group_woo_user"
    )

    @api.depends("woo_order_ids.edit_ids")
    def _compute_has_woo_edits(self):
        for order in self:
            order.has_woo_edits = bool(order.woo_order_ids.edit_ids)
