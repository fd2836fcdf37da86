from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.queue_job.tests.common import trap_jobs

from .order_case import OrderCase, recorded_orders


@tagged("post_install", "-at_install")
class TestToMap(OrderCase):
    """One list of everything a store names and Odoo does not know, filled in there."""

    def setUp(self):
        super().setUp()
        self.payload = recorded_orders()["order_full"]

    def _rows(self, *domain):
        self.env.invalidate_all()
        return self.env["woo.to.map"].search(
            [("backend_id", "=", self.backend.id), *domain]
        )

    def _row(self, kind, *domain):
        row = self._rows(("kind", "=", kind), *domain)
        self.assertEqual(len(row), 1, row.mapped("label"))
        return row

    def _import_waiting(self, **changes):
        order = self._import({**self.payload, **changes})
        self.assertEqual(order.state, "waiting", order.reason)
        return order

    def _fill_by_hand(self, row, value):
        """Write as the list does, and read the row back as the list does."""
        row = row.with_user(self.woo_manager)
        row.web_save({"target_id": value.id}, {"target_id": {}, "label": {}})
        self.assertEqual(row.target_id, value.id)
        self.assertFalse(row.is_open)

    # === What is listed === #

    def test_every_kind_is_in_the_list_with_its_orders(self):
        self.tax_mapping.tax_id = False
        self.backend.write({"carrier_id": False, "fee_product_id": False})
        self.env["product.pricelist"].search([]).active = False
        self._import_waiting(status="awaiting-shipment")
        self._import_waiting(id=62)
        waiting = self._rows(("waiting_count", ">", 0))
        kinds = {row.kind: row.waiting_count for row in waiting}
        self.assertEqual(
            kinds,
            {
                "status": 1,
                "tax": 2,
                "currency": 2,
                "shipping": 2,
                "fee": 2,
                "product": 2,
            },
        )
        self.assertEqual(len(waiting.filtered(lambda row: row.kind == "product")), 3)
        self.assertEqual(waiting[-1].kind, "status")
        self.assertTrue(all(waiting.mapped("is_open")))
        self.assertEqual(self.backend.missing_count, len(waiting))

    def test_what_is_filled_in_is_not_open(self):
        row = self._row("tax")
        self.assertFalse(row.is_open)
        self.assertEqual(row.target_id, self.tax.id)
        self.assertFalse(row.suggestion)

    def test_what_no_mapping_stands_for_is_listed_too(self):
        self._bind_products(self.payload)
        line = {**self.payload["line_items"][0], "quantity": 0.125}
        lines = [line, *self.payload["line_items"][1:]]
        order = self._import_waiting(line_items=lines)
        row = self._row("other")
        self.assertIn("0.125", row.label)
        self.assertEqual(row.waiting_count, 1)
        self.assertFalse(row.target_model)
        self.assertFalse(row.suggestion)
        action = row.action_open_orders()
        self.assertEqual(action["domain"], [("id", "in", order.ids)])
        self.assertEqual(row.action_open_mapping()["res_model"], "decimal.precision")

    def test_a_catalogue_that_nobody_orders_is_not_needed(self):
        self.env["woo.product"].create(
            {"backend_id": self.backend.id, "woo_id": 900, "woo_type": "simple"}
        )
        row = self._row("product")
        self.assertTrue(row.is_open)
        self.assertFalse(row.is_needed or row.waiting_count)

    # === Filling in === #

    def test_filling_in_releases_exactly_what_waited(self):
        self._bind_products(self.payload)
        self.tax_mapping.tax_id = False
        self._import_waiting()
        self._import_waiting(id=62)
        self._import({**self.payload, "id": 63, "status": "cancelled"})
        self._import_waiting(id=64, tax_lines=[], status="odd", **self._no_taxes())
        with trap_jobs() as trap:
            self._fill_by_hand(self._row("tax"), self.tax)
        self.assertEqual(sorted(job.args[1] for job in trap.enqueued_jobs), [61, 62])
        trap.perform_enqueued_jobs()
        self.assertEqual(self._order(61).state, "imported")
        self.assertEqual(self._order(62).state, "imported")
        self.assertEqual(self._order(64).state, "waiting")
        self.assertEqual(self._row("tax").waiting_count, 0)

    def _no_taxes(self):
        keys = ("line_items", "shipping_lines", "fee_lines")
        return {
            key: [{**line, "taxes": []} for line in self.payload[key]] for key in keys
        }

    def test_every_kind_can_be_filled_in_by_hand(self):
        self.backend.write({"carrier_id": False, "fee_product_id": False})
        self._import_waiting(status="awaiting-shipment")
        product = self.env["product.product"].create({"name": "P", "type": "service"})
        self._fill_by_hand(self._row("shipping"), self.carrier)
        for kind in ("fee", "product"):
            for row in self._rows(("kind", "=", kind)):
                self._fill_by_hand(row, product)
        journal = self.env["account.journal"].search([("type", "=", "bank")], limit=1)
        self._fill_by_hand(self._row("payment"), journal)
        status = self._row("status", ("waiting_count", ">", 0))
        status.with_user(self.woo_manager).web_save({"action": "confirm"}, {})
        self.env["woo.order"]._import(self.backend, 61)
        self.assertEqual(self._order(61).state, "imported", self._order(61).reason)
        self.assertFalse(self._rows(("waiting_count", ">", 0)))

    def test_choices_are_those_of_the_mapping(self):
        domain = self._row("tax").target_domain
        purchase = self.tax.copy({"type_tax_use": "purchase", "name": "P"})
        found = self.env["account.tax"].search(domain)
        self.assertIn(self.tax, found)
        self.assertNotIn(purchase, found)

    def test_users_see_the_list_and_managers_fill_it_in(self):
        row = self._row("tax").with_user(self.woo_user)
        self.assertEqual(row.target_id, self.tax.id)
        with self.assertRaises(AccessError):
            row.target_id = False

    def test_another_company_sees_nothing(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.woo_manager.write({"company_ids": other.ids, "company_id": other.id})
        rows = self.env["woo.to.map"].with_user(self.woo_manager)
        self.assertFalse(rows.search([]))

    # === Suggestions === #

    def test_suggestions_of_many_kinds_are_accepted_at_once(self):
        self.tax_mapping.tax_id = False
        self.carrier.name = "Flat rate (parcel)"
        self.backend.write({"carrier_id": False, "fee_product_id": False})
        names = ("beanie", "V-Neck T-Shirt - Blue", "Belt")
        products = self.env["product.product"].create([{"name": n} for n in names])
        bindings = self.env["woo.product"].create(
            [
                {"backend_id": self.backend.id, "woo_id": woo_id, "name": name}
                for woo_id, name in zip((16, 28, 17), names, strict=True)
            ]
        )
        order = self._import_waiting(status="awaiting-shipment")
        rows = self._rows(("waiting_count", ">", 0))
        self.assertTrue(all(rows.mapped("suggestion")), rows.mapped("label"))
        self.assertEqual(self._row("tax").suggestion, self.tax.display_name)
        self.assertFalse(order.sale_order_id)
        with trap_jobs() as trap:
            action = rows.with_user(self.woo_manager).action_accept_suggestions()
        still_open = self._rows(("waiting_count", ">", 0), ("is_open", "=", True))
        self.assertEqual(still_open.mapped("label"), [])
        self.assertIn("8 filled in, 1 order", action["params"]["message"])
        self.assertEqual(bindings.product_id, products)
        imports = [job for job in trap.enqueued_jobs if job.method_name == "_import"]
        self.assertEqual(len(imports), 1)
        imports[0].perform()
        self.assertEqual(order.state, "imported", order.reason)

    def test_nothing_is_filled_in_where_nothing_is_suggested(self):
        self.env["woo.tax"].create(
            {"backend_id": self.backend.id, "woo_id": 9, "name": "X", "rate": 3.25}
        )
        row = self._row("tax", ("is_open", "=", True))
        self.assertFalse(row.suggestion)
        with self.assertRaises(UserError):
            row.action_accept_suggestions()
        self.assertFalse(row.target_id)

    def test_two_products_of_a_name_are_no_suggestion(self):
        self.env["product.product"].create([{"name": "Beanie"}] * 2)
        self.env["woo.product"].create(
            {"backend_id": self.backend.id, "woo_id": 16, "name": "Beanie"}
        )
        self.assertFalse(self._row("product").suggestion)

    def test_barcode_is_a_suggestion(self):
        product = self.env["product.product"].create(
            {"name": "Cap", "barcode": "4006381333931"}
        )
        self.env["woo.product"].create(
            {
                "backend_id": self.backend.id,
                "woo_id": 16,
                "name": "100%_Cap",
                "sku": "4006381333931",
            }
        )
        self.assertEqual(self._row("product").suggestion, product.display_name)

    def test_payment_journal_is_suggested_by_kind(self):
        method = self.env["woo.payment.method"]._note_method(self.backend, "cod", "COD")
        row = self._row("payment")
        self.assertFalse(row.is_needed)
        cash = self.env["account.journal"].search(
            [("type", "=", "cash"), ("company_id", "=", self.company.id)]
        )
        self.assertEqual(method._suggest_targets().get(method), cash or None)

    # === Making what is missing === #

    def test_what_is_missing_is_made_when_asked_for(self):
        self._bind_products(self.payload)
        self.tax_mapping.write({"tax_id": False, "rate": 17.5})
        self.backend.carrier_id = False
        tax_lines = [{**self.payload["tax_lines"][0], "rate_percent": 17.5}]
        order = self._import_waiting(currency="CHF", tax_lines=tax_lines)
        rows = self._rows(("waiting_count", ">", 0))
        self.assertEqual(set(rows.mapped("kind")), {"tax", "shipping", "currency"})
        self.assertTrue(all(rows.mapped("can_create")))
        with trap_jobs() as trap:
            action = rows.action_create_in_odoo()
        self.assertIn("3 made in Odoo, 1 orders", action["params"]["message"])
        trap.perform_enqueued_jobs()
        self.assertEqual(order.state, "imported", order.reason)
        self.assertEqual(self.tax_mapping.tax_id.amount, 17.5)

    def test_products_are_made_but_not_where_several_may_be_meant(self):
        self.env["product.product"].create([{"name": "P", "default_code": "AMB"}] * 2)
        values = {"backend_id": self.backend.id, "woo_type": "simple"}
        clear, unclear = self.env["woo.product"].create(
            [
                {**values, "woo_id": 901, "name": "Vase", "sku": "VASE"},
                {**values, "woo_id": 902, "name": "Bowl", "sku": "AMB"},
            ]
        )
        unclear.action_match()
        rows = self._rows(("kind", "=", "product"))
        notes = {row.mapping_id: (row.can_create, row.note) for row in rows}
        self.assertEqual(notes[clear.id], (True, False))
        self.assertEqual(notes[unclear.id], (False, unclear.problem))
        rows.action_create_in_odoo()
        self.assertEqual(clear.product_id.name, "Vase")
        self.assertFalse(unclear.product_id)

    def test_what_cannot_be_made_is_said(self):
        self._import_waiting(status="odd")
        row = self._row("status", ("waiting_count", ">", 0))
        self.assertFalse(row.can_create)
        with self.assertRaises(UserError):
            row.action_create_in_odoo()

    def test_the_store_opens_its_own_list(self):
        action = self.backend.action_open_missing()
        self.assertEqual(action["res_model"], "woo.to.map")
        self.assertEqual(
            action["context"]["search_default_backend_id"], self.backend.id
        )

    def test_deleting_a_mapping_lets_its_orders_ask_again(self):
        self._bind_products(self.payload)
        self.tax_mapping.tax_id = False
        order = self._import_waiting()
        with trap_jobs() as trap:
            self.tax_mapping.unlink()
        trap.assert_jobs_count(1)
        trap.perform_enqueued_jobs()
        row = self._row("tax")
        self.assertEqual((row.waiting_count, order.state), (1, "waiting"))
