from decimal import Decimal

from odoo.tests import tagged

from .refund_case import RefundCase


@tagged("post_install", "-at_install")
class TestRefundDiscounts(RefundCase):
    """Of a store whose discounts are lines of their own, goods are refunded less it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.backend.discount_policy = "line"

    def setUp(self):
        super().setUp()
        self.order = self._confirmed(
            self._discounted(1, 3, "30.00", "27.00", "5.40"),
            self._line(2, 1, "5.00", (1, "1.00")),
            coupon_lines=[{"id": 5, "code": "ten", "discount": "3.00"}],
        )
        self.sale_order = self.order.sale_order_id

    def _discounted(self, number, quantity, full, net, tax):
        full_tax = str(Decimal(full) / 5)
        line = self._line(number, quantity, net, (1, tax))
        line["taxes"][0]["subtotal"] = full_tax
        return {**line, "subtotal": full, "subtotal_tax": full_tax}

    def _assert_left(self, *net):
        """The lines of the sale order come to this, and it is all the store has."""
        left = Decimal(self.payload["total"])
        left -= sum(Decimal(one["amount"]) for one in self.refunds)
        self.assertAlmostEqual(self.sale_order.amount_total, float(left), 6)
        self.assertAlmostEqual(self.sale_order.amount_tax, float(left) / 6, 2)
        lines = self.sale_order.order_line
        self.assertEqual([round(line.price_subtotal, 2) for line in lines], [*net])

    def test_the_discount_is_less_by_its_share(self):
        self._assert_left(30.0, 5.0, -3.0)
        refund = self._refund(self._refunded(1, 1, "9.00", (1, "1.80")))
        self.assertEqual(refund.state, "done", refund.problem)
        self._assert_left(20.0, 5.0, -2.0)
        lines = self.sale_order.order_line
        self.assertEqual(lines.mapped("product_uom_qty"), [2, 1, 1])
        self.assertEqual(lines[0].price_unit, 10.0)
        self._refund(self._refunded(1, 2, "18.00", (1, "3.60")))
        self._assert_left(0.0, 5.0, 0.0)
        invoice = self._invoice(self.sale_order)
        self.assertAlmostEqual(invoice.amount_total, 6.0, 6)

    def test_all_of_it_cancels_the_order(self):
        refund = self._refund(
            self._refunded(1, 3, "27.00", (1, "5.40")),
            self._refunded(2, 1, "5.00", (1, "1.00")),
        )
        self.assertEqual(refund.state, "done", refund.problem)
        self.assertEqual(self.sale_order.state, "cancel")

    def test_what_is_not_discounted_takes_nothing_off_the_discount(self):
        self._refund(self._refunded(2, 1, "5.00", (1, "1.00")))
        self._assert_left(30.0, 0.0, -3.0)

    def test_another_price_than_that_of_the_pieces(self):
        """The store gives back one of three mugs, and keeps 2.00 of it."""
        self._refund(self._refunded(1, 1, "7.00", (1, "1.40")))
        self._assert_left(22.0, 5.0, -2.0)

    def test_discount_that_is_invoiced_already(self):
        """What is not invoiced has no discount any more, so it is added."""
        self.product.invoice_policy = "delivery"
        self._deliver(self.order, 2, 1)
        first = self._invoice(self.sale_order)
        self.assertAlmostEqual(first.amount_total, 26.4, 6)
        refund = self._refund(self._refunded(1, 1, "9.00", (1, "1.80")))
        self.assertEqual(refund.state, "done", refund.problem)
        self._assert_left(20.0, 5.0, -3.0, 1.0)
        second = self._invoice(self.sale_order, final=True)
        self.assertAlmostEqual(second.amount_total, 1.2, 6)

    def test_invoiced_order_is_credited_less_its_discount(self):
        self._invoice(self.sale_order)
        self._deliver(self.order)
        refund = self._refund(self._refunded(1, 1, "9.00", (1, "1.80")))
        self._assert_credited(refund, 10.8, 1.8)
