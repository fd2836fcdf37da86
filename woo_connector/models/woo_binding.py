from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.queue_job.exception import RetryableJobError

from .start_over import start_over_on


class WooBinding(models.AbstractModel):
    """What links one object of a store with one record of Odoo.

    A concrete binding adds the link to its Odoo record and a
    ``models.UniqueIndex("(backend_id, woo_id)")``: that index is what makes an
    import idempotent, everything before it only avoids needless work.
    """

    _name = "woo.binding"
    _description = "WooCommerce Binding"

    backend_id = fields.Many2one(
        "woo.backend",
        string="Store",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        related="backend_id.company_id", store=True, index=True
    )
    woo_id = fields.Integer(
        string="Store ID",
        required=True,
        readonly=True,
        index=True,
        aggregator=None,
        help="Number of this object in the WooCommerce store.",
    )
    fingerprint = fields.Char(
        readonly=True,
        copy=False,
        help="Hash of what was last imported: the same content again is no work.",
    )
    last_import_at = fields.Datetime(string="Last Imported", readonly=True, copy=False)

    @api.model
    def _lock(self, backend, kind, woo_id):
        """Hold one object of one store until the end of the transaction.

        An advisory lock, because at the first import there is no row to lock yet.
        Odoo's transactions are REPEATABLE READ: the snapshot may be older than the
        lock, so a first import must still expect its insert to meet the unique
        index, and an update a serialization failure.

        :param str kind: what the number counts, e.g. ``"order"``
        :param int woo_id: number of the object in the store
        :raise RetryableJobError: somebody else holds it; the try is not counted
        """
        self._lock_all(backend, kind, [woo_id])

    @api.model
    def _lock_all(self, owner, kind, keys):
        """Hold several things of one kind until the end of the transaction.

        :param owner: the record within which the keys are unique, e.g. the store
        :param str kind: what the keys name
        :param list keys: numbers or text; they appear in the job's record
        :raise RetryableJobError: somebody else holds one; the try is not counted
        """
        names = [f"woo_connector.{kind}.{key}" for key in keys]
        self.env.cr.execute(
            "SELECT name FROM unnest(%s) AS name"
            " WHERE NOT pg_try_advisory_xact_lock(hashtextextended(name, %s))",
            (names, owner.id),
        )
        if held := self.env.cr.fetchone():
            raise RetryableJobError(
                f"{held[0]} of {owner} is being worked on",
                seconds=2,
                ignore_retry=True,
            )

    def _hold_in_job(self):
        """Lock these rows when a job is about to write them.

        Jobs of several kinds write the same rows. The one that comes second starts
        over and finds the work done, instead of leaving PostgreSQL's error in the log.
        What a person presses Odoo itself tries again.

        :raise RetryableJobError: another job writes a row; the try is not counted
        """
        if not (self and self.env.context.get("job_uuid")):
            return
        query = SQL(
            "SELECT id FROM %s WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE NOWAIT",
            SQL.identifier(self._table),
            self.ids,
        )
        why = f"{self._name} {self.ids[0]} is being written by another job"
        with start_over_on(OperationalError, why=why):
            self.env.cr.execute(query, log_exceptions=False)
