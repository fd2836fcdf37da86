from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged

from odoo.addons.queue_job.exception import RetryableJobError
from odoo.addons.queue_job.tests.common import trap_jobs

from ..models import woo_backend_stock_read, woo_reconciliation_page
from ..woo.errors import MisconfiguredError, Reason, TemporaryError
from .reconcile_case import ReconcileCase


@tagged("post_install", "-at_install")
class TestReconciliation(ReconcileCase):
    """The stock that a store shows is read page by page."""

    def fill_store(self, number, first=100):
        """Put bound products into the store that show what they should."""
        for woo_id in range(first, first + number):
            product = self.create_product(f"Product {woo_id}")
            self.put_in_stock(product, 5)
            self.client.add(woo_id, stock_quantity=5)
            self.bind(product, woo_id)
        self.push_long_ago()

    def set_page_size(self, size):
        self.patch(woo_backend_stock_read, "TOGETHER", size)
        self.patch(woo_reconciliation_page, "TOGETHER", size)

    # === Result === #

    def test_equal_numbers_are_no_discrepancy(self):
        run = self.reconcile()
        self.assertEqual((run.state, run.progress), ("done", 100))
        self.assertFalse(self.discrepancies())
        self.assertEqual((run.compared, run.differing, run.units), (1, 0, 0))
        self.assertFalse(run.count_ids)
        self.assertTrue(run.ended_at)
        self.assertEqual(self.backend.last_reconcile_at, run.ended_at)

    def test_what_the_store_shows_is_kept(self):
        self.change_in_store(16, 12)
        self.reconcile()
        self.assertEqual(self.binding.read_quantity, 12)
        self.assertTrue(self.binding.read_at)

    def test_what_is_asked(self):
        self.reconcile()
        lists = [what for verb, path, what in self.client.requests if verb == "GET"]
        self.assertEqual(
            {params["_fields"] for params in lists},
            {
                "id,stock_quantity,manage_stock,stock_status,backorders,date_modified_gmt"
            },
        )
        self.assertEqual({params["order"] for params in lists}, {"asc"})
        self.assertEqual({params["per_page"] for params in lists}, {100})
        self.assertFalse({"modified_after", "after"} & set().union(*lists))

    def test_counts_by_cause(self):
        self.fill_store(2)
        self.change_in_store(16, 12)
        self.change_in_store(100, 2)
        self.client.change(101, manage_stock=False, stock_quantity=None)
        run = self.reconcile()
        self.assertEqual((run.compared, run.differing, run.units), (3, 3, 5))
        self.assertEqual(run.value, 8.0)
        counts = {one.kind: (one.skus, one.units, one.value) for one in run.count_ids}
        self.assertEqual(
            counts, {"changed_in_store": (2, 5, 8.0), "not_counted": (1, 0, 0.0)}
        )

    def test_difference_that_is_there_once_only(self):
        """The store sold and was told again between the two looks."""
        self.change_in_store(16, 12)
        get = self.client.get

        def get_and_repair(path, **params):
            answer = get(path, **params)
            self.client.change(16, stock_quantity=10)
            return answer

        with patch.object(self.client, "get", get_and_repair):
            run = self.reconcile()
        self.assertEqual(run.differing, 0)

    def test_product_nobody_has_heard_of_is_read_and_compared(self):
        self.client.add(17, sku="nobody-has-it", stock_quantity=4)
        with trap_jobs() as trap:
            self.start()
            self.next_job(trap, "_reconcile_page").perform()
            trap.assert_enqueued_job(
                self.env["woo.product"]._import, args=(self.backend, [17])
            )
            self.env["woo.product"]._import(self.backend, [17])
            self.perform(trap, "_reconcile_page")
        [row] = self.discrepancies()
        self.assertEqual((row.kind, row.binding_id.woo_id), ("unbound", 17))

    # === Pages === #

    def add_variation(self):
        """Return the binding of a variation that shows 3 pieces where there is none."""
        self.client.add(12, type="variable", manage_stock=False, stock_quantity=None)
        self.client.add(26, type="variation", parent_id=12, stock_quantity=0)
        self.bind(self.env["product.product"], 12, woo_type="variable")
        binding = self.bind(self.cap, 26, parent_woo_id=12, woo_type="variation")
        self.push_long_ago()
        self.change_in_store(26, 3)
        return binding

    def test_variations(self):
        binding = self.add_variation()
        run = self.reconcile()
        self.assertEqual(self.discrepancies().binding_id, binding)
        self.assertEqual((run.compared, run.total, run.seen), (2, 3, 3))

    def test_variations_of_a_store_that_does_not_list_them(self):
        self.client.lists_variations = False
        binding = self.add_variation()
        run = self.reconcile()
        self.assertEqual(self.discrepancies().binding_id, binding)
        self.assertEqual((run.compared, run.total, run.seen), (2, 2, 3))
        self.assertEqual(run.progress, 100)

    def test_stock_kept_on_the_parent(self):
        """The store has one number for two variations: the lowest of theirs."""
        self.client.add(12, type="variable", stock_quantity=0)
        hoodie = self.bind(self.env["product.product"], 12, woo_type="variable")
        self.put_in_stock(self.cap, 4)
        for woo_id, product in ((26, self.cap), (27, self.beanie)):
            self.client.add(
                woo_id,
                type="variation",
                parent_id=12,
                manage_stock="parent",
                stock_quantity=0,
            )
            self.bind(
                product,
                woo_id,
                parent_woo_id=12,
                woo_type="variation",
                manage_stock="parent",
            )
        self.push_long_ago()
        self.assertEqual(self.client.stock(12), 4)
        self.assertEqual(self.reconcile().compared, 2)
        self.assertFalse(self.discrepancies())
        self.change_in_store(12, 9)
        self.reconcile()
        [row] = self.discrepancies("open")
        self.assertEqual((row.binding_id, row.difference), (hoodie, 5))
        row._repair(self.env.user)
        self.push()
        self.assertEqual(self.client.stock(12), 4)

    def test_pages(self):
        self.set_page_size(2)
        self.fill_store(5)
        run = self.reconcile()
        self.assertEqual((run.compared, run.seen, run.state), (6, 6, "done"))
        pages = [
            what["page"]
            for verb, path, what in self.client.requests
            if (verb, path) == ("GET", "products")
        ]
        self.assertEqual(pages, [1, 2, 3, 4])

    def test_product_that_no_page_had(self):
        """A product is deleted while pages are read: the next one moves forward."""
        self.set_page_size(2)
        self.fill_store(3)
        self.change_in_store(101, 1)
        listed = self.client._list

        def list_and_delete(path, params):
            page = listed(path, params)
            if path == "products":
                self.client.products.pop(16, None)
            return page

        with patch.object(self.client, "_list", list_and_delete):
            run = self.reconcile()
        self.assertEqual(run.state, "done")
        self.assertEqual(self.discrepancies("open").binding_id.woo_id, 101)

    def test_product_the_store_deleted(self):
        self.change_in_store(16, 12)
        row = self.find_one()
        del self.client.products[16]
        with trap_jobs() as trap:
            self.start()
            self.perform(trap, "_reconcile_page")
            trap.assert_enqueued_job(
                self.env["woo.product"]._import, args=(self.backend, [16])
            )
        self.env.invalidate_all()
        self.assertEqual(row.state, "gone")

    def test_bounded_work_and_memory_per_page(self):
        """A page costs the same queries whatever differs on it, and is all there is."""
        self.fill_store(20)
        for woo_id in range(100, 120):
            self.change_in_store(woo_id, 9)
        self.reconcile()
        queries = []
        for size in (5, 20):
            self.set_page_size(size)
            with trap_jobs() as trap:
                run = self.start()
                job = self.next_job(trap)
                self.client.requests.clear()
                before = self.env.cr.sql_log_count
                job.perform()
                self.env.flush_all()
                queries.append(self.env.cr.sql_log_count - before)
            asked = [one[:2] for one in self.client.requests if one[0] == "GET"]
            self.assertEqual(asked, [("GET", "products")] * 2)
            self.assertEqual(run.seen, size)
            run.action_stop()
        self.assertAlmostEqual(*queries, delta=5)

    # === Stop, go on === #

    def next_job(self, trap, method="_reconcile_page"):
        [job] = [job for job in trap.enqueued_jobs if job.method_name == method]
        trap.enqueued_jobs.remove(job)
        self.env.flush_all()
        self.env.invalidate_all()
        return job

    def test_stop_and_go_on(self):
        self.set_page_size(2)
        self.fill_store(5)
        with trap_jobs() as trap:
            run = self.start()
            self.next_job(trap).perform()
            waiting = self.next_job(trap)
            run.action_stop()
            self.assertEqual(run.state, "stopped")
            self.assertEqual(waiting.perform(), "Stopped")
            self.assertFalse(trap.enqueued_jobs)
            self.assertEqual(run.seen, 2)
            run.action_go_on()
            self.assertEqual(run.state, "running")
            self.perform(trap, "_reconcile_page")
        self.env.invalidate_all()
        self.assertEqual((run.state, run.seen, run.compared), ("done", 6, 6))

    def test_page_that_fails_is_repeated(self):
        self.set_page_size(2)
        self.fill_store(5)
        self.change_in_store(16, 11)
        with trap_jobs() as trap:
            run = self.start()
            self.next_job(trap).perform()
            failing = self.next_job(trap)
            self.client.failures = [TemporaryError("The store is away.")]
            with self.assertRaises(RetryableJobError):
                failing.perform()
            self.env.invalidate_all()
            self.assertEqual((run.state, run.seen), ("running", 2))
            failing.perform()
            self.perform(trap, "_reconcile_page")
        self.env.invalidate_all()
        self.assertEqual((run.state, run.seen, run.compared), ("done", 6, 6))
        self.assertEqual((run.differing, run.units), (1, 1))

    def test_page_that_is_done_twice_counts_once(self):
        self.set_page_size(2)
        self.fill_store(3)
        with trap_jobs() as trap:
            run = self.start()
            job = self.next_job(trap)
            self.env.invalidate_all()
            page = run._read_products(self.backend, self.client)
            look = self.env["woo.discrepancy"]._look(
                self.backend, self.client, page.readings, fields.Datetime.now()
            )
            job.perform()
            done, is_going_on = run._store_page(("products", 0), page, look, 4)
            self.assertEqual(done, "Stopped, or done by another job")
            self.assertFalse(is_going_on)
        self.env.invalidate_all()
        self.assertEqual(run.seen, 2)

    def test_store_that_cannot_be_used(self):
        with trap_jobs() as trap:
            run = self.start()
            job = self.next_job(trap)
            self.client.failures = [
                MisconfiguredError(Reason.WRONG_KEY, "The key is wrong.", status=401)
            ]
            self.assertEqual(job.perform(), "The key is wrong.")
            self.env.invalidate_all()
            self.assertEqual((run.state, run.reason), ("failed", "The key is wrong."))
            run.action_go_on()
            self.assertFalse(run.reason)
            self.perform(trap, "_reconcile_page")
        self.env.invalidate_all()
        self.assertEqual(run.state, "done")

    def test_one_at_a_time(self):
        first = self.backend.action_reconcile_stock()
        second = self.backend.action_reconcile_stock()
        self.assertEqual(first["res_id"], second["res_id"])

    def test_one_whose_job_has_ended_makes_room(self):
        first = self.backend.action_reconcile_stock()
        run = self.env["woo.reconciliation"].browse(first["res_id"])
        key = run._job_key()
        self.env["queue.job"].search([("identity_key", "=", key)]).unlink()
        second = self.backend.action_reconcile_stock()
        self.assertNotEqual(first["res_id"], second["res_id"])
        self.assertEqual(run.state, "failed")
