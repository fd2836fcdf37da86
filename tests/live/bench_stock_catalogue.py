"""A big catalogue with stock and open moves, bound to a store, made in seconds.

Odoo itself makes one of each: product, quant, moves, store, binding. The rest are
copies of these.
"""

from dataclasses import dataclass

from tests.live.bench_stock_layout import FIRST_ID, Layout
from tests.live.database import Database
from tests.live.odoo_in_process import OdooDatabase
from tests.live.row_copies import continue_numbering, copy_rows

GOODS = "bench_good AS good"
SHELVES = 3

#: So that all work of PostgreSQL is that of the processes that are watched.
ONE_PROCESS = "ALTER DATABASE {name} SET max_parallel_workers_per_gather = 0"


@dataclass(frozen=True)
class Originals:
    """Ids of the records that are copied, and of the places where stock is."""

    backend: int
    binding: int
    product: int
    template: int
    quant: int
    outgoing: int
    incoming: int
    stock: tuple[int, int]
    warehouses: tuple[int, int]
    shelf: int
    customers: int


class Catalogue:
    """Fills a database.

    :param odoo: an Odoo with the connector in it
    :param database: the same, past Odoo
    """

    def __init__(self, odoo: OdooDatabase, database: Database, layout: Layout):
        self._odoo = odoo
        self._database = database
        self._layout = layout

    def fill(self) -> int:
        """Make everything; return the id of the store."""
        with self._odoo.transaction() as env:
            made = _make_originals(env)
        self._database.execute(f"CREATE TABLE bench_good AS {self._layout.query()}")
        self._copy_products(made)
        self._copy_quants(made)
        self._copy_moves(made)
        self._copy_bindings(made)
        self._database.execute("DROP TABLE bench_good")
        # As PostgreSQL does by itself in time.
        self._database.execute("VACUUM ANALYZE")
        self._database.execute(ONE_PROCESS.format(name=self._odoo.name))
        return made.backend

    def _copy(
        self, table: str, original: int, changed: dict[str, str], condition: str = ""
    ) -> None:
        goods = f"(SELECT * FROM bench_good WHERE {condition}) AS good"
        copies = goods if condition else GOODS
        copy_rows(self._database, table, f"original.id = {original}", copies, changed)

    def _copy_products(self, made: Originals) -> None:
        templates = "(SELECT DISTINCT template_id FROM bench_good) AS good"
        copy_rows(
            self._database,
            "product_template",
            f"original.id = {made.template}",
            templates,
            {"id": "good.template_id", "default_code": "'T-' || good.template_id"},
        )
        of_product = {
            "id": "good.product_id",
            "product_tmpl_id": "good.template_id",
            "default_code": "'SKU-' || good.number",
            # Unique among the variants of a template.
            "combination_indices": "good.number::text",
        }
        self._copy("product_product", made.product, of_product)
        for table in ("product_template", "product_product"):
            continue_numbering(self._database, table)

    def _copy_quants(self, made: Originals) -> None:
        """Stock in both warehouses, of some on a shelf, and what went to customers."""
        for location in (*made.stock, made.shelf, made.customers):
            condition = f"number % {SHELVES} = 0" if location == made.shelf else ""
            values = {
                "product_id": "good.product_id",
                "location_id": f"{location}",
                "quantity": f"5 + (good.number + {location}) % 40",
                "reserved_quantity": "good.number % 3",
            }
            self._copy("stock_quant", made.quant, values, condition)

    def _copy_moves(self, made: Originals) -> None:
        """Deliveries that wait, that are reserved and that are done, and receipts."""
        first, second = zip(made.stock, made.warehouses, strict=True)
        self._copy_deliveries(made, first, "confirmed", "number % 4 = 0")
        self._copy_deliveries(made, second, "assigned", "number % 10 = 1")
        for ends in (first, second):
            self._copy_deliveries(made, ends, "done", "")
        receipts = {"product_id": "good.product_id", "product_qty": "12"}
        self._copy("stock_move", made.incoming, receipts, "number % 5 = 0")

    def _copy_deliveries(
        self, made: Originals, ends: tuple[int, int], state: str, condition: str
    ) -> None:
        location, warehouse = ends
        values = {
            "product_id": "good.product_id",
            "location_id": f"{location}",
            "warehouse_id": f"{warehouse}",
            "state": f"'{state}'",
            "product_uom_qty": "1 + good.number % 3",
            "product_qty": "1 + good.number % 3",
        }
        self._copy("stock_move", made.outgoing, values, condition)

    def _copy_bindings(self, made: Originals) -> None:
        values = {
            "woo_id": "good.number",
            "parent_woo_id": "good.parent_woo_id",
            "product_id": "good.product_id",
            "sku": "'SKU-' || good.number",
            "name": "'Product ' || good.number",
            "woo_type": "CASE WHEN good.parent_woo_id = 0 THEN 'simple'"
            " ELSE 'variation' END",
        }
        self._copy("woo_product", made.binding, values)
        self._database.execute(f"DELETE FROM woo_product WHERE id = {made.binding}")
        self._database.execute("DELETE FROM woo_stock_change")


