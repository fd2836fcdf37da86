from dataclasses import dataclass
from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

from ..woo.discrepancy import Facts, Kind, classify
from .woo_order_status import NOT_HOLDING
from .woo_reconciliation import UNFINISHED

#: How long an order takes from the store's till to Odoo's inbox.
ON_THE_WAY = timedelta(minutes=1)


@dataclass(frozen=True)
class Verdict:
    """What a difference comes from, and what was known.

    :param products: ``product.product`` whose number it is
    :param orders: pieces by number of the store's orders that Odoo has not seen
    """

    kind: Kind
    facts: Facts
    products: object
    orders: dict[int, float]
    counted_on_parent: bool = False


class WooDiscrepancy(models.Model):
    """Gathering what is known of a difference, for the pure room to judge."""

    _inherit = "woo.discrepancy"

    @api.model
    def _judge(self, backend, look):
        """Tell what differs and what it comes from.

        :param Look look: what two looks have shown
        :return: by id of the ``woo.product``; products that agree are left out
        :rtype: dict[int, Verdict]
        """
        bindings = self.env["woo.product"].browse(look.suspect_ids).exists()
        if not bindings:
            return {}
        numbers = self._get_numbers(backend, bindings)
        sold = bindings._get_sold()
        products = bindings.product_id.union(*sold.values())
        waiting = self._get_waiting_products(backend, products.ids)
        arriving_since = self._get_arriving_since(backend)
        rules_changed_at = self._get_rules_changed_at(backend)
        unseen = self._get_unseen_sales(backend, look.sold)
        verdicts = {}
        for binding in bindings.filtered(lambda b: b.id in numbers):
            reading = look.readings[binding.woo_id]
            orders = unseen.get(binding.woo_id, {})
            products = sold.get(binding, binding.product_id)
            facts = Facts(
                store=reading.own_quantity,
                odoo=numbers[binding.id],
                expected=binding._get_expected_quantity(),
                push_state=binding.push_state,
                is_waiting=not waiting.isdisjoint(products.ids),
                read_at=look.asked_at,
                pushed_at=binding.pushed_at or None,
                sent_at=binding._get_told_at() or None,
                modified_at=reading.modified_at,
                rules_changed_at=rules_changed_at,
                arriving_since=arriving_since,
                held=round(sum(orders.values())),
            )
            if kind := classify(facts):
                verdicts[binding.id] = Verdict(
                    kind, facts, products, orders, reading.counted_on_parent
                )
        return verdicts

    @api.model
    def _get_waiting_products(self, backend, product_ids):
        """Return which products have a change that waits to be sent.

        :rtype: set[int]
        """
        groups = self.env["woo.stock.change"]._read_group(
            [("backend_id", "=", backend.id), ("product_id", "in", product_ids)],
            ["product_id"],
        )
        return {product.id for [product] in groups}

    @api.model
    def _get_rules_changed_at(self, backend):
        """Return when the numbers of a store came to mean another thing last."""
        [[rules]] = self.env["woo.stock.rule"]._read_group(
            [("backend_id", "=", backend.id)], [], ["write_date:max"]
        )
        known = [moment for moment in (rules, backend.stock_rules_changed_at) if moment]
        return max(known, default=None)

    @api.model
    def _get_arriving_since(self, backend):
        """Return the moment since which orders of a store may not be in Odoo.

        Those that were announced and not imported, and those since the last poll.

        :return: naive, UTC; ``None`` when orders are not imported
        """
        if not backend.import_orders:
            return None
        [[oldest]] = self.env.execute_query(
            SQL(
                """
                SELECT LEAST(
                    (SELECT min(received_at) FROM woo_event
                      WHERE backend_id = %(store)s AND resource = 'order'
                        AND state = 'pending'),
                    (SELECT min(date_created) FROM queue_job
                      WHERE state IN %(unfinished)s
                        AND (starts_with(identity_key, %(one)s)
                             OR starts_with(identity_key, %(many)s))))
                """,
                store=backend.id,
                unfinished=UNFINISHED,
                one=f"woo-order-{backend.id}-",
                many=f"woo-orders-{backend.id}-",
            )
        )
        known = [moment for moment in (oldest, backend.last_poll_at) if moment]
        return min(known) - ON_THE_WAY if known else None

    @api.model
    def _get_unseen_sales(self, backend, sold):
        """Return what orders sold that Odoo has not seen in any way.

        :param dict sold: see ``sold_quantities``
        :return: by number of the product in the store, pieces by number of the order
        :rtype: dict[int, dict[int, float]]
        """
        order_ids = {order_id for order_id, _product_id in sold}
        if not order_ids:
            return {}
        rows = self.env.execute_query(
            SQL(
                """
                SELECT woo_id FROM woo_order
                 WHERE backend_id = %(store)s AND woo_id = ANY(%(orders)s)
                 UNION
                SELECT order_woo_id FROM woo_in_flight
                 WHERE backend_id = %(store)s AND order_woo_id = ANY(%(orders)s)
                """,
                store=backend.id,
                orders=list(order_ids),
            )
        )
        seen = {order_id for [order_id] in rows}
        found = {}
        for (order_id, product_id), sale in sold.items():
            if order_id not in seen and sale.status not in NOT_HOLDING:
                found.setdefault(product_id, {})[order_id] = sale.quantity
        return found
