from odoo import models
from odoo.tools import float_compare


class SaleOrder(models.Model):
    """What moves the steps of a store's order on, whoever does it."""

    _inherit = "sale.order"

    def action_confirm(self):
        """Begin the steps of a store's order also when a person confirms it."""
        result = super().action_confirm()
        # Whoever confirms the order need not have rights on stores.
        self.sudo().woo_order_ids._start_steps()
        return result

    def _action_cancel(self):
        """Forget the steps of a store's order that are not done, or undone by this."""
        result = super()._action_cancel()
        # Whoever cancels the order need not have rights on stores.
        self.sudo().woo_order_ids._forget_steps()
        return result

    def _waits_for_delivery(self):
        """Tell whether something is still to be delivered before it is invoiced.

        What will not be delivered any more, since its transfers are done or cancelled,
        is not waited for.
        """
        self.ensure_one()
        return any(line._waits_for_delivery() for line in self.order_line)


class SaleOrderLine(models.Model):
    """Lines that are invoiced after their delivery."""

    _inherit = "sale.order.line"

    def _waits_for_delivery(self):
        self.ensure_one()
        if self.display_type or self.product_id.invoice_policy != "delivery":
            return False
        done = max(self.qty_delivered, self.qty_invoiced)
        if float_compare(done, self.product_uom_qty, precision_digits=6) >= 0:
            return False
        if self.qty_delivered_method != "stock_move":
            return True
        return any(move.state not in ("done", "cancel") for move in self.move_ids)
