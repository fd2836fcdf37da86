from odoo.tests import tagged

from .customer_case import BILLING, EMPTY, CustomerCase


@tagged("post_install", "-at_install")
class TestOrderCustomers(CustomerCase):
    """The ladder (number, e-mail, new), and addresses that overwrite nothing."""

    # === Who === #

    def test_new_customer_has_what_the_order_says(self):
        partner = self._buy().partner_id
        self.assertEqual(partner.name, "Jane Döe")
        self.assertEqual(partner.street, "10 rue de Rivoli")
        self.assertEqual(partner.country_id.code, "FR")
        self.assertEqual(partner.email, "jane.doe@example.test")
        self.assertEqual(partner.company_id, self.company)
        self.assertFalse(partner.is_company)
        self.assertFalse(partner.message_follower_ids)

    def test_customer_number_goes_before_the_address(self):
        first = self._buy(customer_id=7).partner_id
        again = self._buy(customer_id=7, email="other@example.test").partner_id
        self.assertEqual(again, first)
        self.assertEqual(first.email, "jane.doe@example.test")

    def test_guest_is_known_by_email(self):
        first = self._buy().partner_id
        again = self._buy(email=" JANE.Doe@Example.test").partner_id
        self.assertEqual(again, first)

    def test_contact_of_odoo_is_found_by_email_and_left_alone(self):
        known = self.env["res.partner"].create(
            {"name": "J. D.", "email": "Jane <jane.doe@example.test>", "city": "Lyon"}
        )
        sale_order = self._buy(customer_id=7)
        self.assertEqual(sale_order.partner_id, known)
        self.assertEqual((known.name, known.city), ("J. D.", "Lyon"))
        self.assertEqual(sale_order.partner_invoice_id.parent_id, known)
        self.assertEqual(sale_order.partner_invoice_id.city, "Paris")
        self.assertEqual(sale_order.partner_invoice_id.type, "invoice")
        self.assertEqual(known.woo_customer_ids.woo_id, 7)

    def test_customer_is_never_found_by_name(self):
        first = self._buy().partner_id
        other = self._buy(email="another@example.test").partner_id
        self.assertNotEqual(other, first)

    def test_contact_of_another_company_is_somebody_else(self):
        other = self.env["res.company"].create({"name": "Other"})
        known = self.env["res.partner"].create(
            {
                "name": "Jane",
                "email": "jane.doe@example.test",
                "company_id": other.id,
            }
        )
        self.assertNotEqual(self._buy().partner_id, known)

    def test_address_of_the_shop_itself_names_no_customer(self):
        """Orders that were placed by phone often have it."""
        company = self.backend.company_id
        company.email = "shop@example.test"
        partner = self._buy(email="shop@example.test").partner_id
        self.assertNotEqual(partner.commercial_partner_id, company.partner_id)
        self.assertEqual(self._buy(email="shop@example.test").partner_id, partner)

    def test_guests_without_email_are_always_new(self):
        first = self._buy(email="").partner_id
        self.assertNotEqual(self._buy(email="").partner_id, first)

    def test_guest_without_anything_gets_a_name(self):
        sale_order = self._buy(**EMPTY)
        self.assertEqual(sale_order.partner_id.name, f"Guest of order {self.next_id}")
        self.assertEqual(sale_order.partner_invoice_id, sale_order.partner_id)

    def test_company_with_its_contact(self):
        sale_order = self._buy(company="ACME & Co")
        partner = sale_order.partner_id
        self.assertEqual(partner.name, "Jane Döe")
        self.assertEqual(partner.parent_id.name, "ACME & Co")
        self.assertTrue(partner.parent_id.is_company)
        self.assertEqual(partner.commercial_partner_id, partner.parent_id)
        self.assertEqual(sale_order.partner_invoice_id, partner)
        self.assertEqual(self._buy(company="ACME & Co").partner_id, partner)

    def test_company_without_a_person(self):
        partner = self._buy(company="ACME", first_name="", last_name="").partner_id
        self.assertEqual(partner.name, "ACME")
        self.assertTrue(partner.is_company)
        self.assertFalse(partner.parent_id)

    # === Where === #

    def test_same_address_is_the_customer_itself(self):
        sale_order = self._buy(shipping={**BILLING, "email": "", "phone": ""})
        self.assertEqual(sale_order.partner_invoice_id, sale_order.partner_id)
        self.assertEqual(sale_order.partner_shipping_id, sale_order.partner_id)

    def test_delivery_address_is_made_once(self):
        shipping = {**EMPTY, "first_name": "Bob", "city": "Nice", "country": "FR"}
        first = self._buy(shipping=shipping)
        address = first.partner_shipping_id
        self.assertEqual(
            (address.type, address.parent_id), ("delivery", first.partner_id)
        )
        self.assertEqual(first.partner_invoice_id, first.partner_id)
        written_differently = {**shipping, "first_name": " BOB ", "city": "nice."}
        self.assertEqual(
            self._buy(shipping=written_differently).partner_shipping_id, address
        )

    def test_other_billing_address_leaves_the_customer_alone(self):
        first = self._buy(customer_id=7)
        second = self._buy(customer_id=7, city="Lyon", postcode="69001")
        self.assertEqual(second.partner_id, first.partner_id)
        self.assertEqual(first.partner_id.city, "Paris")
        self.assertEqual(second.partner_invoice_id.city, "Lyon")
        third = self._buy(customer_id=7, city="Lyon", postcode="69001")
        self.assertEqual(third.partner_invoice_id, second.partner_invoice_id)
        self.assertEqual(first.partner_invoice_id, first.partner_id)

    def test_company_of_a_delivery_address_is_printed(self):
        shipping = {**BILLING, "company": "Depot", "city": "Nice"}
        address = self._buy(shipping=shipping).partner_shipping_id
        self.assertEqual(address.name, "Depot, Jane Döe")

    def test_states_by_code_with_country_and_by_name(self):
        for country, text, code in (
            ("US", "NY", "NY"),
            ("DE", "DE-BE", "DE-BE"),
            ("CH", "ZH", "ZH"),
            ("US", "new york", "NY"),
            ("JP", "JP13", "JP-13"),
        ):
            partner = self._buy(
                country=country, state=text, email=f"{text.split()[0]}@example.test"
            ).partner_id
            self.assertEqual(partner.state_id.country_id.code, country, text)
            self.assertEqual(partner.state_id.code, code, text)
            self.assertFalse(partner.street2)

    def test_address_parted_differently_is_the_same(self):
        first = self._buy(address_2="Bât. C")
        again = self._buy(address_1="10, rue de Rivoli Bât C", postcode="75 004")
        self.assertEqual(again.partner_invoice_id, first.partner_id)

    def test_unknown_state_and_country_are_not_lost(self):
        partner = self._buy(state="Occitanie?", address_2="Bât. C").partner_id
        self.assertFalse(partner.state_id)
        self.assertEqual(partner.street2, "Bât. C, Occitanie?")
        partner = self._buy(country="ZZ", state="", email="z@example.test").partner_id
        self.assertFalse(partner.country_id)
        self.assertEqual(partner.street2, "ZZ")

    def test_country_may_be_missing(self):
        self.assertFalse(self._buy(country="").partner_id.country_id)

    def test_long_and_foreign_names_survive(self):
        name = "山田太郎 😀 O’Neil &amp; Co " + "x" * 500
        partner = self._buy(first_name=name, last_name="").partner_id
        self.assertEqual(partner.name, name.replace("&amp;", "&"))
