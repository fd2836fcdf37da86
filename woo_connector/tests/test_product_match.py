from unittest.mock import patch

from psycopg2.errors import LockNotAvailable

from odoo.tests import new_test_user, tagged

from odoo.addons.queue_job.exception import RetryableJobError
from odoo.addons.queue_job.tests.common import trap_jobs

from .stock_common import StockCase


@tagged("post_install", "-at_install")
class TestProductMatch(StockCase):
    """Which Odoo product a store product is, told by its SKU."""

    def binding(self, sku, woo_id=100, **values):
        return self.env["woo.product"].create(
            {
                "backend_id": self.backend.id,
                "woo_id": woo_id,
                "woo_type": "simple",
                "name": f"Store product {woo_id}",
                "sku": sku,
                **values,
            }
        )

    def match(self, sku, woo_id=100):
        binding = self.binding(sku, woo_id)
        binding._match_by_sku()
        return binding

    def test_equal_sku_binds(self):
        self.assertEqual(self.match("woo-beanie").product_id, self.beanie)

    def test_job_that_meets_another_starts_over_without_an_error(self):
        binding = self.binding("woo-beanie").with_context(job_uuid="a-job")
        execute = type(self.env.cr).execute

        def refuse(cr, query, params=None, log_exceptions=True):
            if "FOR NO KEY UPDATE NOWAIT" in str(query):
                self.assertFalse(log_exceptions, "the failure would be logged")
                raise LockNotAvailable
            return execute(cr, query, params, log_exceptions)

        with patch.object(type(self.env.cr), "execute", refuse):
            with self.assertRaises(RetryableJobError) as caught:
                binding._match_by_sku()
        self.assertTrue(caught.exception.ignore_retry)
        self.assertFalse(binding.product_id)
        binding._match_by_sku()
        self.assertEqual(binding.product_id, self.beanie)

    def test_case_does_not_matter(self):
        self.assertEqual(self.match("WOO-Beanie").product_id, self.beanie)

    def test_letters_that_python_and_the_database_fold_differently(self):
        for number, sku in enumerate(("ΚΟΜΨΟΣ", "İNCE-1", "STRAẞE")):
            with self.subTest(sku):
                product = self.create_product(sku, sku)
                self.assertEqual(self.match(sku, 200 + number).product_id, product)
        binding = self.match("ΛΕΥΚΟΣ", 300)
        with trap_jobs() as trap:
            white = self.create_product("White", "ΛΕΥΚΟΣ")
            trap.perform_enqueued_jobs()
        self.assertEqual(binding.product_id, white)

    def test_outer_blanks_do_not_matter(self):
        for number, blank in enumerate((" ", "\t", "\u00a0", "\n")):
            with self.subTest(blank=repr(blank)):
                sku = f"pasted-{number}"
                product = self.create_product(sku, f"{sku}{blank}")
                self.assertEqual(self.match(sku, 200 + number).product_id, product)

    def test_exact_case_is_preferred(self):
        upper = self.create_product("Upper", "WOO-BEANIE")
        self.assertEqual(self.match("WOO-BEANIE").product_id, upper)

    def test_sku_of_several_odoo_products_is_ambiguous(self):
        twin = self.create_product("Twin", "woo-beanie")
        binding = self.match("woo-beanie")
        self.assertEqual(binding.state, "ambiguous")
        self.assertIn(f"#{twin.id}", binding.problem)
        self.assertIn(f"#{self.beanie.id}", binding.problem)

    def test_several_odoo_products_in_another_case(self):
        self.create_product("Upper", "WOO-BEANIE")
        self.assertEqual(self.match("Woo-Beanie").state, "ambiguous")

    def test_sku_nobody_has_stays_unmatched(self):
        self.assertEqual(self.match("woo-unknown").state, "unmatched")

    def test_without_a_sku_nothing_is_bound(self):
        self.create_product("Without SKU")
        self.assertEqual(self.match(False).state, "unmatched")

    def test_wildcards_are_letters(self):
        self.assertEqual(self.match("woo_beanie").state, "unmatched")
        self.assertEqual(self.match("woo-%", 101).state, "unmatched")

    def test_archived_product_is_not_found(self):
        self.beanie.active = False
        self.assertEqual(self.match("woo-beanie").state, "unmatched")

    def test_product_of_another_company_is_not_found(self):
        company = self.env["res.company"].create({"name": "Other company"})
        self.beanie.company_id = company
        self.assertEqual(self.match("woo-beanie").state, "unmatched")

    def test_sku_twice_in_the_store(self):
        other = self.binding("Woo-beanie", 101)
        binding = self.match("woo-beanie")
        self.assertEqual(binding.state, "ambiguous")
        self.assertIn("#101", binding.problem)
        other.deleted_in_store = True
        binding.action_match()
        self.assertEqual(binding.state, "bound")

    def test_parent_with_the_sku_of_its_variation(self):
        self.binding("woo-beanie", 101, woo_type="variable")
        self.assertEqual(self.match("woo-beanie").product_id, self.beanie)

    def test_chosen_by_a_person(self):
        binding = self.match("woo-unknown")
        binding.product_id = self.cap
        self.assertEqual(binding.state, "bound")
        binding.product_id = False
        self.assertEqual(binding.state, "unmatched")

    def test_product_of_a_store_cannot_vanish(self):
        binding = self.match("woo-beanie")
        self.beanie._unlink_or_archive()
        self.assertFalse(self.beanie.active)
        self.assertEqual(binding.state, "bound")

    # === The Odoo product comes later === #

    def test_product_that_is_created_later_is_bound(self):
        binding = self.match("woo-belt")
        with trap_jobs() as trap:
            belt = self.create_product("Belt", "WOO-belt")
            trap.assert_jobs_count(1)
            trap.perform_enqueued_jobs()
        self.assertEqual(binding.product_id, belt)

    def test_product_that_gets_its_sku_later_is_bound(self):
        binding = self.match("woo-belt")
        belt = self.create_product("Belt")
        with trap_jobs() as trap:
            belt.default_code = "woo-belt"
            trap.perform_enqueued_jobs()
        self.assertEqual(binding.product_id, belt)

    def test_product_that_leaves_the_archive_is_bound(self):
        self.beanie.product_tmpl_id.active = False
        binding = self.match("woo-beanie")
        with trap_jobs() as trap:
            self.beanie.product_tmpl_id.active = True
            trap.perform_enqueued_jobs()
        self.assertEqual(binding.product_id, self.beanie)

    # === A SKU that was there more than once === #

    def test_second_odoo_product_is_gone(self):
        for change in ({"active": False}, {"default_code": False}):
            with self.subTest(change):
                twin = self.create_product("Twin", "woo-cap")
                binding = self.binding("woo-cap")
                binding._match_by_sku()
                self.assertEqual(binding.state, "ambiguous")
                with trap_jobs() as trap:
                    twin.write(change)
                    trap.perform_enqueued_jobs()
                self.assertEqual(binding.product_id, self.cap)
                binding.unlink()

    def test_product_that_was_made_anew_in_the_store(self):
        """Nobody is told of the old one: it is missed when it is asked for."""
        old = self.binding("woo-beanie", 101)
        binding = self.match("woo-beanie", 16)
        self.assertEqual(binding.state, "ambiguous")
        with trap_jobs() as trap:
            self.env["woo.product"]._import(self.backend, [101])
            trap.perform_enqueued_jobs()
        self.assertTrue(old.deleted_in_store)
        self.assertEqual(binding.product_id, self.beanie)

    def test_other_product_of_the_store_gets_another_sku(self):
        other = self.binding("woo-beanie", 17)
        binding = self.match("woo-beanie", 16)
        self.assertEqual(binding.state, "ambiguous")
        self.client.change(17, sku="woo-other")
        with trap_jobs() as trap:
            self.env["woo.product"]._import(self.backend, [17])
            trap.perform_enqueued_jobs()
        self.assertEqual(other.sku, "woo-other")
        self.assertEqual(binding.product_id, self.beanie)

    def test_product_without_sku_is_no_work(self):
        with trap_jobs() as trap:
            self.create_product("Belt")
            self.cap.name = "Another cap"
            trap.assert_jobs_count(0)

    def test_product_created_while_the_store_was_read(self):
        """The import does not see it, but the job that follows does."""
        with trap_jobs() as trap:
            self.env["woo.product"]._import(self.backend, [17])
            self.create_product("Belt", "woo-belt")
            [after_import, _after_create] = trap.enqueued_jobs
            after_import.perform()
        self.assertEqual(self.backend.product_ids.product_id.name, "Belt")

    def test_unmatched_product_that_did_not_change_is_no_work(self):
        self.env["woo.product"]._import(self.backend, [17])
        self.backend.product_ids.last_import_at = "2020-01-01"
        with trap_jobs() as trap:
            self.env["woo.product"]._import(self.backend, [17])
            trap.assert_jobs_count(0)

    def test_bound_product_is_left_alone(self):
        binding = self.match("woo-beanie")
        with trap_jobs() as trap:
            self.create_product("Twin", "woo-beanie")
            trap.perform_enqueued_jobs()
        self.assertEqual(binding.product_id, self.beanie)

    def test_stock_clerk_creates_a_product(self):
        clerk = new_test_user(
            self.env, "clerk", "product.group_product_manager,stock.group_stock_user"
        )
        binding = self.match("woo-belt")
        with trap_jobs() as trap:
            belt = (
                self.env["product.product"]
                .with_user(clerk)
                .create({"name": "Belt", "default_code": "woo-belt"})
            )
            trap.perform_enqueued_jobs()
        self.assertEqual(binding.product_id, belt)


