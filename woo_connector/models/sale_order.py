from odoo import fields, models


class SaleOrder(models.Model):
    """Sale orders that came from a store."""

    _inherit = "sale.order"

    woo_order_ids = fields.One2many(
        "woo.order",
        "sale_order_id",
        string="WooCommerce Orders",
        groups="woo_connector.group_woo_user",
    )

    def _compute_pricelist_id(self):
        """Keep the store's currency when somebody chooses another customer.

        A customer's pricelist may be in another currency, in which the store's amounts
        mean something else.
        """
        return super(SaleOrder, self - self._of_stores())._compute_pricelist_id()

    def action_confirm(self):
        """Confirm stores' orders apart from others, which get another date.

        Odoo prepares the same values for all that are confirmed at once.
        """
        stores_orders = self._of_stores()
        if not stores_orders or stores_orders == self:
            return super().action_confirm()
        super(SaleOrder, stores_orders).action_confirm()
        return super(SaleOrder, self - stores_orders).action_confirm()

    def _prepare_confirmation_values(self):
        """Keep the date on which the customer ordered in the store."""
        values = super()._prepare_confirmation_values()
        if self and self == self._of_stores():
            values.pop("date_order", None)
        return values

    def _of_stores(self):
        """Return those of these orders that came from a store."""
        # Whoever changes or confirms an order need not have rights on stores.
        return self.filtered(lambda order: order.sudo().woo_order_ids)

    def _is_cancellable_by_store(self):
        """Tell whether cancelling undoes nothing that already happened.

        Neither a transfer was done nor an invoice posted.
        """
        self.ensure_one()
        return not (
            self._is_delivered()
            or self.invoice_ids.filtered(lambda move: move.state == "posted")
        )

    def _is_delivered(self):
        """Tell whether a transfer of this order was done."""
        return any(picking.state == "done" for picking in self.picking_ids)

    def _is_invoiced(self):
        """Tell whether there is an invoice of this order, be it a draft."""
        return any(move.state != "cancel" for move in self.invoice_ids)

    def action_open_woo_order(self):
        """Open the store's side of this order."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "woo.order",
            "res_id": self.woo_order_ids[:1].id,
            "view_mode": "form",
        }

    def action_open_in_store(self):
        """Open the order in the store's administration."""
        return self.woo_order_ids[:1].action_open_in_store()
