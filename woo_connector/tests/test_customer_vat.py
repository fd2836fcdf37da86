from unittest.mock import patch

from odoo.tests import tagged

from .customer_case import CustomerCase

VAT = "BE0477472701"


@tagged("post_install", "-at_install")
class TestCustomerVat(CustomerCase):
    """A VAT number names a company, before anything else is asked."""

    def _company(self, vat=VAT, **values):
        return self.env["res.partner"].create(
            {
                "name": "Brasserie",
                "is_company": True,
                "vat": vat,
                "country_id": self.env.ref("base.be").id,
                **values,
            }
        )

    def _check(self, answer):
        """Let Odoo's check of VAT numbers, which need not be installed, answer."""
        return patch.object(
            type(self.env["res.partner"]),
            "_run_vat_checks",
            lambda _self, country, vat, **_options: (answer and vat, country.code),
        )

    def test_new_company_with_its_contact(self):
        partner = self._buy(vat="BE 0477.472.701", company="Brasserie").partner_id
        self.assertEqual(partner.name, "Jane Döe")
        self.assertEqual(partner.email, "jane.doe@example.test")
        self.assertEqual(partner.parent_id.name, "Brasserie")
        self.assertEqual(partner.parent_id.vat, VAT)
        self.assertTrue(partner.parent_id.is_company)
        self.assertFalse(partner.parent_id.email)

    def test_company_is_found_however_the_number_is_written(self):
        company = self._company("BE 0477.472.701")
        first = self._buy(vat="0477 472 701", country="BE")
        self.assertEqual(first.partner_id.parent_id, company)
        self.assertEqual(first.partner_id.name, "Jane Döe")
        again = self._buy(vat="be0477472701", country="BE")
        self.assertEqual(again.partner_id, first.partner_id)

    def test_whoever_was_seen_and_not_chosen_holds_up_nobody(self):
        """Other transactions see them, too; they were not created meanwhile."""
        self._company()
        self._buy(email="jane@example.test")
        with self.enter_registry_test_mode():
            at_work = self._buy(vat=VAT, email="jane@example.test").partner_id
            colleague = self._buy(vat=VAT, email="joe@example.test").partner_id
        self.assertEqual(at_work.commercial_partner_id.vat, VAT)
        self.assertEqual(colleague.parent_id, at_work.parent_id)
        self.assertNotEqual(colleague, at_work)

    def test_bare_number_of_another_country_is_another_company(self):
        company = self._company("0477472701", country_id=self.env.ref("base.fr").id)
        partner = self._buy(vat="0477472701", country="BE").partner_id
        self.assertNotEqual(partner.commercial_partner_id, company)

    def test_number_goes_before_account_and_email(self):
        private = self._buy(customer_id=7).partner_id
        company = self._company()
        at_work = self._buy(customer_id=7, vat=VAT).partner_id
        self.assertEqual(at_work.parent_id, company)
        self.assertEqual(self._buy(customer_id=7).partner_id, private)
        self.assertEqual(self._buy(customer_id=7, vat=VAT).partner_id, at_work)

    def test_known_company_is_left_as_it_is(self):
        company = self._company(street=False, city=False)
        before = company.read()[0]
        sale_order = self._buy(vat=VAT, company="Another Name")
        company.invalidate_recordset()
        changed = {
            name for name, value in company.read()[0].items() if value != before[name]
        }
        self.assertLessEqual(
            changed & {"name", "street", "city", "zip", "country_id", "vat", "email"},
            set(),
        )
        self.assertEqual(sale_order.partner_id.parent_id, company)
        self.assertEqual(sale_order.partner_invoice_id.city, "Paris")
        self.assertEqual(sale_order.partner_invoice_id.type, "invoice")

    def test_company_that_orders_without_a_person(self):
        company = self._company()
        self.assertEqual(
            self._buy(vat=VAT, company="X", first_name="", last_name="").partner_id,
            company,
        )

    def test_person_who_trades_under_the_own_name_is_one_contact(self):
        partner = self._buy(vat=VAT).partner_id
        self.assertEqual((partner.name, partner.vat), ("Jane Döe", VAT))
        self.assertTrue(partner.is_company)
        self.assertFalse(partner.parent_id)

    def test_person_known_without_number_buys_for_a_company(self):
        private = self._buy().partner_id
        at_work = self._buy(vat=VAT, company="Brasserie").partner_id
        self.assertNotEqual(at_work, private)
        self.assertEqual(at_work.parent_id.vat, VAT)
        self.assertFalse(private.vat)
        self.assertFalse(private.parent_id)

    def test_what_is_there_does_not_make_the_import_start_over(self):
        """Others see the same contacts, and addresses with another phone number."""
        with self._everything_committed():
            private = self._buy().partner_id
            at_work = self._buy(vat=VAT, company="Brasserie").partner_id
            colleague = self._buy(vat=VAT, email="joe@example.test").partner_id
            self._buy(city="Lyon")
            self._buy(city="Lyon", phone="+32 2 000")
        self.assertNotEqual(at_work, private)
        self.assertEqual(colleague.parent_id, at_work.parent_id)

    def test_company_known_without_number_stays_and_the_order_says_so(self):
        known = self._buy(company="Brasserie").partner_id
        sale_order = self._buy(vat=VAT, company="BRASSERIE")
        self.assertEqual(sale_order.partner_id, known)
        self.assertFalse(known.parent_id.vat)
        self.assertIn(VAT, sale_order.woo_order_ids.customer_notice)

    def test_company_with_another_number_is_another_company(self):
        known = self._buy(vat="FR23334175221", company="Brasserie").partner_id
        other = self._buy(vat=VAT, company="Brasserie").partner_id
        self.assertNotEqual(other.parent_id, known.parent_id)

    def test_invalid_number_identifies_nobody_and_stops_nothing(self):
        company = self._company()
        with self._check(""):
            sale_order = self._buy(vat=VAT, company="Brasserie")
        partner = sale_order.partner_id
        self.assertNotEqual(partner.commercial_partner_id, company)
        self.assertFalse(partner.commercial_partner_id.vat)
        self.assertIn(VAT, partner.comment)
        self.assertIn(VAT, sale_order.woo_order_ids.customer_notice)

    def test_what_is_no_number_is_no_number(self):
        sale_order = self._buy(vat="none")
        self.assertFalse(sale_order.partner_id.vat)
        self.assertIn("none", sale_order.woo_order_ids.customer_notice)

    def test_number_in_the_stores_own_field(self):
        self.backend.vat_meta_keys = "tax_no , ust_id"
        payload = self._order_of()
        payload["meta_data"] = [{"id": 1, "key": "ust_id", "value": VAT}]
        partner = self._import(payload).sale_order_id.partner_id
        self.assertEqual(partner.vat, VAT)

    def test_archived_company_is_not_found(self):
        company = self._company(active=False)
        self.assertNotEqual(self._buy(vat=VAT).partner_id, company)

    def test_company_of_another_company_is_not_found(self):
        other = self.env["res.company"].create({"name": "Other"})
        company = self._company(company_id=other.id)
        self.assertNotEqual(self._buy(vat=VAT).partner_id, company)
