from odoo import api, fields, models


class WooRefundSend(models.Model):
    """A credit note of a store's order, and the refund that it is in the store."""

    _name = "woo.refund.send"
    _description = "WooCommerce Refund Sent"
    _inherit = "woo.order.send"

    move_id = fields.Many2one(
        "account.move",
        string="Credit Note",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    currency_id = fields.Many2one(related="move_id.currency_id")
    amount = fields.Monetary(related="move_id.amount_total")
    pays_back = fields.Boolean(
        string="Gateway Pays Back", related="move_id.woo_pays_back"
    )
    is_correction = fields.Boolean(
        string="Made to Invoice Anew",
        readonly=True,
        help="The credit note takes an invoice back that is made anew: nothing is "
        "given back. It is sent only when somebody asks for it.",
    )
    refund_woo_id = fields.Integer(
        string="Refund in the Store",
        readonly=True,
        aggregator=None,
        help="Number of the refund in the store.",
    )

    _move_order_unique = models.UniqueIndex("(move_id, order_id)")

    # === Inserted with the posting === #

    @api.model
    def _note_credit_notes(self, moves, is_correction=False):
        """Insert a row for each credit note of a store's order.

        :param moves: ``account.move``, credit notes that were posted just now
        :param bool is_correction: what they take back is invoiced anew
        """
        known = self.search([("move_id", "in", moves.ids)])
        # Posted once more. What the store has taken is looked at again, too: it says
        # so when the amount is another now.
        known.filtered(lambda row: not row.is_correction).action_send_again()
        values_list = [
            self._prepare_refund_send(order, move, is_correction)
            for move in (moves - known.move_id)._without_woo_refund()
            for order in move._get_woo_orders()
            if order.backend_id.send_refunds
        ]
        if values_list:
            rows = self.create(values_list)
            rows.filtered(lambda row: row.state == "waiting")._send_after_commit()

    @api.model
    def _prepare_refund_send(self, order, move, is_correction):
        """Return the values of the row for a credit note of a store's order."""
        reason = self.env._(
            "The invoice was reversed to be made anew; nothing is given back. Press "
            "“Send Again” if it is."
        )
        return {
            "name": move.name,
            "order_id": order.id,
            "backend_id": order.backend_id.id,
            "move_id": move.id,
            "is_correction": is_correction,
            "state": "nothing" if is_correction else "waiting",
            "reason": is_correction and reason,
        }

    # === What a person does === #

    def action_open_credit_note(self):
        """Open the credit note."""
        return self._open_form(self.move_id)


class WooOrder(models.Model):
    """The refunds that the store of an order was asked for."""

    _inherit = "woo.order"

    refund_send_ids = fields.One2many("woo.refund.send", "order_id", readonly=True)


class WooBackend(models.Model):
    """Whether a store is told of credit notes."""

    _inherit = "woo.backend"

    send_refunds = fields.Boolean(
        string="Send Credit Notes as Refunds",
        help="A posted credit note of an order of this store becomes a refund there, "
        "from now on, unless it comes from a refund of the store. The gateway pays "
        "back only where somebody has ticked so on the credit note. The store puts "
        "nothing back on its shelf where it is sent Odoo's stock.",
    )
