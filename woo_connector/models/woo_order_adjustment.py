from odoo import api, fields, models


class WooOrderAdjustment(models.Model):
    """A difference between a store's order and Odoo's that was accepted.

    The ledger of all of them: a row is never changed, and stays when the order, the
    sale order or the store is deleted.
    """

    _name = "woo.order.adjustment"
    _description = "Accepted Difference of a WooCommerce Order"
    _order = "date desc, id desc"
    _rec_name = "order_number"

    date = fields.Datetime(
        string="Accepted", required=True, readonly=True, default=fields.Datetime.now
    )
    order_id = fields.Many2one(
        "woo.order", readonly=True, index=True, ondelete="set null"
    )
    order_number = fields.Char(readonly=True)
    backend_id = fields.Many2one(
        "woo.backend", string="Store", readonly=True, ondelete="set null"
    )
    backend_name = fields.Char(string="Name of the Store", readonly=True)
    sale_order_id = fields.Many2one("sale.order", readonly=True, ondelete="set null")
    sale_order_name = fields.Char(string="Sale Order Number", readonly=True)
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    # Not Monetary: the difference can be less than a unit of the currency.
    store_total = fields.Float(
        string="Total in the Store",
        min_display_digits=2,
        readonly=True,
        aggregator=None,
        help="What the order shall come to in Odoo: the store's total, and what was "
        "paid by gift card where Odoo takes that for a payment.",
    )
    odoo_total = fields.Float(
        string="Total in Odoo", min_display_digits=2, readonly=True, aggregator=None
    )
    difference = fields.Float(
        min_display_digits=2,
        compute="_compute_difference",
        store=True,
        help="Total in Odoo less total in the store.",
    )
    line_amount = fields.Float(
        string="Line for the Difference",
        min_display_digits=2,
        readonly=True,
        help="What a line made for it in Odoo carries, so that the total is reached.",
    )
    store_tax = fields.Float(
        string="Tax in the Store", min_display_digits=2, readonly=True, aggregator=None
    )
    odoo_tax = fields.Float(
        string="Tax in Odoo", min_display_digits=2, readonly=True, aggregator=None
    )
    tax_difference = fields.Float(
        min_display_digits=2, compute="_compute_difference", store=True
    )
    reason = fields.Text(readonly=True)
    decided_by = fields.Selection(
        [("person", "A person"), ("policy", "The store's settings")],
        required=True,
        readonly=True,
    )
    user_id = fields.Many2one(
        "res.users", string="Accepted By", readonly=True, ondelete="restrict"
    )

    @api.depends("store_total", "odoo_total", "store_tax", "odoo_tax")
    def _compute_difference(self):
        for row in self:
            # A float's binary tail would show.
            row.difference = round(row.odoo_total - row.store_total, 8)
            row.tax_difference = round(row.odoo_tax - row.store_tax, 8)
