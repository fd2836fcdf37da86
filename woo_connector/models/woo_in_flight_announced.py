import json
from operator import itemgetter

from odoo import api, models
from odoo.tools import SQL

#: More than all stores announce within seconds.
NEWEST = 500


def says_what_is_sold(body):
    """Whether the body of a delivery can stand for a look at its order.

    One of a deleted order has nothing but its number; plugins leave out what they like.
    """
    return (
        isinstance(body.get("id"), int)
        and isinstance(body.get("date_modified_gmt"), str)
        and body.keys() >= {"status", "line_items"}
    )


class WooInFlight(models.Model):
    """What stores announce to have sold, before anybody has looked at it."""

    _inherit = "woo.in.flight"

    @api.model
    def _note_announced(self, backend, since):
        """Note what the orders sell that a store has announced of late.

        A delivery may be older than what has been seen since, and is believed only
        where it is newer. What it is worth is seen when the order itself is read.

        :param backend: the ``woo.backend`` that announced them
        :param datetime since: naive, UTC; a moment of the last seconds, the second in
            which it is belongs to it
        :return: whether that is all; else the orders have to be looked at
        :rtype: bool
        """
        bodies = self._read_announcements(backend, since)
        if bodies is None:
            return False
        orders = [body for body in bodies if says_what_is_sold(body)]
        # The newest last, which alone counts of several of the same order.
        orders.sort(key=itemgetter("date_modified_gmt"))
        newest = {order["id"]: order for order in orders}
        seen_until = self._read_dates(backend, newest)
        news = [
            order
            for woo_id, order in newest.items()
            if order["date_modified_gmt"] > seen_until.get(woo_id, "")
        ]
        self._note_sold(backend, news)
        return len(orders) == len(bodies)

    @api.model
    def _read_dates(self, backend, order_ids):
        """Return when orders had been changed that were seen, as the store writes it.

        :rtype: dict[int, str]
        """
        groups = self._read_group(
            [("backend_id", "=", backend.id), ("order_woo_id", "in", list(order_ids))],
            ["order_woo_id"],
            ["date_modified:max"],
        )
        return {woo_id: seen.isoformat() for woo_id, seen in groups if seen}

    @api.model
    def _read_announcements(self, backend, since):
        """Return the bodies of what was heard of orders; empty where there is none.

        :return: decoded JSON, ``None`` where more was heard than is looked through
        :rtype: list[dict] | None
        """
        # There is no index for it, which each delivery would pay for.
        rows = self.env.execute_query(
            SQL(
                """
                SELECT is_wanted,
                       CASE WHEN is_wanted AND source = 'webhook' THEN body END
                  FROM (SELECT received_at, source, body,
                               backend_id = %s AND resource = 'order'
                               AND state IN ('pending', 'done') AS is_wanted
                          FROM woo_event ORDER BY id DESC LIMIT %s) newest
                 WHERE received_at >= %s
                """,
                backend.id,
                NEWEST,
                since,
            )
        )
        if len(rows) == NEWEST:
            return None
        return [json.loads(body or "{}") for is_wanted, body in rows if is_wanted]

    @api.model
    def _note_sold(self, backend, orders):
        """Note what orders sell, and have looked at what counts the same pieces.

        :param orders: as decoded JSON
        """
        sold = self._note_orders(backend, orders)
        if not sold:
            return
        bindings = self.env["woo.product"].search(
            [("backend_id", "=", backend.id), ("woo_id", "in", list(sold))]
        )
        self._note_related(
            backend, bindings.product_id, self.env._("sold in the store")
        )
