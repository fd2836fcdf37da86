from odoo import fields, models


class WooOrderPlacedUnit(models.Model):
    """Units of the currency added to one amount of an order, so that it sums.

    A store's lines, rounded, can miss its total by some units. These are placed where
    they do least harm; ``woo/apportion.py`` has the rule.
    """

    _name = "woo.order.placed.unit"
    _description = "Unit Placed in a WooCommerce Order"
    _order = "order_id, id"

    order_id = fields.Many2one(
        "woo.order", required=True, index=True, ondelete="cascade", readonly=True
    )
    company_id = fields.Many2one(
        related="order_id.company_id", store=True, precompute=True
    )
    currency_id = fields.Many2one(related="order_id.currency_id")
    woo_line_id = fields.Integer(
        string="Line in the Store", readonly=True, aggregator=None
    )
    name = fields.Char(string="Line", readonly=True)
    tax_id = fields.Many2one(
        "account.tax",
        readonly=True,
        ondelete="restrict",
        help="The tax of the line that the units were added to; empty: its net amount.",
    )
    amount = fields.Monetary(
        string="Added", readonly=True, help="Negative: taken away."
    )
