from odoo.tests import tagged

from .refund_case import RefundCase
from .scenario import scenario


@tagged("post_install", "-at_install")
class TestOrderGivenUpStates(RefundCase):
    """What the store gives up, in the states in which it is not plain."""

    def _give_up(self, status="cancelled"):
        self.payload["status"] = status
        return self._import(self.payload)

    def _line_of_mugs(self):
        return self._line(1, 3, "30.00", (1, "6.00"))

    @scenario("Quotation", "Given up in the store", "The quotation is cancelled")
    def test_quotation(self):
        self.payload = self._payload(self._line_of_mugs(), status="on-hold")
        order = self._import(self.payload)
        self.assertEqual(order.sale_order_id.state, "draft")
        for status in ("cancelled", "trash"):
            self._give_up(status)
            self.assertEqual(order.sale_order_id.state, "cancel")
            self.assertFalse(order.activity_ids)

    @scenario("Invoiced and delivered", "Given up in the store", "A person is asked")
    def test_invoiced_and_delivered(self):
        order, invoice = self._invoiced(self._line_of_mugs())
        self._deliver(order)
        self._give_up()
        self.assertEqual(order.sale_order_id.state, "sale")
        self.assertEqual(invoice.state, "posted")
        self.assertEqual(order.state, "review")
        self.assertIn("already delivered", order.reason)
        self.assertEqual(len(order.activity_ids), 1)

    @scenario(
        "Cancelled in Odoo",
        "Given up in the store",
        "Both have given it up; nobody is asked",
    )
    def test_cancelled_in_odoo(self):
        order = self._confirmed(self._line_of_mugs())
        order.sale_order_id._action_cancel()
        self._give_up()
        self.assertEqual(order.sale_order_id.state, "cancel")
        self.assertEqual(order.state, "imported")
        self.assertFalse(order.activity_ids)

    @scenario(
        "Waiting for a mapping",
        "Given up in the store",
        "It is not imported, nobody is asked",
    )
    def test_order_that_waits(self):
        self.tax_mapping.tax_id = False
        self.payload = self._payload(self._line_of_mugs())
        order = self._import(self.payload)
        self.assertEqual(order.state, "waiting")
        self._give_up()
        self.assertEqual(order.state, "ignored")
        self.assertFalse(order.sale_order_id)
        self.assertFalse(order.activity_ids)

    def test_given_up_after_all_was_refunded(self):
        """The sale order is cancelled by then."""
        order = self._confirmed(self._line_of_mugs())
        self._refund(self._refunded(1, 3, "30.00", (1, "6.00")))
        self.assertEqual(order.sale_order_id.state, "cancel")
        self._give_up()
        self.assertEqual(order.state, "imported", order.reason)
        self.assertFalse(order.activity_ids)

    def test_given_up_after_a_part_was_refunded(self):
        order = self._confirmed(self._line_of_mugs())
        self._refund(self._refunded(1, 1, "10.00", (1, "2.00")))
        self._give_up()
        self.assertEqual(order.sale_order_id.state, "cancel")
        self.assertFalse(order.activity_ids)
