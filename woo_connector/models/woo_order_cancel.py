from odoo import models


class WooOrder(models.Model):
    """What becomes of the sale order of an order that the store gave up."""

    _inherit = "woo.order"

    def _cancel_sale_order(self):
        """Cancel the sale order, unless something has left the house or the books."""
        sale_order = self.sale_order_id
        if not sale_order:
            self._settle("ignored")
        elif sale_order.state == "cancel":
            self._settle("imported")
        elif sale_order._is_cancellable_by_store():
            self._hold_stock()
            if sale_order.locked:
                sale_order.action_unlock()
            sale_order._action_cancel()
            self._settle("imported")
        else:
            self._ask_about_change(
                self.env._(
                    "The order was cancelled in the store, but it is already delivered "
                    "or invoiced in Odoo."
                )
            )
