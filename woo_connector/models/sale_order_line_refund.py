from decimal import Decimal

from odoo import api, fields, models
from odoo.tools import float_compare

from ..woo.refund_split import split
from .sale_order_line_invoice import NET, exact


class SaleOrderLine(models.Model):
    """What a store refunded is not to be invoiced again."""

    _inherit = "sale.order.line"

    woo_credited_qty = fields.Float(
        string="Refunded in the Store",
        digits="Product Unit",
        readonly=True,
        copy=False,
        help="Delivered pieces that the store gave back money for. They stay "
        "delivered, and are not to be invoiced (again).",
    )

    woo_credited_amounts = fields.Json(
        readonly=True,
        copy=False,
        prefetch=False,
        help="What was given back for these pieces: net, and each tax with its base.",
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

    def _give_back(self, pieces, amount):
        """Note that delivered pieces are not to be invoiced (any more).

        :param Decimal pieces: how many
        :param TaxedAmount amount: what was given back for them
        """
        order = self.order_id.woo_order_ids[:1]
        charged = order._prepare_extra_tax_data(
            amount.net, amount.taxes, self.currency_id, 1.0
        )["manual_tax_amounts"]
        given = {NET: amount.net}
        for tax in amount.taxes:
            given[str(tax.id)] = amount.taxes[tax]
            given[f"{tax.id}-base"] = exact(
                charged[str(tax.id)]["base_amount_currency"]
            )
        before = self.woo_credited_amounts or {}
        for key, value in before.items():
            given[key] = given.get(key, 0) + Decimal(value)
        self.woo_credited_amounts = {key: str(value) for key, value in given.items()}
        self.woo_credited_qty += float(pieces)

    def _get_charged_amounts(self):
        """Take what was given back for delivered pieces as charged.

        What the others are charged does not depend on it.
        """
        charged = super()._get_charged_amounts()
        for key, value in (self.woo_credited_amounts or {}).items():
            tax, _dash, base = key.partition("-")
            place = (tax, base) if base else tax
            charged[place] = charged.get(place, Decimal(0)) + Decimal(value)
        return charged

    def _get_charged_quantity(self):
        return super()._get_charged_quantity() + self.woo_credited_qty

    def _get_posted_invoices(self):
        """Return the posted invoices with this line, the oldest first."""
        moves = self.invoice_lines.move_id
        return moves.filtered(
            lambda move: move.state == "posted" and move.move_type == "out_invoice"
        ).sorted("id")
