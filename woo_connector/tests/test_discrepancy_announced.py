import json
from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from odoo.addons.queue_job.tests.common import trap_jobs

from ..models.woo_discrepancy_announced import PAUSES
from .reconcile_case import ReconcileCase


@tagged("post_install", "-at_install")
class TestDiscrepancyAnnounced(ReconcileCase):
    """A number that nobody expects is noticed when the store announces it."""

    def announce(self, woo_id=16, **values):
        """Let the store announce a product as it is, but for some values."""
        body = {**self.client.products[woo_id], **values}
        return self.announce_product(woo_id, json.dumps(body))

    def dispatch(self):
        """Pass on what was announced; return the arguments of the look, if any."""
        with trap_jobs() as trap:
            self.env["woo.event"]._dispatch(self.backend)
            looks = self.looks_in(trap)
        self.env.flush_all()
        self.env.invalidate_all()
        return looks

    def looks_in(self, trap):
        jobs = [
            job for job in trap.enqueued_jobs if job.method_name == "_look_at_announced"
        ]
        for job in jobs:
            self.assertTrue(job.eta)
        return [job.args[1:] for job in jobs]

    def look(self, *arguments):
        """Let the job run; return what it was followed by."""
        self.env.cr.flush()
        with trap_jobs() as trap:
            self.env["woo.discrepancy"]._look_at_announced(self.backend, *arguments)
            further = self.looks_in(trap)
        self.env.invalidate_all()
        return further

    def sell(self, quantity, seconds_ago):
        """Let Odoo hear of an order of the store."""
        at = fields.Datetime.now() - timedelta(seconds=seconds_ago)
        self.client.place_order(7, {16: quantity}, at=at.isoformat())
        self.env["woo.in.flight"]._note_orders(self.backend, self.client.orders)
        self.client.orders.clear()
        self.client.change(
            16,
            stock_quantity=self.client.stock(16) - quantity,
            date_modified_gmt=at.isoformat(),
        )

    # === Noticed === #

    def test_change_in_the_store_is_found(self):
        self.change_in_store(16, 13)
        event = self.announce()
        [arguments] = self.dispatch()
        self.assertEqual(arguments, (event.id, 0))
        self.assertFalse(self.client.requests)
        self.assertEqual(self.look(*arguments), [])
        [row] = self.discrepancies("open")
        self.assertEqual(row.kind, "changed_in_store")
        self.assertEqual((row.store_quantity, row.odoo_quantity), (13, 10))
        self.assertFalse(row.reconciliation_id)
        self.assertFalse(self.outbox())

    def test_change_is_put_right_where_the_store_wants_it(self):
        self.backend.reconcile_repair = "all"
        self.change_in_store(16, 13)
        self.announce()
        [arguments] = self.dispatch()
        self.look(*arguments)
        [row] = self.discrepancies("repairing")
        self.push()
        self.look_again(row)
        self.assertEqual(row.state, "repaired")
        self.assertEqual(self.client.stock(16), 10)

    def test_store_that_stops_counting_is_put_right(self):
        self.backend.reconcile_repair = "safe"
        self.client.change(16, manage_stock=False, stock_quantity=None)
        self.announce()
        [arguments] = self.dispatch()
        self.look(*arguments)
        [row] = self.discrepancies("repairing")
        self.assertEqual(row.kind, "not_counted")
        self.push()
        self.assertTrue(self.client.products[16]["manage_stock"])

    def test_newest_announcement_counts(self):
        self.change_in_store(16, 13)
        self.announce()
        self.change_in_store(16, 10)
        self.announce()
        self.assertEqual(self.dispatch(), [])

    def test_one_look_for_several_announcements(self):
        self.change_in_store(16, 13)
        first = self.announce()
        self.assertEqual(self.dispatch(), [(first.id, 0)])
        self.change_in_store(16, 14)
        self.announce()
        self.dispatch()
        self.look(first.id)
        self.assertEqual(self.discrepancies("open").store_quantity, 14)

    def test_found_once(self):
        self.change_in_store(16, 13)
        self.announce()
        [arguments] = self.dispatch()
        self.look(*arguments)
        self.announce()
        self.assertEqual(self.dispatch(), [])
        self.discrepancies("open").with_user(self.manager).action_accept()
        self.announce()
        self.assertEqual(self.dispatch(), [])
        self.change_in_store(16, 12)
        self.announce()
        self.assertEqual(len(self.dispatch()), 1)

    def test_found_again_after_a_further_number(self):
        self.change_in_store(16, 13)
        self.announce()
        self.look(*self.dispatch()[0])
        self.put_in_stock(self.beanie, 1)
        self.push()
        self.assertEqual(self.client.stock(16), 11)
        self.change_in_store(16, 13)
        self.announce()
        self.assertEqual(len(self.dispatch()), 1)

    def test_found_also_when_the_job_comes_late(self):
        """The store was away, or the jobs did not run."""
        self.change_in_store(16, 13)
        event = self.announce()
        [arguments] = self.dispatch()
        event.received_at -= timedelta(hours=1)
        self.look(*arguments)
        self.assertEqual(self.discrepancies("open").store_quantity, 13)

    # === Expected === #

    def test_own_number_is_expected(self):
        self.announce()
        self.put_in_stock(self.beanie, 2)
        self.push()
        self.announce()
        self.assertEqual(self.dispatch(), [])

    def test_number_from_before_the_last_push_is_expected(self):
        hour_ago = fields.Datetime.now() - timedelta(hours=2)
        self.announce(stock_quantity=13, date_modified_gmt=hour_ago.isoformat())
        self.assertEqual(self.dispatch(), [])

    def test_sale_is_explained_by_its_order(self):
        self.announce(
            stock_quantity=8, date_modified_gmt=fields.Datetime.now().isoformat()
        )
        [arguments] = self.dispatch()
        self.sell(2, seconds_ago=120)
        self.assertEqual(self.look(*arguments), [])
        self.assertFalse(self.client.requests)
        self.assertFalse(self.discrepancies())

    def test_product_that_is_selling_is_left_for_a_pause(self):
        self.sell(2, seconds_ago=5)
        self.change_in_store(16, 13)
        self.announce()
        [arguments] = self.dispatch()
        self.assertEqual(self.look(*arguments), [(arguments[0], 1)])
        self.assertFalse(self.client.requests)

    def test_product_that_always_sells_is_looked_at(self):
        self.sell(2, seconds_ago=5)
        self.change_in_store(16, 13)
        self.announce()
        [arguments] = self.dispatch()
        self.assertEqual(self.look(arguments[0], PAUSES), [])
        self.assertEqual(self.discrepancies("open").store_quantity, 13)

    def test_number_on_its_way_is_waited_for(self):
        self.change_in_store(16, 13)
        self.announce()
        [arguments] = self.dispatch()
        self.put_in_stock(self.beanie, 4)
        self.assertEqual(self.look(*arguments), [(arguments[0], 1)])
        self.push()
        self.assertEqual(self.look(arguments[0], 1), [])
        self.assertFalse(self.discrepancies())

    def test_number_that_its_parent_keeps_says_nothing(self):
        self.announce(stock_quantity=13, manage_stock="parent")
        self.assertEqual(self.dispatch(), [])

    def test_announcement_without_stock_says_nothing(self):
        body = {"id": 16, "name": "Beanie"}
        self.announce().body = json.dumps(body)
        self.assertEqual(self.dispatch(), [])

    def test_deleted_product_says_nothing(self):
        self.announce().write({"action": "deleted", "body": '{"id": 16}'})
        self.assertEqual(self.dispatch(), [])

    def test_product_that_was_never_told_says_nothing(self):
        self.client.add(77)
        self.announce(77)
        self.assertEqual(self.dispatch(), [])

    def test_not_where_the_store_is_not_compared(self):
        self.change_in_store(16, 13)
        for values in (
            {"push_stock": False},
            {"import_orders": False},
            {"reconcile_interval": 0},
        ):
            with self.subTest(values=values):
                before = {name: self.backend[name] for name in values}
                self.backend.write(values)
                self.announce()
                self.assertEqual(self.dispatch(), [])
                self.backend.write(before)
