from odoo.tests import tagged

from odoo.addons.queue_job.tests.common import trap_jobs

from ..woo.schema.refund import RESTOCKED
from .refund_case import RefundCase
from .scenario import scenario


@tagged("post_install", "-at_install")
class TestRefundOrder(RefundCase):
    """What is refunded before it is invoiced or sent is neither any more."""

    def _is_off(self, refund, total):
        self.assertEqual(refund.state, "done", refund.problem)
        self.assertTrue(refund.is_off_order)
        self.assertFalse(refund.credit_note_ids)
        self.assertAlmostEqual(refund.sale_order_id.amount_total, total, 6)

    @scenario(
        "Confirmed, nothing delivered or invoiced",
        "Pieces refunded in the store",
        "Taken off the sale order and its transfer",
    )
    def test_a_piece_that_is_not_invoiced(self):
        order = self._confirmed(
            self._line(1, 3, "10.00", (1, "1.99")), self._line(2, 2, "5.00")
        )
        refund = self._refund(self._refunded(1, 1, "3.33", (1, "0.66")))
        self._is_off(refund, 13.0)
        line = order.sale_order_id.order_line[0]
        self.assertEqual(line.product_uom_qty, 2)
        self.assertEqual(line.move_ids.mapped("product_uom_qty"), [2.0])
        invoice = self._invoice(order.sale_order_id)
        self.assertAlmostEqual(invoice.amount_total, 13.0, 6)
        self.assertAlmostEqual(invoice.amount_tax, 1.33, 6)

    def test_parts_of_what_is_left_are_invoiced_to_the_cent(self):
        order = self._confirmed(self._line(1, 4, "10.00", (1, "1.99")))
        refund = self._refund(self._refunded(1, 1, "2.50", (1, "0.50")))
        self._is_off(refund, 8.99)
        invoices = self._invoice_pieces(order.sale_order_id, 1)
        invoices |= self._invoice_pieces(order.sale_order_id, 3)
        self.assertAlmostEqual(sum(invoices.mapped("amount_total")), 8.99, 6)
        self.assertAlmostEqual(sum(invoices.mapped("amount_tax")), 1.49, 6)

    @scenario(
        "Confirmed, nothing delivered or invoiced",
        "Pieces refunded in the store",
        "All of it: the sale order is cancelled",
    )
    def test_all_lines_cancel_the_order(self):
        order = self._confirmed(
            self._line(1, 3, "10.00", (1, "1.99")), self._line(2, 1, "5.00")
        )
        self.payload["status"] = "refunded"
        refund = self._refund(
            self._refunded(1, 3, "10.00", (1, "1.99")), self._refunded(2, 1, "5.00")
        )
        self.assertEqual(refund.state, "done", refund.problem)
        self.assertEqual(order.sale_order_id.state, "cancel")
        self.assertEqual(
            set(order.sale_order_id.picking_ids.mapped("state")), {"cancel"}
        )

    @scenario(
        "Confirmed, nothing delivered or invoiced",
        "Set to refunded in the store",
        "The sale order is cancelled",
    )
    def test_status_refunded_cancels_the_order(self):
        order = self._confirmed(self._line(1, 3, "10.00", (1, "1.99")))
        self.payload["status"] = "refunded"
        refund = self._refund(amount="11.99")
        self.assertEqual(refund.state, "done", refund.problem)
        self.assertEqual(order.sale_order_id.state, "cancel")
        # What comes later of the store neither asks nor opens it again.
        self.payload["status"] = "completed"
        self._announce()
        self.assertEqual(order.sale_order_id.state, "cancel")
        self.assertEqual(order.state, "imported")

    def test_part_then_all_the_rest(self):
        order = self._confirmed(self._line(1, 3, "10.00", (1, "1.99")))
        self._is_off(self._refund(self._refunded(1, 1, "3.33", (1, "0.66"))), 8.0)
        self._is_off(self._refund(amount="1.00"), 7.0)
        self.payload["status"] = "refunded"
        refund = self._refund(amount="7.00")
        self.assertEqual(refund.state, "done", refund.problem)
        self.assertEqual(order.sale_order_id.state, "cancel")

    @scenario(
        "Confirmed, nothing delivered or invoiced",
        "Amount refunded in the store",
        "Taken off the sale order, without tax",
    )
    def test_amount_of_no_line(self):
        order = self._confirmed(self._line(1, 3, "10.00", (1, "1.99")))
        refund = self._refund(amount="2.00")
        self._is_off(refund, 9.99)
        invoice = self._invoice(order.sale_order_id)
        self.assertAlmostEqual(invoice.amount_total, 9.99, 6)
        self.assertAlmostEqual(invoice.amount_tax, 1.99, 6)

    def test_money_for_a_line_whose_goods_are_kept(self):
        order = self._confirmed(self._line(1, 3, "10.00", (1, "1.99")))
        refund = self._refund(self._refunded(1, 0, "1.00", (1, "0.20")))
        self._is_off(refund, 10.79)
        self.assertEqual(order.sale_order_id.order_line.product_uom_qty, 3)
        invoice = self._invoice(order.sale_order_id)
        self.assertAlmostEqual(invoice.amount_tax, 1.79, 6)

    def test_later_import_takes_it_as_it_is(self):
        order = self._confirmed(self._line(1, 3, "10.00", (1, "1.99")))
        self._refund(self._refunded(1, 1, "3.33", (1, "0.66")))
        self.payload["customer_note"] = "Ring twice"
        self._announce()
        self.assertEqual(order.state, "imported", order.reason)
        self.assertEqual(order.sale_order_id.order_line.product_uom_qty, 2)

    @scenario(
        "Quotation",
        "Pieces refunded in the store",
        "Taken off the quotation, which is confirmed later as it is",
    )
    def test_quotation(self):
        self.payload = self._payload(
            self._line(1, 3, "10.00", (1, "1.99")), status="on-hold"
        )
        order = self._import(self.payload)
        self.assertEqual(order.sale_order_id.state, "draft")
        self._is_off(self._refund(self._refunded(1, 1, "3.33", (1, "0.66"))), 8.0)
        self.payload["status"] = "processing"
        self._announce()
        self.assertEqual(order.state, "imported", order.reason)
        self.assertEqual(order.sale_order_id.state, "sale")
        self.assertAlmostEqual(order.sale_order_id.amount_total, 8.0, 6)

    def test_locked_order(self):
        order = self._confirmed(self._line(1, 3, "10.00", (1, "1.99")))
        order.sale_order_id.action_lock()
        self._is_off(self._refund(self._refunded(1, 1, "3.33", (1, "0.66"))), 8.0)
        self.assertTrue(order.sale_order_id.locked)

    def test_order_that_comes_with_its_refund(self):
        self.payload = self._payload(self._line(1, 3, "10.00", (1, "1.99")))
        refund = self._refund(self._refunded(1, 1, "3.33", (1, "0.66")))
        self._is_off(refund, 8.0)

    # === What is not as usual === #

    def test_pieces_without_all_of_their_price(self):
        order = self._confirmed(
            self._line(1, 1, "30.00", (1, "6.00")), self._line(2, 1, "5.00")
        )
        refund = self._refund(self._refunded(1, 1, "20.00", (1, "4.00")))
        self._is_off(refund, 17.0)
        kept = order.sale_order_id.order_line[-1]
        self.assertEqual(kept.name, "Not refunded: Mug")
        self.assertEqual(kept.tax_ids, self.tax)
        self._is_off(self._refund(self._refunded(2, 1, "5.00")), 12.0)
        invoice = self._invoice(order.sale_order_id)
        self.assertAlmostEqual(invoice.amount_total, 12.0, 6)
        self.assertAlmostEqual(invoice.amount_tax, 2.0, 6)

    def test_line_that_a_person_changed(self):
        order = self._confirmed(self._line(1, 3, "30.00", (1, "6.00")))
        order.sale_order_id.order_line.product_uom_qty = 5
        refund = self._refund(self._refunded(1, 1, "10.00", (1, "2.00")))
        self.assertEqual(refund.state, "review")
        self.assertIn("changed in Odoo", refund.problem)

    # === What it waits for === #

    @scenario(
        "Draft invoice",
        "Pieces refunded in the store",
        "Waits until the invoice is posted, then a credit note",
    )
    def test_draft_invoice(self):
        order = self._confirmed(self._line(1, 3, "30.00", (1, "6.00")))
        invoice = order.sale_order_id._create_invoices()
        refund = self._refund(self._refunded(1, 1, "10.00", (1, "2.00")))
        self.assertEqual(refund.state, "waiting")
        self.assertIn("posted or deleted", refund.problem)
        self.assertFalse(refund.activity_ids)
        with trap_jobs() as trap:
            invoice.action_post()
            trap.assert_jobs_count(1)
            trap.perform_enqueued_jobs()
        self._assert_credited(refund, 12.0, 2.0)

    @scenario(
        "Draft invoice",
        "Pieces refunded in the store",
        "Taken off the sale order if the draft is deleted",
    )
    def test_draft_invoice_that_is_deleted(self):
        order = self._confirmed(self._line(1, 3, "30.00", (1, "6.00")))
        invoice = order.sale_order_id._create_invoices()
        refund = self._refund(self._refunded(1, 1, "10.00", (1, "2.00")))
        invoice.unlink()
        with trap_jobs() as trap:
            self.env["woo.refund"]._cron_resume()
            trap.perform_enqueued_jobs()
        self._is_off(refund, 24.0)

    @scenario(
        "Waiting for a mapping",
        "Pieces refunded in the store",
        "Waits with the order, then taken off it",
    )
    def test_order_that_waits(self):
        self.tax_mapping.tax_id = False
        self.payload = self._payload(self._line(1, 3, "10.00", (1, "1.99")))
        refund = self._refund(self._refunded(1, 1, "3.33", (1, "0.66")))
        self.assertEqual(refund.order_id.state, "waiting")
        self.assertEqual(refund.state, "waiting")
        self.tax_mapping.tax_id = self.tax
        self._announce()
        self._is_off(refund, 8.0)

    def test_order_that_is_not_imported(self):
        self.env["woo.order.status"]._note_status(self.backend, "refunded")
        self.payload = self._payload(
            self._line(1, 3, "10.00", (1, "1.99")), status="refunded"
        )
        refund = self._refund(amount="11.99")
        self.assertEqual(refund.order_id.state, "ignored")
        self.assertEqual(refund.state, "ignored")

    @scenario(
        "Cancelled in Odoo",
        "Pieces refunded in the store",
        "Nothing is left to do",
    )
    def test_cancelled_order_has_nothing_to_refund(self):
        order = self._confirmed(self._line(1, 3, "10.00", (1, "1.99")))
        order.sale_order_id._action_cancel()
        refund = self._refund(self._refunded(1, 1, "3.33", (1, "0.66")))
        self.assertEqual(refund.state, "ignored")

    # === Returns === #

    def _restock(self, pieces):
        self.payload["line_items"][0]["meta_data"] = [
            {"id": 1, "key": RESTOCKED, "value": str(pieces)}
        ]

    def _resent(self):
        """Return what the store is sent again, whatever it was sent before."""
        rows = self.env["woo.stock.change"].search([("resend", "=", True)])
        return rows.filtered(lambda row: row.product_id == self.product)

    def test_return_of_what_the_store_put_back(self):
        self.backend.write({"state": "connected", "push_stock": True})
        order, _invoice = self._invoiced(self._line(1, 3, "30.00", (1, "6.00")))
        self.env["woo.stock.change"].search([]).unlink()
        self._deliver(order)
        free = self.product.free_qty
        self._restock(1)
        refund = self._refund(self._refunded(1, 1, "10.00", (1, "2.00")))
        self._assert_credited(refund, 12.0, 2.0)
        move = refund.return_ids.move_ids
        self.assertEqual((move.product_uom_qty, move.to_refund), (1, False))
        self.assertNotEqual(move.state, "done")
        self.assertEqual(self.product.free_qty, free)
        self.assertTrue(self._resent(), "The store sells what has not come back yet")
        refund.return_ids.move_ids.picked = True
        refund.return_ids._action_done()
        self.assertEqual(self.product.free_qty, free + 1)
        line = order.sale_order_id.order_line
        self.assertEqual((line.qty_invoiced, line.qty_to_invoice), (2, 0))

    def test_each_refund_returns_its_own(self):
        order, _invoice = self._invoiced(self._line(1, 3, "30.00", (1, "6.00")))
        self._deliver(order)
        self._restock(1)
        first = self._refund(self._refunded(1, 1, "10.00", (1, "2.00")))
        kept = self._refund(self._refunded(1, 1, "10.00", (1, "2.00")))
        self._restock(2)
        last = self._refund(self._refunded(1, 1, "10.00", (1, "2.00")))
        self.assertEqual(first.return_ids.move_ids.product_uom_qty, 1)
        self.assertFalse(kept.return_ids)
        self.assertEqual(last.return_ids.move_ids.product_uom_qty, 1)

    def test_no_returns_by_policy(self):
        self.backend.refund_return = False
        order, _invoice = self._invoiced(self._line(1, 3, "30.00", (1, "6.00")))
        self._deliver(order)
        self._restock(1)
        refund = self._refund(self._refunded(1, 1, "10.00", (1, "2.00")))
        self.assertFalse(refund.return_ids)

    def test_nothing_to_return_that_was_not_sent(self):
        self._invoiced(self._line(1, 3, "30.00", (1, "6.00")))
        self._restock(1)
        refund = self._refund(self._refunded(1, 1, "10.00", (1, "2.00")))
        self._assert_credited(refund, 12.0, 2.0)
        self.assertFalse(refund.return_ids)
