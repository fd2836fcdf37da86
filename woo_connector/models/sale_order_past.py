from odoo import fields, models


class SaleOrder(models.Model):
    """Sale orders of the past, which only tell what was sold."""

    _inherit = "sale.order"

    is_woo_past = fields.Boolean(
        string="Order of the Past",
        readonly=True,
        copy=False,
        help="Imported from a store after it was delivered and paid there: it counts "
        "as delivered and invoiced, without transfers and invoices.",
    )


class SaleOrderLine(models.Model):
    """Lines of the past: nothing is left to deliver or to invoice."""

    _inherit = "sale.order.line"

    def _prepare_qty_delivered(self):
        """Count as delivered what was delivered before Odoo."""
        past = self.filtered("order_id.is_woo_past")
        quantities = super(SaleOrderLine, self - past)._prepare_qty_delivered()
        for line in past:
            quantities[line] = line.product_uom_qty
        return quantities

    def _prepare_qty_invoiced(self):
        """Count as invoiced what was invoiced before Odoo."""
        past = self.filtered("order_id.is_woo_past")
        quantities = super(SaleOrderLine, self - past)._prepare_qty_invoiced()
        for line in past:
            quantities[line] = line.product_uom_qty
        return quantities

    def _compute_untaxed_amount_to_invoice(self):
        """Leave nothing to invoice of what was invoiced before Odoo."""
        past = self.filtered("order_id.is_woo_past")
        past.untaxed_amount_to_invoice = 0.0
        return super(SaleOrderLine, self - past)._compute_untaxed_amount_to_invoice()
