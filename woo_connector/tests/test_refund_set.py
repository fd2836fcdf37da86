from decimal import Decimal

from odoo.tests import tagged

from odoo.addons.queue_job.tests.common import trap_jobs

from .refund_case import RefundCase
from .scenario import scenario


@tagged("post_install", "-at_install")
class TestRefundSet(RefundCase):
    """An order that somebody sets to refunded, and refunds that are deleted again."""

    def _line_of_mugs(self):
        return self._line(1, 3, "10.00", (1, "1.99"))

    def _set(self, amount="11.99"):
        """Set the order to refunded: the store makes a refund of what is left."""
        self.payload["status"] = "refunded"
        return self._refund(amount=amount)

    def _delete(self):
        """Delete all refunds; the store says nothing but that they are not there."""
        self.refunds.clear()
        self._announce()

    def _quotation(self):
        self.payload = self._payload(self._line_of_mugs(), status="on-hold")
        order = self._import(self.payload)
        self.assertEqual(order.sale_order_id.state, "draft")
        return order

    @scenario("Quotation", "Set to refunded in the store", "The quotation is cancelled")
    def test_quotation(self):
        order = self._quotation()
        refund = self._set()
        self.assertEqual(refund.state, "done", refund.problem)
        self.assertEqual(order.sale_order_id.state, "cancel")
        self.assertFalse(order.activity_ids | refund.activity_ids)

    @scenario(
        "Draft invoice",
        "Set to refunded in the store",
        "Waits until the invoice is posted, then credits it",
    )
    def test_draft_invoice(self):
        order = self._confirmed(self._line_of_mugs())
        invoice = order.sale_order_id._create_invoices()
        refund = self._set()
        self.assertEqual(refund.state, "waiting")
        with trap_jobs() as trap:
            invoice.action_post()
            trap.perform_enqueued_jobs()
        note = self._assert_credited(refund, 11.99, 1.99)
        self.assertEqual(note.reversed_entry_id, invoice)

    @scenario(
        "Draft invoice",
        "Set to refunded in the store",
        "The sale order is cancelled if the draft is deleted",
    )
    def test_draft_invoice_that_is_deleted(self):
        order = self._confirmed(self._line_of_mugs())
        invoice = order.sale_order_id._create_invoices()
        refund = self._set()
        invoice.unlink()
        with trap_jobs() as trap:
            self.env["woo.refund"]._cron_resume()
            trap.perform_enqueued_jobs()
        self.assertEqual(refund.state, "done", refund.problem)
        self.assertEqual(order.sale_order_id.state, "cancel")

    @scenario(
        "Invoiced, not delivered",
        "Set to refunded in the store",
        "The invoice is credited, and nothing is delivered",
    )
    def test_invoiced(self):
        order, invoice = self._invoiced(self._line_of_mugs())
        refund = self._set()
        note = self._assert_credited(refund, 11.99, 1.99)
        self.assertEqual(note.reversed_entry_id, invoice)
        self.assertEqual(order.sale_order_id.order_line.product_uom_qty, 0)
        transfers = order.sale_order_id.picking_ids
        self.assertEqual(set(transfers.mapped("state")), {"cancel"})
        self.assertFalse(order.sale_order_id.order_line.filtered("qty_to_invoice"))

    def test_rest_after_a_fee_was_given_back_in_parts(self):
        """The fee has no pieces left; a part of its price was credited without."""
        order, invoice = self._invoiced(
            self._line_of_mugs(), fees=[self._fee(2, "1.01", (1, "0.20"))]
        )
        for net in ("0.51", "0.50"):
            fee = self._refunded(2, 0, net, (1, "0.10"))
            del fee["quantity"]
            self._refund(fee_lines=[fee], amount=str(Decimal(net) + Decimal("0.10")))
        self._assert_credited(self._set(), 11.99, 1.99)
        self._assert_nothing_is_charged(order, invoice)

    def test_cent_that_was_left_of_the_pieces(self):
        order, invoice = self._invoiced(self._line_of_mugs())
        self._refund(self._refunded(1, 3, "9.99", (1, "1.99")))
        self._assert_credited(self._set("0.01"), 0.01, 0.0)
        self._assert_nothing_is_charged(order, invoice)

    def _assert_nothing_is_charged(self, order, invoice):
        notes = order.refund_ids.credit_note_ids
        self.assertAlmostEqual(sum(notes.mapped("amount_total")), invoice.amount_total)
        self.assertFalse(any(self._tax_amounts(invoice | notes).values()))

    @scenario(
        "Cancelled in Odoo", "Set to refunded in the store", "Nothing is left to do"
    )
    def test_cancelled(self):
        order = self._confirmed(self._line_of_mugs())
        order.sale_order_id._action_cancel()
        refund = self._set()
        self.assertEqual(refund.state, "ignored")
        self.assertFalse(refund.activity_ids)
        self.assertEqual(order.sale_order_id.state, "cancel")

    @scenario(
        "Waiting for a mapping",
        "Set to refunded in the store",
        "It is not imported, and there is nothing to do",
    )
    def test_order_that_waits(self):
        self.tax_mapping.tax_id = False
        self.payload = self._payload(self._line_of_mugs())
        self._announce()
        refund = self._set()
        self.assertEqual((refund.state, refund.order_id.state), ("ignored", "ignored"))
        self.tax_mapping.tax_id = self.tax
        self._announce()
        self.assertFalse(refund.sale_order_id)
        self.assertFalse(refund.order_id.activity_ids | refund.activity_ids)

    # === Deleted again === #

    @scenario(
        "Quotation",
        "Refund deleted in the store",
        "The quotation stays as it is, a person is asked",
    )
    def test_deleted_from_a_quotation(self):
        order = self._quotation()
        refund = self._refund(self._refunded(1, 1, "3.33", (1, "0.66")))
        self._delete()
        self._assert_asked(refund, order, 8.0)

    @scenario(
        "Confirmed, nothing delivered or invoiced",
        "Refund deleted in the store",
        "The sale order stays as it is, a person is asked",
    )
    def test_deleted_from_a_confirmed_order(self):
        order = self._confirmed(self._line_of_mugs())
        refund = self._refund(self._refunded(1, 1, "3.33", (1, "0.66")))
        self._delete()
        self._assert_asked(refund, order, 8.0)

    def _assert_asked(self, refund, order, total):
        self.assertEqual((refund.state, refund.is_deleted), ("done", True))
        self.assertEqual(len(refund.activity_ids), 1)
        self.assertAlmostEqual(order.sale_order_id.amount_total, total, 6)

    @scenario(
        "Invoiced and delivered",
        "Refund deleted in the store",
        "The credit note stays, a person is asked",
    )
    def test_deleted_from_a_delivered_order(self):
        order, invoice = self._invoiced(self._line_of_mugs())
        self._deliver(order)
        refund = self._refund(self._refunded(1, 1, "3.33", (1, "0.66")))
        self._delete()
        self._assert_asked(refund, order, 11.99)
        self.assertEqual(refund.credit_note_ids.state, "posted")
        self.assertAlmostEqual(invoice.amount_total, 11.99, 6)
        again = self._refund(
            self._refunded(1, 3, "10.00", (1, "1.99")), id=refund.woo_id + 1
        )
        self.assertEqual(again.state, "review")
        self.assertIn("more than were sold", again.problem)

    @scenario(
        "Cancelled in Odoo", "Refund deleted in the store", "Nothing is left to do"
    )
    def test_deleted_from_a_cancelled_order(self):
        order = self._confirmed(self._line_of_mugs())
        order.sale_order_id._action_cancel()
        refund = self._refund(amount="2.00")
        self._delete()
        self.assertEqual((refund.state, refund.is_deleted), ("ignored", True))
        self.assertFalse(refund.activity_ids)

    @scenario(
        "Waiting for a mapping", "Refund deleted in the store", "Nothing is made of it"
    )
    def test_deleted_while_the_order_waits(self):
        self.tax_mapping.tax_id = False
        self.payload = self._payload(self._line_of_mugs())
        refund = self._refund(amount="2.00")
        self._delete()
        self.assertEqual((refund.state, refund.is_deleted), ("ignored", True))
        self.tax_mapping.tax_id = self.tax
        self._announce()
        self.assertAlmostEqual(refund.sale_order_id.amount_total, 11.99, 6)

    # === Ended in the store === #

    @scenario(
        "Ended in the store",
        "Pieces refunded in the store",
        "As before it was completed there",
    )
    def test_pieces_of_a_completed_order(self):
        order, _invoice = self._invoiced(self._line_of_mugs(), status="completed")
        self._deliver(order)
        refund = self._refund(self._refunded(1, 1, "3.33", (1, "0.66")))
        self._assert_credited(refund, 3.99, 0.66)

    @scenario(
        "Ended in the store",
        "Set to refunded in the store",
        "As before it was completed there",
    )
    def test_completed_order(self):
        order, _invoice = self._invoiced(self._line_of_mugs(), status="completed")
        self._deliver(order)
        self._assert_credited(self._set(), 11.99, 1.99)
