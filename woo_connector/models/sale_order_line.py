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
