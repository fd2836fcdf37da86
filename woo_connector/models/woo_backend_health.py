from odoo import fields, models
from odoo.tools import SQL

from ..woo.errors import MisconfiguredError
from .waiting_jobs import jobs_of


class WooBackend(models.Model):
    """Whether the store answers, for a person who looks why nothing arrives."""

    _inherit = "woo.backend"

    circuit_ids = fields.One2many("woo.backend.circuit", "backend_id", copy=False)
    last_error = fields.Char(related="circuit_ids.last_error")
    last_error_at = fields.Datetime(related="circuit_ids.last_error_at")

    def write(self, vals):
        """Take back the last error of a store that was connected anew."""
        result = super().write(vals)
        if vals.get("state") == "connected":
            for backend in self:
                self.env.cr.postcommit.add(backend._note_success)
        return result

    def _note_error(self, message, *, is_misconfigured):
        """Remember why the store did not answer.

        :param str message: plain sentence, free of secrets and personal data
        :param bool is_misconfigured: only a person can repair it
        """

        def note(backend):
            backend.env["woo.backend.circuit"]._note_error(backend.id, message)
            if is_misconfigured:
                backend._turn_state("connected", "error")

        self._in_moment(note)

    def _note_success(self):
        """Take back what :meth:`_note_error` noted; free when there is nothing."""

        def note(backend):
            backend.env["woo.backend.circuit"]._note_error(backend.id, None)
            backend._turn_state("error", "connected")

        if self.last_error:
            self._in_moment(note)

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

    def _turn_state(self, before, after):
        """Change the state of a store that is in another.

        A row that somebody is writing (the job that failed included) is left alone: it
        is not worth a wait, or a deadlock with oneself.
        """
        self.ensure_one()
        query = SQL(
            """
            UPDATE woo_backend SET state = %s
             WHERE id IN (SELECT id FROM woo_backend WHERE id = %s AND state = %s
                             FOR NO KEY UPDATE SKIP LOCKED)
            """,
            after,
            self.id,
            before,
        )
        self.env.cr.execute(query, log_exceptions=False)
