from datetime import timedelta, timezone

from odoo import api, fields, models
from odoo.tools import SQL

from ..woo.cursor import first_request, moved_cursor
from ..woo.order_looks import FRESH, FRESH_IF_ANNOUNCED

#: The store's dates are whole seconds, and its moment itself is left out.
OVERLAP = timedelta(seconds=2)

#: Orders of a look, the newest, that have to have been announced as well.
WITNESSES = 5

#: How far the clocks of store and Odoo may differ.
CLOCK_DIFFERENCE = timedelta(seconds=10)


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
    last_seen = fields.Json(
        readonly=True,
        help="The newest orders that a look has found: when they were changed, by "
        "their numbers in the store.",
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
        announced since. Some stores announce an order at once, some after a minute or
        never; so the moment is longer where what the last look has found was announced.
        """
        now = fields.Datetime.now()
        if not self.looked_at or now - self.looked_at >= FRESH_IF_ANNOUNCED:
            return False
        if now - self.looked_at >= FRESH and not self._has_announced():
            return False
        return self.env["woo.in.flight"]._note_announced(
            self.backend_id, self.looked_at
        )

    def _has_announced(self):
        """Whether the store has announced what the last looks have found."""
        if not self.last_seen:
            return False
        [[announced]] = self.env.execute_query(
            SQL(
                """
                SELECT count(DISTINCT seen.woo_id)
                  FROM unnest(%s, %s) AS seen (woo_id, modified)
                  JOIN woo_event event ON event.woo_id = seen.woo_id
                 WHERE event.backend_id = %s AND event.resource = 'order'
                   AND event.state = 'done' AND event.source = 'webhook'
                   AND event.received_at >= seen.modified - %s
                """,
                [int(woo_id) for woo_id in self.last_seen],
                [fields.Datetime.to_datetime(at) for at in self.last_seen.values()],
                self.backend_id.id,
                CLOCK_DIFFERENCE,
            )
        )
        return announced == len(self.last_seen)

    def _note_looked(self, looked_at):
        """Remember that all orders were looked at.

        :param datetime looked_at: when that began
        """
        self.write({"looked_at": looked_at, "owes_look": False})

    def _note_seen(self, modified):
        """Remember how far a look has come; never goes back.

        :param dict modified: per order id, when it was modified (aware)
        """
        before = self._get_seen_until()
        seen_until = moved_cursor(before, modified.values()).replace(tzinfo=None)
        # An order may be dated in the future; the next ones would not be found.
        seen_until = min(seen_until, fields.Datetime.now() + CLOCK_DIFFERENCE)
        if seen_until != self.orders_seen_until:
            self.orders_seen_until = seen_until
        newest = sorted(modified, key=modified.get)[-WITNESSES:]
        last_seen = {
            str(woo_id): fields.Datetime.to_string(modified[woo_id])
            for woo_id in newest
        }
        if last_seen and last_seen != self.last_seen:
            self.last_seen = last_seen

    def _get_seen_until(self):
        backend = self.backend_id
        seen = self.orders_seen_until or backend.import_from or backend.create_date
        return seen.replace(tzinfo=timezone.utc)
