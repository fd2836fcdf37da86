from odoo.exceptions import ValidationError
from odoo.tests import new_test_user, tagged

from .customer_case import EMPTY, CustomerCase

SHIPPING = {**EMPTY, "first_name": "Bob", "city": "Nice", "country": "FR"}


@tagged("post_install", "-at_install")
class TestGuestPolicy(CustomerCase):
    """What becomes of customers without an account."""

    def test_always_new(self):
        self.backend.guest_policy = "new"
        first = self._buy()
        self.assertNotEqual(self._buy().partner_id, first.partner_id)

    def test_always_new_but_the_same_order_is_the_same_guest(self):
        self.backend.guest_policy = "new"
        self._set_action("on-hold", "quotation")
        payload = {**self._order_of(), "status": "on-hold"}
        first = self._import(payload).sale_order_id.partner_id
        payload["customer_note"] = "Ring twice"
        self.assertEqual(self._import(payload).sale_order_id.partner_id, first)

    def test_guest_without_email_stays_the_same_in_a_changed_order(self):
        self._set_action("on-hold", "quotation")
        payload = {**self._order_of(email=""), "status": "on-hold"}
        first = self._import(payload).sale_order_id.partner_id
        payload["customer_note"] = "Ring twice"
        self.assertEqual(self._import(payload).sale_order_id.partner_id, first)

    def test_always_new_is_not_for_registered_customers(self):
        guest = self._buy().partner_id
        self.backend.guest_policy = "new"
        self.assertEqual(self._buy(customer_id=7).partner_id, guest)

    def test_one_for_all(self):
        everybody = self.env["res.partner"].create({"name": "Web customers"})
        self.backend.write(
            {"guest_policy": "generic", "guest_partner_id": everybody.id}
        )
        first = self._buy(shipping=SHIPPING)
        self.assertEqual(first.partner_id, everybody)
        self.assertEqual(first.partner_invoice_id.parent_id, everybody)
        self.assertEqual(first.partner_invoice_id.name, "Jane Döe")
        self.assertEqual(first.partner_shipping_id.city, "Nice")
        self.assertFalse(everybody.email)
        again = self._buy()
        self.assertEqual(again.partner_invoice_id, first.partner_invoice_id)
        other = self._buy(email="other@example.test", first_name="Joe")
        self.assertNotEqual(other.partner_invoice_id, first.partner_invoice_id)
        self.assertNotEqual(self._buy(customer_id=7).partner_id, everybody)

    def test_one_for_all_is_not_for_companies(self):
        everybody = self.env["res.partner"].create({"name": "Web customers"})
        self.backend.write(
            {"guest_policy": "generic", "guest_partner_id": everybody.id}
        )
        of_company = {"vat": "BE0477472701", "company": "Brasserie"}
        partner = self._buy(**of_company).partner_id
        self.assertEqual(partner.parent_id.vat, "BE0477472701")
        self.assertEqual(self._buy(**of_company).partner_id, partner)

    def test_one_for_all_must_be_chosen(self):
        with self.assertRaises(ValidationError):
            self.backend.guest_policy = "generic"

    def _set_action(self, slug, action):
        status = self.env["woo.order.status"]._note_status(self.backend, slug)
        status.action = action