def product_ids(database: Database) -> list[int]:
    """Return the ids of the catalogue's products."""
    query = f"SELECT id FROM product_product WHERE id >= {FIRST_ID} ORDER BY id"
    return [product for (product,) in database.rows(query)]


def _make_originals(env) -> Originals:
    first = env["stock.warehouse"].search([], limit=1)
    second = env["stock.warehouse"].create({"name": "Second", "code": "WH2"})
    shelf = env["stock.location"].create(
        {"name": "Shelf", "location_id": first.lot_stock_id.id}
    )
    product = env["product.product"].create(
        {"name": "Product", "is_storable": True, "default_code": "ORIGINAL"}
    )
    customers = env.ref("stock.stock_location_customers")
    suppliers = env.ref("stock.stock_location_suppliers")
    outgoing = _move(env, product, first.out_type_id, first.lot_stock_id, customers)
    incoming = _move(env, product, first.in_type_id, suppliers, first.lot_stock_id)
    backend = _connect(env, first | second)
    binding = env["woo.product"].create(
        {
            "backend_id": backend.id,
            "woo_id": 1_000_000,
            "product_id": product.id,
            "woo_type": "simple",
            "status": "publish",
            "manage_stock": "yes",
        }
    )
    quants = env["stock.quant"]
    quants._update_available_quantity(product, first.lot_stock_id, 1)
    quant = quants.search([("product_id", "=", product.id)], limit=1)
    return Originals(
        backend=backend.id,
        binding=binding.id,
        product=product.id,
        template=product.product_tmpl_id.id,
        quant=quant.id,
        outgoing=outgoing.id,
        incoming=incoming.id,
        stock=(first.lot_stock_id.id, second.lot_stock_id.id),
        warehouses=(first.id, second.id),
        shelf=shelf.id,
        customers=customers.id,
    )


def _move(env, product, picking_type, source, destination):
    move = env["stock.move"].create(
        {
            "product_id": product.id,
            "product_uom_qty": 3,
            "picking_type_id": picking_type.id,
            "location_id": source.id,
            "location_dest_id": destination.id,
        }
    )
    move._action_confirm()
    return move


def _connect(env, warehouses):
    return env["woo.backend"].create(
        {
            "name": "Bench",
            "address": "https://shop.example.com",
            "consumer_key": "ck_bench",
            "consumer_secret": "cs_bench",
            "auth_mode": "header",
            "state": "connected",
            "import_from": "2026-01-01 00:00:00",
            "push_stock": True,
            "warehouse_ids": warehouses.ids,
            # The store is told as fast as it goes.
            "request_rate": 0,
        }
    )
