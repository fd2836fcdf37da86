from odoo import api, fields, models
from odoo.tools import SQL

#: How an order can have become known; the first four are those of the inbox.
SOURCES = [
    ("webhook", "Webhook"),
    ("poll", "Poll"),
    ("sweep", "Sweep"),
    ("manual", "Person"),
    ("history", "Import of past orders"),
]


class WooEvent(models.Model):
    """The events of one order."""

    _inherit = "woo.event"

    # Only of what was passed on: a delivery, for which the store waits, does not pay.
    _of_order = models.Index(
        "(woo_id, backend_id) WHERE resource = 'order' AND state = 'done'"
    )


class WooOrder(models.Model):
    """When an order was heard of first, and how.

    The inbox forgets its events after some weeks; this stays.
    """

    _inherit = "woo.order"

    received_at = fields.Datetime(string="Received", readonly=True, copy=False)
    received_by = fields.Selection(
        SOURCES,
        readonly=True,
        copy=False,
        help="What told Odoo of this order first.",
    )

    @api.model
    def _create_bindings(self, backend, woo_ids):
        """Keep what announced the new orders."""
        orders = super()._create_bindings(backend, woo_ids)
        announced = self._find_first_events(backend, orders.mapped("woo_id"))
        for order in orders:
            if order.history_id:
                order.received_by = "history"
            elif order.woo_id in announced:
                moment, source = announced[order.woo_id]
                order.write({"received_at": moment, "received_by": source})
        return orders

    @api.model
    def _find_first_events(self, backend, woo_ids):
        """Return when and how each of these orders was announced first.

        :param list woo_ids: numbers in the store
        :return: by number, for those that the inbox knows
        :rtype: dict
        """
        if not woo_ids:
            return {}
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT ON (woo_id) woo_id, received_at, source FROM woo_event
                 WHERE backend_id = %s AND woo_id = ANY(%s) AND resource = 'order'
                   AND state = 'done'
                 ORDER BY woo_id, id
                """,
                backend.id,
                woo_ids,
            )
        )
        return {woo_id: (moment, source) for woo_id, moment, source in rows}
