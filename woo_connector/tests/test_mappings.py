from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.queue_job.tests.common import trap_jobs

from ..woo.errors import MisconfiguredError, Reason, TemporaryError
from .order_case import OrderCase

SETTINGS = {
    "GET taxes": [
        {
            "id": 1,
            "country": "US",
            "state": "NY",
            "rate": "20.0000",
            "name": "Sales tax",
            "compound": False,
            "shipping": True,
            "class": "standard",
        },
        {"id": 2, "country": "", "state": "", "rate": "8.8750", "name": "Other"},
    ],
    "GET orders/statuses": [
        {"slug": "processing", "name": "In work"},
        {"slug": "failed", "name": "Failed"},
        {"slug": "awaiting-shipment", "name": "Awaiting shipment"},
        {"slug": "checkout-draft", "name": "Draft"},
    ],
    "GET payment_gateways": [
        {"id": "bacs", "title": "Bank transfer", "enabled": True},
        {"id": "odd", "title": "", "method_title": "Odd pay", "enabled": False},
    ],
    "GET shipping/zones": [{"id": 0, "name": "Rest"}, {"id": 1, "name": "Home"}],
    "GET shipping/zones/0/methods": [],
    "GET shipping/zones/1/methods": [
        {"method_id": "flat_rate", "title": "Express"},
        {"method_id": "flat_rate", "title": "Express"},
        {"method_id": "local_pickup", "title": ""},
    ],
}


