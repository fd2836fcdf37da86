from odoo import api, fields, models


class WooStockWhy(models.TransientModel):
    """Shows how the number came about that a store is told of a product.

    Everything is worked out as for a push, and written down when it is asked for.
    """

    _name = "woo.stock.why"
    _description = "Why a WooCommerce Store Shows This Number"

    binding_id = fields.Many2one(
        "woo.product", string="In the Store", readonly=True, required=True
    )
    backend_id = fields.Many2one(related="binding_id.backend_id")
    product_id = fields.Many2one(related="binding_id.product_id")
    uom_id = fields.Many2one(related="product_id.uom_id")

    # === What is offered === #
    has_number = fields.Boolean(readonly=True)
    quantity = fields.Integer(string="Offered", readonly=True)
    backorders = fields.Char(readonly=True)
    reason = fields.Text(string="Why There Is No Number", readonly=True)
    remark = fields.Text(readonly=True)
    rule_id = fields.Many2one("woo.stock.rule", readonly=True)

    # === How it came about === #
    warehouse_ids = fields.One2many("woo.stock.why.warehouse", "why_id", readonly=True)
    limit_ids = fields.One2many("woo.stock.why.limit", "why_id", readonly=True)
    step_ids = fields.One2many("woo.stock.why.step", "why_id", readonly=True)
    in_flight_ids = fields.Many2many("woo.in.flight", readonly=True)

    # === What the store was told === #
    push_state = fields.Selection(related="binding_id.push_state")
    push_error = fields.Char(related="binding_id.push_error")
    pushed_quantity = fields.Integer(related="binding_id.pushed_quantity")
    pushed_status = fields.Char(related="binding_id.pushed_status")
    pushed_at = fields.Datetime(related="binding_id.pushed_at")
    pushed_cause = fields.Char(related="binding_id.pushed_cause")
    shown_quantity = fields.Integer(related="binding_id.shown_quantity")
    read_quantity = fields.Integer(related="binding_id.read_quantity")
    read_at = fields.Datetime(related="binding_id.read_at")
    waiting_since = fields.Datetime(string="Waiting to Be Sent Since", readonly=True)
    waiting_cause = fields.Char(string="Waiting Because Of", readonly=True)

    @api.depends("binding_id")
    def _compute_display_name(self):
        for wizard in self:
            wizard.display_name = wizard.binding_id.display_name

    @api.model
    def _open(self, binding):
        """Show how the number of a product came about.

        :param binding: a ``woo.product`` that the user may see
        :return: the action that opens the dialog
        """
        binding.check_access("read")
        return self.create({"binding_id": binding.id})._show()

    @api.model_create_multi
    def create(self, vals_list):
        """Work the numbers out at once."""
        wizards = super().create(vals_list)
        for wizard in wizards:
            wizard.binding_id.check_access("read")
            wizard._write_down()
        return wizards

    def action_look_again(self):
        """Work the number out anew."""
        self.ensure_one()
        self.binding_id.check_access("read")
        self._write_down()
        return self._show()

    def action_push_stock(self):
        """Send the number again, in the background."""
        self.ensure_one()
        return self.binding_id.action_push_stock()

    def _show(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Why This Number?"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
            "context": {**self.env.context, "dialog_size": "extra-large"},
        }


class WooStockWhyWarehouse(models.TransientModel):
    """What one warehouse has of a product, and what of it is counted."""

    _name = "woo.stock.why.warehouse"
    _description = "Warehouse of a WooCommerce Store's Number"
    _order = "why_id, id"

    why_id = fields.Many2one("woo.stock.why", required=True, ondelete="cascade")
    name = fields.Char(string="Warehouse", readonly=True)
    on_hand = fields.Float(digits="Product Unit", readonly=True)
    reserved = fields.Float(digits="Product Unit", readonly=True)
    promised = fields.Float(
        digits="Product Unit",
        readonly=True,
        help="What confirmed orders take out of the warehouse, reserved or not.",
    )
    incoming = fields.Float(
        digits="Product Unit",
        readonly=True,
        help="Confirmed receipts within the days of the rule, where it counts them.",
    )
    expired = fields.Float(
        digits="Product Unit",
        readonly=True,
        help="Not reserved, and past its removal date.",
    )
    counted = fields.Float(
        digits="Product Unit", readonly=True, help="What the warehouse contributes."
    )


class WooStockWhyLimit(models.TransientModel):
    """How many kits a component allows."""

    _name = "woo.stock.why.limit"
    _description = "Component of a WooCommerce Store's Number"
    _order = "why_id, id"

    why_id = fields.Many2one("woo.stock.why", required=True, ondelete="cascade")
    name = fields.Char(string="Component", readonly=True)
    taken = fields.Float(string="Per Kit", digits="Product Unit", readonly=True)
    left = fields.Float(
        digits="Product Unit", readonly=True, help="Sales in flight are taken off."
    )
    kits = fields.Float(string="Kits It Allows", digits=(16, 0), readonly=True)
    is_scarcest = fields.Boolean(readonly=True)


class WooStockWhyStep(models.TransientModel):
    """One step from what is counted to what is offered, in words."""

    _name = "woo.stock.why.step"
    _description = "Step of a WooCommerce Store's Number"
    _order = "why_id, id"

    why_id = fields.Many2one("woo.stock.why", required=True, ondelete="cascade")
    name = fields.Char(string="Step", readonly=True)
    has_change = fields.Boolean(readonly=True)
    change = fields.Float(digits="Product Unit", readonly=True)
    quantity = fields.Float(string="Leaves", digits="Product Unit", readonly=True)
