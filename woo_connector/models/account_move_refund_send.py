from odoo import api, fields, models


class AccountMove(models.Model):
    """Credit notes become refunds of the store that sold what they give back."""

    _inherit = "account.move"

    woo_pays_back = fields.Boolean(
        string="Refund Through the Gateway",
        copy=False,
        help="The store has its payment gateway send the money back when it makes the "
        "refund. Leave it unticked where the money goes back in another way: the store "
        "then only records the refund.",
    )
    woo_refund_send_ids = fields.One2many(
        "woo.refund.send",
        "move_id",
        string="Refunds Sent",
        groups="woo_connector.group_woo_user",
    )
    # Whoever makes credit notes need not have rights on stores.
    woo_refund_state = fields.Char(
        string="Refund in the Store",
        compute="_compute_woo_refund_state",
        compute_sudo=True,
    )
    woo_can_refund = fields.Boolean(
        compute="_compute_woo_can_refund",
        compute_sudo=True,
        help="The store will be told of this credit note.",
    )

    @api.depends("woo_refund_send_ids.state")
    def _compute_woo_refund_state(self):
        states = dict(
            self.env["woo.refund.send"]
            ._fields["state"]
            ._description_selection(self.env)
        )
        for move in self:
            move.woo_refund_state = states.get(move.woo_refund_send_ids[:1].state)

    @api.depends("move_type", "invoice_line_ids.sale_line_ids", "reversed_entry_id")
    def _compute_woo_can_refund(self):
        for move in self:
            stores = move._get_woo_orders().backend_id
            move.woo_can_refund = (
                any(stores.mapped("send_refunds"))
                and "sent" not in move.woo_refund_send_ids.mapped("state")
                and move._origin._without_woo_refund() == move._origin
            )

    # === What happens to a credit note === #

    def _post(self, soft=True):
        """Note credit notes of stores' orders."""
        posted = super()._post(soft)
        credit_notes = posted.filtered(lambda move: move.move_type == "out_refund")
        if credit_notes:
            # Odoo says so of what it takes back to invoice it anew.
            is_correction = bool(self.env.context.get("move_reverse_cancel"))
            # Whoever posts a credit note need not have rights on stores.
            sends = self.env["woo.refund.send"].sudo()
            sends._note_credit_notes(credit_notes.sudo(), is_correction)
        return posted

    # === What a credit note is of === #

    def _get_woo_orders(self):
        """Return the stores' orders that a credit note gives something back of."""
        if self.move_type != "out_refund":
            return self.env["woo.order"]
        orders = self.invoice_line_ids.sale_line_ids.order_id.woo_order_ids
        invoiced = self.reversed_entry_id.invoice_line_ids.sale_line_ids.order_id
        return orders or invoiced.woo_order_ids

    def _without_woo_refund(self):
        """Return those of these credit notes that come from no refund of a store."""
        if not self:
            return self
        domain = [("credit_note_ids", "in", self.ids)]
        return self - self.env["woo.refund"].search(domain).credit_note_ids

    def action_open_woo_refunds(self):
        """Show what the store was told of this credit note."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Refunds Sent"),
            "res_model": "woo.refund.send",
            "view_mode": "list,form",
            "domain": [("move_id", "=", self.id)],
        }
