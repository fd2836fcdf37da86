"""The work that is compared: an order by plain Odoo code, and by the connector."""

import itertools
from contextlib import contextmanager

from odoo.fields import Command

from tests.live.bench_orders_shop import LINES, PRODUCTS, address_of
from tests.live.odoo_in_process import OdooDatabase


class PlainWork:
    """What Odoo itself costs: a customer and a confirmed order of three lines.

    In a database without the connector, one transaction per order.
    """

    def __init__(self, odoo: OdooDatabase, goods: dict[str, int]):
        self._odoo = odoo
        self._products = list(goods.values())
        self._numbers = itertools.count()

    def run(self, count: int) -> None:
        """Create so many orders, each of a new customer."""
        for number in itertools.islice(self._numbers, count):
            with self._odoo.transaction() as env:
                order = env["sale.order"].create(self._prepare(env, number))
                order.action_confirm()

    def _prepare(self, env, number: int) -> dict:
        return {
            "partner_id": self._create_customer(env, number).id,
            "client_order_ref": str(number),
            "order_line": [
                Command.create(
                    {
                        "product_id": self._products[(number + line) % PRODUCTS],
                        "product_uom_qty": 1 + line,
                        "price_unit": 10.49 + line,
                    }
                )
                for line in range(LINES)
            ],
        }

    def _create_customer(self, env, number: int):
        address = address_of(number)
        country = env.ref("base.us")
        return env["res.partner"].create(
            {
                "name": f"{address['first_name']} {address['last_name']}",
                "street": address["address_1"],
                "city": address["city"],
                "zip": address["postcode"],
                "country_id": country.id,
                "state_id": env.ref("base.state_us_27").id,
                "phone": address["phone"],
                "email": address["email"],
            }
        )


class ConnectorWork:
    """Imports by the connector's own jobs, each a transaction as a job has.

    :param orders: numbers of the store's orders that are still to be imported
    :param is_backlog: the orders come by jobs for many, else each by a job of its own
    """

    def __init__(
        self, odoo: OdooDatabase, backend_id: int, orders: list[int], is_backlog: bool
    ):
        self._odoo = odoo
        self._backend_id = backend_id
        self._orders = iter(orders)
        self._is_backlog = is_backlog

    def run(self, count: int) -> None:
        """Import so many orders, by the jobs that they would be given."""
        with self._odoo.transaction() as env:
            largest = env["woo.order"]._get_chunk_size() if self._is_backlog else 1
        for start in range(0, count, largest):
            woo_ids = list(itertools.islice(self._orders, min(largest, count - start)))
            with self._job() as (orders, backend):
                if self._is_backlog:
                    orders._import_many(backend, woo_ids)
                else:
                    orders._import(backend, *woo_ids)

    def check(self, count: int) -> None:
        """Make sure that so many orders became what they should."""
        with self._odoo.transaction() as env:
            orders = env["woo.order"].search([])
            right = orders.filtered(self._is_right)
            if len(right) != count:
                problems = (orders - right).mapped("reason")
                raise AssertionError(f"{len(right)} of {count} orders: {problems}")

    @staticmethod
    def _is_right(order) -> bool:
        sale_order = order.sale_order_id
        return (
            order.state == "imported"
            and sale_order.state == "sale"
            and len(sale_order.order_line) == LINES
            and sale_order.amount_total == order.total
            and sale_order.amount_tax == order.total_tax
            and sale_order.picking_ids.state == "assigned"
        )

    @contextmanager
    def _job(self):
        """Lend what a job works with; commit at its end."""
        with self._odoo.job(self._backend_id) as backend:
            yield backend.env["woo.order"], backend
