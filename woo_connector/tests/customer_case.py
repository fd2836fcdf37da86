"""What the tests of customers share: one order, whoever places it."""

import copy
from contextlib import contextmanager
from unittest.mock import patch

from odoo.tests import tagged

from ..woo.schema import Order
from .order_case import OrderCase, recorded_orders

BILLING = {
    "first_name": "Jane",
    "last_name": "Döe",
    "company": "",
    "address_1": "10 rue de Rivoli",
    "address_2": "",
    "city": "Paris",
    "state": "",
    "postcode": "75004",
    "country": "FR",
    "email": "jane.doe@example.test",
    "phone": "+33102030405",
}
EMPTY = dict.fromkeys(BILLING, "")


@tagged("post_install", "-at_install")
class CustomerCase(OrderCase):
    """Somebody buys; the sale order shows who that is in Odoo."""

    def setUp(self):
        super().setUp()
        self.payload = recorded_orders()["order_post_plain"]
        self._bind_products(self.payload)
        self.next_id = 1000

    def _order_of(self, customer_id=0, shipping=None, vat="", **billing):
        """Return one more order as the store answers with it.

        :param billing: what differs from Jane's address
        """
        self.next_id += 1
        meta_data = [{"id": 1, "key": "_billing_vat_number", "value": vat}]
        return {
            **copy.deepcopy(self.payload),
            "id": self.next_id,
            "number": str(self.next_id),
            "customer_id": customer_id,
            "billing": {**BILLING, **billing},
            "shipping": shipping or EMPTY,
            "meta_data": meta_data if vat else [],
        }

    def _buy(self, customer_id=0, shipping=None, vat="", **billing):
        """Import one more order; return its sale order."""
        order = self._import(self._order_of(customer_id, shipping, vat, **billing))
        self.assertEqual(order.state, "imported", order.reason)
        return order.sale_order_id

    @contextmanager
    def _everything_committed(self):
        """Let a transaction that begins now see what this one has done."""

        @contextmanager
        def own_cursor(_registry, **_options):
            yield self.env.cr

        with patch.object(type(self.env.registry), "cursor", own_cursor):
            yield

    def _customers_of(self, *payloads):
        """Return the customers of orders whose contacts are found in one go."""
        orders = [Order.parse(payload) for payload in payloads]
        partners = self.env["woo.customer"]._resolve_partners_of(self.backend, orders)
        return [partners[order.id].customer for order in orders]
