from datetime import date, datetime

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged

from odoo.addons.queue_job.tests.common import trap_jobs

from .order_case import OrderCase, recorded_orders


@tagged("post_install", "-at_install")
class FieldMappingCase(OrderCase):
    """A store with mappings, and an order that carries something in its meta data."""

    def setUp(self):
        super().setUp()
        self.payload = recorded_orders()["order_full"]
        self._bind_products(self.payload)

    def _map(self, path, field, of_object="order", **values):
        model = self.env["woo.field.mapping"]
        field_id = self.env["ir.model.fields"]._get(
            {"order": "sale.order", "line": "sale.order.line"}.get(
                of_object, "res.partner" if of_object == "customer" else of_object
            ),
            field,
        )
        return model.create(
            {
                "backend_id": self.backend.id,
                "path": path,
                "field_id": field_id.id,
                **{"object": of_object, **values},
            }
        )

    def _with_meta(self, **meta):
        entries = [
            {"id": number, "key": key, "value": value}
            for number, (key, value) in enumerate(meta.items())
        ]
        return {**self.payload, "meta_data": entries}

    def _key(self, model, name):
        return self.env["ir.model.fields"]._get(model, name).id


@tagged("post_install", "-at_install")
class TestFieldMapping(FieldMappingCase):
    """What a plugin adds to an order reaches the field that somebody chose."""

    # === Read and written === #

    def test_every_kind_of_value(self):
        tag = self.env["utm.campaign"].create({"title": "spring", "name": "spring"})
        self._map("_reference", "reference")
        self._map("_day", "validity_date", date_pattern="%d/%m/%Y")
        self._map("_moment", "commitment_date")
        self._map("_percent", "prepayment_percent")
        self._map("_sign", "require_signature")
        self._map(
            "_campaign",
            "campaign_id",
            key_field_id=self._key("utm.campaign", "title"),
        )
        self._map(
            "_policy",
            "picking_policy",
            value_ids=[(0, 0, {"woo_value": "All At Once", "odoo_value": "one"})],
        )
        self._map("billing.phone", "note", source="path")
        self.backend.store_timezone = "Europe/Paris"
        order = self._import(
            self._with_meta(
                _reference="A &amp; B",
                _day="30/11/2026",
                _moment="2026-11-30 13:00:00",
                _percent="0,5",
                _sign="yes",
                _campaign="spring",
                _policy="all at once",
            )
        )
        self.assertEqual(order.state, "imported", order.reason)
        sale_order = order.sale_order_id
        self.assertEqual(sale_order.reference, "A & B")
        self.assertEqual(sale_order.validity_date, date(2026, 11, 30))
        self.assertEqual(sale_order.commitment_date, datetime(2026, 11, 30, 12))
        self.assertEqual(sale_order.prepayment_percent, 0.5)
        self.assertTrue(sale_order.require_signature)
        self.assertEqual(sale_order.campaign_id, tag)
        self.assertEqual(sale_order.picking_policy, "one")
        self.assertIn("+33102030405", sale_order.note)
        self.assertFalse(order.unread_values)

    def test_every_converter_has_its_method(self):
        mappings = self.env["woo.field.mapping"]
        converters = {name for name, _label in mappings._fields["converter"].selection}
        self.assertEqual(set(mappings._converters()), converters)

    def test_line(self):
        self._map("_lead", "customer_lead", "line")
        line = self.payload["line_items"][0]
        line = {**line, "meta_data": [{"id": 1, "key": "_lead", "value": 9}]}
        lines = [line, *self.payload["line_items"][1:]]
        order = self._import({**self.payload, "line_items": lines})
        leads = order.sale_order_id.order_line.mapped("customer_lead")
        self.assertEqual(leads, [9, 0, 0, 0, 0, 0])
        self.assertEqual(order.sale_order_id.amount_total, 235.08)

    def test_customer(self):
        self._map("_customer_reference", "ref", "customer")
        order = self._import(self._with_meta(_customer_reference="C-7"))
        self.assertEqual(order.sale_order_id.partner_id.ref, "C-7")

    def test_other_stores_mappings_do_not_count(self):
        other = self.backend.copy({"name": "Other"})
        self._map("_reference", "reference").backend_id = other
        order = self._import(self._with_meta(_reference="X"))
        self.assertFalse(order.sale_order_id.reference)

    def test_archived_mapping_does_not_count(self):
        self._map("_reference", "reference").active = False
        order = self._import(self._with_meta(_reference="X"))
        self.assertFalse(order.sale_order_id.reference)

    def test_without_mappings_nothing_is_asked(self):
        mappings = self.env["woo.field.mapping"]
        mappings._get_mappings(self.backend, "order")
        with self.assertQueryCount(0):
            self.assertFalse(mappings._get_mappings(self.backend, "order"))
        self.assertFalse(self._import(self.payload).mapped_values)

    # === What cannot be read === #

    def test_unreadable_value_is_said_and_left_out(self):
        self._map("_day", "validity_date")
        order = self._import(self._with_meta(_day="soon"))
        self.assertEqual(order.state, "imported")
        self.assertIn("soon", order.unread_values)
        self._import({**self._with_meta(_day="2026-11-30"), "status": "completed"})
        self.assertFalse(order.unread_values)
        self.assertEqual(order.sale_order_id.validity_date, date(2026, 11, 30))

    def test_key_of_two_records_is_no_answer(self):
        self.env["utm.campaign"].create(
            [{"title": "x", "name": "x"}, {"title": "x", "name": "y"}]
        )
        key = self._key("utm.campaign", "title")
        self._map("_campaign", "campaign_id", key_field_id=key)
        order = self._import(self._with_meta(_campaign="x"))
        self.assertFalse(order.sale_order_id.campaign_id)
        self.assertIn("_campaign", order.unread_values)

    def test_order_waits_for_what_it_must_not_lack(self):
        words = [(0, 0, {"woo_value": "partial", "odoo_value": "As soon as possible"})]
        mapping = self._map("_policy", "picking_policy", required=True, value_ids=words)
        order = self._import(self._with_meta(_policy="whole"))
        self.assertEqual(order.state, "waiting")
        self.assertEqual(order.missing_ids.mapping_id, mapping.id)
        self.assertFalse(order.sale_order_id)
        with trap_jobs() as trap:
            mapping.value_ids.create(
                {"mapping_id": mapping.id, "woo_value": "whole", "odoo_value": "one"}
            )
        trap.assert_jobs_count(1)
        trap.perform_enqueued_jobs()
        self.assertEqual(order.state, "imported", order.reason)
        self.assertEqual(order.sale_order_id.picking_policy, "one")

    def test_removing_the_mapping_releases_the_order(self):
        mapping = self._map("_reference", "reference", required=True)
        order = self._import(self._with_meta(_other="x"))
        self.assertEqual(order.state, "waiting")
        with trap_jobs() as trap:
            mapping.unlink()
        trap.perform_enqueued_jobs()
        self.assertEqual(order.state, "imported", order.reason)

    # === Later changes === #

    def test_field_follows_the_store(self):
        self._map("_reference", "reference")
        order = self._import(self._with_meta(_reference="A"))
        self.assertEqual(order.sale_order_id.state, "sale")
        self._import(self._with_meta(_reference="B"))
        self.assertEqual(order.sale_order_id.reference, "B")
        self.assertEqual(order.state, "imported", order.reason)
        self.assertEqual(order.sale_order_id.state, "sale")

    def test_field_changed_in_odoo_stays_until_it_is_asked_again(self):
        self._map("_reference", "reference")
        sale_order = self._import(self._with_meta(_reference="A")).sale_order_id
        sale_order.reference = "Mine"
        for value in ("B", "C"):
            order = self._import(self._with_meta(_reference=value))
            self.assertEqual(sale_order.reference, "Mine")
            self.assertIn(value, order.unread_values)

    def test_line_changed_in_the_store_keeps_what_a_person_noted(self):
        self._map("_lead", "customer_lead", "line")
        meta = {"meta_data": [{"id": 1, "key": "_lead", "value": 9}]}
        line = {**self.payload["line_items"][0], **meta}
        others = self.payload["line_items"][1:]
        order = self._import({**self.payload, "line_items": [line, *others]})
        sale_line = order.sale_order_id.order_line[0]
        sale_line.customer_lead = 5
        line["name"] = "Beanie, blue"
        self._import({**self.payload, "line_items": [line, *others]})
        self.assertEqual(sale_line.name, "Beanie, blue")
        self.assertEqual(sale_line.customer_lead, 5)

    def test_line_that_comes_later_has_its_field(self):
        self._map("_lead", "customer_lead", "line")
        order = self._import(self.payload)
        fee = {"id": 77, "name": "Tip", "total": "0.00", "total_tax": "0.00"}
        line = {**self.payload["line_items"][0], "id": 76, "quantity": 1}
        line |= {"total": "0.00", "subtotal": "0.00", "total_tax": "0.00", "taxes": []}
        line["meta_data"] = [{"id": 1, "key": "_lead", "value": 9}]
        lines = [*self.payload["line_items"], line]
        fees = [*self.payload["fee_lines"], {**fee, "taxes": []}]
        self._import({**self.payload, "line_items": lines, "fee_lines": fees})
        lead = order.sale_order_id.order_line.filtered(
            lambda line: line.woo_line_id == 76
        ).customer_lead
        self.assertEqual(lead, 9)

    def test_untouched_quotation_keeps_the_field_when_it_is_written_anew(self):
        self._map("_reference", "reference")
        payload = {**self._with_meta(_reference="A"), "status": "on-hold"}
        order = self._import(payload)
        self._import({**payload, "customer_note": "Other"})
        self.assertEqual(order.sale_order_id.reference, "A")

    def test_mapping_made_later_fills_orders_that_come_again(self):
        order = self._import(self._with_meta(_reference="A"))
        self._map("_reference", "reference")
        self._import({**self._with_meta(_reference="A"), "status": "completed"})
        self.assertEqual(order.sale_order_id.reference, "A")


