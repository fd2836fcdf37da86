"""Years of history for a database, made in seconds: copies of one imported order."""

from tests.live.database import Database
from tests.live.row_copies import copy_rows

#: Copies of a row are this far apart; no table of a measurement has so many rows.
STRIDE = 100_000

LINES_OF_SALE = "SELECT id FROM sale_order_line WHERE order_id = {sale}"
MOVES_OF_SALE = f"SELECT id FROM stock_move WHERE sale_line_id IN ({LINES_OF_SALE})"
#: What an imported order is made of, how its rows are found; referred to ones first.
PARTS = {
    "res_partner": "id IN (SELECT partner_id FROM sale_order WHERE id = {sale})",
    "sale_order": "id = {sale}",
    "sale_order_line": "order_id = {sale}",
    "account_tax_sale_order_line_rel": f"sale_order_line_id IN ({LINES_OF_SALE})",
    "stock_picking": "sale_id = {sale}",
    "stock_move": f"sale_line_id IN ({LINES_OF_SALE})",
    "stock_move_line": f"move_id IN ({MOVES_OF_SALE})",
    "woo_order": "sale_order_id = {sale}",
    "queue_job": "id = (SELECT min(id) FROM queue_job)",
}
#: Those of them that only tie others together, without a number of their own.
TIES = {"account_tax_sale_order_line_rel"}
#: What tells a copy from its original.
DISTINCT = {
    ("res_partner", "email"): "'h' || copy || email",
    ("res_partner", "email_normalized"): "'h' || copy || email_normalized",
    ("sale_order", "name"): "name || '-' || copy",
    ("stock_picking", "name"): "name || '-' || copy",
    ("woo_order", "woo_id"): f"woo_id + copy * {STRIDE}",
    ("woo_order", "number"): "number || '-' || copy",
    ("queue_job", "uuid"): "uuid || copy",
    ("queue_job", "state"): "'done'",
}
REFERENCES = """
    SELECT attribute.attname
      FROM pg_constraint reference
      JOIN pg_attribute attribute ON attribute.attrelid = reference.conrelid
                                 AND attribute.attnum = reference.conkey[1]
     WHERE reference.contype = 'f' AND reference.conrelid = %s::regclass
       AND reference.confrelid = ANY (%s::regclass[])
"""


def remember_years(database: Database, orders: int) -> None:
    """Fill a database with so many copies of its last order and all that belongs to it.

    That is an imported, confirmed order of a new customer.
    """
    sale_order = database.value("SELECT max(id) FROM sale_order")
    for table, condition in PARTS.items():
        chosen = condition.format(sale=sale_order)
        copies = f"generate_series(1, {orders}) AS copy"
        copy_rows(database, table, chosen, copies, _changes(database, table))
    # A database that grew in years was analysed meanwhile.
    database.execute("VACUUM ANALYZE")


def _changes(database: Database, table: str) -> dict[str, str]:
    """Return what tells a copy from its original, and ties it to its own parts."""
    references = [name for (name,) in database.rows(REFERENCES, table, list(PARTS))]
    numbers = references if table in TIES else ["id", *references]
    changes = {name: f"original.{name} + copy * {STRIDE}" for name in numbers}
    distinct = {name: made for (of, name), made in DISTINCT.items() if of == table}
    return {**distinct, **changes}
