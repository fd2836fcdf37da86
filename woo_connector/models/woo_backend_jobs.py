from psycopg2.errors import SerializationFailure

from odoo import SUPERUSER_ID, models
from odoo.tools import SQL

from .start_over import start_over_on


class WooBackend(models.Model):
    """How buttons and crons hand work to the job engine."""

    _inherit = "woo.backend"

    def _for_job(self):
        """Return the store as its jobs shall see it.

        OdooBot in the store's own company: what a job does must not depend on who
        pressed the button or whose webhook came first.
        """
        return self.with_user(SUPERUSER_ID).with_context(
            allowed_company_ids=self.company_id.ids
        )

    def _write_from_job(self, values):
        """Write on the store's row, from within a job.

        Several jobs of a store write on its row, each in a transaction that began
        before it spoke to the store. Whoever comes second starts over: an ordinary
        write would do so, too, but leave an error in the log.

        :param dict values: of plain stored fields
        :raise RetryableJobError: another job has just written on the row
        """
        self.ensure_one()
        assignments = [
            SQL("%s = %s", SQL.identifier(name), value)
            for name, value in values.items()
        ]
        query = SQL(
            "UPDATE woo_backend SET %s WHERE id = %s",
            SQL(", ").join(assignments),
            self.id,
        )
        why = "Another job has just written on the store"
        with start_over_on(SerializationFailure, why=why):
            self.env.cr.execute(query, log_exceptions=False)
        self.invalidate_recordset(values)

    def _notify_started(self, message):
        """Return the action that tells the user that a job has been started."""
        return self._notify("info", message)

    def _notify(self, kind, message):
        """Return the action that tells the user something and reloads the screen.

        :param str kind: ``info`` or ``success``
        """
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": kind,
                "message": message,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
