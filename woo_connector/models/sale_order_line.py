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
