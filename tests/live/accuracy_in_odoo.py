"""What Odoo itself says is left, past the connector: from its tables."""

from tests.live.database import Database

# On hand in the warehouse, less what is promised from it, reserved or not. What quants
# say is reserved is left out: when several transactions reserve and release at the same
# time, Odoo keeps it on a second quant and never lets it fall below zero on the first,
# so that it is one piece more or less than what the moves hold, until Odoo's scheduler
# mends it. Quantities on hand and moves are exact.
LEFT = """
    WITH on_hand AS (
        SELECT quant.product_id, sum(quant.quantity) AS pieces
          FROM stock_quant quant
          JOIN stock_location place ON place.id = quant.location_id
         WHERE place.warehouse_id = %s AND place.usage = 'internal'
         GROUP BY quant.product_id
    ), promised AS (
        SELECT move.product_id, sum(move.product_uom_qty) AS pieces
          FROM stock_move move
          JOIN stock_location source ON source.id = move.location_id
          JOIN stock_location target ON target.id = move.location_dest_id
         WHERE source.warehouse_id = %s AND source.usage = 'internal'
           AND (target.usage != 'internal'
                OR target.warehouse_id IS DISTINCT FROM source.warehouse_id)
           AND move.state IN ('waiting', 'confirmed', 'partially_available', 'assigned')
         GROUP BY move.product_id
    )
    SELECT product.default_code,
           coalesce(on_hand.pieces, 0) - coalesce(promised.pieces, 0)
      FROM product_product product
      LEFT JOIN on_hand ON on_hand.product_id = product.id
      LEFT JOIN promised ON promised.product_id = product.id
     WHERE product.default_code IS NOT NULL
"""
CONFIRMED = """
    SELECT product.default_code, sum(line.product_uom_qty)
      FROM woo_order
      JOIN sale_order ON sale_order.id = woo_order.sale_order_id
      JOIN sale_order_line line ON line.order_id = sale_order.id
      JOIN product_product product ON product.id = line.product_id
     WHERE sale_order.state = 'sale' AND product.default_code IS NOT NULL
     GROUP BY product.default_code
"""


class InOdoo:
    """Looks into the tables; numbers are whole pieces by SKU."""

    def __init__(self, database: Database, warehouse_id: int):
        self._database = database
        self._warehouse_id = warehouse_id

    def left(self) -> dict[str, int]:
        """Return what is left to sell in the warehouse; below zero: owed."""
        rows = self._database.rows(LEFT, self._warehouse_id, self._warehouse_id)
        return {sku: int(pieces) for sku, pieces in rows}

    def confirmed(self) -> dict[str, int]:
        """Return how many pieces are in confirmed orders of the store."""
        return {sku: int(pieces) for sku, pieces in self._database.rows(CONFIRMED)}