@tagged("post_install", "-at_install")
class TestMappings(OrderCase):
    """What the store's settings say is listed; what it means is a person's choice."""

    def setUp(self):
        super().setUp()
        self.client.answers.update(SETTINGS)

    def _mappings(self, model):
        return self.env[model].search([("backend_id", "=", self.backend.id)])

    def test_settings_are_listed_and_kept(self):
        self.backend._import_store_settings()
        self.backend._import_store_settings()
        taxes = self._mappings("woo.tax")
        self.assertEqual(sorted(taxes.mapped("woo_id")), [1, 2])
        first = taxes.filtered(lambda tax: tax.woo_id == 1)
        self.assertEqual(first.tax_id, self.tax)
        self.assertEqual((first.name, first.country_code), ("Sales tax", "US"))
        statuses = {row.slug: row.action for row in self._mappings("woo.order.status")}
        self.assertEqual(statuses["processing"], "confirm")
        self.assertEqual(statuses["failed"], "cancel")
        self.assertFalse(statuses["awaiting-shipment"])
        self.assertEqual(statuses["checkout-draft"], "ignore")
        self.assertEqual(
            self._mappings("woo.payment.method").mapped("name"),
            ["Bank transfer", "Odd pay"],
        )
        self.assertEqual(
            self._mappings("woo.shipping.method").mapped("title"), ["Express", False]
        )

    def test_a_choice_survives_reading_again(self):
        status = self._mappings("woo.order.status").filtered(
            lambda row: row.slug == "processing"
        )
        status.action = "quotation"
        self.backend._import_store_settings()
        self.assertEqual(status.action, "quotation")

    def test_a_status_that_was_rolled_back_is_noted_again(self):
        statuses = self.env["woo.order.status"]
        first = statuses._note_status(self.backend, "odd")
        self.assertEqual(statuses._note_status(self.backend, "odd"), first)
        self.env.cr.execute("DELETE FROM woo_order_status WHERE id = %s", [first.id])
        self.env.invalidate_all()
        again = statuses._note_status(self.backend, "odd")
        self.assertNotEqual(again, first)
        self.assertEqual(again.slug, "odd")

    def test_old_stores_name_their_statuses_elsewhere(self):
        self.client.answers["GET orders/statuses"] = MisconfiguredError(
            Reason.NOT_WOOCOMMERCE, "No route", code="rest_no_route", status=404
        )
        self.client.answers["GET reports/orders/totals"] = [
            {"slug": "packed", "name": "Packed", "total": 3}
        ]
        self.backend._import_store_settings()
        self.assertIn("packed", self._mappings("woo.order.status").mapped("slug"))

    def test_other_failures_are_not_taken_for_an_old_store(self):
        self.client.answers["GET orders/statuses"] = MisconfiguredError(
            Reason.WRONG_KEY, "No", status=401
        )
        with self.assertRaises(MisconfiguredError):
            self.backend._import_store_settings()

    def test_nothing_is_written_when_the_store_goes_away_halfway(self):
        self.client.answers["GET shipping/zones"] = TemporaryError("Away")
        with self.assertRaisesRegex(Exception, "Away"):
            self.backend._import_store_settings()
        self.assertFalse(self._mappings("woo.payment.method"))

    def test_button_enqueues_one_job(self):
        with trap_jobs() as trap:
            self.backend.action_import_store_settings()
        trap.assert_jobs_count(1, only=self.backend._import_store_settings)

    # === Taxes === #

    def test_suggests_the_same_percentage(self):
        self.backend._import_store_settings()
        taxes = self._mappings("woo.tax")
        taxes.tax_id = False
        first, other = taxes.sorted("woo_id")
        self.assertEqual(first.suggested_tax_id.amount, 20)
        self.assertFalse(other.suggested_tax_id)
        taxes.action_accept_suggestions()
        self.assertEqual(first.tax_id.amount, 20)
        self.assertFalse(other.tax_id)

    def test_suggests_as_the_store_writes_prices(self):
        included = self._create_tax("20 % incl.", 20, "tax_included")
        self.tax_mapping.tax_id = False
        self.assertNotEqual(self.tax_mapping.suggested_tax_id, included)
        self.backend.prices_include_tax = True
        self.tax_mapping.invalidate_recordset(["suggested_tax_id"])
        self.assertEqual(self.tax_mapping.suggested_tax_id, included)

    def test_a_rate_of_another_country_is_no_suggestion(self):
        self.tax_mapping.write({"tax_id": False, "country_code": "FR"})
        self.assertFalse(self.tax_mapping.suggested_tax_id)

    def test_a_rate_that_only_an_order_named_is_no_zero_rate(self):
        self._create_tax("0 %", 0, "tax_excluded")
        unknown = self.env["woo.tax"].create(
            {"backend_id": self.backend.id, "woo_id": 99, "name": "Tax"}
        )
        self.assertFalse(unknown.suggested_tax_id)
        zero = self.env["woo.tax"]._note_rate(
            self.backend, {"id": 100, "rate": "0.0000", "class": "zero-rate"}
        )
        self.assertEqual(zero.suggested_tax_id.amount, 0)

    def test_missing_taxes_are_created_when_asked_for(self):
        self.backend._import_store_settings()
        mapping = self._mappings("woo.tax").filtered(lambda tax: tax.woo_id == 2)
        (mapping | self.tax_mapping).action_create_missing()
        tax = mapping.tax_id
        self.assertEqual((tax.amount, tax.type_tax_use), (8.875, "sale"))
        self.assertFalse(tax.price_include)
        self.assertEqual(tax.company_id, self.backend.company_id)
        self.assertTrue(tax.invoice_repartition_line_ids.account_id)
        self.assertEqual(self.tax_mapping.tax_id, self.tax)

    def test_a_created_tax_is_shown_under_its_own_name(self):
        values = {"backend_id": self.backend.id, "name": "VAT", "rate": 21}
        mappings = self.env["woo.tax"].create(
            [{**values, "woo_id": 13}, {**values, "woo_id": 14, "country_code": "NL"}]
        )
        mappings.action_create_missing()
        self.assertEqual(
            mappings.mapped("tax_id.tax_group_id.name"), ["VAT 21%", "VAT 21% NL"]
        )
        self.assertNotIn(self.tax.tax_group_id, mappings.tax_id.tax_group_id)

    def test_taxes_of_other_countries_can_be_invoiced(self):
        mappings = self.env["woo.tax"].create(
            [
                {
                    "backend_id": self.backend.id,
                    "woo_id": woo_id,
                    "name": "消費税",
                    "rate": 10,
                    "country_code": "JP",
                }
                for woo_id in (11, 12)
            ]
        )
        mappings.action_create_missing()
        self.assertEqual(len(mappings.tax_id), 1)
        self.assertEqual(
            mappings.tax_id.country_id, self.company.account_fiscal_country_id
        )

    # === Shipping === #

    def test_missing_delivery_methods_are_created_when_asked_for(self):
        self.backend._import_store_settings()
        methods = self._mappings("woo.shipping.method")
        methods.action_create_missing()
        self.assertEqual(methods.carrier_id.mapped("name"), ["Express", "local_pickup"])
        self.assertEqual(set(methods.carrier_id.product_id.mapped("type")), {"service"})

    # === Who may === #

    def test_users_see_mappings_and_managers_fill_them_in(self):
        with self.assertRaises(AccessError):
            self.tax_mapping.with_user(self.woo_user).tax_id = False
        self.assertEqual(self.tax_mapping.with_user(self.woo_user).tax_id, self.tax)
        self.tax_mapping.with_user(self.woo_manager).tax_id = False
        self.assertFalse(self.tax_mapping.tax_id)

    def test_mappings_of_another_company_are_hidden(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.woo_manager.write({"company_ids": other.ids, "company_id": other.id})
        found = self.env["woo.tax"].with_user(self.woo_manager).search([])
        self.assertFalse(found)
