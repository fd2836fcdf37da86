from odoo import api, fields, models
from odoo.tools import float_compare

from .woo_cancellation_send import BY_STORE


class SaleOrder(models.Model):
    """Whether the store's gateway is to pay back what is taken off next."""

    _inherit = "sale.order"

    woo_pays_back = fields.Boolean(
        string="Refund Through the Gateway",
        copy=False,
        groups="woo_connector.group_woo_user",
        help="The store has its payment gateway send back the money of the pieces that "
        "are taken off this order next. Leave it unticked where the money goes back in "
        "another way: the store then only records the refund.",
    )
    woo_can_refund_lines = fields.Boolean(
        compute="_compute_woo_can_refund_lines",
        groups="woo_connector.group_woo_user",
        help="The store will be told of pieces that are taken off this order.",
    )

    @api.depends("state", "woo_order_ids")
    def _compute_woo_can_refund_lines(self):
        for order in self:
            policies = order.woo_order_ids.backend_id.mapped("line_cancel_policy")
            order.woo_can_refund_lines = order.state == "sale" and "refund" in policies


class SaleOrderLine(models.Model):
    """Stores are told which pieces of their orders were cancelled."""

    _inherit = "sale.order.line"

    def _update_line_quantity(self, values):
        """Note what is taken off; Odoo calls this for confirmed lines alone."""
        taken = {
            line: line.product_uom_qty - values["product_uom_qty"]
            for line in self.filtered(lambda line: line.woo_line_id > 0)
            if float_compare(
                line.product_uom_qty, values["product_uom_qty"], precision_digits=6
            )
            > 0
        }
        result = super()._update_line_quantity(values)
        if taken and not self.env.context.get(BY_STORE):
            # Whoever changes a sale order need not have rights on stores.
            sends = self.env["woo.line.cancellation.send"].sudo()
            sends._note_taken_off({line.sudo(): n for line, n in taken.items()})
        return result


class WooOrder(models.Model):
    """Changes of the store do not go back to it."""

    _inherit = "woo.order"

    def _apply_parts(self, parts, values):
        quiet = self.with_context(**{BY_STORE: True})
        return super(WooOrder, quiet)._apply_parts(parts, values)


class WooRefund(models.Model):
    """Refunds of the store do not go back to it."""

    _inherit = "woo.refund"

    def _make_documents(self, order):
        quiet = self.with_context(**{BY_STORE: True})
        return super(WooRefund, quiet)._make_documents(order)
