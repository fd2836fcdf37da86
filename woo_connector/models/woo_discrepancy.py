from odoo import api, fields, models

from ..woo.discrepancy import Kind

#: What a difference comes from, in a person's words.
KINDS = [
    (Kind.UNDER_WAY.value, "Change under way"),
    (Kind.NOT_COUNTED.value, "Not counted in the store"),
    (Kind.UNBOUND.value, "Not bound"),
    (Kind.PUSH_FAILED.value, "Not sent"),
    (Kind.ORDER_NOT_IMPORTED.value, "Order not imported"),
    (Kind.CHANGED_IN_STORE.value, "Changed in the store"),
    (Kind.RULE_CHANGED.value, "Rule changed"),
    (Kind.UNEXPLAINED.value, "Unexplained"),
]

#: States of a difference that is still there, as far as is known.
ACTIVE = ("open", "repairing", "accepted")


class WooDiscrepancy(models.Model):
    """A product of which a store shows another number than it should.

    One row as long as the difference lasts: whoever looks again writes the same one.
    """

    _name = "woo.discrepancy"
    _description = "WooCommerce Stock Discrepancy"
    _order = "units desc, id desc"
    _rec_name = "binding_id"

    reconciliation_id = fields.Many2one(
        "woo.reconciliation",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="The last one that saw it.",
    )
    binding_id = fields.Many2one(
        "woo.product",
        string="Product in the Store",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    backend_id = fields.Many2one(
        "woo.backend",
        string="Store",
        related="binding_id.backend_id",
        store=True,
        index=True,
    )
    company_id = fields.Many2one(
        related="backend_id.company_id", store=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    product_id = fields.Many2one(
        "product.product",
        string="Odoo Product",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    sku = fields.Char("SKU", related="binding_id.sku")

    # === The difference === #
    kind = fields.Selection(KINDS, string="Cause", required=True, readonly=True)
    detail = fields.Char(readonly=True, help="What happened, and when.")
    store_quantity = fields.Integer(
        string="In the Store",
        readonly=True,
        aggregator=None,
        help="Pieces the store shows; 0 where it does not count them.",
    )
    odoo_quantity = fields.Integer(
        string="Should Be",
        readonly=True,
        aggregator=None,
        help="Pieces the store should show.",
    )
    difference = fields.Integer(
        readonly=True,
        help="Shown in the store less what should be. Above 0 more can be sold than "
        "there is; below 0 sales are lost.",
    )
    units = fields.Integer(
        readonly=True, help="The difference, whichever side shows more."
    )
    value = fields.Monetary(
        readonly=True, help="The units at their cost, in the company's currency."
    )
    order_woo_ids = fields.Json(
        readonly=True, help="Numbers of the store's orders that Odoo has not seen."
    )

    # === What became of it === #
    state = fields.Selection(
        [
            ("open", "Open"),
            ("repairing", "Being Repaired"),
            ("repaired", "Repaired"),
            ("accepted", "Accepted"),
            ("gone", "Gone by Itself"),
        ],
        default="open",
        required=True,
        readonly=True,
    )
    found_at = fields.Datetime(
        string="Found", required=True, readonly=True, default=fields.Datetime.now
    )
    seen_at = fields.Datetime(
        string="Last Seen", required=True, readonly=True, default=fields.Datetime.now
    )
    closed_at = fields.Datetime(string="Closed", readonly=True)
    repaired_by = fields.Many2one(
        "res.users", string="Decided By", readonly=True, ondelete="set null"
    )
    repaired_at = fields.Datetime(string="Decided On", readonly=True)

    _one_active = models.UniqueIndex(
        "(binding_id) WHERE state IN ('open', 'repairing', 'accepted')"
    )
    _active_of_store = models.Index(
        "(backend_id, seen_at) WHERE state IN ('open', 'repairing', 'accepted')"
    )

    @api.depends("binding_id")
    def _compute_display_name(self):
        for row in self:
            row.display_name = row.binding_id.display_name

    def action_open_product(self):
        """Open the store's product, e.g. to bind it."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "woo.product",
            "res_id": self.binding_id.id,
            "view_mode": "form",
        }

    def _close(self):
        """Note that the difference is not there any more."""
        repaired = self.filtered(lambda row: row.state == "repairing")
        now = fields.Datetime.now()
        repaired.write({"state": "repaired", "closed_at": now})
        (self - repaired).write({"state": "gone", "closed_at": now})

    @api.autovacuum
    def _gc_discrepancies(self):
        """Delete differences that were closed long ago."""
        limit = 10_000
        rows = self.search(
            [
                ("state", "in", ("repaired", "gone")),
                (
                    "closed_at",
                    "<",
                    self.env["woo.reconciliation"]._get_retention_limit(),
                ),
            ],
            order="id",
            limit=limit,
        )
        rows.unlink()
        return len(rows), len(rows) == limit
