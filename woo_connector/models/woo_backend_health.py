from contextlib import suppress

from psycopg2.errors import SerializationFailure

from odoo import fields, models
from odoo.tools import SQL

from ..woo.errors import MisconfiguredError
from .waiting_jobs import jobs_of


class WooBackend(models.Model):
    """Whether the store answers, for a person who looks why nothing arrives."""

    _inherit = "woo.backend"

    last_error = fields.Char(readonly=True, copy=False)
    last_error_at = fields.Datetime(readonly=True, copy=False)

    def _note_error(self, message, *, is_misconfigured):
        """Remember why the store did not answer.

        :param str message: plain sentence, free of secrets and personal data
        :param bool is_misconfigured: only a person can repair it
        """
        self._write_health(
            SQL(
                """
                last_error = %s,
                last_error_at = now() AT TIME ZONE 'UTC',
                state = CASE WHEN %s AND state = 'connected'
                             THEN 'error' ELSE state END
                """,
                message,
                is_misconfigured,
            )
        )

    def _note_success(self):
        """Take back what :meth:`_note_error` noted; free when there is nothing."""
        if not self.last_error:
            return
        self._write_health(
            SQL(
                """
                last_error = NULL,
                last_error_at = NULL,
                state = CASE WHEN state = 'error' THEN 'connected' ELSE state END
                """
            )
        )

    def _requeue_misconfigured_jobs(self):
        """Let go on what failed only because the store could not be used.

        Called when it can be used again. Such jobs do not try again by themselves: no
        pause is long enough for a person to notice.

        :return: the jobs
        """
        self.ensure_one()
        # Jobs are the job managers', these are ours.
        failed = (
            self.env["queue.job"]
            .sudo()
            .search(
                [
                    ("state", "=", "failed"),
                    ("exc_name", "=like", f"%.{MisconfiguredError.__name__}"),
                    ("channel", "=like", "root.woo.%"),
                ]
            )
        )
        ours = jobs_of(self, failed)
        ours.requeue()
        return ours

    def _write_health(self, assignments):
        """Write the health fields through a cursor of their own.

        The transaction of a failing job is rolled back, the note shall stay. A store
        row that somebody is writing (this job included) is left alone: a note is not
        worth a wait, a retry, or a deadlock with oneself.

        :param SQL assignments: the SET part of the statement
        """
        self.ensure_one()
        query = SQL(
            """
            UPDATE woo_backend SET %s
             WHERE id IN (SELECT id FROM woo_backend WHERE id = %s
                             FOR NO KEY UPDATE SKIP LOCKED)
            """,
            assignments,
            self.id,
        )
        with suppress(SerializationFailure), self.env.registry.cursor() as cr:
            cr.execute(query, log_exceptions=False)
