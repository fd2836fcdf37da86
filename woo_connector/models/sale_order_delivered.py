from odoo import models
from odoo.tools import float_compare


class SaleOrder(models.Model):
    """Whether all of a sale order has left."""

    _inherit = "sale.order"

    def _has_more_to_deliver(self):
        """Tell whether goods of this order are still to be delivered.

        What is given up, because its transfers are done or cancelled, is not.
        """
        self.ensure_one()
        return any(line._has_more_to_deliver() for line in self.order_line)


class SaleOrderLine(models.Model):
    """Lines of goods, which leave by transfers."""

    _inherit = "sale.order.line"

    def _has_more_to_deliver(self):
        self.ensure_one()
        if self.display_type or self.qty_delivered_method != "stock_move":
            return False
        quantities = self.qty_delivered, self.product_uom_qty
        if float_compare(*quantities, precision_digits=6) >= 0:
            return False
        moves = self.move_ids.filtered(
            lambda move: move.location_id.usage != "customer"
        )
        # What a supplier is to deliver has no move before its purchase is confirmed.
        return not moves or any(move.state not in ("done", "cancel") for move in moves)
