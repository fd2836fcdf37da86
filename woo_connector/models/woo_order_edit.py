from odoo import fields, models
from odoo.exceptions import UserError


class WooOrderEdit(models.Model):
    """One part of an order that the store changed and a person has to decide about.

    Rows are there only as long as the question is open.
    """

    _name = "woo.order.edit"
    _description = "Change of a WooCommerce Order to Decide"
    _order = "order_id, id"

    order_id = fields.Many2one(
        "woo.order", required=True, index=True, ondelete="cascade", readonly=True
    )
    backend_id = fields.Many2one(
        related="order_id.backend_id", store=True, index=True, string="Store"
    )
    company_id = fields.Many2one(related="backend_id.company_id", store=True)
    name = fields.Char(
        string="What", required=True, readonly=True, help="The part that was changed."
    )
    last = fields.Text(
        string="Last Imported",
        readonly=True,
        help="What the store said when the order was last imported.",
    )
    store = fields.Text(
        string="In the Store", readonly=True, help="What the store says now."
    )
    odoo = fields.Text(
        string="In Odoo", readonly=True, help="What the sale order says."
    )
    part = fields.Char(required=True, readonly=True)
    # What the person saw: only this is applied, not what the store says later.
    store_value = fields.Json(readonly=True)
    is_chosen = fields.Boolean(
        string="Being Applied",
        readonly=True,
        help="Somebody chose the store's version; it is applied in the background.",
    )

    def action_apply(self):
        """Take over these changes of the store, in the background.

        What the store says is asked again, so that nothing outdated is applied.
        """
        self.order_id._check_may_decide()
        # Whoever decides need not have rights on sale orders.
        self.order_id.sudo()._check_currency()
        # The fields are nobody's to edit, the decision is the manager's.
        self.sudo().is_chosen = True
        self.order_id._enqueue_retry()

    def action_keep(self):
        """Leave these parts of the sale orders as they are in Odoo, from now on."""
        self.order_id._check_may_decide()
        if any(self.mapped("is_chosen")):
            raise UserError(self.env._("The store's version is being applied."))
        for order, edits in self.sudo().grouped("order_id").items():
            order._keep_edits(edits)
