from odoo import models


class SaleOrder(models.Model):
    """The fiscal position of orders that came from a store."""

    _inherit = "sale.order"

    def _prepare_invoice(self):
        """Invoice with the order's own fiscal position, also where it has none.

        Odoo would take the customer's instead, which may refuse the taxes that the
        store charged.
        """
        values = super()._prepare_invoice()
        # Whoever invoices need not have rights on stores.
        if self.sudo().woo_order_ids:
            values["fiscal_position_id"] = self.fiscal_position_id.id
        return values
