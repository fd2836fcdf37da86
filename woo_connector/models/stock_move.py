from odoo import models
from odoo.tools import plaintext2html


class StockMove(models.Model):
    """What the customer wrote in the store reaches whoever packs the parcel."""

    _inherit = "stock.move"

    def _get_new_picking_values(self):
        """Put the customer's note on the transfers of a store's order."""
        values = super()._get_new_picking_values()
        if note := self._find_customer_note():
            values["note"] = plaintext2html(note)
        return values

    def _find_customer_note(self):
        """Return what the customer of a store's order wrote; no query while confirming.

        Confirming has read the store's order of each sale order just before.
        """
        # Whoever confirms the order need not have rights on stores.
        woo_orders = self.sudo().sale_line_id.order_id.woo_order_ids
        return "\n\n".join(filter(None, woo_orders.mapped("customer_note")))
