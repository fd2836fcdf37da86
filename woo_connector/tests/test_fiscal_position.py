from odoo.tests import tagged

from .customer_case import CustomerCase
from .order_case import recorded_orders


@tagged("post_install", "-at_install")
class TestFiscalPosition(CustomerCase):
    """Both sides' fiscal positions: said where they differ, amounts never touched."""

    def setUp(self):
        super().setUp()
        self.payload = recorded_orders()["order_full"]
        products = self._bind_products(self.payload)
        products.taxes_id = self.tax
        self.home = self.company.domestic_fiscal_position_id
        europe = self.env.ref("base.europe")
        self.exempt_tax = self._create_tax("0 % EU", 0, "tax_excluded")
        self.exempt_tax.original_tax_ids = self.tax
        self.intra = self._create_position("Intra-EU", country_group_id=europe.id)
        self.intra.tax_ids = self.exempt_tax

    def _create_position(self, name, **values):
        return self.env["account.fiscal.position"].create(
            {"name": name, "auto_apply": True, **values}
        )

    def _bought(self, **billing):
        sale_order = self._buy(**billing)
        order = sale_order.woo_order_ids
        self.assertAlmostEqual(sale_order.amount_total, order.total)
        self.assertAlmostEqual(sale_order.amount_tax, order.total_tax)
        return sale_order, order.fiscal_conflict or ""

    def test_same_on_both_sides_is_not_worth_a_word(self):
        self.assertTrue(self.home)
        sale_order, conflict = self._bought(country="US")
        self.assertEqual(sale_order.fiscal_position_id, self.home)
        self.assertFalse(conflict)

    def test_store_charged_what_odoo_exempts(self):
        sale_order, conflict = self._bought(country="FR")
        self.assertIn("Intra-EU", conflict)
        self.assertIn("0 % EU", conflict)
        self.assertIn("20 %", conflict)
        self.assertEqual(sale_order.fiscal_position_id, self.home)
        self.assertEqual(sale_order.order_line.tax_ids, self.tax)

    def test_store_exempted_as_odoo_does(self):
        self.tax_mapping.tax_id = self.exempt_tax
        self._charge_nothing()
        sale_order, conflict = self._bought(country="FR")
        self.assertEqual(sale_order.fiscal_position_id, self.intra)
        self.assertFalse(conflict)

    def test_store_exempted_whom_odoo_charges(self):
        self.tax_mapping.tax_id = self.exempt_tax
        self._charge_nothing()
        sale_order, conflict = self._bought(country="US")
        self.assertEqual(sale_order.fiscal_position_id, self.intra)
        self.assertIn("20 %", conflict)

    def test_store_charged_no_tax_at_all(self):
        self._charge_nothing(keep_rates=False)
        sale_order, conflict = self._bought(country="US")
        self.assertEqual(sale_order.fiscal_position_id, self.home)
        self.assertIn("no tax", conflict)
        self.assertFalse(sale_order.order_line.tax_ids)

    def test_nothing_to_pay_is_no_conflict(self):
        self._charge_nothing(keep_rates=False)
        for line in self._all_lines():
            line["total"] = line["subtotal"] = "0"
        self.payload["total"] = "0"
        _sale_order, conflict = self._bought(country="US")
        self.assertFalse(conflict)

    def test_position_of_the_customer_may_stay(self):
        self.backend.fiscal_position_policy = "odoo"
        sale_order, conflict = self._bought(country="FR")
        self.assertEqual(sale_order.fiscal_position_id, self.intra)
        self.assertIn("Intra-EU", conflict)
        self.assertEqual(sale_order.order_line.tax_ids, self.tax)

    def test_differences_may_not_matter(self):
        self.backend.fiscal_position_policy = "ignore"
        sale_order, conflict = self._bought(country="FR")
        self.assertEqual(sale_order.fiscal_position_id, self.intra)
        self.assertFalse(conflict)

    def test_position_that_a_rate_names(self):
        export = self._create_position("Export", auto_apply=False)
        self.tax_mapping.fiscal_position_id = export
        sale_order, conflict = self._bought(country="US")
        self.assertEqual(sale_order.fiscal_position_id, export)
        self.assertIn("Export", conflict)

    def test_position_of_the_percentage_that_the_order_was_charged(self):
        named, later = map(self._create_position, ("Named", "Later"))
        self.tax_mapping.fiscal_position_id = named
        self.tax_mapping.is_current = False
        self.tax_mapping.copy(
            {"rate": 25.0, "is_current": True, "fiscal_position_id": later.id}
        )
        sale_order, _conflict = self._bought(country="US")
        self.assertEqual(sale_order.fiscal_position_id, named)

    def test_position_of_exempt_orders(self):
        self.backend.exempt_fiscal_position_id = self.intra
        self._charge_nothing(keep_rates=False)
        self.payload["meta_data"] = [{"id": 1, "key": "is_vat_exempt", "value": "yes"}]
        payload = self._order_of(country="FR")
        payload["meta_data"] = self.payload["meta_data"]
        order = self._import(payload)
        self.assertEqual(order.sale_order_id.fiscal_position_id, self.intra)
        self.assertFalse(order.fiscal_conflict)

    def test_position_that_would_refuse_the_invoice_is_not_kept(self):
        self.backend.fiscal_position_policy = "odoo"
        self.intra.write(
            {
                "country_group_id": False,
                "country_id": self.env.ref("base.fr").id,
                "foreign_vat": "FR23334175221",
            }
        )
        sale_order, conflict = self._bought(country="FR")
        self.assertIn("Intra-EU", conflict)
        self.assertEqual(sale_order.fiscal_position_id, self.home)
        sale_order.order_line.qty_delivered = 10
        invoice = sale_order._create_invoices()
        self.assertEqual(invoice.fiscal_position_id, self.home)
        invoice.action_post()
        self.assertAlmostEqual(invoice.amount_total, sale_order.amount_total)

    def test_invoice_of_an_order_without_position_has_none(self):
        self.home.active = False
        sale_order, conflict = self._bought(country="FR")
        self.assertIn("Intra-EU", conflict)
        self.assertFalse(sale_order.fiscal_position_id)
        sale_order.order_line.qty_delivered = 10
        self.assertFalse(sale_order._create_invoices().fiscal_position_id)

    def test_company_without_fiscal_positions_is_not_asked(self):
        positions = self.env["account.fiscal.position"]
        positions.search([]).active = False
        self.assertFalse(positions._has_any(self.company.id))
        with self.assertQueryCount(0):
            positions._has_any(self.company.id)
        sale_order, conflict = self._bought(country="FR")
        self.assertFalse(sale_order.fiscal_position_id)
        self.assertFalse(conflict)

    def test_known_taxes_are_not_looked_up_again(self):
        self._bought(country="FR")
        positions = self.env["account.fiscal.position"]
        with self.assertQueryCount(0):
            positions._natural_position(self.company, self.tax)
            self.intra._expected_taxes(self.tax)
        self.intra.tax_ids = False
        self.assertFalse(self.intra._expected_taxes(self.tax))

    def _all_lines(self):
        names = ("line_items", "shipping_lines", "fee_lines")
        return [line for name in names for line in self.payload[name]]

    def _charge_nothing(self, keep_rates=True):
        """Let the store have charged no tax; its rates may still be named."""
        net = 0
        for line in self._all_lines():
            line["total_tax"] = "0"
            line["taxes"] = (
                [{"id": 1, "total": "0", "subtotal": "0"}] if keep_rates else []
            )
            net += float(line["total"])
        self.payload |= {
            "total": f"{net:.2f}",
            "total_tax": "0",
            "cart_tax": "0",
            "shipping_tax": "0",
            "tax_lines": [],
        }