@tagged("post_install", "-at_install")
class TestProductOfOrderLine(StockCase):
    """The Odoo product that a line of an order means."""

    def find(self, product_id, variation_id, sku):
        with trap_jobs() as self.jobs:
            return self.env["woo.product"]._find_product(
                self.backend, product_id, variation_id, sku
            )

    def test_line_is_what_its_product_is_bound_to(self):
        self.bind(self.cap, 16)
        self.assertEqual(self.find(16, 0, "woo-beanie"), self.cap)
        self.jobs.assert_jobs_count(0)

    def test_deleted_in_the_store(self):
        self.bind(self.cap, 16, deleted_in_store=True)
        self.assertEqual(self.find(16, 0, "woo-beanie"), self.cap)

    def test_line_is_found_by_sku(self):
        self.assertEqual(self.find(16, 0, "woo-beanie"), self.beanie)
        binding = self.backend.product_ids
        self.assertEqual(binding.woo_id, 16)
        self.assertEqual(binding.product_id, self.beanie)
        self.jobs.assert_enqueued_job(
            self.env["woo.product"]._import, args=(self.backend, [16])
        )
        self.assertEqual(self.find(16, 0, "woo-beanie"), self.beanie)
        self.jobs.assert_jobs_count(0)

    def test_variation_of_a_line_gets_a_binding(self):
        self.assertEqual(self.find(12, 28, "woo-cap"), self.cap)
        self.assertRecordValues(
            self.backend.product_ids,
            [{"woo_id": 28, "parent_woo_id": 12, "woo_type": "variation"}],
        )

    def test_unmatched_binding_is_tried_again(self):
        self.assertIsNone(self.find(17, 0, "woo-belt"))
        belt = self.create_product("Belt", "woo-belt")
        self.assertEqual(self.find(17, 0, "woo-belt"), belt)

    def test_line_with_an_unknown_sku_is_nothing(self):
        self.assertIsNone(self.find(17, 0, "woo-belt"))
        self.assertEqual(self.backend.product_ids.state, "unmatched")

    def test_line_with_an_ambiguous_sku_is_nothing(self):
        self.create_product("Twin", "woo-beanie")
        self.assertIsNone(self.find(16, 0, "woo-beanie"))
        self.assertEqual(self.backend.product_ids.state, "ambiguous")

    def test_line_of_a_deleted_product(self):
        self.assertIsNone(self.find(0, 0, None))
        self.assertFalse(self.backend.product_ids)

    def test_stock_of_what_was_bound_is_sent(self):
        self.find(16, 0, "woo-beanie")
        self.assertEqual(self.outbox().product_id, self.beanie)
