from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.queue_job.tests.common import trap_jobs

from .amounts_case import AmountsCase


@tagged("post_install", "-at_install")
class TestOrderReview(AmountsCase):
    """Amounts that cannot be equal are shown, and accepted only on purpose."""

    def setUp(self):
        super().setUp()
        # A store of three decimals that sells in dollars.
        self.fine = self._payload(
            self._line(1, 3, "10.004", (1, "2.001")), self._line(2, 1, "5.001")
        )
        # A plugin took 1.00 off the total, and off no line.
        self.changed = self._payload(
            self._line(1, 1, "10.00", (1, "2.00")), total="11.00"
        )
        self.product_of_differences = self.env["product.product"].create(
            {"name": "Difference", "type": "service", "invoice_policy": "order"}
        )

    def _ledger(self):
        return self.env["woo.order.adjustment"].search(
            [("backend_id", "=", self.backend.id)]
        )

    def _rows(self, order):
        return [
            (row.name, row.what, row.store_amount, row.odoo_amount, row.is_different)
            for row in order.comparison_ids
        ]

    def _accept(self, order):
        """Press the button, and do the job that it enqueues."""
        with trap_jobs() as trap:
            order.with_user(self.woo_manager).action_accept_adjustment()
        trap.assert_jobs_count(1)
        self.env["woo.order"]._import(self.backend, order.woo_id)

    # === Placed units === #

    def test_placed_units_are_kept_with_the_order(self):
        """Rounding at subtotal: two halves of a cent are one cent of tax."""
        payload = self._payload(
            self._line(1, 1, "10.10", (1, "0.505")),
            self._line(2, 1, "10.10", (1, "0.505")),
            total="21.21",
            total_tax="1.01",
        )
        order = self._import(payload)
        self.assertEqual(order.state, "imported")
        unit = order.placed_unit_ids
        self.assertEqual(len(unit), 1)
        self.assertEqual(
            (unit.woo_line_id, unit.name, unit.tax_id, unit.amount),
            (1, "Mug", self.tax, -0.01),
        )
        self.assertEqual(order.sale_order_id.woo_placed_unit_ids, unit)
        self.assertFalse(order.comparison_ids)
        self.assertFalse(self._ledger())

    def test_placed_units_follow_the_order(self):
        lines = [
            self._line(1, 1, "10.10", (1, "0.505")),
            self._line(2, 1, "10.10", (1, "0.505")),
        ]
        totals = {"total": "21.21", "total_tax": "1.01", "status": "on-hold"}
        order = self._import(self._payload(*lines, **totals))
        self.assertTrue(order.placed_unit_ids)
        self._import(self._payload(self._line(1, 1, "10.00", (1, "2.00"))))
        self.assertFalse(order.placed_unit_ids)

    # === Held for review === #

    def test_review_lists_every_amount_of_both_sides(self):
        order = self._import(self.fine)
        self.assertEqual(order.state, "review")
        self.assertIn("17.006 has more decimals than the currency USD", order.reason)
        self.assertEqual(
            self._rows(order),
            [
                ("Mug", "Net", 10.004, 10.0, False),
                ("Mug", "20 %", 2.001, 2.0, False),
                ("Mug", "Net", 5.001, 5.0, False),
                ("Whole order", "Net", 15.005, 15.0, False),
                ("Whole order", "20 %", 2.001, 2.0, False),
                ("Whole order", "All taxes", 2.001, 2.0, True),
                ("Whole order", "Total", 17.006, 17.0, True),
            ],
        )
        self.assertFalse(self._ledger())

    def test_review_says_that_the_total_is_not_of_the_lines(self):
        order = self._import(self.changed)
        self.assertEqual(order.state, "review")
        self.assertIn("lines sum to 12.00, but its total is 11.00", order.reason)
        self.assertIn("no product for differences", order.reason)
        self.assertEqual(order.sale_order_id.state, "draft")
        self.assertEqual(order.sale_order_id.amount_total, 12.0)

    def test_orders_that_are_equal_have_no_rows(self):
        order = self._import(self._payload(self._line(1, 3, "10.00", (1, "1.99"))))
        self.assertEqual(order.state, "imported")
        self.assertFalse(order.comparison_ids)
        self.assertFalse(order.has_amounts_problem)

    def test_line_that_another_addon_changed_is_found_in_equal_totals(self):
        lines = (self._line(1, 1, "10.00"), self._line(2, 1, "20.00"))
        payload = self._payload(*lines, status="on-hold")
        mapper = type(self.env["woo.order"])
        original = mapper._prepare_line_amounts

        def move_a_unit(self, line_amounts, resolution, rate):
            values = original(self, line_amounts, resolution, rate)
            moved = 1.0 if line_amounts.line.id == 1 else -1.0
            values["price_unit"] += moved
            return values | {"extra_tax_data": False}

        self.patch(mapper, "_prepare_line_amounts", move_a_unit)
        order = self._import(payload)
        self.assertEqual(order.state, "review")
        self.assertIn("Mug: 10.00 in the store, 11.00 in Odoo", order.reason)
        self.assertFalse(order.has_amounts_problem)

    # === Accepted === #

    def test_person_accepts_an_adjustment(self):
        order = self._import(self.fine)
        self._accept(order)
        self.assertEqual(order.state, "imported")
        self.assertFalse(order.activity_ids)
        sale_order = order.sale_order_id
        self.assertEqual(sale_order.state, "sale")
        self.assertAlmostEqual(sale_order.amount_total, 17.01)
        self.assertAlmostEqual(sale_order.amount_tax, 2.0)
        self.assertEqual(order.placed_unit_ids.mapped("amount"), [0.01])
        row = self._ledger()
        self.assertEqual(
            (row.order_id, row.order_number, row.currency_id.name),
            (order, "61", "USD"),
        )
        self.assertAlmostEqual(row.store_total, 17.006)
        self.assertAlmostEqual(row.difference, 0.004)
        self.assertAlmostEqual(row.tax_difference, -0.001)
        self.assertEqual((row.decided_by, row.user_id), ("person", self.woo_manager))
        self.assertIn("more decimals", row.reason)
        invoice = self._invoice(sale_order)
        self.assertAlmostEqual(invoice.amount_total, 17.01)

    def test_acceptance_ends_when_the_store_changes_the_order(self):
        order = self._import({**self.fine, "status": "on-hold"})
        self._accept(order)
        self.assertEqual(order.state, "imported")
        self._import(
            self._payload(self._line(1, 3, "20.004", (1, "4.001")), status="on-hold")
        )
        self.assertEqual(order.state, "review")
        self.assertEqual(len(self._ledger()), 1)

    def test_acceptance_outlasts_a_change_of_status(self):
        order = self._import({**self.fine, "status": "on-hold"})
        self._accept(order)
        self._import(self.fine)
        self.assertEqual(order.state, "imported")
        self.assertEqual(order.sale_order_id.state, "sale")
        self.assertEqual(len(self._ledger()), 1)

    def test_policy_accepts_without_a_person(self):
        self.backend.difference_policy = "accept"
        order = self._import(self.fine)
        self.assertEqual(order.state, "imported")
        self.assertFalse(order.activity_ids)
        self.assertAlmostEqual(order.sale_order_id.amount_total, 17.01)
        row = self._ledger()
        self.assertEqual((row.decided_by, len(row.user_id)), ("policy", 0))

    def test_policy_does_not_reach_the_total_without_a_product(self):
        self.backend.difference_policy = "accept"
        order = self._import(self.changed)
        self.assertEqual(order.state, "review")
        self.assertFalse(self._ledger())
        self.assertEqual(len(order.sale_order_id.order_line), 1)

    def test_difference_becomes_a_line_of_the_chosen_product(self):
        self.backend.difference_policy = "accept"
        self.backend.difference_product_id = self.product_of_differences
        order = self._import(self.changed)
        self.assertEqual(order.state, "imported", order.reason)
        self._assert_equals_store(order.sale_order_id, self.changed)
        line = order.sale_order_id.order_line[-1]
        self.assertEqual(line.product_id, self.product_of_differences)
        self.assertEqual((line.price_subtotal, line.woo_line_id), (-1.0, -1))
        self._assert_equals_store(self._invoice(order.sale_order_id), self.changed)

    def test_person_is_told_that_a_product_is_missing(self):
        order = self._import(self.changed)
        with self.assertRaisesRegex(UserError, "product for differences"):
            order.with_user(self.woo_manager).action_accept_adjustment()
        self.backend.difference_product_id = self.product_of_differences
        self._accept(order)
        self.assertEqual(order.state, "imported", order.reason)
        self.assertAlmostEqual(order.sale_order_id.amount_total, 11.0)
        # The totals are the store's: what was adjusted is the line.
        row = self._ledger()
        self.assertEqual((row.difference, row.line_amount), (0.0, -1.0))

    def test_keeping_odoos_amounts_is_entered_in_the_ledger(self):
        order = self._import({**self.changed, "status": "on-hold"})
        order.with_user(self.woo_manager).action_accept()
        row = self._ledger()
        self.assertEqual((row.difference, row.user_id), (1.0, self.woo_manager))
        self._import(self.changed)
        self.assertEqual(order.state, "imported", order.reason)
        self.assertEqual(order.sale_order_id.state, "sale")
        self.assertEqual(len(self._ledger()), 1)

    def test_ledger_outlives_order_and_sale_order(self):
        self.backend.difference_policy = "accept"
        order = self._import({**self.fine, "status": "on-hold"})
        row = self._ledger()
        name = order.sale_order_id.name
        order.sale_order_id.unlink()
        order.unlink()
        self.assertTrue(row.exists())
        self.assertEqual((row.order_number, row.sale_order_name), ("61", name))
        self.assertFalse(row.order_id or row.sale_order_id)

    def test_nobody_changes_the_ledger(self):
        self.backend.difference_policy = "accept"
        self._import(self.fine)
        for user in (self.woo_user, self.woo_manager):
            row = self._ledger().with_user(user)
            self.assertTrue(row.has_access("read"))
            self.assertFalse(row.has_access("write"))
            self.assertFalse(row.has_access("unlink"))
