from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from odoo.addons.queue_job.exception import RetryableJobError
from odoo.addons.queue_job.tests.common import trap_jobs

from ..woo.errors import RejectedError
from .reconcile_case import ReconcileCase


@tagged("post_install", "-at_install")
class TestDiscrepancyRepair(ReconcileCase):
    """What a difference comes from, and how it is put right."""

    # === Changed in the store === #

    def test_changed_in_store(self):
        self.change_in_store(16, 13)
        row = self.find_one()
        self.assertEqual(row.kind, "changed_in_store")
        self.assertEqual((row.store_quantity, row.odoo_quantity), (13, 10))
        self.assertEqual((row.difference, row.units, row.value), (3, 3, 12.0))
        self.assertEqual(row.product_id, self.beanie)
        self.assertIn("was told 10", row.detail)
        self.assertIn("does not tell by whom", row.detail)
        self.repair(row)
        self.assertRepaired(row)
        self.assertEqual(self.binding.pushed_cause, "reconciliation")

    def test_less_in_the_store(self):
        self.change_in_store(16, 4)
        row = self.find_one()
        self.assertEqual((row.difference, row.units, row.value), (-6, 6, 24.0))

    def test_store_that_owes_some_shows_nothing(self):
        self.put_in_stock(self.beanie, -10)
        self.push_long_ago()
        self.change_in_store(16, -2)
        self.assertEqual(self.reconcile().differing, 0)

    # === Under way === #

    def test_change_under_way(self):
        self.put_in_stock(self.beanie, 2)
        row = self.find_one()
        self.assertEqual(row.kind, "under_way")
        self.assertEqual(row.detail, "A change waits to be sent.")
        row.with_user(self.manager).action_repair()
        self.assertEqual(row.state, "open")
        self.assertEqual(len(self.outbox()), 1)
        self.push()
        self.look_again(row)
        self.assertEqual(row.state, "gone")

    def test_told_while_it_was_read(self):
        self.change_in_store(16, 7)
        self.binding.pushed_at = fields.Datetime.now() + timedelta(minutes=1)
        self.assertEqual(self.find_one().kind, "under_way")

    def test_order_on_its_way(self):
        self.backend.progress_ids.last_poll_at = fields.Datetime.now()
        self.change_in_store(16, 7)
        row = self.find_one()
        self.assertEqual(row.kind, "under_way")
        self.assertIn("on its way into Odoo", row.detail)

    def test_order_announced_and_not_imported(self):
        """The store sells at the same moment as it announces what it sold."""
        self.env["woo.event"]._note_wanted(self.backend, "order", [61])
        self.change_in_store(16, 7)
        self.assertEqual(self.find_one().kind, "under_way")

    # === Push failed === #

    def test_push_failed(self):
        self.put_in_stock(self.beanie, 2)
        self.client.failures = [RejectedError("Not that number.", status=400)]
        self.push()
        self.put_back_in_time()
        row = self.find_one()
        self.assertEqual((row.kind, row.detail), ("push_failed", "Not that number."))
        self.put_in_stock(self.beanie, -2)
        self.repair(row)
        self.assertRepaired(row)

    def test_never_told(self):
        self.client.add(17, stock_quantity=3)
        self.bind(self.cap, 17)
        row = self.find_one()
        self.assertEqual(row.kind, "push_failed")
        self.assertEqual(row.detail, "The store was never told its number.")

    # === Order not imported === #

    def sell_in_store(self, quantity, order_id=61):
        long_ago = fields.Datetime.now() - timedelta(minutes=30)
        self.client.place_order(order_id, {16: quantity}, at=long_ago.isoformat())
        self.client.change(
            16,
            stock_quantity=self.client.stock(16) - quantity,
            date_modified_gmt=long_ago.isoformat(),
        )

    def test_order_not_imported(self):
        self.sell_in_store(3)
        row = self.find_one()
        self.assertEqual((row.kind, row.difference), ("order_not_imported", -3))
        self.assertEqual(row.order_woo_ids, [61])
        self.assertIn("#61", row.detail)
        self.env["woo.event"].search([]).unlink()
        row.with_user(self.manager).action_repair()
        event = self.env["woo.event"].search([("backend_id", "=", self.backend.id)])
        self.assertEqual((event.resource, event.woo_id), ("order", 61))
        self.assertEqual(row.state, "repairing")
        self.assertFalse(self.outbox(), "the store sold them: its number is right")
        with self.assertRaises(RetryableJobError):
            self.look_again(row)
        # As its import does first.
        event.state = "done"
        self.env["woo.in.flight"]._note_orders(self.backend, self.client.orders)
        self.look_again(row)
        self.assertEqual(row.state, "repaired")
        self.assertEqual(self.client.stock(16), 7)

    def test_order_that_does_not_explain_it(self):
        self.sell_in_store(3)
        self.change_in_store(16, 2)
        self.assertEqual(self.find_one().kind, "changed_in_store")

    def test_order_that_holds_nothing(self):
        self.sell_in_store(3)
        self.client.orders[0]["status"] = "cancelled"
        self.assertEqual(self.find_one().kind, "changed_in_store")

    def test_order_that_is_known(self):
        self.sell_in_store(3)
        self.env["woo.in.flight"]._note_orders(self.backend, self.client.orders)
        self.assertEqual(self.reconcile().differing, 0)

    def test_store_whose_orders_are_not_imported_is_not_asked_for_them(self):
        self.backend.import_orders = False
        self.sell_in_store(3)
        self.assertEqual(self.find_one().kind, "changed_in_store")
        self.assertFalse(self.client.looks)

    # === Unbound === #

    def add_unbound(self, **values):
        self.client.add(17, sku="cap-17", stock_quantity=4)
        return self.bind(self.env["product.product"], 17, **{"sku": "cap-17", **values})

    def test_unbound_is_bound_by_its_sku(self):
        binding = self.add_unbound()
        row = self.find_one()
        self.assertEqual((row.kind, row.difference), ("unbound", 4))
        self.assertEqual(row.detail, "No product of Odoo has its SKU.")
        self.cap.default_code = "cap-17"
        self.repair(row)
        self.assertEqual(binding.product_id, self.cap)
        self.assertEqual((row.state, self.client.stock(17)), ("repaired", 0))

    def test_unbound_that_fits_nothing_is_opened(self):
        binding = self.add_unbound()
        row = self.find_one()
        action = row.with_user(self.manager).action_repair()
        self.assertEqual(
            (action["res_model"], action["res_id"]), ("woo.product", binding.id)
        )
        self.assertEqual(row.state, "open")

    def test_unbound_says_why(self):
        self.add_unbound(problem="Several Odoo products have this SKU.")
        self.assertIn("Several", self.find_one().detail)

    def test_unbound_with_nothing_to_sell(self):
        self.add_unbound()
        self.client.change(17, stock_quantity=0)
        self.assertEqual(self.reconcile().differing, 0)

    def test_unbound_that_is_not_counted(self):
        self.add_unbound()
        self.client.change(17, manage_stock=False, stock_quantity=None)
        self.assertEqual(self.reconcile().differing, 0)

    # === Rule changed === #

    def test_rule_changed(self):
        """The change of the rule is committed, what waited for it is lost."""
        self.env["woo.stock.rule"].create(
            {"backend_id": self.backend.id, "safety_quantity": 3}
        )
        self.empty_outbox()
        row = self.find_one()
        self.assertEqual((row.kind, row.difference), ("rule_changed", 3))
        self.env["woo.stock.rule"].search([]).unlink()
        self.empty_outbox()
        self.client.change(16, stock_quantity=7)
        row._repair(self.manager)
        self.push()
        self.look_again(row)
        self.assertRepaired(row)

    def test_warehouse_changed(self):
        other = self.env["stock.warehouse"].create({"name": "Other", "code": "OTH"})
        self.backend.warehouse_ids = other
        self.empty_outbox()
        row = self.find_one()
        self.assertEqual((row.kind, row.odoo_quantity), ("rule_changed", 0))

    def test_bound_to_another_product(self):
        self.binding.product_id = self.cap
        self.empty_outbox()
        row = self.find_one()
        self.assertEqual((row.kind, row.odoo_quantity), ("rule_changed", 0))
        self.assertIn("binding was changed", row.detail)

    # === Not counted === #

    def test_not_counted(self):
        self.client.change(16, manage_stock=False, stock_quantity=None)
        row = self.find_one()
        self.assertEqual((row.kind, row.units), ("not_counted", 0))
        self.assertIn("switched off", row.detail)
        self.repair(row)
        self.assertRepaired(row)
        self.assertIs(self.client.products[16]["manage_stock"], True)

    # === Unexplained === #

    def test_change_in_odoo_that_was_lost(self):
        self.put_in_stock(self.beanie, 5)
        self.empty_outbox()
        row = self.find_one()
        self.assertEqual((row.kind, row.difference), ("unexplained", -5))
        self.assertIn("no change waits", row.detail)
        row.with_user(self.manager).action_repair()
        self.push()
        self.look_again(row)
        self.assertEqual((row.state, self.client.stock(16)), ("repaired", 15))

    def test_change_in_the_store_that_moved_no_date(self):
        self.client.change(16, stock_quantity=3)
        row = self.find_one()
        self.assertEqual(row.kind, "unexplained")
        self.assertIn("was not changed since", row.detail)

    # === The row === #

    def test_one_row_as_long_as_it_lasts(self):
        self.change_in_store(16, 13)
        row = self.find_one()
        self.change_in_store(16, 14)
        run = self.reconcile()
        self.assertEqual(self.discrepancies(), row)
        self.assertEqual((row.difference, row.reconciliation_id), (4, run))
        self.client.change(16, stock_quantity=10)
        self.reconcile()
        self.assertEqual(row.state, "gone")
        self.change_in_store(16, 15)
        self.assertNotEqual(self.find_one(), row)

    def test_repair_that_does_not_help(self):
        self.change_in_store(16, 13)
        row = self.find_one()
        row.with_user(self.manager).action_repair()
        self.client.failures = [RejectedError("Not that number.", status=400)]
        self.push()
        self.look_again(row)
        self.assertEqual((row.state, row.kind), ("open", "push_failed"))

    def test_look_waits_for_the_push(self):
        self.change_in_store(16, 13)
        row = self.find_one()
        row.with_user(self.manager).action_repair()
        self.assertEqual(row.state, "repairing")
        with self.assertRaises(RetryableJobError):
            self.look_again(row)
        self.reconcile()
        self.assertEqual(row.state, "repairing", "its number waits to be sent")

    def test_repair_is_looked_at_in_the_background(self):
        self.change_in_store(16, 13)
        row = self.find_one()
        with trap_jobs() as trap:
            row.with_user(self.manager).action_repair()
        trap.assert_enqueued_job(row._look_again)

    def test_many_at_once(self):
        self.client.add(17, stock_quantity=3)
        self.bind(self.cap, 17)
        self.push_long_ago()
        self.change_in_store(16, 13)
        self.change_in_store(17, 3)
        self.reconcile()
        rows = self.discrepancies("open")
        self.assertEqual(len(rows), 2)
        rows.with_user(self.manager).action_repair()
        self.push()
        rows._look_again()
        self.env.invalidate_all()
        self.assertEqual(set(rows.mapped("state")), {"repaired"})
        self.assertEqual((self.client.stock(16), self.client.stock(17)), (10, 0))
