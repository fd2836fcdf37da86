from odoo.tests import tagged

from .refund_send_case import RefundingStore, RefundSendCase

STATE, CITY = "AVATAX-1-NJ-STATE-TAX", "AVATAX-1-NJ-CITY-TAX"


@tagged("post_install", "-at_install")
class TestTaxCodes(RefundSendCase):
    """Rates of a tax service, which the store has no numbers of."""

    def _tax_line(self, code, label):
        """Return a tax line as WooCommerce has it of a rate that it does not know."""
        return {
            "id": 80,
            "rate_id": 0,
            "rate_code": code,
            "label": label,
            "rate_percent": 0,
            "tax_total": "1.99",
            "shipping_tax_total": "0.00",
        }

    def _ordered(self):
        line = self._line(1, 1, "30.00", (STATE, "1.99"), (CITY, "0.68"))
        tax_lines = [
            self._tax_line(STATE, "State Tax"),
            self._tax_line(CITY, "City Tax"),
        ]
        return self._payload(line, tax_lines=tax_lines)

    def _mapped(self):
        """Let an order name the rates, and create taxes for them; return the order."""
        self.payload = self._ordered()
        self._import(self.payload)
        self._rates().action_create_missing()
        return self._import(self.payload)

    def _rates(self):
        return self.env["woo.tax"].search([("code", "!=", False)], order="code")

    def test_rates_wait_for_their_taxes_by_code(self):
        order = self._import(self._ordered())
        self.assertEqual(order.state, "waiting")
        city, state = self._rates()
        self.assertEqual((city.code, city.name), (CITY, "City Tax"))
        self.assertEqual(state.display_name, f"State Tax ({STATE})")
        self.assertFalse(state.suggested_tax_id)
        self.assertIn(STATE, order.reason)

    def test_amounts_are_the_stores(self):
        order = self._mapped()
        self.assertEqual(order.state, "imported", order.reason)
        self._assert_equals_store(order.sale_order_id, self.payload)
        invoice = self._invoice(order.sale_order_id)
        self._assert_equals_store(invoice, self.payload)
        by_name = {
            tax.invoice_label: amount
            for tax, amount in self._tax_amounts(invoice).items()
        }
        self.assertEqual(by_name, {"State Tax": 1.99, "City Tax": 0.68})

    def test_the_same_code_is_the_same_rate(self):
        self._mapped()
        further = self._import({**self.payload, "id": 4711, "number": "4711"})
        self.assertEqual(further.state, "imported", further.reason)
        self.assertEqual(len(self._rates()), 2)

    def test_order_without_tax_lines_names_no_code(self):
        order = self._import({**self._ordered(), "tax_lines": []})
        self.assertEqual(order.state, "waiting")
        self.assertIn("Tax", order.reason)

    def test_credit_note_is_sent_as_an_amount(self):
        """A store takes refunded taxes by numbers only."""
        order = self._mapped()
        invoice = self._invoice(order.sale_order_id)
        self.client = RefundingStore(self.payload)
        row = self._row(self._credit(invoice))
        self._send(row)
        [body] = self.client.posted()
        self.assertEqual(body["amount"], "32.67")
        self.assertNotIn("line_items", body)
        self.assertEqual(row.state, "sent", row.reason)
        self.assertIn("codes", row.reason)
