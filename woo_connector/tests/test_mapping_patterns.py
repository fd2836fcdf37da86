from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.queue_job.tests.common import trap_jobs

from .order_case import OrderCase, recorded_orders


@tagged("post_install", "-at_install")
class TestMappingPatterns(OrderCase):
    """Fees, coupons and shipping methods by name, pattern and number."""

    def setUp(self):
        super().setUp()
        self.payload = recorded_orders()["order_full"]
        self._bind_products(self.payload)

    def _service(self, name):
        return self.env["product.product"].create({"name": name, "type": "service"})

    def _map_fee(self, name, product):
        return self.env["woo.fee"].create(
            {
                "backend_id": self.backend.id,
                "name": name,
                "product_id": product.id if product else False,
            }
        )

    def _ship(self, title, instance_id="", method_id="flat_rate"):
        """Import an order with this shipping line, return its delivery method."""
        line = self.payload["shipping_lines"][0]
        line = {**line, "method_title": title, "instance_id": instance_id}
        line["method_id"] = method_id
        self.payload["id"] += 1
        order = self._import({**self.payload, "shipping_lines": [line]})
        return order.sale_order_id.carrier_id

    def _map_shipping(self, name, **values):
        carrier = self.carrier.copy({"name": name})
        self.env["woo.shipping.method"].create(
            {
                "backend_id": self.backend.id,
                "method_id": "flat_rate",
                "carrier_id": carrier.id,
                **values,
            }
        )
        return carrier

    # === Fees === #

    def test_fee_is_the_product_of_the_row_that_fits_best(self):
        tip, other, exact = (self._service(name) for name in ("Tip", "Any", "Exact"))
        self._map_fee(False, other)
        self._map_fee("TIP *", tip)
        self._map_fee("tip for Ann", exact)
        find = self.env["woo.fee"]._find_product
        self.assertEqual(find(self.backend, "Tip for Ann"), exact)
        self.assertEqual(find(self.backend, "Tip  for Bob"), tip)
        self.assertEqual(find(self.backend, "Gift wrap"), other)

    def test_the_list_decides_between_two_patterns(self):
        first, second = self._service("First"), self._service("Second")
        row = self._map_fee("*card*", first)
        self._map_fee("gift*", second)
        find = self.env["woo.fee"]._find_product
        self.assertEqual(find(self.backend, "Gift card"), first)
        row.sequence = 20
        self.assertEqual(find(self.backend, "Gift card"), second)
        row.name = "gift card"
        self.assertEqual(find(self.backend, "Gift card"), first)
        row.unlink()
        self.assertEqual(find(self.backend, "Gift card"), second)

    def test_fee_without_a_row_is_the_store_s_product(self):
        fee = self.backend.fee_product_id
        self.assertEqual(self.env["woo.fee"]._find_product(self.backend, "x"), fee)
        order = self._import(self.payload)
        self.assertIn(fee, order.sale_order_id.order_line.product_id)
        self.assertFalse(self.env["woo.fee"].search([]))

    def test_fee_of_another_store_does_not_count(self):
        self._map_fee(False, self._service("Any"))
        other = self.backend.copy({"fee_product_id": False})
        self.assertFalse(self.env["woo.fee"]._find_product(other, "x"))

    def test_pattern_releases_exactly_the_fees_it_stands_for(self):
        self.backend.fee_product_id = False
        fees = self.payload["fee_lines"]
        for number, name in ((71, "Tip for Ann"), (72, "Gift wrap")):
            lines = [{**fee, "name": name} for fee in fees]
            order = self._import({**self.payload, "id": number, "fee_lines": lines})
            self.assertEqual(order.state, "waiting")
        with trap_jobs() as trap:
            self._map_fee("tip*", self._service("Tip"))
        self.assertEqual([job.args[1] for job in trap.enqueued_jobs], [71])
        trap.perform_enqueued_jobs()
        self.assertEqual(self._order(71).state, "imported")
        self.assertEqual(self._order(72).state, "waiting")

    # === Coupons === #

    def test_coupon_by_code_then_pattern_then_store(self):
        products = [self._service(name) for name in ("A", "B", "C")]
        coupons = self.env["woo.coupon.product"]
        self.backend.coupon_product_id = False
        self.assertFalse(coupons._find_product(self.backend, "summer10"))
        self.backend.coupon_product_id = products[2]
        for code, product in (("Summer10", products[0]), ("summer*", products[1])):
            coupons.create(
                {
                    "backend_id": self.backend.id,
                    "code": code,
                    "product_id": product.id,
                }
            )
        found = [
            coupons._find_product(self.backend, code)
            for code in ("summer10", "summer25", "winter")
        ]
        self.assertEqual(found, products)

    # === Shipping === #

    def test_shipping_by_title_pattern(self):
        express = self._map_shipping("Express", title="Express*")
        self.assertEqual(self._ship("EXPRESS (1 day)"), express)
        self.assertEqual(self._ship("Slow"), self.carrier)
        self.assertEqual(self._ship("Express", method_id="other"), self.carrier)

    def test_shipping_by_number_of_the_method(self):
        europe = self._map_shipping("Europe", instance_id="3")
        titled = self._map_shipping("Titled", title="Standard")
        both = self._map_shipping("Both", instance_id="3", title="Express*")
        self.assertEqual(self._ship("Standard", "3"), europe)
        self.assertEqual(self._ship("Express now", "3"), both)
        self.assertEqual(self._ship("Standard", "4"), titled)
        self.assertEqual(self._ship("Express now", "4"), self.carrier)

    def test_a_row_without_delivery_method_stands_for_nothing(self):
        row = self.env["woo.shipping.method"].create(
            {"backend_id": self.backend.id, "method_id": "flat_rate", "title": "X"}
        )
        whole_kind = self._map_shipping("Whole kind")
        self.assertEqual(self._ship("X"), whole_kind)
        row.carrier_id = self.carrier
        self.assertEqual(self._ship("X"), self.carrier)

    # === Currencies === #

    def test_order_has_the_pricelist_that_was_chosen_for_its_currency(self):
        euro = self.env.ref("base.EUR")
        values = {"currency_id": euro.id, "sequence": 99}
        chosen = self.env["product.pricelist"].create({"name": "Chosen", **values})
        order = self._import(self.payload)
        self.assertNotEqual(order.sale_order_id.pricelist_id, chosen)
        row = self.env["woo.currency"].create(
            {"backend_id": self.backend.id, "code": "EUR", "pricelist_id": chosen.id}
        )
        order = self._import({**self.payload, "id": 72})
        self.assertEqual(order.sale_order_id.pricelist_id, chosen)
        chosen.active = False
        order = self._import({**self.payload, "id": 73})
        self.assertNotEqual(order.sale_order_id.pricelist_id, chosen)
        self.assertEqual(order.sale_order_id.currency_id, euro)
        self.assertEqual(row.currency_id, euro)

    def test_pricelist_of_another_currency_is_refused(self):
        pricelist = self.env["product.pricelist"].search(
            [("currency_id", "=", self.env.ref("base.GBP").id)], limit=1
        )
        with self.assertRaises(ValidationError), mute_logger("odoo.sql_db"):
            self.env["woo.currency"].create(
                {
                    "backend_id": self.backend.id,
                    "code": "EUR",
                    "pricelist_id": pricelist.id,
                }
            )

    def test_currency_is_activated_and_carried_when_asked_for(self):
        order = self._import({**self.payload, "currency": "CHF"})
        self.assertEqual(order.state, "waiting")
        row = self.env["woo.currency"].search([("code", "=", "CHF")])
        self.assertEqual(row.waiting_count, 1)
        self.assertFalse(row.is_active)
        with trap_jobs() as trap:
            row.action_create_missing()
        self.assertTrue(row.currency_id.active)
        self.assertEqual(row.pricelist_id.company_id, self.company)
        trap.perform_enqueued_jobs()
        self.assertEqual(order.state, "imported", order.reason)
        self.assertEqual(order.sale_order_id.pricelist_id, row.pricelist_id)

    # === Countries and states === #

    def _find_place(self, code, text):
        return self.env["woo.country"]._find_place(self.backend, code, text)

    def test_states_are_found_as_woocommerce_writes_them(self):
        for code, text, name in (
            ("US", "NY", "New York"),
            ("us", "new york", "New York"),
            ("DE", "DE-BE", "Berlin"),
            ("DE", "BE", "Berlin"),
            ("JP", "JP13", "東京都"),
        ):
            _country, state = self._find_place(code, text)
            self.assertEqual(state.name, name, (code, text))
        self.assertFalse(self.env["woo.country.state"].search([]))

    def test_unknown_state_is_noted_once_and_can_be_mapped(self):
        country, state = self._find_place("US", "Nowhere")
        self.assertEqual((country.code, state.id), ("US", False))
        self._find_place("US", "Nowhere")
        row = self.env["woo.country.state"].search([])
        self.assertEqual((row.text, row.country_id), ("Nowhere", country))
        row.state_id = self.env.ref("base.state_us_5")
        self.assertEqual(self._find_place("US", "Nowhere")[1], row.state_id)

    def test_the_store_names_its_states(self):
        self._find_place("US", "X-1")
        row = self.env["woo.country.state"].search([])
        self.assertFalse(row._suggest_targets())
        self.client.answers["GET data/countries/us"] = {
            "code": "US",
            "states": [{"code": "X-1", "name": "New&nbsp;Jersey"}],
        }
        for path in ("taxes", "orders/statuses", "payment_gateways", "shipping/zones"):
            self.client.answers[f"GET {path}"] = []
        self.backend._import_store_settings()
        self.assertIn("X-1", row.display_name)
        suggested = row._suggest_targets()[row]
        self.assertEqual(suggested.name, "New Jersey")

    def test_text_in_a_country_without_states_is_no_question(self):
        country = self.env["res.country"].search([("state_ids", "=", False)], limit=1)
        self.assertEqual(self._find_place(country.code, "Somewhere")[0], country)
        self.assertFalse(self.env["woo.country.state"].search([]))

    def test_unknown_country_is_noted_and_can_be_mapped(self):
        self.assertFalse(self._find_place("QQ", "")[0])
        self.assertFalse(self._find_place("", "X")[0])
        row = self.env["woo.country"].search([])
        self.assertEqual(row.code, "QQ")
        row.country_id = self.env.ref("base.be")
        self.assertEqual(self._find_place("QQ", "")[0], row.country_id)

    # === What it costs === #

    def test_known_words_cost_no_query(self):
        for number in (81, 82):
            # The first one notes how it was paid.
            order = self._import({**self.payload, "id": number})
            self.assertEqual(order.state, "imported", order.reason)
        fees, methods = self.env["woo.fee"], self.env["woo.shipping.method"]
        with self.assertQueryCount(0):
            self.env["woo.tax"]._find_tax(self.backend, 1, 20)
            self.env["woo.currency"]._find_currency(self.backend, "EUR")
            self.env["woo.payment.method"]._is_known(self.backend.id, "bacs")
            self.env["woo.order.status"]._note_status(self.backend, "processing")
            fees._known_rules(self.backend.id)
            methods._known_rules(self.backend.id)
