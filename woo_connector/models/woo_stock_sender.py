from datetime import timedelta, timezone

from odoo import api, fields, models

from ..woo.cursor import first_request, moved_cursor
from ..woo.order_looks import FRESH

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
    looked_at = fields.Datetime(
        readonly=True, help="When the orders were looked at last, by Odoo's clock."
    )
    owes_look = fields.Boolean(
        readonly=True, help="Something was sent that calls for a look at the orders."
    )
    last_push_at = fields.Datetime(readonly=True)

    _one_per_store = models.UniqueIndex("(backend_id)")

    @api.model
    def _of_store(self, backend):
        """Return the row of a store; only its push job may ask, it holds the lock."""
        found = self.search([("backend_id", "=", backend.id)], limit=1)
        return found or self.create({"backend_id": backend.id})

    def _get_first_request(self):
        """Return where a look for new orders begins.

        :rtype: PollRequest
        """
        return first_request(self._get_seen_until(), overlap=OVERLAP)

    def _knows_sales(self):
        """Whether what the store has sold is known without asking it.

        It is for a moment after a look at the orders, together with what the store has
        announced since. How soon it announces an order is its own affair; so only for
        that moment.
        """
        now = fields.Datetime.now()
        if not self.looked_at or now - self.looked_at >= FRESH:
            return False
        return self.env["woo.in.flight"]._note_announced(
            self.backend_id, self.looked_at
        )

    def _note_looked(self, looked_at):
        """Remember that all orders were looked at.

        :param datetime looked_at: when that began
        """
        self.write({"looked_at": looked_at, "owes_look": False})

    def _note_seen(self, moments):
        """Remember how far a look has come; never goes back.

        :param moments: when the orders seen were modified (aware)
        """
        seen_until = moved_cursor(self._get_seen_until(), moments).replace(tzinfo=None)
        if seen_until != self.orders_seen_until:
            self.orders_seen_until = seen_until

    def _get_seen_until(self):
        backend = self.backend_id
        seen = self.orders_seen_until or backend.import_from or backend.create_date
        return seen.replace(tzinfo=timezone.utc)
