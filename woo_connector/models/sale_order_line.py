from odoo import fields, models


class SaleOrderLine(models.Model):
    """Lines of sale orders that came from a store."""

    _inherit = "sale.order.line"

    woo_line_id = fields.Integer(
        string="Line in the Store",
        readonly=True,
        copy=False,
        aggregator=None,
        help="Number of the line in the store's order; 0 for a line made in Odoo, "
        "below 0 for one that the import added.",
    )

    def _compute_discount(self):
        """Keep the store's discount when somebody changes a quantity.

        Odoo takes the discount from the pricelist, which knows nothing of the store's.
        """
        return super(
            SaleOrderLine, self.filtered(lambda line: not line.woo_line_id)
        )._compute_discount()

    def _prepare_procurement_values(self):
        """Plan no transfer into closed books, which Odoo refuses.

        An order keeps the date on which it was placed, and may be paid when that month
        is closed.
        """
        values = super()._prepare_procurement_values()
        if self.order_id._of_stores() and self._is_closed(values["date_planned"]):
            values["date_planned"] = fields.Datetime.now()
        return values

    def _is_closed(self, moment):
        """Tell whether the books of the order's company are closed for a moment."""
        return bool(
            self.company_id._get_lock_date_violations(
                moment.date(),
                fiscalyear=True,
                sale=False,
                purchase=False,
                tax=False,
                hard=True,
            )
        )
