from datetime import timedelta

from odoo import api, fields, models

#: The store's dates are whole seconds, and its moment itself is left out.
OVERLAP = timedelta(seconds=2)


class WooStockSender(models.Model):
    """How far the stock of one store is told: written by its push job alone.

    A row of its own, because the store's is written by people and by other jobs.
    """

    _name = "woo.stock.sender"
    _description = "WooCommerce Stock Sender"
    _log_access = False

    backend_id = fields.Many2one(
        "woo.backend", string="Store", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="backend_id.company_id")
    orders_seen_until = fields.Datetime(
        readonly=True, help="Orders changed until then were seen, by the store's clock."
    )
    last_push_at = fields.Datetime(readonly=True)

    _one_per_store = models.UniqueIndex("(backend_id)")

    @api.model
    def _of_store(self, backend):
        """Return the row of a store; only its push job may ask, it holds the lock."""
        found = self.search([("backend_id", "=", backend.id)], limit=1)
        return found or self.create({"backend_id": backend.id})

    def _get_orders_after(self):
        """Return the moment after which orders are asked for (naive, UTC)."""
        backend = self.backend_id
        start = self.orders_seen_until or backend.import_from or backend.create_date
        return start - OVERLAP
