from odoo.fields import Command
from odoo.tests import Form, tagged

from .order_case import OrderCase, recorded_orders, recorded_profile


@tagged("post_install", "-at_install")
class TestOrderAmounts(OrderCase):
    """Sale order and invoice equal what the store charged, to the cent."""

    def _assert_equals_store(self, document, payload):
        """Compare totals of a sale order or an invoice with the store's."""
        total, tax = float(payload["total"]), float(payload["total_tax"])
        self.assertAlmostEqual(document.amount_total, total, 6, payload["id"])
        self.assertAlmostEqual(document.amount_tax, tax, 6, payload["id"])
        self.assertAlmostEqual(document.amount_untaxed, total - tax, 6, payload["id"])
        self.assertEqual(document.currency_id.name, payload["currency"])

    def _invoice(self, sale_order):
        invoice = sale_order._create_invoices()
        invoice.action_post()
        return invoice

    def _import_profile(self, tax, payloads=None):
        """Import recorded orders as if all were paid; return them with their rows."""
        payloads = payloads or recorded_profile()
        self._map_tax(2, tax)
        self._bind_products(*payloads)
        for payload in payloads:
            self._import({**payload, "status": "processing"})
        return [(payload, self._order(payload["id"])) for payload in payloads]

    def test_all_recorded_orders_of_a_store_are_exact(self):
        pairs = self._import_profile(self.tax)
        self.assertEqual(len(pairs), 54)
        for payload, order in pairs:
            self.assertEqual(order.state, "imported", order.reason)
            self.assertEqual(len(order), 1)
            self.assertEqual(order.sale_order_id.state, "sale")
            self._assert_equals_store(order.sale_order_id, payload)
        self.assertEqual(
            self.env["sale.order"].search_count([("origin", "=like", "Shop %")]), 54
        )

    def test_invoices_equal_the_store(self):
        for payload, order in self._import_profile(self.tax, recorded_profile()[::6]):
            self._assert_equals_store(self._invoice(order.sale_order_id), payload)

    def test_taxes_included_in_prices(self):
        tax = self._create_tax("20 % incl.", 20, "tax_included")
        for payload, order in self._import_profile(tax, recorded_profile()[1::6]):
            self._assert_equals_store(order.sale_order_id, payload)
            self._assert_equals_store(self._invoice(order.sale_order_id), payload)

    def test_partial_invoices_add_up_to_the_store(self):
        parted = 0
        for payload, order in self._import_profile(self.tax, recorded_profile()[::3]):
            sale_order = order.sale_order_id
            lines = sale_order.order_line.filtered(
                lambda line: line.product_uom_qty > 1 and line.product_id.is_storable
            )
            if not lines:
                continue
            parted += 1
            lines.product_id.invoice_policy = "delivery"
            lines.qty_delivered_method = "manual"
            lines.qty_delivered = 1
            invoices = self._invoice(sale_order)
            for line in lines:
                line.qty_delivered = line.product_uom_qty
            invoices |= self._invoice(sale_order)
            for name in ("amount_total", "amount_tax"):
                total = sum(invoices.mapped(name))
                self.assertAlmostEqual(total, sale_order[name], 6, payload["id"])
        self.assertGreater(parted, 3)

    def test_invoice_of_a_changed_quantity_equals_the_sale_order(self):
        payload = self._single_line(3, "10.00", "1.99")
        self._bind_products(payload)
        sale_order = self._import(payload).sale_order_id
        sale_order.order_line.product_uom_qty = 4
        invoice = self._invoice(sale_order)
        self.assertAlmostEqual(invoice.amount_tax, 2.67)
        self.assertAlmostEqual(invoice.amount_total, sale_order.amount_total)

    def test_rounding_globally(self):
        self.company.tax_calculation_rounding_method = "round_globally"
        for payload, order in self._import_profile(self.tax, recorded_profile()[2::6]):
            self._assert_equals_store(order.sale_order_id, payload)
            self._assert_equals_store(self._invoice(order.sale_order_id), payload)

    def test_recordings_of_other_versions_and_ways_of_ordering(self):
        for name, payload in recorded_orders().items():
            with self.subTest(name):
                self.env["woo.order"].search([]).unlink()
                self._bind_products(payload)
                order = self._import(payload)
                self.assertEqual(order.state, "imported", order.reason)
                self._assert_equals_store(order.sale_order_id, payload)

    def test_each_line_is_the_stores(self):
        payload = recorded_orders()["order_full"]
        self._bind_products(payload)
        lines = self._import(payload).sale_order_id.order_line
        self.assertEqual(
            [(line.price_subtotal, round(line.price_tax, 2)) for line in lines],
            [
                (30.74, 6.15),
                (12.67, 2.53),
                (145.99, 29.2),
                (5.0, 1.0),
                (2.5, 0.5),
                (-1.0, -0.2),
            ],
        )
        self.assertEqual(lines.mapped("product_uom_qty"), [2, 1, 3, 1, 1, 1])
        self.assertEqual(
            lines.mapped("is_delivery"), [False] * 3 + [True] + [False] * 2
        )
        self.assertEqual(lines[4:].product_id, self.backend.fee_product_id)
        self.assertEqual(lines[0].name, "Beanie")

    def test_tax_that_no_rate_gives_is_kept_on_the_invoice(self):
        """The store says 2.11 where 20 % of 10.50 are 2.10."""
        payload = self._single_line(7, "10.50", "2.11")
        self._bind_products(payload)
        sale_order = self._import(payload).sale_order_id
        self._assert_equals_store(sale_order, payload)
        invoice = self._invoice(sale_order)
        self._assert_equals_store(invoice, payload)
        credit_note = invoice._reverse_moves([{"date": invoice.date}], cancel=False)
        self._assert_equals_store(credit_note, payload)

    def test_two_included_taxes_in_a_foreign_currency(self):
        """Company amounts are the store's at the rate of the day, each tax's apart."""
        self.env["res.currency.rate"].create(
            {
                "currency_id": self.env.ref("base.EUR").id,
                "name": "2020-01-01",
                "rate": 0.8,
                "company_id": self.company.id,
            }
        )
        first = self._create_tax("7 % incl.", 7, "tax_included")
        second = self._create_tax("3 % incl.", 3, "tax_included")
        self._map_tax(11, first)
        self._map_tax(12, second)
        payload = self._single_line(3, "100.00", "10.01")
        payload["line_items"][0]["taxes"] = [
            {"id": 11, "total": "7.01", "subtotal": "7.01"},
            {"id": 12, "total": "3.00", "subtotal": "3.00"},
        ]
        self._bind_products(payload)
        sale_order = self._import(payload).sale_order_id
        self._assert_equals_store(sale_order, payload)
        invoice = self._invoice(sale_order)
        self._assert_equals_store(invoice, payload)
        self.assertAlmostEqual(abs(invoice.amount_total_signed), 110.01 / 0.8, 1)
        tax_lines = invoice.line_ids.filtered("tax_line_id")
        amounts = {line.tax_line_id: -line.amount_currency for line in tax_lines}
        self.assertEqual(amounts, {first: 7.01, second: 3.0})

    def test_two_rates_that_are_one_tax(self):
        self._map_tax(11, self.tax)
        payload = self._single_line(1, "10.00", "2.00")
        payload["line_items"][0]["taxes"] = [
            {"id": 1, "total": "1.20"},
            {"id": 11, "total": "0.80"},
        ]
        self._bind_products(payload)
        line = self._import(payload).sale_order_id.order_line
        self.assertEqual(line.tax_ids, self.tax)
        self.assertAlmostEqual(line.price_tax, 2.0)

    def test_line_without_tax_gets_none_of_odoos_own(self):
        payload = self._single_line(3, "10.00", "0.00")
        payload["line_items"][0]["taxes"] = []
        products = self._bind_products(payload)
        products.taxes_id = [Command.set(self.tax.ids)]
        sale_order = self._import(payload).sale_order_id
        self.assertFalse(sale_order.order_line.tax_ids)
        self._assert_equals_store(sale_order, payload)

    def test_prices_are_not_recomputed_by_odoo(self):
        for total, tax in (("0.00", "0.00"), ("10.50", "2.11")):
            payload = self._single_line(7, total, tax, id=int(float(total)) + 900)
            if not self.env["woo.product"].search_count([("woo_id", "=", 16)]):
                self._bind_products(payload)
            payload["status"] = "pending"
            line = self._import(payload).sale_order_id.order_line
            price = line.price_unit
            line.product_uom_qty = 8
            self.assertEqual(line.price_unit, price)

    def test_amounts_finer_than_the_currency_go_to_review(self):
        payload = self._single_line(1, "10.004", "2.001")
        self._bind_products(payload)
        order = self._import(payload)
        self.assertEqual(order.state, "review")
        self.assertIn("decimals", order.reason)
        self.assertEqual(order.sale_order_id.state, "draft")
        self.assertIn("12.005", order.reason)
        self.assertEqual(len(order.activity_ids), 1)

    def test_another_customer_does_not_change_the_currency(self):
        payload = {**recorded_orders()["order_full"], "status": "on-hold"}
        self._bind_products(payload)
        sale_order = self._import(payload).sale_order_id
        pricelist = self.env["product.pricelist"].search(
            [("currency_id.name", "=", "GBP")], limit=1
        )
        partner = self.env["res.partner"].create(
            {"name": "Somebody", "property_product_pricelist": pricelist.id}
        )
        with Form(sale_order) as form:
            form.partner_id = partner
        sale_order.date_order = "2026-02-02 02:02:02"
        self.assertEqual(sale_order.partner_id, partner)
        self._assert_equals_store(sale_order, payload)

    def test_difference_goes_to_review_with_both_numbers(self):
        payload = self._single_line(1, "10.00", "2.00")
        payload["total"] = "13.00"
        self._bind_products(payload)
        order = self._import(payload)
        self.assertEqual(order.state, "review")
        self.assertEqual(order.sale_order_id.state, "draft")
        self.assertIn("13.00", order.reason)
        self.assertIn("12.00", order.reason)

    def _single_line(self, quantity, total, tax, **changes):
        """Return an order of one line, paid."""
        payload = recorded_orders()["order_full"]
        line = {
            **payload["line_items"][0],
            "quantity": quantity,
            "total": total,
            "subtotal": total,
            "total_tax": tax,
            "taxes": [{"id": 1, "total": tax, "subtotal": tax}],
        }
        whole = f"{float(total) + float(tax):.3f}"
        return {
            **payload,
            "line_items": [line],
            "shipping_lines": [],
            "fee_lines": [],
            "coupon_lines": [],
            "tax_lines": [],
            "total": whole,
            "total_tax": tax,
            **changes,
        }
