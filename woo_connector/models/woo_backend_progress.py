from psycopg2.errors import SerializationFailure

from odoo import api, fields, models
from odoo.tools import SQL

from .start_over import start_over_on


class WooBackendProgress(models.Model):
    """How far the jobs of one store have come, and when they are due next.

    A row of its own, written by jobs and crons alone. Odoo's transactions are
    REPEATABLE READ: whoever inserts a row that links to the store is refused by
    PostgreSQL where a job has written the store's row meanwhile. Orders are imported
    all the time, and the poll comes every few minutes.
    """

    _name = "woo.backend.progress"
    _description = "Progress of a WooCommerce Store"
    _rec_name = "backend_id"
    _log_access = False

    backend_id = fields.Many2one(
        "woo.backend", string="Store", required=True, readonly=True, ondelete="cascade"
    )
    order_cursor = fields.Datetime(readonly=True)
    last_poll_at = fields.Datetime(readonly=True)
    next_poll_at = fields.Datetime(readonly=True)
    last_sweep_at = fields.Datetime(readonly=True)
    next_sweep_at = fields.Datetime(readonly=True)
    catalogue_read_at = fields.Datetime(readonly=True)
    webhooks_checked_at = fields.Datetime(readonly=True)

    _one_per_store = models.UniqueIndex("(backend_id)")

    def init(self):
        """Give a row to the stores of a database that is older than this table."""
        self.env.cr.execute(
            """
            INSERT INTO woo_backend_progress (backend_id)
            SELECT id FROM woo_backend ON CONFLICT DO NOTHING
            """
        )

    @api.model
    def _write_from_job(self, backend, values):
        """Write on the row of a store, from within a job.

        Several jobs of a store write on it, each in a transaction that began before it
        spoke to the store. Whoever comes second starts over.

        :param dict values: of plain stored fields
        :raise RetryableJobError: another job has just written on the row
        """
        why = "Another job of the store has just noted its progress"
        with start_over_on(SerializationFailure, why=why):
            self._update(backend, values, SQL("TRUE"))

    @api.model
    def _take_due(self, backend, name, next_at):
        """Take a store whose time has come; of several who try, one gets it.

        :param str name: field of the moment when the store is due
        :param next_at: when it will be due again (naive, UTC)
        :return: whether it was due, and nobody else was writing on the row
        :rtype: bool
        """
        due = SQL.identifier(name)
        is_due = SQL("(%s IS NULL OR %s <= %s)", due, due, fields.Datetime.now())
        try:
            with self.env.cr.savepoint():
                return self._update(backend, {name: next_at}, is_due)
        except SerializationFailure:
            # A job has just noted its progress: the cron comes again soon enough.
            return False

    @api.model
    def _update(self, backend, values, condition):
        self.flush_model()
        assignments = [
            SQL("%s = %s", SQL.identifier(name), value or None)
            for name, value in values.items()
        ]
        query = SQL(
            "UPDATE woo_backend_progress SET %s WHERE backend_id = %s AND %s",
            SQL(", ").join(assignments),
            backend.id,
            condition,
        )
        self.env.cr.execute(query, log_exceptions=False)
        changed = bool(self.env.cr.rowcount)
        self.invalidate_model(values)
        backend.invalidate_recordset(values)
        return changed


class WooBackend(models.Model):
    """How far the jobs of the store have come, for people and for the jobs."""

    _inherit = "woo.backend"

    progress_ids = fields.One2many("woo.backend.progress", "backend_id", copy=False)
    order_cursor = fields.Datetime(
        string="Orders Found Until",
        related="progress_ids.order_cursor",
        help="Changes of orders up to this moment have been found.",
    )
    last_poll_at = fields.Datetime(
        string="Last Poll", related="progress_ids.last_poll_at"
    )
    next_poll_at = fields.Datetime(
        string="Next Poll", related="progress_ids.next_poll_at"
    )
    last_sweep_at = fields.Datetime(
        string="Last Sweep", related="progress_ids.last_sweep_at"
    )
    next_sweep_at = fields.Datetime(
        string="Next Sweep", related="progress_ids.next_sweep_at"
    )
    catalogue_read_at = fields.Datetime(
        string="Catalogue Read On", related="progress_ids.catalogue_read_at"
    )
    webhooks_checked_at = fields.Datetime(
        string="Webhooks Checked",
        related="progress_ids.webhooks_checked_at",
        help="When the webhooks in the store were last found or put in order.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        backends = super().create(vals_list)
        # Nobody writes it by hand, and who makes a store need not be able to.
        progress = self.env["woo.backend.progress"].sudo()
        progress.create([{"backend_id": backend.id} for backend in backends])
        return backends

    def _note_progress(self, **values):
        """Remember how far a job has come.

        :param values: of ``woo.backend.progress``
        :raise RetryableJobError: another job has just done so
        """
        self.ensure_one()
        self.env["woo.backend.progress"]._write_from_job(self, values)
