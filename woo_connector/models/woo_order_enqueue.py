from hashlib import sha256

from odoo import api, models
from odoo.tools import SQL

from .woo_order_arrive import SETTLED_STATES

#: From so many orders at once they are brought in together, with a single request and
#: in half the time. Fewer come sooner as jobs of their own: several workers share them.
BACKLOG = 5

#: Orders of a backlog that one job brings in. All of them wait for the slowest, and
#: the stock they need is held until the job's end.
CHUNK = 25


class WooOrder(models.Model):
    """How imports of orders are started."""

    _inherit = "woo.order"

    @api.model
    def _enqueue_import(self, backend, woo_ids, cause=""):
        """Enqueue the import of orders: a job for each, or for many of a backlog.

        :param woo_ids: numbers of the orders in the store
        :param str cause: only a job of the same cause that still waits makes a further
            one needless
        """
        woo_ids = list(woo_ids)
        if len(woo_ids) < BACKLOG:
            self._enqueue_single(backend, woo_ids, cause)
            return
        size = self._get_chunk_size()
        for start in range(0, len(woo_ids), size):
            self._enqueue_chunk(backend, woo_ids[start : start + size], cause)

    @api.model
    def _get_chunk_size(self):
        """Return how many orders of a backlog one job brings in."""
        return CHUNK

    @api.model
    def _enqueue_single(self, backend, woo_ids, cause=""):
        """Enqueue one job per order."""
        backend = backend._for_job()
        orders = self.with_env(backend.env)
        for woo_id in woo_ids:
            orders.with_delay(
                # A store that is down for a day must not fail the job.
                max_retries=0,
                identity_key=f"woo-order-{backend.id}-{woo_id}{cause}",
                description=f"Import order {woo_id} of store {backend.id}",
            )._import(backend, woo_id)

    @api.model
    def _enqueue_chunk(self, backend, woo_ids, cause=""):
        """Enqueue one job for all these orders."""
        backend = backend._for_job()
        key = sha256(repr(sorted(woo_ids)).encode()).hexdigest()[:16]
        self.with_env(backend.env).with_delay(
            max_retries=0,
            identity_key=f"woo-orders-{backend.id}-{key}{cause}",
            description=f"Import {len(woo_ids)} orders of store {backend.id}",
        )._import_many(backend, woo_ids)

    def _enqueue_retry(self):
        """Import these orders again, also when nothing changed in the store."""
        # Only where the same content would be no work: an order that waits may be under
        # way at this moment, and a person's transaction must not meet its job's.
        settled = self.filtered(lambda order: order.state in SETTLED_STATES)
        # A person who may fill in a mapping or press the button has no rights on what
        # the import writes.
        settled.sudo().fingerprint = False
        # A job that seems to wait may have run since this transaction began, and have
        # seen nothing of what this one changes: it stands for no other.
        [[transaction]] = self.env.execute_query(SQL("SELECT pg_current_xact_id()"))
        for backend, orders in self.grouped("backend_id").items():
            self._enqueue_import(
                backend, orders.mapped("woo_id"), cause=f"-retry-{transaction}"
            )
