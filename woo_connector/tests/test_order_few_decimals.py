from odoo.tests import tagged

from .amounts_case import AmountsCase


@tagged("post_install", "-at_install")
class TestOrderFewDecimals(AmountsCase):
    """A store that shows no decimals sells in a currency that has two in Odoo."""

    def test_order_and_invoice_are_in_whole_crowns(self):
        self._activate("CZK")
        payload = self._payload(
            self._line(1, 1, "82.50000000", (1, "16.50000000")),
            self._line(2, 3, "207.50000000", (1, "41.50000000"), (2, "10.37500000")),
            currency="CZK",
            total="358.00000000",
            total_tax="68.00000000",
        )
        order = self._import(payload)
        self.assertEqual(order.state, "imported", order.reason)
        self._assert_equals_store(order.sale_order_id, payload)
        self._assert_equals_store(self._invoice(order.sale_order_id), payload)

    def test_export_without_tax(self):
        """Prices with tax, rounded to whole crowns when the tax is taken off."""
        self._activate("CZK")
        payload = self._payload(
            self._line(1, 1, "99.17355372"), currency="CZK", total="99.00000000"
        )
        order = self._import(payload)
        self.assertEqual(order.state, "review")
        self.backend.price_decimals = 0
        order = self._import({**payload, "id": 4711, "number": "4711"})
        self.assertEqual(order.state, "imported", order.reason)
        self._assert_equals_store(order.sale_order_id, payload)
        self._assert_equals_store(self._invoice(order.sale_order_id), payload)
