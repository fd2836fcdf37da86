from odoo import api, fields, models

OPEN_STATES = ("waiting", "review", "failed")


class WooRefund(models.Model):
    """Money that the store gave back for an order, and what it is in Odoo."""

    _name = "woo.refund"
    _description = "WooCommerce Refund"
    _inherit = ["woo.binding", "woo.attention"]
    _order = "date desc, woo_id desc"
    _rec_name = "woo_id"
    _attention_reason = "problem"

    order_id = fields.Many2one(
        "woo.order", required=True, readonly=True, index=True, ondelete="cascade"
    )
    sale_order_id = fields.Many2one(related="order_id.sale_order_id")
    state = fields.Selection(
        [
            ("waiting", "Waiting"),
            ("done", "Done"),
            ("review", "Needs review"),
            ("failed", "Failed"),
            ("ignored", "Nothing to do"),
        ],
        default="waiting",
        required=True,
        readonly=True,
        index=True,
        tracking=True,
    )
    problem = fields.Text(
        readonly=True,
        help="What the refund waits for, why it needs a person, or why nothing is to "
        "be done.",
    )
    is_deleted = fields.Boolean(
        string="Deleted in the Store",
        readonly=True,
        tracking=True,
        help="The store does not have this refund any more. What it became in Odoo is "
        "left as it is.",
    )

    # What the store says.
    currency_id = fields.Many2one(related="order_id.currency_id")
    # Not Monetary: a store can refund in more decimals than the currency has in Odoo.
    amount = fields.Float(min_display_digits=2, readonly=True, aggregator=None)
    reason = fields.Char(string="Reason in the Store", readonly=True)
    date = fields.Datetime(string="Refunded", readonly=True)
    content = fields.Text(
        string="What Was Refunded", readonly=True, help="The refund's lines."
    )
    job_uuid = fields.Char(
        string="Job",
        readonly=True,
        copy=False,
        default=lambda self: self.env.context.get("job_uuid"),
        help="Job that brought the refund in.",
    )
    payload = fields.Json(readonly=True, copy=False, prefetch=False)
    restocked = fields.Json(
        readonly=True,
        copy=False,
        prefetch=False,
        help="Pieces that the store put back on its shelf, by its line.",
    )

    # What Odoo made of it.
    is_off_order = fields.Boolean(
        string="Taken Off the Sale Order",
        readonly=True,
        copy=False,
        help="What was refunded before it was invoiced is not ordered any more, or "
        "not to be invoiced where it was delivered.",
    )
    credit_note_ids = fields.Many2many(
        "account.move", string="Credit Notes", readonly=True, copy=False
    )
    payment_ids = fields.Many2many(
        "account.payment", string="Payments Back", readonly=True, copy=False
    )
    return_ids = fields.Many2many(
        "stock.picking", string="Returns", readonly=True, copy=False
    )

    # Whoever sees refunds need not have rights on invoices and transfers.
    document_names = fields.Char(
        string="Documents", compute="_compute_documents", compute_sudo=True
    )
    credit_note_count = fields.Integer(compute="_compute_documents", compute_sudo=True)
    return_count = fields.Integer(compute="_compute_documents", compute_sudo=True)

    _store_refund_unique = models.UniqueIndex("(backend_id, woo_id)")

    @api.depends("woo_id", "order_id")
    def _compute_display_name(self):
        for refund in self:
            refund.display_name = self.env._(
                "Refund %(number)s of %(order)s",
                number=refund.woo_id,
                order=refund.order_id.display_name,
            )

    @api.depends("credit_note_ids", "payment_ids", "return_ids")
    def _compute_documents(self):
        for refund in self:
            refund.credit_note_count = len(refund.credit_note_ids)
            refund.return_count = len(refund.return_ids)
            documents = (refund.credit_note_ids, refund.payment_ids, refund.return_ids)
            names = [one.display_name for records in documents for one in records]
            refund.document_names = ", ".join(names)

    # === What a person does === #

    def action_retry(self):
        """Try refunds again that stopped, with what the store says now."""
        self.check_access("read")
        # Nobody edits refunds; whoever sees one may press the button.
        stopped = self.sudo().filtered(lambda refund: refund.state in OPEN_STATES)
        stopped.filtered(lambda refund: refund.state != "waiting").state = "waiting"
        stopped.order_id._enqueue_refunds(is_retry=True)

    def action_settle(self):
        """Take note that a person has done what the refund asks for."""
        self.order_id._check_may_decide()
        for refund in self.sudo():
            if refund.state in OPEN_STATES:
                refund.message_post(
                    body=self.env._("Settled by hand by %s.", self.env.user.name)
                )
                refund._settle("done")

    def action_open_credit_notes(self):
        """Open the credit notes."""
        notes = self.sudo().credit_note_ids.sudo(False)
        return self._open_documents(self.env._("Credit Notes"), notes)

    def action_open_returns(self):
        """Open the return transfers."""
        transfers = self.sudo().return_ids.sudo(False)
        return self._open_documents(self.env._("Returns"), transfers)

    def _open_documents(self, name, documents):
        """Open documents; what of them the user may see is their own models' to say."""
        action = {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": documents._name,
            "view_mode": "list,form",
            "domain": [("id", "in", documents.ids)],
        }
        if len(documents) == 1:
            action |= {"view_mode": "form", "res_id": documents.id}
        return action
