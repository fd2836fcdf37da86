"""What Odoo itself says is left, past the connector: from its tables."""

from tests.live.database import Database

# Free in the warehouse, less what is promised from it without being reserved.
LEFT = """
    WITH free AS (
        SELECT quant.product_id, sum(quant.quantity - quant.reserved_quantity) AS pieces
          FROM stock_quant quant
          JOIN stock_location place ON place.id = quant.location_id
         WHERE place.warehouse_id = %s AND place.usage = 'internal'
         GROUP BY quant.product_id
    ), owed AS (
        SELECT move.product_id, sum(move.product_uom_qty - move.quantity) AS pieces
          FROM stock_move move
          JOIN stock_location source ON source.id = move.location_id
         WHERE source.warehouse_id = %s AND source.usage = 'internal'
           AND move.state IN ('waiting', 'confirmed', 'partially_available')
         GROUP BY move.product_id
    )
    SELECT product.default_code,
           coalesce(free.pieces, 0) - coalesce(owed.pieces, 0)
      FROM product_product product
      LEFT JOIN free ON free.product_id = product.id
      LEFT JOIN owed ON owed.product_id = product.id
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
