from odoo import fields, models
from odoo.tools import float_compare


class SaleOrderLine(models.Model):
    """Partial invoices of a store's order add up to what the store charged."""

    _inherit = "sale.order.line"

    woo_line_id = fields.Integer(
        string="Line in the Store",
        readonly=True,
        copy=False,
        aggregator=None,
        help="Number of the line in the store's order; 0 for a line made in Odoo.",
    )

    def _prepare_invoice_line(self, **optional_values):
        """Carry the store's amounts in parts where the line is invoiced in parts.

        Odoo takes them for the whole quantity only, and would compute each part anew:
        the parts then miss the order's total by some cents.
        """
        values = super()._prepare_invoice_line(**optional_values)
        # Whoever invoices need not have rights on stores.
        if self.sudo().order_id.woo_order_ids and values.get("extra_tax_data"):
            values["extra_tax_data"] = self._get_invoiced_share(values["quantity"])
        return values

    def _get_invoiced_share(self, quantity):
        """Return the store's amounts for a part of the line.

        The part is what is invoiced with it less what was invoiced before it, both
        rounded. So the parts add up to the whole, in whatever order they come.

        :param float quantity: of the part, in the line's unit; negative for a refund
        :rtype: dict
        """
        whole = self.extra_tax_data
        total = whole.get("quantity")
        before = self.qty_invoiced
        is_changed = float_compare(total or 0, self.product_uom_qty, precision_digits=6)
        if not total or is_changed or not whole.get("manual_tax_amounts"):
            # Not the store's amounts any more: Odoo computes the line, so the invoice.
            return whole
        own = self.env["res.currency"].browse(whole["currency_id"])

        def share(amounts):
            parts = {}
            for name, amount in amounts.items():
                currency = (
                    own if name.endswith("_currency") else self.company_id.currency_id
                )
                with_it = currency.round(amount * (before + quantity) / total)
                parts[name] = with_it - currency.round(amount * before / total)
            return parts

        names = ("manual_total_excluded_currency", "manual_total_excluded")
        taxes = whole["manual_tax_amounts"]
        return {
            **whole,
            "quantity": quantity,
            **share({name: whole[name] for name in names if name in whole}),
            "manual_tax_amounts": {
                tax: share(amounts) for tax, amounts in taxes.items()
            },
        }
