from odoo import api, fields, models
from odoo.tools import float_compare

from ..woo.refund_split import split
from .sale_order_line_invoice import exact


class SaleOrderLine(models.Model):
    """What a store refunded is not to be invoiced again."""

    _inherit = "sale.order.line"

    woo_credited_qty = fields.Float(
        string="Refunded in the Store",
        digits="Product Unit",
        readonly=True,
        copy=False,
        help="Delivered pieces that a refund of the store put on a credit note. They "
        "stay delivered, and are not to be invoiced again.",
    )

    @api.depends("woo_credited_qty")
    def _compute_qty_to_invoice(self):
        """Leave out what a credit note took back because of a refund.

        Odoo finds it delivered, or ordered, and not invoiced (any more).
        """
        result = super()._compute_qty_to_invoice()
        for line in self:
            if line.woo_credited_qty and line.qty_to_invoice > 0:
                left = line.qty_to_invoice - line.woo_credited_qty
                line.qty_to_invoice = max(0.0, left)
        return result

    @api.depends("woo_credited_qty")
    def _compute_invoice_status(self):
        """Take what was invoiced and given back as invoiced."""
        result = super()._compute_invoice_status()
        for line in self:
            if line.invoice_status == "no" and line.woo_credited_qty:
                done = line.qty_invoiced + line.woo_credited_qty
                if float_compare(done, line.product_uom_qty, precision_digits=6) >= 0:
                    line.invoice_status = "invoiced"
        return result

    def _split_refunded(self, quantity):
        """Tell refunded pieces apart: still open, or on an invoice.

        :param Decimal quantity: refunded pieces
        :rtype: woo.refund_split.Split
        """
        credited = exact(self.woo_credited_qty)
        return split(
            quantity,
            exact(self.product_uom_qty) - credited,
            max(exact(self.qty_delivered) - credited, 0 * credited),
            exact(self.qty_invoiced),
        )

    def _get_posted_invoices(self):
        """Return the posted invoices with this line, the oldest first."""
        moves = self.invoice_lines.move_id
        return moves.filtered(
            lambda move: move.state == "posted" and move.move_type == "out_invoice"
        ).sorted("id")
