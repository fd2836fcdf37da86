from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..woo.discrepancy import SAFE, Kind

ACTIVE_STATES = ("open", "repairing")


class WooBackend(models.Model):
    """When the stock that a store shows is compared, and what follows from it."""

    _inherit = "woo.backend"

    reconcile_interval = fields.Integer(
        string="Reconcile Stock Every (hours)",
        default=24,
        help="How often the stock that the store shows is read and compared with what "
        "it should show. What the store announces and nobody expects is looked at "
        "within minutes. 0: neither happens by itself.",
    )
    reconcile_repair = fields.Selection(
        [
            ("none", "Nothing"),
            ("safe", "All but changes in the store and unbound products"),
            ("all", "Everything"),
        ],
        string="Repair by Itself",
        default="safe",
        required=True,
        help="Which differences a reconciliation repairs without asking. A number that "
        "somebody changed in the store may be a decision, and for a product that is "
        "not bound Odoo has no number.",
    )
    alert_skus = fields.Integer(
        string="Alert Above (SKUs)",
        help="The responsible is told when more products than this differ. 0: never.",
    )
    alert_units = fields.Integer(
        string="Alert Above (units)",
        help="The responsible is told when the differences add up to more pieces than "
        "this. 0: never.",
    )
    alert_value = fields.Monetary(
        string="Alert Above (value)",
        currency_field="company_currency_id",
        help="The responsible is told when the differences, at cost, are worth more "
        "than this. 0: never.",
    )
    company_currency_id = fields.Many2one(
        string="Currency of the Company", related="company_id.currency_id"
    )
    stock_rules_changed_at = fields.Datetime(
        readonly=True,
        copy=False,
        help="When the warehouses of the store were changed last.",
    )
    last_reconcile_at = fields.Datetime(
        string="Last Reconciliation", compute="_compute_last_reconcile_at"
    )
    discrepancy_count = fields.Integer(
        string="Discrepancies", compute="_compute_discrepancy_count"
    )

    _check_reconcile = models.Constraint(
        "CHECK (reconcile_interval >= 0 AND alert_skus >= 0 AND alert_units >= 0"
        " AND alert_value >= 0)",
        "The hours between reconciliations and the limits of the alert cannot be "
        "negative.",
    )

    def _compute_last_reconcile_at(self):
        last = dict(
            self.env["woo.reconciliation"]._read_group(
                [("backend_id", "in", self.ids), ("state", "=", "done")],
                ["backend_id"],
                ["ended_at:max"],
            )
        )
        for backend in self:
            backend.last_reconcile_at = last.get(backend)

    def _compute_discrepancy_count(self):
        counts = self._count("woo.discrepancy", [("state", "in", ACTIVE_STATES)])
        for backend in self:
            backend.discrepancy_count = counts.get(backend, 0)

    def write(self, vals):
        """Remember when the numbers of a store came to mean another thing."""
        changed = self.filtered(lambda backend: backend._changes_stock_rules(vals))
        result = super().write(vals)
        if changed:
            super(WooBackend, changed).write(
                {"stock_rules_changed_at": fields.Datetime.now()}
            )
        return result

    # === When === #

    def action_reconcile_stock(self):
        """Compare the stock the store shows with Odoo's, in the background."""
        self.ensure_one()
        self.check_access("write")
        if not self.push_stock or self.state == "draft":
            raise UserError(
                self.env._("The stock of Odoo is not sent to %s.", self.name)
            )
        # The fields are nobody's to edit; pressing this button is the managers'.
        run = self.env["woo.reconciliation"].sudo()._begin(self)
        return {
            "type": "ir.actions.act_window",
            "res_model": "woo.reconciliation",
            "res_id": run.id,
            "view_mode": "form",
        }

    @api.model
    def _cron_reconcile(self):
        """Begin a reconciliation of each store whose time has come."""
        stores = self.search(
            [
                ("push_stock", "=", True),
                # A store in error is asked again by the poll.
                ("state", "=", "connected"),
                ("reconcile_interval", ">", 0),
            ]
        )
        begun = dict(
            self.env["woo.reconciliation"]._read_group(
                [("backend_id", "in", stores.ids)], ["backend_id"], ["started_at:max"]
            )
        )
        now = fields.Datetime.now()
        for store in stores:
            pause = timedelta(hours=store.reconcile_interval)
            if store not in begun or begun[store] + pause <= now:
                self.env["woo.reconciliation"]._begin(store)

    # === What follows === #

    def _is_repaired_by_itself(self, kind):
        """Tell whether a discrepancy of this kind is repaired without asking.

        :param Kind kind: what it comes from
        """
        self.ensure_one()
        if kind is Kind.UNDER_WAY or self.reconcile_repair == "none":
            return False
        return self.reconcile_repair == "all" or kind in SAFE

    def action_open_discrepancies(self):
        """Show what differs between this store and Odoo."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "woo_connector.woo_discrepancy_action"
        )
        return {**action, "domain": [("backend_id", "=", self.id)]}
