from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import format_datetime

from odoo.addons.queue_job.job import (
    ENQUEUED,
    PENDING,
    STARTED,
    WAIT_DEPENDENCIES,
)

from .waiting_jobs import cancel_jobs, waiting_jobs
from .woo_order_attention import MANAGER

UNFINISHED = (WAIT_DEPENDENCIES, PENDING, ENQUEUED, STARTED)

RETENTION_PARAMETER = "woo_connector.reconciliation_retention_days"
#: Days a reconciliation, and what it found, is kept once nothing is left to do.
DEFAULT_RETENTION = 365


class WooReconciliation(models.Model):
    """One comparison of all stock that a store shows with what it should show."""

    _name = "woo.reconciliation"
    _description = "Reconciliation of WooCommerce Stock"
    _order = "id desc"
    _rec_name = "backend_id"

    backend_id = fields.Many2one(
        "woo.backend",
        string="Store",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one(
        related="backend_id.company_id", store=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    state = fields.Selection(
        [
            ("running", "Running"),
            ("done", "Done"),
            ("stopped", "Stopped"),
            ("failed", "Failed"),
        ],
        default="running",
        required=True,
        readonly=True,
    )
    reason = fields.Char(string="Why It Failed", readonly=True)
    started_at = fields.Datetime(
        string="Started", required=True, readonly=True, default=fields.Datetime.now
    )
    ended_at = fields.Datetime(string="Ended", readonly=True)

    # === What it found === #
    compared = fields.Integer(
        readonly=True, help="Products and variations whose numbers were compared."
    )
    differing = fields.Integer(
        readonly=True, help="Products and variations whose numbers differ."
    )
    units = fields.Integer(
        readonly=True, help="Sum of the differences, whichever side shows more."
    )
    value = fields.Monetary(
        readonly=True, help="The units at their cost, in the company's currency."
    )
    count_ids = fields.One2many(
        "woo.reconciliation.count", "reconciliation_id", readonly=True
    )
    discrepancy_ids = fields.One2many(
        "woo.discrepancy", "reconciliation_id", readonly=True
    )

    # === How far it has come === #
    total = fields.Integer(
        string="In the Store",
        readonly=True,
        aggregator=None,
        help="Products and variations the store said it has when this began.",
    )
    seen = fields.Integer(string="Read", readonly=True, aggregator=None)
    progress = fields.Float(compute="_compute_progress", help="Percent.")
    store_error = fields.Char(related="backend_id.last_error")

    _one_running = models.UniqueIndex(
        "(backend_id) WHERE state = 'running'",
        "A reconciliation of this store is running already.",
    )

    @api.depends("total", "seen", "state")
    def _compute_progress(self):
        for run in self:
            if run.state == "done":
                run.progress = 100.0
            elif run.total:
                # The store may have got more products since they were counted.
                run.progress = min(99.0, 100.0 * run.seen / run.total)
            else:
                run.progress = 0.0

    @api.depends("backend_id", "started_at")
    def _compute_display_name(self):
        for run in self:
            moment = format_datetime(self.env, run.started_at)
            run.display_name = f"{run.backend_id.name} {moment}"

    # === Begin === #

    @api.model
    def _begin(self, backend):
        """Return the reconciliation of a store that is running; begin it if none is."""
        running = self.search(
            [("backend_id", "=", backend.id), ("state", "=", "running")]
        )
        if running._has_job():
            return running
        # E.g. a job manager has cancelled its job, or it failed for good.
        running._fail(self.env._("Its job ended before it was done."))
        # Only one may be running, also in the database.
        running.flush_recordset()
        run = self.create({"backend_id": backend.id})
        run._enqueue_page()
        return run

    def _has_job(self):
        """Tell whether a job of it waits or works."""
        if not self:
            return False
        # Jobs are the job managers', these are ours.
        jobs = self.env["queue.job"].sudo()
        domain = [
            ("identity_key", "=", self._job_key()),
            ("state", "in", UNFINISHED),
        ]
        return bool(jobs.search_count(domain, limit=1))

    def _fail(self, reason):
        """Note that it came to no end.

        :param str reason: plain sentence
        """
        self.write(
            {
                "state": "failed",
                "reason": reason,
                "ended_at": fields.Datetime.now(),
            }
        )

    def _job_key(self):
        return f"woo-reconciliation-{self.id}"

    # === Buttons === #

    def action_go_on(self):
        """Go on where it was stopped or failed."""
        self._check_may_reconcile()
        for run in self.filtered(lambda run: run.state in ("stopped", "failed")):
            values = {"state": "running", "reason": False, "ended_at": False}
            # The fields are nobody's to edit; pressing this button is the managers'.
            run.sudo().write(values)
            run.sudo()._enqueue_page()

    def action_stop(self):
        """Stop; what was found stays, and it can go on later."""
        self._check_may_reconcile()
        running = self.filtered(lambda run: run.state == "running")
        running.sudo().write({"state": "stopped", "ended_at": fields.Datetime.now()})
        keys = [run._job_key() for run in running]
        jobs = waiting_jobs(self.env)
        cancel_jobs(
            jobs.filtered(lambda job: job.identity_key in keys),
            self.env._("The reconciliation was stopped."),
        )

    def action_refresh(self):
        """Show how far it has come now."""
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def action_open_discrepancies(self):
        """Show what this reconciliation found."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "woo_connector.woo_discrepancy_action"
        )
        return {
            **action,
            "domain": [("reconciliation_id", "=", self.id)],
            "context": {},
        }

    def _check_may_reconcile(self):
        """Let only managers of the connector start and stop.

        :raise AccessError: for everybody else
        """
        if not (self.env.su or self.env.user.has_group(MANAGER)):
            raise AccessError(
                self.env._("Only managers of the connector reconcile stock.")
            )

    # === Forgetting === #

    @api.model
    def _get_retention_limit(self):
        """Return the moment before which what is over is forgotten."""
        # Autovacuum runs as OdooBot, but anybody may call it in a test or a shell.
        parameters = self.env["ir.config_parameter"].sudo()
        days = int(parameters.get_param(RETENTION_PARAMETER, DEFAULT_RETENTION))
        return fields.Datetime.subtract(fields.Datetime.now(), days=days)

    @api.autovacuum
    def _gc_reconciliations(self):
        """Delete old reconciliations with their counts."""
        limit = 1000
        runs = self.search(
            [
                ("state", "!=", "running"),
                ("started_at", "<", self._get_retention_limit()),
            ],
            order="id",
            limit=limit,
        )
        runs.unlink()
        return len(runs), len(runs) == limit