@tagged("post_install", "-at_install")
class TestFieldMappingCheck(FieldMappingCase):
    """A mapping that could not work is refused when it is saved."""

    def _refused(self, *args, **values):
        with self.assertRaises(ValidationError) as caught, self.env.cr.savepoint():
            self._map(*args, **values)
        return str(caught.exception)

    def test_field_of_the_import_itself(self):
        self.assertIn("Customer", self._refused("x", "partner_id", converter="text"))
        self._refused("x", "price_unit", "line")

    def test_field_that_cannot_be_written(self):
        self._refused("x", "amount_total")

    def test_reading_that_does_not_fit(self):
        self._refused("x", "validity_date", converter="number")

    def test_record_without_a_key(self):
        self._refused("x", "campaign_id")
        self._refused("x", "campaign_id", key_field_id=self._key("res.partner", "name"))

    def test_words_that_mean_nothing(self):
        self._refused("x", "picking_policy")
        words = [(0, 0, {"woo_value": "a", "odoo_value": "nothing"})]
        message = self._refused("x", "picking_policy", value_ids=words)
        self.assertIn("As soon as possible", message)

    def test_date_pattern_that_forgets_the_year(self):
        self._refused("x", "validity_date", date_pattern="%d/%m")
        self._refused("x", "validity_date", date_pattern="%Q")

    def test_path_that_is_none(self):
        self._refused("billing phone", "reference", source="path")

    def test_field_of_another_model(self):
        mapping = self._map("x", "reference")
        with self.assertRaises(ValidationError):
            mapping.object = "customer"

    def test_manager_can_look_for_fields(self):
        found = self.env["ir.model.fields"].with_user(self.woo_manager)
        domain = [("model", "=", "sale.order"), ("store", "=", True)]
        names = found.with_context(hide_model=True).name_search("Expiration", domain)
        self.assertIn("Expiration", [name for _id, name in names])

    def test_manager_makes_one_in_the_form_and_user_only_sees_it(self):
        form = Form(self.env["woo.field.mapping"].with_user(self.woo_manager))
        form.backend_id = self.backend
        form.path = "_day"
        form.field_id = self.env["ir.model.fields"]._get("sale.order", "validity_date")
        self.assertEqual(form.converter, "date")
        mapping = form.save()
        seen = mapping.with_user(self.woo_user)
        self.assertEqual(seen.path, "_day")
        with self.assertRaises(AccessError):
            seen.path = "x"
