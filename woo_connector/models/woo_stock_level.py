from typing import NamedTuple

from odoo import api, fields, models
from odoo.tools import SQL

from ..woo.availability import Level
from .id_list import id_list

OPEN_STATES = ("waiting", "confirmed", "partially_available", "assigned")


class Scope(NamedTuple):
    """The locations that count, each with its warehouse."""

    location_ids: tuple[int, ...]
    warehouse_ids: tuple[int, ...]


class WooStockLevel(models.AbstractModel):
    """Reads what there is of many products, in one statement for all of them.

    The same sums as ``product.product._compute_quantities_dict``, and the same sense of
    "in" and "out" as ``_get_domain_locations_new``: an open move counts by where its
    chain ends. Odoo's own method takes seconds for a catalogue.
    """

    _name = "woo.stock.level"
    _description = "WooCommerce Stock Level"

    @api.model
    def _get_scope(self, backend, rule):
        """Return which locations count for a store under a rule.

        :param rule: a ``woo.stock.rule``, maybe empty
        :rtype: Scope
        """
        lines = {line.warehouse_id: line for line in rule.warehouse_line_ids}
        pairs = []
        for warehouse in backend.warehouse_ids:
            line = lines.get(warehouse)
            if line and line.excluded:
                continue
            domain = [("warehouse_id", "=", warehouse.id)]
            # One in the archive opens the others no more than an empty one does.
            only = line and line.with_context(active_test=False).location_ids
            if only:
                domain.append(("id", "child_of", only.ids))
            locations = self.env["stock.location"].with_context(active_test=False)
            pairs += [(one, warehouse.id) for one in locations.search(domain).ids]
        location_ids, warehouse_ids = zip(*pairs, strict=True) if pairs else ((), ())
        return Scope(location_ids, warehouse_ids)

    @api.model
    def _read(self, product_ids, scope, *, horizon_days=None):
        """Return the levels of products, warehouse by warehouse.

        Products that have the same level share a row: a catalogue of thousands has
        hundreds of levels, and reading rows costs more than adding them up.

        :param product_ids: ids of ``product.product``
        :param Scope scope: the locations that count
        :param int horizon_days: how far ahead receipts count; ``None``: not at all
        :return: levels, each with the ids of the products that have it
        :rtype: list[tuple[Level, list[int]]]
        """
        if not scope.location_ids:
            return []
        for name in ("stock.quant", "stock.move"):
            self.env[name].flush_model()
        asked = id_list(product_ids)
        parts = [self._query_quants(asked), self._query_outgoing(asked)]
        if horizon_days is not None:
            parts.append(self._query_incoming(asked, horizon_days))
        rows = self.env.execute_query(
            SQL(
                """
                WITH counted AS MATERIALIZED (
                    SELECT * FROM unnest(%s, %s) AS one(location_id, warehouse_id)
                ), level AS (
                    SELECT product_id, warehouse_id, sum(on_hand) AS on_hand,
                           sum(reserved) AS reserved, sum(outgoing) AS outgoing,
                           sum(incoming) AS incoming, sum(expired) AS expired
                      FROM (%s) AS parts
                     GROUP BY product_id, warehouse_id
                )
                -- Floats, because reading decimals takes longer.
                SELECT warehouse_id, on_hand::float8, reserved::float8,
                       outgoing::float8, incoming::float8, expired::float8,
                       array_agg(product_id)
                  FROM level
                 GROUP BY warehouse_id, on_hand, reserved, outgoing, incoming, expired
                """,
                list(scope.location_ids),
                list(scope.warehouse_ids),
                SQL(" UNION ALL ").join(parts),
            )
        )
        return [(Level._make(level), having) for *level, having in rows]

    @api.model
    def _query_quants(self, asked):
        # A count that is not applied yet leaves a quant without any quantity.
        expired = SQL("0.0")
        if "removal_date" in self.env["stock.quant"]._fields:
            # Odoo lets nobody take expired lots (addon product_expiry); what was
            # reserved of them before is counted as reserved.
            expired = SQL(
                "(CASE WHEN quant.removal_date <= now() AT TIME ZONE 'UTC'"
                " THEN COALESCE(quant.quantity, 0) - quant.reserved_quantity"
                " ELSE 0 END)"
            )
        return SQL(
            """
            SELECT quant.product_id, counted.warehouse_id,
                   COALESCE(quant.quantity, 0) AS on_hand,
                   COALESCE(quant.reserved_quantity, 0) AS reserved,
                   0.0 AS outgoing, 0.0 AS incoming, %s AS expired
              FROM stock_quant quant JOIN counted USING (location_id)
             WHERE quant.product_id = ANY(%s)
            """,
            expired,
            asked,
        )

    @api.model
    def _query_outgoing(self, asked):
        return SQL(
            """
            SELECT move.product_id, counted.warehouse_id, 0.0, 0.0,
                   move.product_qty, 0.0, 0.0
              FROM stock_move move JOIN counted USING (location_id)
             WHERE move.product_id = ANY(%s) AND move.state = ANY(%s)
               AND NOT EXISTS (SELECT FROM counted AS inside
                                WHERE inside.location_id = COALESCE(
                                      move.location_final_id, move.location_dest_id))
            """,
            asked,
            list(OPEN_STATES),
        )

    @api.model
    def _query_incoming(self, asked, horizon_days):
        return SQL(
            """
            SELECT move.product_id, counted.warehouse_id, 0.0, 0.0, 0.0,
                   move.product_qty, 0.0
              FROM stock_move move
              JOIN counted ON counted.location_id
                              = COALESCE(move.location_final_id, move.location_dest_id)
             WHERE move.product_id = ANY(%s) AND move.state = ANY(%s)
               AND move.date <= %s
               AND NOT EXISTS (SELECT FROM counted AS inside
                                WHERE inside.location_id = move.location_id)
            """,
            asked,
            list(OPEN_STATES),
            fields.Datetime.add(fields.Datetime.now(), days=horizon_days),
        )
