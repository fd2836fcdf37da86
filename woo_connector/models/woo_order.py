from odoo import api, fields, models


class WooOrder(models.Model):
    """An order of the store and the sale order it is in Odoo."""

    _name = "woo.order"
    _description = "WooCommerce Order"
    _inherit = ["woo.binding", "woo.attention"]
    _order = "date_created desc, id desc"
    _rec_name = "number"

    sale_order_id = fields.Many2one(
        "sale.order", index=True, readonly=True, copy=False, ondelete="set null"
    )
    state = fields.Selection(
        [
            ("new", "New"),
            ("waiting", "Waiting"),
            ("imported", "Imported"),
            ("review", "Needs review"),
            ("ignored", "Ignored"),
            ("failed", "Failed"),
        ],
        default="new",
        required=True,
        readonly=True,
        index=True,
        tracking=True,
    )
    missing_ids = fields.One2many("woo.order.missing", "order_id", readonly=True)
    reason = fields.Text(
        readonly=True,
        help="Why this order needs a person: what is missing, what differs, or what "
        "the store or Odoo refused.",
    )

    # What the store says. Amounts are in the order's currency.
    number = fields.Char(string="Order Number", readonly=True, index=True)
    status = fields.Char(string="Status in the Store", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    # Not Monetary: a store can sell in more decimals than the currency has in Odoo.
    total = fields.Float(min_display_digits=2, readonly=True, aggregator=None)
    total_tax = fields.Float(
        string="Tax", min_display_digits=2, readonly=True, aggregator=None
    )
    total_untaxed = fields.Float(
        string="Untaxed", min_display_digits=2, compute="_compute_total_untaxed"
    )
    date_created = fields.Datetime(string="Ordered", readonly=True)
    date_modified = fields.Datetime(string="Changed", readonly=True)
    date_paid = fields.Datetime(string="Paid", readonly=True)
    payment_method = fields.Char(readonly=True, help="E.g. bacs, cod, stripe")
    payment_method_title = fields.Char(string="Paid By", readonly=True)
    transaction_id = fields.Char(readonly=True)
    store_url = fields.Char(
        string="In the Store",
        compute="_compute_store_url",
        help="Page of this order in the store's administration.",
    )

    # What Odoo says, beside it.
    sale_total = fields.Monetary(
        string="Total in Odoo", related="sale_order_id.amount_total"
    )
    sale_total_tax = fields.Monetary(
        string="Tax in Odoo", related="sale_order_id.amount_tax"
    )
    sale_total_untaxed = fields.Monetary(
        string="Untaxed in Odoo", related="sale_order_id.amount_untaxed"
    )
    sale_state = fields.Selection(
        string="Sale Order State", related="sale_order_id.state"
    )

    _store_order_unique = models.UniqueIndex("(backend_id, woo_id)")

    @api.depends("total", "total_tax")
    def _compute_total_untaxed(self):
        for order in self:
            order.total_untaxed = order.total - order.total_tax

    @api.depends("backend_id.address", "woo_id")
    def _compute_store_url(self):
        for order in self:
            # The classic address: a store with the newer order tables redirects it.
            order.store_url = order.backend_id._get_admin_url(order.woo_id)

    @api.depends("number", "woo_id", "backend_id")
    def _compute_display_name(self):
        for order in self:
            number = order.number or order.woo_id
            order.display_name = f"{order.backend_id.name} {number}"

    def action_retry(self):
        """Import these orders again, whatever became of them before."""
        self.check_access("read")
        self._enqueue_retry()

    def action_open_sale_order(self):
        """Open the sale order."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "sale.order",
            "res_id": self.sale_order_id.id,
            "view_mode": "form",
        }

    def action_open_in_store(self):
        """Open the order in the store's administration."""
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": self.store_url, "target": "new"}
