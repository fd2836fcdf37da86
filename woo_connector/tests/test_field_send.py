from odoo.exceptions import ValidationError
from odoo.tests import new_test_user, tagged

from odoo.addons.queue_job.tests.common import trap_jobs

from ..woo.errors import NotFoundError
from .test_field_mapping import FieldMappingCase


@tagged("post_install", "-at_install")
class TestFieldSend(FieldMappingCase):
    """What somebody changes in Odoo is told to the store, once, in its words."""

    def setUp(self):
        super().setUp()
        self.order = self._import(self.payload)
        self.sale_order = self.order.sale_order_id
        self.client.answers["PUT orders/61"] = {}
        self.client.requests.clear()

    def _map_out(self, path, field, of_object="order", **values):
        values["direction"] = "out"
        return self._map(path, field, of_object, **values)

    def _sent(self, record, **values):
        """Change a record, run the jobs, return what the store was sent."""
        with trap_jobs() as trap:
            record.write(values)
            self.env.flush_all()
        for job in trap.enqueued_jobs:
            job.perform()
        return self.client.asked("PUT")

    def test_meta_data_of_an_order(self):
        self._map_out("_reference", "reference")
        sent = self._sent(self.sale_order, reference="R-1")
        meta = [{"key": "_reference", "value": "R-1"}]
        self.assertEqual(sent, [("orders/61", {"meta_data": meta})])

    def test_every_kind_of_value(self):
        self.backend.store_timezone = "Europe/Paris"
        campaign = self.env["utm.campaign"].create({"title": "s", "name": "spring"})
        words = [(0, 0, {"woo_value": "at once", "odoo_value": "one"})]
        key = self._key("utm.campaign", "name")
        self._map_out("a.reference", "reference", source="path")
        self._map_out("a.day", "validity_date", source="path", date_pattern="%d/%m/%Y")
        self._map_out("a.moment", "commitment_date", source="path")
        self._map_out("a.sign", "require_signature", source="path")
        self._map_out("a.share", "prepayment_percent", source="path")
        self._map_out("a.policy", "picking_policy", source="path", value_ids=words)
        self._map_out("a.campaign", "campaign_id", source="path", key_field_id=key)
        [(_path, body)] = self._sent(
            self.sale_order,
            reference="R",
            validity_date="2026-11-30",
            commitment_date="2026-11-30 12:00:00",
            require_signature=True,
            prepayment_percent=0.5,
            picking_policy="one",
            campaign_id=campaign.id,
        )
        self.assertEqual(
            body["a"],
            {
                "reference": "R",
                "day": "30/11/2026",
                "moment": "2026-11-30 13:00:00",
                "sign": True,
                "share": "0.5",
                "policy": "at once",
                "campaign": campaign.name,
            },
        )

    def test_yes_or_no_is_text_in_meta_data_alone(self):
        """The store refuses text in fields of its own that are true or false."""
        self._map_out("_sign", "require_signature")
        self._map_out("sign", "require_signature", source="path")
        self.sale_order.require_signature = False
        self.client.requests.clear()
        [(_path, body)] = self._sent(self.sale_order, require_signature=True)
        meta = [{"key": "_sign", "value": "yes"}]
        self.assertEqual(body, {"sign": True, "meta_data": meta})
        self.client.requests.clear()
        self.client.answers["GET orders/61"] = {**self.payload, **body}
        self.assertEqual(self._sent(self.sale_order, require_signature=True), [])

    def test_what_the_store_says_already_is_not_sent(self):
        self._map_out("customer_note", "reference", source="path")
        note = self.payload["customer_note"]
        self.assertEqual(self._sent(self.sale_order, reference=note), [])

    def test_other_fields_and_other_orders_send_nothing(self):
        self._map_out("_reference", "reference")
        with trap_jobs() as trap:
            self.sale_order.origin = "Elsewhere"
            other = self.sale_order.copy()
            other.reference = "X"
        trap.assert_jobs_count(0, only=self.order._send_fields)

    def test_store_that_is_not_connected_is_told_nothing(self):
        self._map_out("_reference", "reference")
        self.backend.state = "draft"
        self.assertEqual(self._sent(self.sale_order, reference="R"), [])

    def test_order_that_is_gone_is_no_failure(self):
        self._map_out("_reference", "reference")
        self.client.answers["GET orders/61"] = NotFoundError("No.", status=404)
        self.assertEqual(self._sent(self.sale_order, reference="R"), [])

    def test_seller_without_rights_on_stores_changes_the_field(self):
        self._map_out("_reference", "reference")
        groups = "sales_team.group_sale_salesman_all_leads"
        seller = new_test_user(self.env, "seller", groups)
        sent = self._sent(self.sale_order.with_user(seller), reference="R-2")
        self.assertEqual(len(sent), 1)

    def test_variation_and_customer_have_addresses_of_their_own(self):
        self._map_out(
            "_origin", "description_sale", "product.product", object="product"
        )
        self._map_out("_reference", "ref", "customer")
        binding = self.env["woo.product"].search([("woo_id", "=", 28)])
        binding.parent_woo_id = 12
        customer = self.env["woo.customer"].search([("woo_id", "=", 3)])
        for path in ("products/12/variations/28", "customers/3"):
            self.client.answers[f"GET {path}"] = {"meta_data": []}
            self.client.answers[f"PUT {path}"] = {}
        template = binding.product_id.product_tmpl_id
        self._sent(template, description_sale="Iceland")
        sent = self._sent(customer.partner_id, ref="C-1")
        self.assertEqual(
            sent,
            [
                (
                    "products/12/variations/28",
                    {"meta_data": [{"key": "_origin", "value": "Iceland"}]},
                ),
                ("customers/3", {"meta_data": [{"key": "_reference", "value": "C-1"}]}),
            ],
        )

    def test_lines_and_lists_are_only_read(self):
        for path, field, of_object in (
            ("x", "customer_lead", "line"),
            ("fee_lines.0.name", "reference", "order"),
        ):
            with self.assertRaises(ValidationError), self.env.cr.savepoint():
                self._map_out(path, field, of_object, source="path")