@tagged("post_install", "-at_install")
class TestCustomerOwner(CustomerCase):
    """Who keeps the contacts: Odoo, or the store."""

    def test_odoo_keeps_them(self):
        partner = self._buy(customer_id=7).partner_id
        self._buy(customer_id=7, phone="+32 2 000", email="new@example.test")
        self.assertEqual(partner.phone, "+33102030405")
        self.assertEqual(partner.email, "jane.doe@example.test")

    def test_store_keeps_them(self):
        self.backend.customer_owner = "store"
        first = self._buy(customer_id=7)
        partner = first.partner_id
        second = self._buy(
            customer_id=7,
            last_name="Smith",
            city="Lyon",
            postcode="69001",
            phone="+32 2 000",
            email="new@example.test",
        )
        self.assertEqual(second.partner_id, partner)
        self.assertRecordValues(
            partner,
            [
                {
                    "name": "Jane Smith",
                    "city": "Lyon",
                    "zip": "69001",
                    "phone": "+32 2 000",
                    "email": "new@example.test",
                }
            ],
        )
        self.assertEqual(first.partner_invoice_id.name, "Jane Döe")
        self.assertEqual(first.partner_invoice_id.city, "Paris")
        self.assertEqual(second.partner_invoice_id.city, "Lyon")

    def test_what_an_order_does_not_say_empties_nothing(self):
        self.backend.customer_owner = "store"
        partner = self._buy(customer_id=7).partner_id
        self._buy(customer_id=7, phone="", email="", city="")
        self.assertEqual(partner.phone, "+33102030405")
        self.assertEqual(partner.email, "jane.doe@example.test")

    def test_address_of_an_earlier_order_stays(self):
        first = self._buy(customer_id=7)
        self.backend.customer_owner = "store"
        self._buy(customer_id=7, city="Lyon", phone="+32 2 000")
        self.assertEqual(first.partner_invoice_id, first.partner_id)
        self.assertEqual(first.partner_id.city, "Paris")
        self.assertEqual(first.partner_id.phone, "+32 2 000")

    def test_older_order_changes_nothing(self):
        self.backend.customer_owner = "store"
        partner = self._buy(customer_id=7).partner_id
        payload = self._order_of(customer_id=7, phone="+32 2 000")
        payload["date_created_gmt"] = "2019-01-01T00:00:00"
        self._import(payload)
        self.assertEqual(partner.phone, "+33102030405")

    def test_who_logs_in_is_never_changed(self):
        self.backend.customer_owner = "store"
        user = new_test_user(self.env, "jane.doe@example.test", "base.group_user")
        user.partner_id.email = "jane.doe@example.test"
        sale_order = self._buy(phone="+32 2 000", first_name="Mallory")
        self.assertEqual(sale_order.partner_id, user.partner_id)
        self.assertNotEqual(user.partner_id.phone, "+32 2 000")
        self.assertNotIn("Mallory", user.partner_id.name)

    def test_company_of_this_odoo_is_never_changed(self):
        self.backend.customer_owner = "store"
        company = self.backend.company_id
        company.write({"name": "The Shop", "email": "shop@example.test"})
        company.partner_id.write({"vat": "BE0477472701", "city": "Gent"})
        self._buy(email="shop@example.test")
        self._buy(first_name="", last_name="", company="Mallory", vat="BE0477472701")
        self.assertEqual((company.name, company.city), ("The Shop", "Gent"))

    def test_missing_vat_number_is_filled_in(self):
        self.backend.customer_owner = "store"
        partner = self._buy(customer_id=7, company="Brasserie").partner_id
        again = self._buy(customer_id=7, company="Brasserie", vat="BE0477472701")
        self.assertEqual(again.partner_id, partner)
        self.assertEqual(partner.parent_id.vat, "BE0477472701")
        self.assertFalse(again.woo_order_ids.customer_notice)


@tagged("post_install", "-at_install")
class TestCustomersTogether(CustomerCase):
    """Many orders in one go: everybody once, and the database asked seldom."""

    def test_same_guest_is_created_once(self):
        one, two, other = self._customers_of(
            self._order_of(),
            self._order_of(email=" JANE.doe@example.test"),
            self._order_of(email="other@example.test"),
        )
        self.assertEqual(one, two)
        self.assertNotEqual(one, other)

    def test_guest_and_account_of_the_same_person(self):
        guest, account, again = self._customers_of(
            self._order_of(),
            self._order_of(customer_id=7),
            self._order_of(customer_id=7, email="else@example.test"),
        )
        self.assertEqual(guest, account)
        self.assertEqual(again, account)
        self.assertEqual(guest.woo_customer_ids.woo_id, 7)

    def test_same_company_is_created_once(self):
        vat = "BE0477472701"
        jane, joe, again = self._customers_of(
            self._order_of(vat=vat, company="Brasserie"),
            self._order_of(vat=vat, company="Brasserie", email="joe@example.test"),
            self._order_of(vat=vat, company="Brasserie"),
        )
        self.assertEqual(jane.parent_id, joe.parent_id)
        self.assertNotEqual(jane, joe)
        self.assertEqual(jane, again)

    def test_company_without_a_name_is_created_once(self):
        vat = "BE0477472701"
        jane, joe = self._customers_of(
            self._order_of(vat=vat),
            self._order_of(vat=vat, email="joe@example.test", first_name="Joe"),
        )
        self.assertEqual(jane.vat, vat)
        self.assertEqual(joe.parent_id, jane)

    def test_same_delivery_address_is_created_once(self):
        sale_orders = [self._order_of(shipping=SHIPPING) for _number in range(2)]
        self._customers_of(*sale_orders)
        self.assertEqual(
            self.env["res.partner"].search_count(
                [("type", "=", "delivery"), ("name", "=", "Bob")]
            ),
            1,
        )

    def test_queries_do_not_grow_with_the_orders(self):
        def count(number):
            payloads = [
                self._order_of(email=f"p{self.next_id}@example.test")
                for _number in range(number)
            ]
            self._customers_of(*payloads)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self._customers_of(*payloads)
            return self.cr.sql_log_count - before

        self.assertLessEqual(count(40), count(2) + 2)
