from psycopg2.errors import SerializationFailure

from odoo import fields, models
from odoo.tools import split_every

from odoo.addons.queue_job.exception import RetryableJobError

from ..woo.discrepancy import SENT_AGAIN, Kind
from .job_errors import job_errors
from .start_over import start_over_on
from .woo_backend_stock_read import TOGETHER
from .woo_discrepancy import ACTIVE
from .woo_reconciliation import UNFINISHED

#: Seconds until the store is looked at again; sending a number takes less.
PAUSE = 2


class WooDiscrepancy(models.Model):
    """Putting right what differs, and looking whether it helped."""

    _inherit = "woo.discrepancy"

    # === Buttons === #

    def action_repair(self):
        """Put right what differs, as its cause asks for, in the background."""
        self.env["woo.reconciliation"]._check_may_reconcile()
        rows = self.filtered(lambda row: row.state in ("open", "accepted"))
        # The fields are nobody's to edit; pressing this button is the managers'.
        rows.sudo()._repair(self.env.user)
        left = rows.filtered(
            lambda row: row.kind == Kind.UNBOUND.value and row.state != "repairing"
        )
        if left and len(self) == 1:
            return left.action_open_product()
        return self.env["woo.backend"]._notify_started(
            self.env._("The stock of the chosen products is being repaired.")
        )

    def action_accept(self):
        """Leave the numbers in the store as they are, until one of them changes."""
        self.env["woo.reconciliation"]._check_may_reconcile()
        self.filtered(lambda row: row.state == "open").sudo().write(
            {
                "state": "accepted",
                "repaired_by": self.env.uid,
                "repaired_at": fields.Datetime.now(),
            }
        )

    # === Repair === #

    def _repair_by_itself(self, backend):
        """Repair what the store's policy leaves to us.

        :param backend: the ``woo.backend`` of these rows
        """
        self.filtered(
            lambda row: (
                row.state == "open" and backend._is_repaired_by_itself(Kind(row.kind))
            )
        )._repair(self.env.user)

    def _repair(self, user):
        """Put right what differs and have it looked at again.

        :param user: the ``res.users`` who wants it
        """
        repaired = self._send_again() | self._fetch_orders() | self._bind()
        repaired.write(
            {
                "state": "repairing",
                "repaired_by": user.id,
                "repaired_at": fields.Datetime.now(),
            }
        )
        looked_at = repaired | self.filtered(
            lambda row: row.kind == Kind.UNDER_WAY.value
        )
        looked_at._enqueue_look()

    def _send_again(self):
        """Put into the outbox what is put right by Odoo's number; return which."""
        kinds = {kind.value for kind in SENT_AGAIN}
        rows = self.filtered(lambda row: row.kind in kinds)
        self.env["woo.stock.change"]._note_bindings(
            rows.binding_id | rows.binding_id._get_stock_members(),
            resend=True,
            cause=self.env._("reconciliation"),
            # What happens meanwhile must not wait for a whole catalogue.
            priority=1,
        )
        return rows

    def _fetch_orders(self):
        """Have the orders imported that explain a difference; return which rows."""
        kind = Kind.ORDER_NOT_IMPORTED.value
        rows = self.filtered(lambda row: row.kind == kind)
        for backend, some in rows.grouped("backend_id").items():
            order_ids = {one for row in some for one in row.order_woo_ids or []}
            self.env["woo.event"]._note_wanted(
                backend, "order", sorted(order_ids), source="sweep", action="found"
            )
        return rows

    def _bind(self):
        """Look once more for the products of what is not bound; return the bound."""
        rows = self.filtered(lambda row: row.kind == Kind.UNBOUND.value)
        # Being bound puts a product into the outbox.
        rows.binding_id._match_by_sku()
        return rows.filtered("binding_id.product_id")

    # === Look again === #

    def _enqueue_look(self):
        """Enqueue the jobs that look whether the difference is still there."""
        for backend, rows in self.grouped("backend_id").items():
            for ids in split_every(TOGETHER, rows.ids):
                part = self.with_env(backend._for_job().env).browse(ids)
                part.with_delay(
                    identity_key=f"woo-discrepancy-{'-'.join(map(str, ids))}",
                    description=f"Look at the stock of {len(ids)} products again",
                    max_retries=0,
                    eta=PAUSE,
                )._look_again()

    def _look_again(self):
        """Look whether the difference is still there (job).

        :return: what was seen, for the job's record
        :rtype: str
        :raise RetryableJobError: the repair has not been sent yet
        """
        rows = self.exists().filtered(lambda row: row.state in ACTIVE)
        if not rows:
            return "Nothing is left"
        if rows._is_waiting():
            raise RetryableJobError("What repairs it waits to be sent")
        backend = rows.backend_id._for_job()
        asked_at = fields.Datetime.now()
        with job_errors(backend), backend._client() as client:
            readings = backend._read_stock_of(client, rows.binding_id)
            look = self._look(backend, client, readings, asked_at)
        with (
            start_over_on(SerializationFailure, why="Somebody was quicker"),
            backend._in_new_transaction() as fresh,
        ):
            found = fresh.env[self._name]._keep(fresh, look)
        return f"{len(found)} of {len(rows)} differ"

    def _is_waiting(self):
        """Tell whether the repair of any of these rows is still under way."""
        repairing = self.filtered(lambda row: row.state == "repairing")
        backend = self.backend_id
        sold = repairing.binding_id._get_sold()
        products = repairing.product_id.union(*sold.values())
        if self._get_waiting_products(backend, products.ids):
            return True
        order_ids = [one for row in repairing for one in row.order_woo_ids or []]
        if not order_ids:
            return False
        events = self.env["woo.event"].search_count(
            [
                ("backend_id", "=", backend.id),
                ("resource", "=", "order"),
                ("woo_id", "in", order_ids),
                ("state", "=", "pending"),
            ],
            limit=1,
        )
        keys = [f"woo-order-{backend.id}-{order_id}" for order_id in order_ids]
        # Jobs are the job managers', these are ours.
        jobs = self.env["queue.job"].sudo()
        domain = [("identity_key", "in", keys), ("state", "in", UNFINISHED)]
        return bool(events or jobs.search_count(domain, limit=1))
