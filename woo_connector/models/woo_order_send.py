import logging

import psycopg2
from psycopg2 import OperationalError

from odoo import SUPERUSER_ID, api, fields, models
from odoo.tools import SQL

from ..woo.errors import NotFoundError, RejectedError
from .job_errors import job_errors
from .loose_link import LooseMany2one, remove_loose
from .start_over import start_over_on
from .woo_order_import import QUIET

_logger = logging.getLogger(__name__)

STATES = [
    ("waiting", "Waiting"),
    ("sent", "Sent"),
    ("nothing", "Nothing to do"),
    ("failed", "Failed"),
]


class WooOrderSend(models.AbstractModel):
    """Something that happened to an order in Odoo, and what its store was told of it.

    Whoever does it only inserts a row; from then on only jobs write it. A row is looked
    at for a job only after it is committed, as in ``woo.stock.change``: a job that
    waits then starts later than that, and sees it.
    """

    _name = "woo.order.send"
    _description = "WooCommerce Order Message"
    _inherit = "woo.attention"
    _order = "id desc"

    name = fields.Char(string="Reference", required=True, readonly=True)
    order_id = LooseMany2one(
        "woo.order", required=True, readonly=True, index=True, ondelete="cascade"
    )
    backend_id = LooseMany2one(
        "woo.backend",
        string="Store",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="backend_id.company_id", store=True)
    state = fields.Selection(
        STATES, default="waiting", required=True, readonly=True, index=True
    )
    reason = fields.Text(
        readonly=True, help="Why it failed, or why there was nothing to do."
    )
    sent_at = fields.Datetime(string="Sent On", readonly=True)
    job_uuid = fields.Char(string="Job", readonly=True, help="Job that told it last.")

    @api.model_create_multi
    def create(self, vals_list):
        """Insert the rows and nothing else: nobody follows them, nothing is posted."""
        return super(WooOrderSend, self.with_context(**QUIET)).create(vals_list)

    # === After the commit === #

    def _send_after_commit(self):
        """Enqueue the jobs of these rows once this transaction is committed."""
        postcommit = self.env.cr.postcommit
        noted = postcommit.data.setdefault(self._name, set())
        if self and not noted:
            postcommit.add(self._enqueue_noted)
        noted.update(self.ids)

    @api.model
    def _enqueue_noted(self):
        """Enqueue what was noted in the transaction that is over; never fails."""
        noted = self.env.cr.postcommit.data.pop(self._name, ())
        try:
            with self.env.registry.cursor() as cr:
                # OdooBot: jobs are not made in the name of whoever did it.
                env = api.Environment(cr, SUPERUSER_ID, {})
                env[self._name].browse(sorted(noted)).exists()._enqueue()
        except psycopg2.Error as error:
            # What the user did is committed and must not look failed.
            _logger.warning("%s %s: left to the cron: %s", self._name, noted, error)

    def _enqueue(self):
        """Enqueue one job for each of these rows; disconnected stores wait."""
        for backend, rows in self.grouped("backend_id").items():
            if not backend.active or backend.state == "draft":
                continue
            for row in rows.with_env(backend._for_job().env):
                row.with_delay(
                    # A store that is down for a day must not fail the job.
                    max_retries=0,
                    identity_key=f"{self._name}-{row.id}",
                    description=f"Tell store {backend.id} of {row.name}",
                )._send()

    @api.model
    def _cron_send(self):
        """Enqueue what is left: the store was away, or making the job failed."""
        connected = self.env["woo.backend"].search([("state", "=", "connected")])
        self.search(
            [("backend_id", "in", connected.ids), ("state", "=", "waiting")]
        )._enqueue()

    @api.autovacuum
    def _gc_loose(self):
        """Remove the rows of stores and orders that were deleted."""
        if not self._abstract:
            remove_loose(self)

    # === The job === #

    def _send(self):
        """Tell the store, unless it knows (job).

        :return: what was done, for the job's record
        :rtype: str
        :raise RetryableJobError: somebody else works on the order, or the store did not
            answer
        """
        if not (self.exists() and self.order_id.exists() and self.backend_id.exists()):
            return "Nothing to do"
        self._hold()
        if why := self._describe_needless():
            return self._settle("nothing", why)
        try:
            with job_errors(self.backend_id), self.backend_id._client() as client:
                return self._tell(client)
        except NotFoundError:
            reason = self.env._("The order is not in the store (any more).")
            return self._settle("nothing", reason)
        except RejectedError as error:
            # Bad data stays bad: a person reads the reason and presses the button.
            return self._settle("failed", str(error))

    def _lock_order(self):
        """Let one job at a time work on the order, be it an import or another of these.

        :raise RetryableJobError: somebody else does; the try is not counted
        """
        order = self.order_id
        self.env["woo.binding"]._lock(self.backend_id, "order", order.woo_id)
        order._claim(self.backend_id, [order.woo_id])

    def _hold(self):
        """Hold the order and this row until the job has ended.

        :raise RetryableJobError: somebody else does; the try is not counted
        """
        self._lock_order()
        self.env.flush_all()
        query = SQL(
            "SELECT id FROM %s WHERE id = %s FOR NO KEY UPDATE NOWAIT",
            SQL.identifier(self._table),
            self.id,
        )
        why = f"{self._name} {self.name} was written just now"
        with start_over_on(OperationalError, why=why):
            self.env.cr.execute(query, log_exceptions=False)

    def _describe_needless(self):
        """Return why the store need not be asked at all; empty if it has to be."""
        return ""

    def _tell(self, client):
        """Look at the order in the store, write what it does not say yet, record it.

        :param client: the open ``Client`` of the store
        :return: the state it comes to, in words
        :raise RejectedError: the store refuses it
        """
        raise NotImplementedError

    def _settle(self, state, reason=False, **values):
        """Put the row into a state; return it in a person's words.

        :param str reason: plain words
        """
        if state == "nothing" and self.sent_at:
            # Somebody asked once more; what was sent before stays so.
            state = "sent"
        elif state == "sent" and not self.sent_at:
            values["sent_at"] = fields.Datetime.now()
        values["job_uuid"] = self.env.context.get("job_uuid")
        self.write({"state": state, "reason": reason, **values})
        if state == "failed":
            self._ask_person()
        else:
            self._close_activities()
        return dict(self._fields["state"]._description_selection(self.env))[state]

    def _get_attention_summary(self):
        """Name what the store has not taken."""
        return self.env._("The store was not told of %s", self.name)

    # === What a person does === #

    def action_send_again(self):
        """Look again what the store has to be told, and tell it."""
        self.check_access("read")
        # Nobody edits these rows. One that waits may be under way at this moment: it is
        # not written, so that a person's transaction does not meet its job's.
        rows = self.sudo()
        settled = rows.filtered(lambda row: row.state != "waiting")
        settled.write({"state": "waiting", "reason": False})
        rows._send_after_commit()
        return self.env["woo.backend"]._notify_started(
            self.env._("The store is told in a moment.")
        )

    def _open_form(self, record):
        """Open the form of what the store was told of.

        :param record: one record
        """
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "view_mode": "form",
        }
