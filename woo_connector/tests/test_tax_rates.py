from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.queue_job.tests.common import trap_jobs

from .order_case import OrderCase, recorded_orders


@tagged("post_install", "-at_install")
class TestTaxRates(OrderCase):
    """Which tax a rate seems to be, and what happens when the store changes it."""

    def setUp(self):
        super().setUp()
        self.payload = recorded_orders()["order_full"]
        self._bind_products(self.payload)

    def _rate(self, percent, woo_id=50, **values):
        values.setdefault("tax_class", "standard")
        return self.env["woo.tax"].create(
            {
                "backend_id": self.backend.id,
                "woo_id": woo_id,
                "name": "VAT",
                "rate": percent,
                **values,
            }
        )

    def _note(self, percent, **values):
        """Let the store's settings have rate 1 at this percentage."""
        entry = {"id": 1, "rate": str(percent), "name": "VAT", "class": "standard"}
        return self.env["woo.tax"]._note_rate(self.backend, {**entry, **values})

    def _order_at(self, number, percent):
        tax_line = {**self.payload["tax_lines"][0], "rate_percent": percent}
        payload = {**self.payload, "id": number, "tax_lines": [tax_line]}
        return self._import(payload)

    # === Suggestions === #

    def test_tax_of_a_fiscal_position_is_for_its_country(self):
        france = self.env.ref("base.fr")
        rate = self._rate(5.5, country_code="FR")
        tax = self._create_tax("5.5 % FR OSS", 5.5, "tax_excluded")
        self.assertFalse(rate._suggest())
        self.env["account.fiscal.position"].create(
            {
                "name": "OSS France",
                "country_id": france.id,
                "tax_ids": [Command.link(tax.id)],
            }
        )
        self.assertEqual(rate._suggest(), tax)
        home = self.company.account_fiscal_country_id.code
        self.assertFalse(self._rate(5.5, 51, country_code=home)._suggest())

    def test_how_the_store_writes_prices_goes_before_the_name(self):
        rate = self._rate(7)
        self._create_tax("VAT 7 %", 7, "tax_included")
        excluded = self._create_tax("Reduced", 7, "tax_excluded")
        self.assertEqual(rate._suggest(), excluded)
        named = self._create_tax("Reduced VAT", 7, "tax_excluded")
        self.assertEqual(rate._suggest(), named)

    def test_compound_rates(self):
        plain = self._create_tax("GST", 5, "tax_excluded")
        base = self._create_tax("GST, base of others", 5, "tax_excluded")
        base.include_base_amount = True
        on_top = self._create_tax("QST", 9.5, "tax_excluded")
        not_on_top = self._create_tax("PST", 9.5, "tax_excluded")
        not_on_top.write({"is_base_affected": False, "sequence": 0})
        gst = self._rate(5, 50, country_code=False)
        self.assertEqual(gst._suggest(), plain)
        qst = self._rate(9.5, 51, country_code=False, is_compound=True)
        self.assertEqual(gst._suggest(), base)
        self.assertEqual(qst._suggest(), on_top)

    def test_created_taxes_are_compound_as_in_the_store(self):
        gst = self._rate(5, 50)
        qst = self._rate(10, 51, is_compound=True)
        alone = self._rate(3, 52, tax_class="reduced")
        (gst | qst | alone).action_create_missing()
        first, second = gst.tax_id, qst.tax_id
        self.assertLess(first.sequence, second.sequence)
        self.assertTrue(first.include_base_amount)
        self.assertTrue(second.is_base_affected)
        self.assertFalse(alone.tax_id.include_base_amount)
        totals = (first | second).compute_all(100.0)
        self.assertEqual([tax["amount"] for tax in totals["taxes"]], [5.0, 10.5])

    # === A rate that changes === #

    def test_a_changed_rate_is_another_row_and_somebody_is_told_once(self):
        before = self._note(20)
        self.assertEqual(before, self.tax_mapping)
        now = self._note(21)
        self.assertNotEqual(now, before)
        self.assertFalse(now.tax_id)
        self.assertEqual(now.previous_id, before)
        self.assertEqual((before.is_current, now.is_current), (False, True))
        self._note(21)
        [activity] = self.backend.activity_ids
        self.assertIn("was 20 % and is 21 % now", activity.note)
        self.assertEqual(activity.user_id, self.backend.responsible_id)
        self.assertEqual(before.tax_id, self.tax)

    def test_orders_have_the_tax_of_their_own_percentage(self):
        new_tax = self._create_tax("21 %", 21, "tax_excluded")
        self._note(20)
        now = self._note(21)
        self.assertEqual(self._order_at(71, 20).state, "imported")
        late = self._order_at(72, 21)
        self.assertEqual(late.state, "waiting")
        self.assertEqual(late.missing_ids.mapping_id, now.id)
        row = self.env["woo.to.map"].search(
            [("kind", "=", "tax"), ("is_open", "=", True)]
        )
        self.assertEqual(row.suggestion, new_tax.display_name)
        self.assertEqual(row.note, "Was 20 % before")
        with trap_jobs() as trap:
            row.action_accept_suggestions()
        self.assertEqual([job.args[1] for job in trap.enqueued_jobs], [72])
        trap.perform_enqueued_jobs()
        lines = late.sale_order_id.order_line
        self.assertEqual(lines.tax_ids, new_tax)
        self.assertEqual(
            self._order_at(73, 20).sale_order_id.order_line.tax_ids, self.tax
        )

    def test_an_order_can_be_the_first_to_say_that_a_rate_changed(self):
        self._note(20)
        with trap_jobs() as trap:
            order = self._order_at(71, 21)
        self.assertEqual(order.state, "waiting")
        jobs = [job for job in trap.enqueued_jobs if "settings" in job.method_name]
        self.assertEqual(len(jobs), 1)
        with trap_jobs() as trap:
            self._order_at(72, 21)
        trap.assert_jobs_count(0)
        rows = self.env["woo.tax"].search([("woo_id", "=", 1)])
        self.assertEqual(sorted(rows.mapped("rate")), [20, 21])
        self.assertTrue(self.tax_mapping.is_current)
        self._note(21)
        self.assertFalse(self.tax_mapping.is_current)
        self.assertEqual(len(self.backend.activity_ids), 1)

    def test_an_order_that_does_not_say_has_the_present_tax(self):
        new_tax = self._create_tax("21 %", 21, "tax_excluded")
        self._note(20)
        self._note(21).tax_id = new_tax
        order = self._import({**self.payload, "tax_lines": []})
        self.assertEqual(order.sale_order_id.order_line.tax_ids, new_tax)

    def test_a_rate_that_an_order_named_first_is_no_other_rate(self):
        self.tax_mapping.unlink()
        order = self._import({**self.payload, "tax_lines": []})
        row = self.env["woo.tax"].search([])
        self.assertEqual((row.rate, order.state), (0, "waiting"))
        row.tax_id = self.tax
        self.assertEqual(self._note(20), row)
        self.assertEqual((row.rate, row.tax_id), (20, self.tax))
        self.assertFalse(self.backend.activity_ids)

    def test_a_rate_that_goes_back_is_the_row_it_was(self):
        self._note(20)
        self._note(21)
        self.assertEqual(self._note(20), self.tax_mapping)
        self.assertTrue(self.tax_mapping.is_current)
        self.assertEqual(len(self.env["woo.tax"].search([("woo_id", "=", 1)])), 2)

    def test_other_words_of_the_store_change_the_row(self):
        row = self._note(20, name="Sales tax", country="US", state="NY")
        self.assertEqual(row, self.tax_mapping)
        self.assertEqual((row.name, row.state_code), ("Sales tax", "NY"))
        self.assertEqual(row.tax_id, self.tax)
        self.assertFalse(self.backend.activity_ids)
        self.assertIn("20 % US-NY", row.display_name)

    def test_settings_are_read_every_day(self):
        with trap_jobs() as trap:
            self.env["woo.backend"]._cron_import_store_settings()
        trap.assert_enqueued_job(self.backend._import_store_settings)
