from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.tools import SQL

from ..woo.schema.base import objects
from .start_over import start_over_on


class WooOrder(models.Model):
    """The refunds of an order: noticing them, and starting their job."""

    _inherit = "woo.order"

    refund_ids = fields.One2many("woo.refund", "order_id", readonly=True)
    refund_count = fields.Integer(compute="_compute_refund_count")

    @api.depends("refund_ids")
    def _compute_refund_count(self):
        for order in self:
            order.refund_count = len(order.refund_ids)

    def action_open_refunds(self):
        """Show the refunds of this order."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Refunds"),
            "res_model": "woo.refund",
            "view_mode": "list,form",
            "domain": [("order_id", "=", self.id)],
        }

    # === Noticing === #

    def _note_arrival(self, payload, fetched_at):
        """Ask for the refunds when the order names others than those that are known."""
        arrival = super()._note_arrival(payload, fetched_at)
        # An order that cannot be read arrives here, too.
        named = {refund.get("id") for refund in objects(payload.get("refunds"))}
        existing = self.refund_ids.filtered(lambda refund: not refund.is_deleted)
        # What is only listed has no sale order that a refund could change.
        if named != set(existing.mapped("woo_id")) and self.treatment != "counted":
            self._enqueue_refunds()
        return arrival

    def _settle(self, state, reason=False):
        """Carry out the refunds that waited for the order."""
        result = super()._settle(state, reason)
        if state not in ("waiting", "failed"):
            self._resume_refunds()
        return result

    def _go_on_with_steps(self):
        """Carry out the refunds that waited for the invoice or its payment."""
        result = super()._go_on_with_steps()
        if not self._has_step_under_way():
            self._resume_refunds()
        return result

    def _has_step_under_way(self):
        """Tell whether a step of the workflow rule is about to be carried out.

        One that waits for a delivery may wait for long, and is none.
        """
        return self._is_ready_for_steps() and self._get_next_step().state == "todo"

    def _resume_refunds(self):
        """Look again at the refunds of these orders that wait for something."""
        waiting = self.refund_ids.filtered(lambda refund: refund.state == "waiting")
        waiting.order_id._enqueue_refunds(is_retry=True)

    def _enqueue_refunds(self, is_retry=False):
        """Enqueue a job for the refunds of each of these orders.

        :param bool is_retry: something changed that a job that seems to wait may not
            have seen any more
        """
        cause = ""
        if self and is_retry:
            [[transaction]] = self.env.execute_query(SQL("SELECT pg_current_xact_id()"))
            cause = f"-retry-{transaction}"
        for order in self:
            backend = order.backend_id._for_job()
            self.env["woo.refund"].with_env(backend.env).with_delay(
                # A store that is down for a day must not fail the job.
                max_retries=0,
                identity_key=f"woo-refunds-{backend.id}-{order.woo_id}{cause}",
                description=f"Import the refunds of order {order.woo_id} of store "
                f"{backend.id}",
            )._import_of_order(backend, order.woo_id)

    def _hold_documents(self):
        """Lock the order and its sale order, as its steps do.

        :raise RetryableJobError: somebody else works on them; the try is not counted
        """
        self.env.flush_all()
        why = f"Order {self.woo_id} is being worked on"
        with start_over_on(OperationalError, why=why):
            for records in (self, self.sale_order_id):
                query = SQL(
                    "SELECT id FROM %s WHERE id = ANY(%s) FOR NO KEY UPDATE NOWAIT",
                    SQL.identifier(records._table),
                    records.ids,
                )
                self.env.cr.execute(query, log_exceptions=False)
