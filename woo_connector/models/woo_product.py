from odoo import api, fields, models

#: Kinds of store products that are never in an order line or have no stock here.
NOT_SOLD = ("variable", "grouped", "external")


class WooProduct(models.Model):
    """A product or a variation of a store, and the Odoo product it stands for.

    Products and variations share the store's numbers, so ``woo_id`` tells both.
    """

    _name = "woo.product"
    _description = "WooCommerce Product"
    _inherit = "woo.binding"
    _order = "backend_id, parent_woo_id, woo_id"
    _rec_names_search = ["name", "sku", "woo_id"]
    _check_company_auto = True

    product_id = fields.Many2one(
        "product.product",
        string="Odoo Product",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="Found by SKU, or chosen by a person. Once found, it stays.",
    )
    state = fields.Selection(
        [
            ("bound", "Bound"),
            ("unmatched", "Unmatched"),
            ("ambiguous", "Ambiguous"),
            ("not_sold", "Not sold itself"),
        ],
        compute="_compute_state",
        store=True,
        index=True,
    )
    problem = fields.Char(
        string="Why Not Bound",
        readonly=True,
        copy=False,
        help="What keeps it from being bound by its SKU.",
    )

    # === As the store has it === #
    name = fields.Char(readonly=True)
    sku = fields.Char("SKU", readonly=True)
    woo_type = fields.Char(
        string="Kind",
        readonly=True,
        help="The store's own word: simple, variable, variation...",
    )
    parent_woo_id = fields.Integer(
        string="Parent's Store ID",
        readonly=True,
        aggregator=None,
        help="Number of the product a variation belongs to, else 0.",
    )
    status = fields.Char(readonly=True, help="E.g. publish, draft or private.")
    is_virtual = fields.Boolean(string="Virtual", readonly=True)
    price = fields.Float(
        digits="Product Price",
        readonly=True,
        aggregator=None,
        help="Regular price in the store's currency, with or without tax as the store "
        "keeps its prices.",
    )
    weight = fields.Float(
        digits="Stock Weight",
        readonly=True,
        aggregator=None,
        help="In the store's unit of weight.",
    )
    manage_stock = fields.Selection(
        [("yes", "Yes"), ("no", "No"), ("parent", "On its parent")],
        string="Counts Stock",
        readonly=True,
    )
    deleted_in_store = fields.Boolean(
        readonly=True,
        copy=False,
        help="The store does not have it any more, or only in its trash. It is kept "
        "for the orders that name it.",
    )
    store_url = fields.Char("Link to the Store", compute="_compute_store_url")

    # === Stock sent === #
    pushed_quantity = fields.Integer(
        string="Stock Sent",
        readonly=True,
        copy=False,
        aggregator=None,
        help="Number of pieces the store was told last.",
    )
    pushed_at = fields.Datetime(string="Sent On", readonly=True, copy=False)
    push_state = fields.Selection(
        [("waiting", "Not sent yet"), ("pushed", "Sent"), ("failed", "Failed")],
        string="Stock",
        default="waiting",
        readonly=True,
        copy=False,
    )
    push_error = fields.Char(string="Why Not Sent", readonly=True, copy=False)

    _woo_id_unique = models.UniqueIndex("(backend_id, woo_id)")
    _sku_index = models.Index("(backend_id, lower(sku))")
    _push_failed_index = models.Index("(backend_id) WHERE push_state = 'failed'")

    @api.depends("product_id", "woo_type", "problem")
    def _compute_state(self):
        for binding in self:
            if binding.product_id:
                binding.state = "bound"
            elif binding.woo_type in NOT_SOLD:
                binding.state = "not_sold"
            elif binding.problem:
                binding.state = "ambiguous"
            else:
                binding.state = "unmatched"

    @api.depends("backend_id.address", "woo_id", "parent_woo_id")
    def _compute_store_url(self):
        for binding in self:
            # A variation has no page of its own: it is edited on its parent's.
            post_id = binding.parent_woo_id or binding.woo_id
            binding.store_url = binding.backend_id._get_admin_url(post_id)

    @api.depends("name", "sku", "woo_id")
    def _compute_display_name(self):
        for binding in self:
            name = binding.name or f"#{binding.woo_id}"
            binding.display_name = f"[{binding.sku}] {name}" if binding.sku else name

    @api.model_create_multi
    def create(self, vals_list):
        """Send the stock of what is bound from the start."""
        bindings = super().create(vals_list)
        self.env["woo.stock.change"]._note_bindings(bindings.filtered("product_id"))
        return bindings

    def write(self, vals):
        """Send the stock of what is bound now, and let go on what waited for it.

        What the store was sent before was another product's stock.
        """
        if "product_id" not in vals:
            return super().write(vals)
        if vals["product_id"]:
            vals = {**vals, "problem": False}
        changed = self.filtered(lambda b: b.product_id.id != vals["product_id"])
        result = super().write(vals)
        changed._forget_what_was_sent()
        if vals["product_id"]:
            # Whoever binds products need not have rights on orders.
            self.env["woo.order.missing"].sudo()._release(self)
        return result

    def _forget_what_was_sent(self):
        bound = self.filtered("product_id")
        if bound:
            bound.write({"push_state": "waiting", "push_error": False})
            self.env["woo.stock.change"]._note_bindings(bound)

    def action_open_in_store(self):
        """Open the product in the store's own administration."""
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": self.store_url, "target": "new"}
