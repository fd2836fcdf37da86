"""The ways to learn what can be sold that are compared, and a push of everything."""

from tests.live.bench_stock_store import QuickStore
from tests.live.odoo_in_process import OdooDatabase

#: One statement that groups what every number is made of: what is there, what is
#: reserved of it, and what is promised of it.
FLOOR = """
    WITH location AS MATERIALIZED (
        SELECT id FROM stock_location WHERE warehouse_id = ANY(%(warehouses)s)
    )
    SELECT product_id, sum(free), sum(promised)
      FROM (SELECT product_id, quantity - reserved_quantity AS free, 0 AS promised
              FROM stock_quant
             WHERE product_id = ANY(%(products)s)
               AND location_id IN (SELECT id FROM location)
             UNION ALL
            SELECT product_id, 0, product_qty
              FROM stock_move
             WHERE product_id = ANY(%(products)s)
               AND state IN ('waiting', 'confirmed', 'partially_available', 'assigned')
               AND location_id IN (SELECT id FROM location)
               AND location_dest_id NOT IN (SELECT id FROM location)
           ) AS part
     GROUP BY product_id
"""


class _OnStore:
    """Work on the products of one store; each piece in a transaction of its own.

    :attr result: what the last piece found, by product id
    """

    def __init__(self, odoo: OdooDatabase, backend_id: int, product_ids: list[int]):
        self._odoo = odoo
        self._backend_id = backend_id
        self._product_ids = product_ids
        self.result: dict[int, float] = {}

    def run(self, pieces: int) -> None:
        """Find the numbers of all products, so often."""
        for _piece in range(pieces):
            with self._odoo.transaction() as env:
                self.result = self._find(env["woo.backend"].browse(self._backend_id))

    def _find(self, backend) -> dict[int, float]:
        raise NotImplementedError


class Available(_OnStore):
    """What the connector tells the store."""

    def _find(self, backend):
        return backend._get_available(self._product_ids)


class FreeQuantity(_OnStore):
    """What Odoo's own field says."""

    def _find(self, backend):
        products = backend.env["product.product"].browse(self._product_ids)
        products = products.with_context(warehouse_id=backend.warehouse_ids.ids)
        return {row["id"]: row["free_qty"] for row in products.read(["free_qty"])}


class Floor(_OnStore):
    """One statement of SQL, without anything that is done with the numbers."""

    def _find(self, backend):
        warehouses = backend.warehouse_ids.ids
        backend.env.cr.execute(
            FLOOR, {"warehouses": warehouses, "products": self._product_ids}
        )
        rows = backend.env.cr.fetchall()
        return {product: free for product, free, _promised in rows}


class FullPush:
    """Everything is sent once more, as by the store's button and its job."""

    def __init__(self, odoo: OdooDatabase, backend_id: int, store: QuickStore):
        self._odoo = odoo
        self._backend_id = backend_id
        self._store = store

    def run(self, limit: int | None = None) -> None:
        """Note and push everything, or only so many products."""
        with self._job() as backend:
            if limit is None:
                backend._note_all_stock(resend=True)
            else:
                domain = [("backend_id", "=", backend.id)]
                bindings = backend.env["woo.product"].search(domain, limit=limit)
                backend.env["woo.stock.change"]._note_bindings(bindings, resend=True)
        with self._store.answers(), self._job() as backend:
            backend._push_stock()

    def check(self, expected: dict[int, float]) -> None:
        """Make sure that the store was told each number.

        :param expected: by product id
        """
        with self._odoo.transaction() as env:
            bindings = env["woo.product"].search(
                [("backend_id", "=", self._backend_id)]
            )
            wrong = [
                (binding.woo_id, binding.push_state, binding.push_error)
                for binding in bindings
                if binding.push_state != "pushed"
                or self._store.stock[binding.woo_id] != expected[binding.product_id.id]
            ]
            left = env["woo.stock.change"].search_count([])
        if wrong or left:
            raise AssertionError(f"{len(wrong)} wrong {wrong[:3]}, {left} rows left")

    def _job(self):
        return self._odoo.job(self._backend_id)
