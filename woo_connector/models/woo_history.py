from odoo import api, fields, models
from odoo.exceptions import UserError

from .waiting_jobs import cancel_jobs, waiting_jobs

TREATMENTS = [
    ("usual", "As usual: what their status asks for"),
    ("done", "Done documents: confirmed, without moving stock"),
    ("counted", "Only listed, without sale orders"),
]


class WooHistory(models.Model):
    """The import of a store's past orders, and how far it has come.

    What arrives by webhook or poll meanwhile goes its usual way.
    """

    _name = "woo.history"
    _description = "Import of Past WooCommerce Orders"
    _order = "id desc"
    _rec_name = "backend_id"

    backend_id = fields.Many2one(
        "woo.backend",
        string="Store",
        required=True,
        ondelete="cascade",
        domain=[("state", "!=", "draft")],
        default=lambda self: self.env["woo.backend"].search(
            [("state", "!=", "draft")], limit=1
        ),
    )
    company_id = fields.Many2one(
        related="backend_id.company_id", store=True, index=True
    )
    date_from = fields.Datetime(
        string="Ordered From",
        required=True,
        default=lambda self: fields.Datetime.now().replace(
            month=1, day=1, hour=0, minute=0, second=0
        ),
    )
    date_to = fields.Datetime(
        string="Ordered Before", required=True, default=fields.Datetime.now
    )
    status_ids = fields.Many2many(
        "woo.order.status",
        string="Statuses",
        domain="[('backend_id', '=', backend_id)]",
        help="Only orders that have one of these statuses now. Empty: all orders.",
    )
    treatment = fields.Selection(
        TREATMENTS,
        required=True,
        default="done",
        help="Done documents are sale orders that count as delivered and invoiced: no "
        "transfer, no invoice, no payment is made for them. An order whose status asks "
        "for a quotation becomes one, and one that was cancelled is only listed.",
    )
    state = fields.Selection(
        [
            ("draft", "Not Started"),
            ("running", "Running"),
            ("done", "Done"),
            ("cancelled", "Stopped"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
    )

    # === How far it has come === #
    total = fields.Integer(
        string="Orders in the Store", readonly=True, copy=False, aggregator=None
    )
    seen = fields.Integer(
        string="Looked At", readonly=True, copy=False, aggregator=None
    )
    progress = fields.Float(compute="_compute_progress", help="Percent.")
    order_ids = fields.One2many("woo.order", "history_id", readonly=True)
    order_count = fields.Integer(string="New Orders", compute="_compute_order_count")
    attention_count = fields.Integer(
        string="Need a Person", compute="_compute_order_count"
    )
    store_error = fields.Char(related="backend_id.last_error")

    _check_dates = models.Constraint(
        "CHECK (date_from < date_to)", "The first moment must be before the last."
    )

    @api.depends("total", "seen", "state")
    def _compute_progress(self):
        for history in self:
            if history.state == "done":
                history.progress = 100.0
            elif history.total:
                # The store may have got more orders since they were counted.
                history.progress = min(99.0, 100.0 * history.seen / history.total)
            else:
                history.progress = 0.0

    @api.depends("order_ids.state")
    def _compute_order_count(self):
        groups = self.env["woo.order"]._read_group(
            [("history_id", "in", self.ids)], ["history_id", "state"], ["__count"]
        )
        for history in self:
            counts = {
                state: count for owner, state, count in groups if owner == history
            }
            history.order_count = sum(counts.values())
            history.attention_count = sum(
                counts.get(state, 0) for state in ("waiting", "review", "failed")
            )

    # === Buttons === #

    def action_start(self):
        """Begin, or go on where it was stopped; in the background."""
        for history in self:
            if history.backend_id.state == "draft":
                raise UserError(self.env._("The store is not connected."))
            history.state = "running"
            history._enqueue_page()

    def action_stop(self):
        """Stop; what was imported stays, and it can go on later."""
        self.filtered(lambda history: history.state == "running").state = "cancelled"
        keys = [history._job_key() for history in self]
        jobs = waiting_jobs(self.env)
        cancel_jobs(
            jobs.filtered(lambda job: job.identity_key in keys),
            self.env._("The import was stopped."),
        )

    def action_refresh(self):
        """Show how far it has come now."""
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def action_open_orders(self):
        """Show the orders that came in by this import."""
        return self._open_orders([])

    def action_open_attention(self):
        """Show the orders of this import that need a person."""
        return self._open_orders([("state", "in", ("waiting", "review", "failed"))])

    def _open_orders(self, domain):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "woo_connector.woo_order_action"
        )
        return {
            **action,
            "domain": [("history_id", "in", self.ids), *domain],
            "context": {},
        }

    def _job_key(self):
        return f"woo-history-{self.id}"
