from odoo.tests import tagged

from .refund_send_case import RefundingStore, RefundSendCase
from .scenario import scenario


@tagged("post_install", "-at_install")
class TestSendsStates(RefundSendCase):
    """What a store is told of its order, in the states in which it is not plain."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.backend.write(
            {
                "send_shipments": True,
                "shipped_status": "completed",
                "sale_cancel_policy": "cancel",
            }
        )

    def _line_of_mugs(self):
        return self._line(1, 3, "30.00", (1, "6.00"))

    def _confirm(self, **changes):
        order = self._confirmed(self._line_of_mugs(), **changes)
        self.client = RefundingStore(self.payload)
        return order

    def _ship(self, order, *pieces):
        """Deliver pieces, by default all, and carry out the jobs of it."""
        before = self.env["woo.shipment"].search([])
        self._deliver(order, *pieces)
        self._send(self.env["woo.shipment"].search([]) - before)

    def _cancel(self, order):
        order.sale_order_id._action_cancel()
        self._send(order.cancellation_send_ids)
        return order.cancellation_send_ids

    def _status(self):
        return self.client.payload["status"]

    # === Delivered === #

    @scenario(
        "Draft invoice",
        "Delivered in Odoo",
        "The store's order is completed; the draft stays",
    )
    def test_delivered_with_a_draft_invoice(self):
        order = self._confirm()
        invoice = order.sale_order_id._create_invoices()
        self._ship(order)
        self.assertEqual(self._status(), "completed")
        self.assertEqual(invoice.state, "draft")

    @scenario(
        "Invoiced, not delivered", "Delivered in Odoo", "The store's order is completed"
    )
    def test_delivered_after_the_invoice(self):
        order, _invoice = self._sold_mugs()
        self._ship(order)
        self.assertEqual(self._status(), "completed")
        self.assertEqual(len(self.client.asked("PUT")), 1)

    @scenario(
        "Partly delivered and invoiced",
        "Delivered in Odoo",
        "Completed with the last part only",
    )
    def test_last_part_delivered(self):
        self.product.invoice_policy = "delivery"
        order = self._confirm()
        self._ship(order, 1)
        self._invoice(order.sale_order_id)
        self.assertEqual(self._status(), "processing")
        self._ship(order)
        self.assertEqual(self._status(), "completed")

    def test_delivered_after_a_part_was_refunded(self):
        """What was refunded is not waited for, and the store is not refunded again."""
        order = self._confirm()
        self.client.refund(
            {
                "amount": "12.00",
                "line_items": [
                    {
                        "id": 1,
                        "quantity": 1,
                        "refund_total": "10.00",
                        "refund_tax": [{"id": 1, "refund_total": "2.00"}],
                    }
                ],
            }
        )
        self._comes_back()
        self.assertEqual(order.sale_order_id.order_line.product_uom_qty, 2)
        self._ship(order)
        self.assertEqual(self._status(), "completed")
        self.assertEqual(self._asked_refunds(), [])

    # === Credited === #

    def _asked_refunds(self):
        """Return the bodies of the refunds that the store was asked for."""
        return [body for body in self.client.posted() if "amount" in body]

    def _assert_refunded(self, note, pieces, net):
        """The store was asked for just this, once."""
        self._send(self._row(note))
        [body] = self._asked_refunds()
        [line] = body["line_items"]
        self.assertEqual((line["quantity"], line["refund_total"]), (pieces, net))
        self.assertFalse(body["api_refund"])

    @scenario(
        "Invoiced and delivered",
        "Credit note posted in Odoo",
        "One refund of the same lines and taxes in the store",
    )
    def test_credited_after_the_delivery(self):
        order, invoice = self._sold_mugs()
        self._ship(order)
        self._assert_refunded(self._credit(invoice, 1), 1, "10.00")
        self._comes_back()
        self.assertEqual(len(order.sale_order_id.invoice_ids), 2)

    @scenario(
        "Partly delivered and invoiced",
        "Credit note posted in Odoo",
        "One refund of the same lines and taxes in the store",
    )
    def test_credited_after_a_part_of_the_delivery(self):
        self.product.invoice_policy = "delivery"
        order = self._confirm()
        self._ship(order, 2)
        invoice = self._invoice(order.sale_order_id)
        self._assert_refunded(self._credit(invoice, 1), 1, "10.00")

    @scenario(
        "Cancelled in Odoo",
        "Credit note posted in Odoo",
        "One refund of the same lines and taxes in the store",
    )
    def test_credited_after_the_sale_order_was_cancelled(self):
        order, invoice = self._sold_mugs()
        self._cancel(order)
        self._assert_refunded(self._credit(invoice), 3, "30.00")

    # === Cancelled === #

    @scenario("Quotation", "Cancelled in Odoo", "The store's order is cancelled, once")
    def test_cancelled_quotation(self):
        self.payload = self._payload(self._line_of_mugs(), status="on-hold")
        order = self._import(self.payload)
        self.client = RefundingStore(self.payload)
        self.assertEqual(order.sale_order_id.state, "draft")
        self.assertEqual(self._cancel(order).state, "sent")
        self.assertEqual(self._status(), "cancelled")

    @scenario(
        "Draft invoice",
        "Cancelled in Odoo",
        "The store's order is cancelled, and the draft with the sale order",
    )
    def test_cancelled_with_a_draft_invoice(self):
        order = self._confirm()
        invoice = order.sale_order_id._create_invoices()
        self._cancel(order)
        self.assertEqual(self._status(), "cancelled")
        self.assertEqual(invoice.state, "cancel")

    @scenario(
        "Invoiced, not delivered",
        "Cancelled in Odoo",
        "The store's order is cancelled; the invoice stays, to be credited",
    )
    def test_cancelled_after_the_invoice(self):
        order, invoice = self._sold_mugs()
        self._cancel(order)
        self.assertEqual(self._status(), "cancelled")
        self.assertEqual(invoice.state, "posted")

    def _assert_cancelling_asks(self, order):
        """The store is told nothing of what it would take for never sent."""
        row = self._cancel(order)
        self.assertEqual(order.sale_order_id.state, "cancel")
        self.assertEqual(row.state, "failed")
        self.assertIn("delivered", row.reason)
        self.assertEqual(len(row.activity_ids), 1)
        self.assertEqual(self._status(), "processing")
        return row

    @scenario(
        "Partly delivered, not invoiced",
        "Cancelled in Odoo",
        "The store is told nothing, a person is asked",
    )
    def test_cancelled_after_a_part_of_the_delivery(self):
        order = self._confirm()
        self._ship(order, 1)
        self._assert_cancelling_asks(order)

    @scenario(
        "Delivered, not invoiced",
        "Cancelled in Odoo",
        "The store is told nothing, a person is asked",
    )
    def test_cancelled_after_the_delivery(self):
        self.backend.send_shipments = False
        order = self._confirm()
        self._deliver(order)
        self._assert_cancelling_asks(order)

    @scenario(
        "Partly delivered and invoiced",
        "Cancelled in Odoo",
        "The store is told nothing, a person is asked",
    )
    def test_cancelled_after_a_part_was_delivered_and_invoiced(self):
        self.product.invoice_policy = "delivery"
        order = self._confirm()
        self._ship(order, 1)
        self._invoice(order.sale_order_id)
        self._assert_cancelling_asks(order)

    @scenario(
        "Invoiced and delivered",
        "Cancelled in Odoo",
        "Completed there: stays so. Else the store is told nothing, a person is asked",
    )
    def test_cancelled_after_the_delivery_was_invoiced(self):
        self.backend.send_shipments = False
        order, _invoice = self._sold_mugs()
        self._deliver(order)
        row = self._assert_cancelling_asks(order)
        self.client.payload["status"] = "completed"
        row.action_send_again()
        self._send(row)
        self.assertEqual((row.state, self._status()), ("nothing", "completed"))

    # === Ended in the store === #

    @scenario(
        "Ended in the store",
        "Refund deleted in the store",
        "The credit note stays, a person is asked",
    )
    def test_refund_deleted_from_a_completed_order(self):
        order, _invoice = self._sold(self._line_of_mugs(), status="completed")
        self.client.refund({"amount": "2.00"})
        self._comes_back()
        refund = order.refund_ids
        self.client.refunds.clear()
        self.client.payload["refunds"] = []
        self._comes_back()
        self.assertTrue(refund.is_deleted)
        self.assertEqual(refund.credit_note_ids.state, "posted")
        self.assertEqual(len(refund.activity_ids), 1)

    @scenario(
        "Ended in the store",
        "Given up in the store",
        "Nothing more is done or asked",
    )
    def test_cancelled_order_that_is_trashed(self):
        order = self._confirm()
        for status in ("cancelled", "trash"):
            self.client.payload["status"] = status
            self._comes_back()
            self.assertEqual(order.sale_order_id.state, "cancel")
            self.assertFalse(order.activity_ids)
        self.assertEqual(self.client.writes(), [])
