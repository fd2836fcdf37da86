from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.queue_job.tests.common import trap_jobs

from ..woo.errors import NotFoundError
from .refund_case import RefundCase
from .scenario import scenario


@tagged("post_install", "-at_install")
class TestRefund(RefundCase):
    """A refund of an invoiced order becomes one credit note of the store's amounts."""

    @scenario(
        "Invoiced and delivered",
        "Pieces refunded in the store",
        "Credit note of the invoice's lines, to the cent",
    )
    def test_a_piece_of_a_line(self):
        order, invoice = self._invoiced(self._line(1, 3, "10.00", (1, "1.99")))
        self._deliver(order)
        refund = self._refund(self._refunded(1, 1, "3.33", (1, "0.67")))
        note = self._assert_credited(refund, 4.0, 0.67)
        self.assertEqual(note.reversed_entry_id, invoice)
        self.assertEqual(note.invoice_date.isoformat(), "2026-11-24")
        self.assertIn("Damaged", note.ref)
        line = order.sale_order_id.order_line
        self.assertEqual(note.invoice_line_ids.sale_line_ids, line)
        self.assertEqual(note.invoice_line_ids.quantity, 1)
        self.assertEqual((line.qty_invoiced, line.qty_to_invoice), (2, 0))
        self.assertEqual(order.sale_order_id.invoice_status, "invoiced")
        self.assertEqual(order.state, "imported")

    def test_partial_refunds_sum_to_the_whole(self):
        order, invoice = self._invoiced(
            self._line(1, 3, "10.00", (1, "1.99"), (2, "0.52")),
            self._line(2, 1, "0.01"),
        )
        self._deliver(order)
        parts = [("3.33", "0.66", "0.17"), ("3.33", "0.66", "0.17")]
        for net, tax, second in parts:
            self._refund(self._refunded(1, 1, net, (1, tax), (2, second)))
        self._refund(
            self._refunded(1, 1, "3.34", (1, "0.67"), (2, "0.18")),
            self._refunded(2, 1, "0.01"),
        )
        notes = order.refund_ids.credit_note_ids
        self.assertEqual(len(notes), 3)
        self.assertAlmostEqual(sum(notes.mapped("amount_total")), invoice.amount_total)
        self.assertFalse(any(self._tax_amounts(invoice | notes).values()))
        self.assertEqual(
            order.sale_order_id.order_line.mapped("qty_invoiced"), [0.0, 0.0]
        )
        self.assertEqual(
            set(order.sale_order_id.order_line.mapped("qty_to_invoice")), {0}
        )

    @scenario(
        "Invoiced, not delivered",
        "Amount refunded in the store",
        "Credit note with the product for refunds, without tax",
    )
    def test_amount_of_no_line(self):
        _order, _invoice = self._invoiced(self._line(1, 3, "10.00", (1, "2.00")))
        refund = self._refund(amount="3.60")
        note = self._assert_credited(refund, 3.6, 0.0)
        line = note.invoice_line_ids
        self.assertEqual(line.product_id, self.backend.refund_product_id)
        self.assertFalse(line.sale_line_ids)
        self.assertIn("Damaged", line.name)

    def test_amount_beside_a_line(self):
        self._invoiced(self._line(1, 3, "30.00", (1, "6.00")))
        refund = self._refund(self._refunded(1, 1, "10.00", (1, "2.00")), amount="13")
        note = self._assert_credited(refund, 13.0, 2.0)
        self.assertEqual(len(note.invoice_line_ids), 2)

    def test_pieces_without_a_price(self):
        order, _invoice = self._invoiced(self._line(1, 3, "30.00", (1, "6.00")))
        self._deliver(order)
        refund = self._refund(self._refunded(1, 1, "0.00", (1, "0.00")), amount="5.00")
        self._assert_credited(refund, 5.0, 0.0)
        self.assertEqual(order.sale_order_id.order_line.qty_invoiced, 2)
        self.assertEqual(order.sale_order_id.order_line.qty_to_invoice, 0)

    def test_money_for_a_line_whose_goods_are_kept(self):
        order, _invoice = self._invoiced(self._line(1, 3, "30.00", (1, "6.00")))
        refund = self._refund(self._refunded(1, 0, "5.00", (1, "1.00")))
        note = self._assert_credited(refund, 6.0, 1.0)
        self.assertEqual(note.invoice_line_ids.tax_ids, self.tax)
        self.assertEqual(order.sale_order_id.order_line.qty_invoiced, 3)

    def test_fee_in_two_parts(self):
        order, _invoice = self._invoiced(
            self._line(1, 1, "30.00", (1, "6.00")),
            fees=[self._fee(2, "5.00", (1, "1.00"))],
        )

        def fee(net, tax):
            line = self._refunded(2, 0, net, (1, tax))
            return {key: line[key] for key in line if key != "quantity"}

        first = self._refund(fee_lines=[fee("2.00", "0.40")], amount="2.40")
        self._assert_credited(first, 2.4, 0.4)
        line = order.sale_order_id.order_line.filtered(lambda one: one.woo_line_id == 2)
        self.assertEqual(line.qty_invoiced, 1)
        last = self._refund(fee_lines=[fee("3.00", "0.60")], amount="3.60")
        self._assert_credited(last, 3.6, 0.6)
        self.assertEqual((line.qty_invoiced, line.qty_to_invoice), (0, 0))

    def test_yen(self):
        self._activate("JPY")
        self._invoiced(self._line(1, 3, "1001", (1, "201")), currency="JPY")
        refund = self._refund(self._refunded(1, 1, "333", (1, "67")))
        self._assert_credited(refund, 400, 67)

    def test_dinar_of_three_decimals(self):
        self._activate("KWD")
        self._invoiced(self._line(1, 3, "10.001", (1, "2.003")), currency="KWD")
        refund = self._refund(self._refunded(1, 1, "3.334", (1, "0.668")))
        self._assert_credited(refund, 4.002, 0.668)

    def test_tax_included_in_prices(self):
        self.tax.price_include_override = "tax_included"
        order, _invoice = self._invoiced(self._line(1, 3, "8.33", (1, "1.67")))
        self._deliver(order)
        refund = self._refund(self._refunded(1, 1, "2.78", (1, "0.56")))
        note = self._assert_credited(refund, 3.34, 0.56)
        self.assertAlmostEqual(note.invoice_line_ids.price_unit, 10 / 3)

    # === Set to "refunded" by hand === #

    @scenario(
        "Invoiced and delivered",
        "Set to refunded in the store",
        "Credit note of all that earlier refunds left",
    )
    def test_status_refunded_credits_all_that_is_left(self):
        order, invoice = self._invoiced(
            self._line(1, 3, "10.00", (1, "1.99")), self._line(2, 1, "0.07", (2, "0"))
        )
        self._deliver(order)
        self._refund(self._refunded(1, 1, "3.33", (1, "0.67")))
        self._refund(amount="2.00")
        self.payload["status"] = "refunded"
        refund = self._refund(amount="6.06")
        note = self._assert_credited(refund, 6.06, 1.32)
        notes = order.refund_ids.credit_note_ids
        self.assertAlmostEqual(sum(notes.mapped("amount_total")), invoice.amount_total)
        self.assertFalse(any(self._tax_amounts(invoice | notes).values()))
        self.assertEqual(
            order.sale_order_id.order_line.mapped("qty_invoiced"), [0.0, 0.0]
        )
        self.assertEqual(note.invoice_line_ids.mapped("quantity"), [2.0, 1.0, 1.0])

    # === What is not sent yet is not to be sent any more === #

    @scenario(
        "Invoiced, not delivered",
        "Pieces refunded in the store",
        "Credit note, and the pieces are not sent any more",
    )
    def test_invoiced_and_not_delivered(self):
        order, _invoice = self._invoiced(self._line(1, 3, "30.00", (1, "6.00")))
        refund = self._refund(self._refunded(1, 1, "10.00", (1, "2.00")))
        self._assert_credited(refund, 12.0, 2.0)
        line = order.sale_order_id.order_line
        self.assertEqual((line.product_uom_qty, line.qty_invoiced), (2, 2))
        self.assertEqual((line.qty_to_invoice, line.woo_credited_qty), (0, 0))
        self.assertAlmostEqual(order.sale_order_id.amount_total, 24.0)
        self.assertEqual(order.sale_order_id.picking_ids.move_ids.product_uom_qty, 2)
        self.assertTrue(refund.is_off_order)

    # === Once === #

    def test_negative_fee_is_given_back_with_its_order(self):
        order, _invoice = self._invoiced(
            self._line(1, 2, "20.00", (1, "4.00")),
            fees=[self._fee(2, "-5.00", (1, "-1.00"))],
        )
        pieces = self._refunded(1, 2, "20.00", (1, "4.00"))
        taken_back = {**self._refunded(2, 0, "0.00"), **self._fee(902, "5.00")}
        taken_back |= self._charged("5.00", [(1, "1.00")])
        refund = self._refund(pieces, amount="18.00", fee_lines=[taken_back])
        self._assert_credited(refund, 18.0, 3.0)
        lines = order.sale_order_id.order_line
        self.assertEqual(lines.mapped("product_uom_qty"), [0, 0])
        self.assertEqual(order.sale_order_id.amount_total, 0)

    def test_announced_many_times(self):
        order, _invoice = self._invoiced(self._line(1, 3, "30.00", (1, "6.00")))
        refund = self._refund(self._refunded(1, 1, "10.00", (1, "2.00")))
        for _time in range(3):
            order.fingerprint = False
            self._announce()
            self.env["woo.refund"]._import_of_order(self.backend, order.woo_id)
        self.assertEqual(order.refund_ids, refund)
        self.assertEqual(len(order.sale_order_id.invoice_ids), 2)

    def test_no_request_without_news(self):
        order, _invoice = self._invoiced(self._line(1, 3, "30.00", (1, "6.00")))
        self._refund(self._refunded(1, 1, "10.00", (1, "2.00")))
        with trap_jobs() as trap:
            order.fingerprint = False
            self._import(self.payload)
            trap.assert_jobs_count(0)

    # === Policies === #

    def test_draft_credit_note(self):
        self.backend.refund_policy = "draft"
        order, _invoice = self._invoiced(self._line(1, 3, "30.00", (1, "6.00")))
        for _time in range(2):
            refund = self._refund(self._refunded(1, 1, "10.00", (1, "2.00")))
            self.assertEqual(refund.state, "done", refund.problem)
            self.assertEqual(refund.credit_note_ids.state, "draft")
        self.assertEqual(order.sale_order_id.order_line.qty_invoiced, 1)

    def _pay(self, invoice):
        journal = self.env["account.journal"].search([("type", "=", "bank")], limit=1)
        wizard = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        )
        wizard.create({"journal_id": journal.id})._create_payments()
        return journal

    def test_payment_back_in_the_same_journal(self):
        self.backend.refund_payment = True
        _order, invoice = self._invoiced(self._line(1, 3, "30.00", (1, "6.00")))
        journal = self._pay(invoice)
        refund = self._refund(self._refunded(1, 1, "10.00", (1, "2.00")))
        self._assert_credited(refund, 12.0, 2.0)
        payment = refund.payment_ids
        self.assertEqual((payment.amount, payment.payment_type), (12.0, "outbound"))
        self.assertEqual(payment.journal_id, journal)
        self.assertIn(refund.credit_note_ids.payment_state, ("paid", "in_payment"))

    def test_nothing_is_paid_back_that_was_not_paid(self):
        self.backend.refund_payment = True
        _order, invoice = self._invoiced(self._line(1, 3, "30.00", (1, "6.00")))
        refund = self._refund(self._refunded(1, 1, "10.00", (1, "2.00")))
        self._assert_credited(refund, 12.0, 2.0)
        self.assertFalse(refund.payment_ids)
        self.assertAlmostEqual(invoice.amount_residual, 24.0)

    # === Deleted in the store === #

    @scenario(
        "Invoiced, not delivered",
        "Refund deleted in the store",
        "The credit note stays, a person is asked",
    )
    def test_deleted_refund_leaves_its_credit_note(self):
        order, _invoice = self._invoiced(self._line(1, 3, "30.00", (1, "6.00")))
        refund = self._refund(self._refunded(1, 1, "10.00", (1, "2.00")))
        self.refunds.clear()
        self._announce()
        self.assertTrue(refund.is_deleted)
        self.assertEqual(refund.state, "done")
        self.assertEqual(refund.credit_note_ids.state, "posted")
        self.assertEqual(refund.activity_ids.user_id, self.backend.responsible_id)
        self.assertIn("deleted refund 500", order.message_ids[0].body)

    @scenario(
        "Draft invoice",
        "Refund deleted in the store",
        "Nothing is made of it",
    )
    def test_deleted_before_anything_was_made_of_it(self):
        order = self._confirmed(self._line(1, 3, "30.00", (1, "6.00")))
        invoice = order.sale_order_id._create_invoices()
        refund = self._refund(self._refunded(1, 1, "10.00", (1, "2.00")))
        self.refunds.clear()
        self._announce()
        self.assertTrue(refund.is_deleted)
        self.assertEqual(refund.state, "ignored")
        invoice.action_post()
        self.assertFalse(refund.credit_note_ids)

    def test_deleted_order_has_no_deleted_refunds(self):
        """Of an order that is gone the store says that it has no refunds."""
        order, _invoice = self._invoiced(self._line(1, 3, "30.00", (1, "6.00")))
        refund = self._refund(self._refunded(1, 1, "10.00", (1, "2.00")))
        self.client.answers[f"GET orders/{order.woo_id}"] = NotFoundError("gone")
        self.client.answers[f"GET orders/{order.woo_id}/refunds"] = []
        self.env["woo.refund"]._import_of_order(self.backend, order.woo_id)
        self.assertFalse(refund.is_deleted)

    # === What needs a person === #

    def _assert_review(self, refund, why):
        self.assertEqual(refund.state, "review", refund.problem)
        self.assertIn(why, refund.problem)
        self.assertIn(why, refund.activity_ids.note)
        self.assertEqual(refund.activity_ids.user_id, self.backend.responsible_id)
        self.assertFalse(refund.credit_note_ids)

    def test_foreign_line(self):
        self._invoiced(self._line(1, 3, "30.00", (1, "6.00")))
        refund = self._refund(self._refunded(77, 1, "10.00", (1, "2.00")))
        self._assert_review(refund, "not a line of the sale order")

    def test_more_than_sold(self):
        order, invoice = self._invoiced(self._line(1, 3, "30.00", (1, "6.00")))
        refund = self._refund(self._refunded(1, 99, "10.00", (1, "2.00")))
        self._assert_review(refund, "more than were sold")
        self.assertEqual(order.sale_order_id.invoice_ids, invoice)

    def test_amount_that_the_currency_cannot_express(self):
        self._invoiced(self._line(1, 3, "30.00", (1, "6.00")))
        self._assert_review(self._refund(amount="1.005"), "more decimals")

    def test_tax_that_was_not_charged(self):
        self._invoiced(self._line(1, 3, "30.00"))
        refund = self._refund(self._refunded(1, 1, "10.00", (1, "2.00")))
        self._assert_review(refund, "which has none")

    def test_no_product_for_refunds(self):
        self.backend.refund_product_id = False
        self._invoiced(self._line(1, 3, "30.00", (1, "6.00")))
        refund = self._refund(amount="5.00")
        self._assert_review(refund, "product for refunds")
        self.backend.refund_product_id = self.backend.fee_product_id
        with trap_jobs() as trap:
            refund.with_user(self.woo_user).action_retry()
            trap.perform_enqueued_jobs()
        self._assert_credited(refund, 5.0, 0.0)
        self.assertFalse(refund.activity_ids)

    def test_unreadable_refund(self):
        self._invoiced(self._line(1, 3, "30.00", (1, "6.00")))
        refund = self._refund(amount="5.00", date_created_gmt="yesterday")
        self.assertEqual(refund.state, "failed")
        self.assertIn("unreadable", refund.problem)
        for state in ("failed", "done"):
            with trap_jobs() as trap:
                refund.action_retry()
                trap.perform_enqueued_jobs()
            self.assertEqual(refund.state, state, refund.problem)
            # A second time, after somebody repaired it.
            self.refunds[0]["date_created_gmt"] = "2026-11-24T10:00:00"
        self._assert_credited(refund, 5.0, 0.0)

    def test_meta_data_that_no_database_takes(self):
        self._invoiced(self._line(1, 3, "30.00", (1, "6.00")))
        hidden = {"key": "_gateway", "value": {"\x00*\x00data": "\x00"}}
        refund = self._refund(
            self._refunded(1, 1, "10.00", (1, "2.00")), meta_data=[hidden]
        )
        self._assert_credited(refund, 12.0, 2.0)

    def test_nothing_was_given_back(self):
        self._invoiced(self._line(1, 3, "30.00", (1, "6.00")))
        refund = self._refund(amount="0.00")
        self.assertEqual(refund.state, "ignored")

    def test_settled_by_hand(self):
        self._invoiced(self._line(1, 3, "30.00", (1, "6.00")))
        refund = self._refund(amount="1.005")
        with self.assertRaises(AccessError):
            refund.with_user(self.woo_user).action_settle()
        refund.with_user(self.woo_manager).action_settle()
        self.assertEqual(refund.state, "done")
        self.assertFalse(refund.activity_ids)

    # === Rights === #

    def test_screens_of_a_user_without_rights_on_invoices(self):
        order, _invoice = self._invoiced(self._line(1, 3, "30.00", (1, "6.00")))
        refund = self._refund(amount="1.00")
        note = refund.credit_note_ids
        seen = refund.with_user(self.woo_user)
        for view in ("form", "list"):
            names = seen.get_view(view_type=view)["models"]["woo.refund"]
            self.assertTrue(seen.web_read({name: {} for name in names}))
        fields = {"fields": {"document_names": {}, "amount": {}, "problem": {}}}
        [shown] = order.with_user(self.woo_user).web_read(
            {"refund_count": {}, "refund_ids": fields}
        )
        self.assertEqual(shown["refund_count"], 1)
        self.assertIn(note.name, refund.with_user(self.woo_user).document_names)
        action = refund.with_user(self.woo_user).action_open_credit_notes()
        self.assertEqual(action["res_id"], note.id)

    def test_users_read_and_nobody_writes(self):
        self._invoiced(self._line(1, 3, "30.00", (1, "6.00")))
        refund = self._refund(amount="1.00")
        self.assertEqual(refund.with_user(self.woo_user).amount, 1.0)
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models"):
            refund.with_user(self.woo_manager).amount = 2.0
