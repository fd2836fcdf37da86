from odoo import models

from .woo_cancellation_send import BY_STORE


class SaleOrder(models.Model):
    """Stores are told which of their orders were cancelled."""

    _inherit = "sale.order"

    def _action_cancel(self):
        """Note what was cancelled, be it by one, by many or in the portal."""
        before = self.filtered(lambda order: order.state != "cancel")
        result = super()._action_cancel()
        if not self.env.context.get(BY_STORE):
            cancelled = before.filtered(lambda order: order.state == "cancel")
            # Whoever cancels a sale order need not have rights on stores.
            self.env["woo.cancellation.send"].sudo()._note_cancelled(cancelled.sudo())
        return result

    def action_draft(self):
        """Forget that the store gave up what it has again and somebody revives."""
        result = super().action_draft()
        # Whoever revives a sale order need not have rights on stores.
        for order in self.sudo().woo_order_ids:
            if not order._is_given_up_in_store():
                order._forget_giving_up()
        return result
