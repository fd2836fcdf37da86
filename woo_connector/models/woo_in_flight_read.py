from datetime import timedelta
from typing import NamedTuple

from odoo import api, fields, models
from odoo.tools import SQL

from .id_list import id_list
from .woo_order_status import DRAFT_STATUSES, NOT_HOLDING, TRASH

#: Days after which a sale that is not in flight is forgotten.
RETENTION_DAYS = 7

#: What a product must have sold lately to be selling at this moment.
SELLING_SECONDS = 60


class StoreSales(NamedTuple):
    """What a store has sold of one of its products."""

    #: since it was told a number
    since_sent: float
    #: in the last minute
    lately: float


class WooInFlight(models.Model):
    """What is in flight now, and what a store took off its own number."""

    _inherit = "woo.in.flight"

    @api.model
    def _read_in_flight(self, backend, product_ids, warehouse_ids):
        """Return what was sold in stores and is not confirmed in Odoo.

        Of this store and of those that deliver from the same warehouses: they sell the
        same pieces.

        :param product_ids: ids of ``product.product``
        :param warehouse_ids: ids of the warehouses that count for this store
        :return: in the units that each store sells, by store and product id
        :rtype: dict[woo.backend, dict[int, float]]
        """
        stores = self.env["woo.backend"].search(
            [("push_stock", "=", True), ("company_id", "=", backend.company_id.id)]
        )
        stores = backend | stores.filtered(
            lambda store: store._get_warehouse().id in warehouse_ids
        )
        rows = self.env.execute_query(
            SQL(
                """
                SELECT binding.backend_id, binding.product_id, sum(%(waiting)s)
                  FROM (%(newest)s) AS seen
                  JOIN woo_product binding ON binding.backend_id = seen.backend_id
                                          AND binding.woo_id = seen.product_woo_id
                  %(context)s
                 WHERE binding.product_id = ANY(%(products)s)
                   AND %(holds)s AND %(is_waiting)s
                 GROUP BY binding.backend_id, binding.product_id
                """,
                waiting=self._sql_waiting(),
                newest=self._query_newest(stores),
                context=self._sql_context(),
                holds=self._sql_holds(),
                is_waiting=self._sql_is_waiting(),
                products=id_list(product_ids),
            )
        )
        sold = {}
        for store_id, product_id, quantity in rows:
            if quantity:
                sold.setdefault(backend.browse(store_id), {})[product_id] = quantity
        return sold

    @api.model
    def _read_sales(self, backend, binding_ids):
        """Return what the store took off its own numbers.

        An order placed in the very second of a push may have been placed before it, and
        then the push has put it back on sale: it does not count as taken off.

        :param binding_ids: ids of ``woo.product``
        :rtype: dict[int, StoreSales]
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT binding.id,
                       COALESCE(sum(seen.quantity) FILTER (
                           WHERE seen.date_created > binding.sent_at_store), 0),
                       COALESCE(sum(seen.quantity) FILTER (
                           WHERE seen.date_created > %(lately)s), 0)
                  FROM (%(newest)s) AS seen
                  JOIN woo_product binding ON binding.backend_id = seen.backend_id
                                          AND binding.woo_id = seen.product_woo_id
                  %(context)s
                 WHERE binding.id = ANY(%(bindings)s) AND %(holds)s
                 GROUP BY binding.id
                """,
                newest=self._query_newest(backend),
                context=self._sql_context(),
                holds=self._sql_holds(),
                bindings=list(binding_ids),
                lately=fields.Datetime.now() - timedelta(seconds=SELLING_SECONDS),
            )
        )
        return {row[0]: StoreSales(*row[1:]) for row in rows}

    @api.model
    def _query_newest(self, stores):
        return SQL(
            """
            SELECT DISTINCT ON (backend_id, order_woo_id, product_woo_id) *
              FROM woo_in_flight WHERE backend_id = ANY(%s)
             ORDER BY backend_id, order_woo_id, product_woo_id, id DESC
            """,
            list(stores.ids),
        )

    @api.model
    def _sql_context(self):
        """Join what Odoo knows of a sighting's order, and of its status."""
        for name in ("woo.order", "sale.order", "sale.order.line", "woo.order.status"):
            self.env[name].flush_model()
        return SQL(
            """
            LEFT JOIN woo_order_status status ON status.backend_id = seen.backend_id
                                             AND status.slug = seen.status
            LEFT JOIN woo_order bound ON bound.backend_id = seen.backend_id
                                     AND bound.woo_id = seen.order_woo_id
            LEFT JOIN sale_order sale ON sale.id = bound.sale_order_id
            """
        )

    @api.model
    def _sql_holds(self):
        """Tell whether orders in this status hold stock.

        A status that nobody has seen does, unless WooCommerce's own meaning says no: a
        shopper who leaves at the checkout leaves a draft behind.
        """
        return SQL(
            "COALESCE(status.holds_stock, seen.status <> ALL(%s))",
            [*NOT_HOLDING, *DRAFT_STATUSES, TRASH],
        )

    @api.model
    def _sql_is_waiting(self):
        """Tell whether Odoo has not confirmed it, or not what the store says since.

        Past orders that move no stock take none, whatever they wait for.
        """
        return SQL(
            """
            (bound.id IS NULL
             OR COALESCE(bound.treatment, 'usual') NOT IN ('done', 'counted')
                AND (sale.state IN ('draft', 'sent')
                     OR (sale.id IS NULL
                         AND bound.state IN ('new', 'waiting', 'failed', 'review'))
                     OR seen.date_modified > bound.date_modified))
            """
        )

    @api.model
    def _sql_waiting(self):
        """Return the quantity that is not confirmed."""
        return SQL(
            """
            CASE WHEN sale.state = 'sale' THEN GREATEST(0, seen.quantity - COALESCE((
                      SELECT sum(line.product_uom_qty) FROM sale_order_line line
                       WHERE line.order_id = sale.id
                         AND line.product_id = binding.product_id), 0))
                 ELSE seen.quantity END
            """
        )

    # === Forgetting === #

    @api.autovacuum
    def _gc_in_flight(self):
        """Forget what newer sightings replaced, and old sales that wait for nothing.

        Those are confirmed, of no concern to Odoo, or none: carts that were left.

        Products that the store was sent nothing for since are sent anew, because what
        the store has taken off their number is not known any more.
        """
        self.env.execute_query(
            SQL(
                """
                DELETE FROM woo_in_flight old USING woo_in_flight new
                 WHERE new.backend_id = old.backend_id AND new.id > old.id
                   AND new.order_woo_id = old.order_woo_id
                   AND new.product_woo_id = old.product_woo_id RETURNING old.id
                """
            )
        )
        rows = self.env.execute_query(
            SQL(
                """
                WITH gone AS (
                    DELETE FROM woo_in_flight WHERE id IN (
                        SELECT seen.id FROM woo_in_flight seen %s
                         WHERE seen.date_modified < %s
                           AND (%s AND %s) IS NOT TRUE
                    ) RETURNING backend_id, product_woo_id, date_created
                )
                SELECT DISTINCT binding.id FROM gone
                  JOIN woo_product binding ON binding.backend_id = gone.backend_id
                                          AND binding.woo_id = gone.product_woo_id
                 WHERE gone.date_created > binding.sent_at_store
                """,
                self._sql_context(),
                fields.Datetime.now() - timedelta(days=RETENTION_DAYS),
                self._sql_holds(),
                self._sql_is_waiting(),
            )
        )
        bindings = self.env["woo.product"].browse(row[0] for row in rows)
        self.env["woo.stock.change"]._note_bindings(
            bindings, resend=True, cause=self.env._("old sales forgotten")
        )
