from odoo import api, fields, models


class WooOrderComparison(models.Model):
    """One amount of an order that needs review, in the store and in Odoo.

    All amounts of such an order are listed, also the equal ones; orders whose amounts
    are the store's have no rows.
    """

    _name = "woo.order.comparison"
    _description = "Amount of a WooCommerce Order Beside Odoo's"
    _order = "order_id, sequence, id"

    order_id = fields.Many2one(
        "woo.order", required=True, index=True, ondelete="cascade", readonly=True
    )
    company_id = fields.Many2one(
        related="order_id.company_id", store=True, precompute=True
    )
    sequence = fields.Integer(readonly=True)
    name = fields.Char(string="Line", readonly=True)
    what = fields.Char(string="Amount", readonly=True, help="Net, or which tax.")
    is_total = fields.Boolean(readonly=True)
    # Not Monetary: a store can sell in more decimals than the currency has in Odoo.
    store_amount = fields.Float(
        string="In the Store", min_display_digits=2, readonly=True, aggregator=None
    )
    odoo_amount = fields.Float(
        string="In Odoo", min_display_digits=2, readonly=True, aggregator=None
    )
    difference = fields.Float(
        min_display_digits=2, compute="_compute_difference", store=True, aggregator=None
    )
    is_different = fields.Boolean(
        readonly=True,
        help="More than rounding to the currency explains.",
    )

    @api.depends("store_amount", "odoo_amount")
    def _compute_difference(self):
        for row in self:
            row.difference = round(row.odoo_amount - row.store_amount, 8)
