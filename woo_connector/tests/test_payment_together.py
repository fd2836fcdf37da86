from odoo.tests import tagged

from .payment_send_case import PaymentSendCase


@tagged("post_install", "-at_install")
class TestPaymentTogether(PaymentSendCase):
    """One payment of several invoices, one invoice of several orders."""

    def test_payment_without_an_entry_for_several_invoices(self):
        self.journal.inbound_payment_method_line_ids.payment_account_id = False
        self._know_the_bank()
        invoice = self._ordered()
        other = invoice.copy({"invoice_date": invoice.invoice_date})
        other.action_post()
        row = self._pay(
            invoice | other, amount=40.0, payment_difference_handling="open"
        )
        self.assertEqual(invoice.payment_state, "in_payment")
        self._send(row)
        self.assertEqual((row.state, self.client.writes()), ("nothing", []))
        self.assertIn("not paid", row.reason)
        # What is paid of the other one settles this one, too.
        self._pay(other, amount=32.0, payment_difference_handling="open")
        self.assertEqual(row.state, "waiting")
        self._send(row)
        self.assertEqual(row.state, "sent", row.reason)

    def test_payment_without_an_entry_in_another_currency(self):
        self.journal.inbound_payment_method_line_ids.payment_account_id = False
        self._know_the_bank()
        yen = self.env.ref("base.JPY")
        yen.active = True
        self.env["res.currency.rate"].create(
            {"currency_id": yen.id, "name": "2026-01-01", "rate": 150.0}
        )
        invoice = self._ordered()
        options = {"currency_id": yen.id, "payment_difference_handling": "open"}
        row = self._pay(invoice, amount=3000.0, **options)
        self._send(row)
        self.assertEqual(self.client.writes(), [])
        self._pay(invoice, amount=2400.0, **options)
        self._send(row)
        self.assertEqual(row.state, "sent", row.reason)

    def test_less_than_the_store_waits_for_on_the_invoice_of_two_orders(self):
        self._ordered()
        self.invoice.button_draft()
        self.invoice.unlink()
        other = self._import({**self.payload, "id": 62, "number": "62"})
        sale_orders = self.sale_order | other.sale_order_id
        sale_orders.filtered(lambda one: one.state == "draft").action_confirm()
        invoice = sale_orders._create_invoices()
        self.assertEqual((len(invoice), invoice.amount_total), (1, 72.0))
        invoice.action_post()
        self.client.payload["total"] = "50.00"
        row = self._pay(invoice)
        self._send(row)
        self.assertEqual((row.state, self.client.writes()), ("failed", []))
        self.assertIn("36.00", row.reason)
        self.client.payload["total"] = "36.00"
        self._send(row)
        self.assertEqual(row.state, "sent", row.reason)
