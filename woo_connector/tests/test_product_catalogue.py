from unittest.mock import patch

from odoo.tests import tagged

from odoo.addons.queue_job.exception import RetryableJobError
from odoo.addons.queue_job.tests.common import trap_jobs

from ..models import first_seen
from ..woo.errors import TemporaryError
from .stock_common import StockCase


@tagged("post_install", "-at_install")
class TestProductCatalogue(StockCase):
    """Reading everything a store has, page by page."""

    def read_catalogue(self):
        """Run the whole chain of jobs, as the job runner would."""
        with trap_jobs() as trap:
            self.env["woo.product"]._enqueue_catalogue(self.backend)
            for job in trap.enqueued_jobs:  # each may append the next
                job.perform()
        self.env.invalidate_all()

    def bindings(self, *woo_ids):
        return self.env["woo.product"].search(
            [("backend_id", "=", self.backend.id), ("woo_id", "in", woo_ids)]
        )

    # === Who comes second === #

    def test_product_that_an_order_just_recorded_is_read_again_later(self):
        with patch.object(first_seen, "_exists_outside", return_value=True):
            with self.assertRaises(RetryableJobError) as caught:
                self.env["woo.product"]._import(self.backend, [16])
        self.assertTrue(caught.exception.ignore_retry)
        self.assertFalse(self.bindings(16))

    def test_known_products_need_no_look_from_outside(self):
        self.read_catalogue()
        with patch.object(first_seen, "_exists_outside") as look:
            self.env["woo.product"]._import(self.backend, [16])
        look.assert_not_called()

    # === What is kept === #

    def test_everything_is_recorded_once(self):
        self.read_catalogue()
        self.read_catalogue()
        self.assertEqual(
            sorted(self.backend.product_ids.mapped("woo_id")),
            sorted(self.client.products),
        )
        self.assertTrue(self.backend.catalogue_read_at)
        self.assertEqual(self.backend.weight_unit, "kg")

    def test_simple_product_is_recorded_as_the_store_has_it(self):
        self.client.change(16, weight="0.25", name="Tom &amp; Jerry")
        self.read_catalogue()
        self.assertRecordValues(
            self.bindings(16),
            [
                {
                    "name": "Tom & Jerry",
                    "sku": "woo-beanie",
                    "woo_type": "simple",
                    "parent_woo_id": 0,
                    "status": "publish",
                    "price": 20.0,
                    "weight": 0.25,
                    "manage_stock": "yes",
                    "is_virtual": False,
                    "deleted_in_store": False,
                }
            ],
        )

    def test_variation_is_recorded_with_its_parent(self):
        self.read_catalogue()
        self.assertRecordValues(
            self.bindings(36),
            [
                {
                    "name": "Hoodie - Blue, Yes",
                    "woo_type": "variation",
                    "parent_woo_id": 13,
                    "manage_stock": "parent",
                }
            ],
        )

    def test_variation_for_any_option(self):
        self.client.change(36, attributes=[])
        self.read_catalogue()
        self.assertEqual(self.bindings(36).name, "Hoodie - #36")

    def test_what_is_not_sold_itself(self):
        self.create_product("Hoodie", "woo-hoodie")
        self.read_catalogue()
        kinds = self.bindings(13, 34, 35)
        self.assertEqual(
            set(kinds.mapped("woo_type")), {"variable", "grouped", "external"}
        )
        self.assertEqual(set(kinds.mapped("state")), {"not_sold"})

    def test_unreadable_product_keeps_nobody_out(self):
        self.client.change(17, price="as you like it")
        with self.assertLogs(
            "odoo.addons.woo_connector.models.woo_product_record", "WARNING"
        ):
            self.read_catalogue()
        self.assertIn("price", self.bindings(17).problem)
        self.assertEqual(self.bindings(16).state, "bound")

    # === How it is read === #

    def test_full_pages_are_followed_by_the_next(self):
        for number in range(150):
            self.client.add(1000 + number, sku=f"page-{number}")
        self.read_catalogue()
        pages = [
            what["page"]
            for _method, path, what in self.client.requests
            if path == "products"
        ]
        self.assertEqual(pages, [1, 2])
        self.assertEqual(len(self.backend.product_ids), 150 + 25)

    def test_only_what_is_kept_is_asked_for(self):
        self.read_catalogue()
        asked = {
            path: what.get("_fields", "")
            for _method, path, what in self.client.requests
        }
        self.assertIn("sku", asked["products"])
        self.assertNotIn("description", asked["products"])

    def test_store_without_a_list_of_variations(self):
        self.client.lists_variations = False
        self.read_catalogue()
        self.assertEqual(self.bindings(36).name, "Hoodie - Blue, Yes")
        self.assertEqual(self.bindings(36).parent_woo_id, 13)
        self.assertEqual(len(self.bindings(26, 27, 28)), 3)

    def test_page_that_fails_is_done_again_by_itself(self):
        with trap_jobs() as trap:
            self.env["woo.product"]._enqueue_catalogue(self.backend)
            [job] = trap.enqueued_jobs
        self.assertEqual(job.max_retries, 0)
        self.client.failures = [TemporaryError("No answer.")]
        with self.assertRaisesRegex(Exception, "No answer"):
            job.perform()

    def test_deleted_while_pages_were_read(self):
        self.read_catalogue()
        beanie = self.bindings(16)
        del self.client.products[16]
        beanie.last_import_at = "2020-01-01"
        self.read_catalogue()
        self.assertTrue(beanie.deleted_in_store)
        self.assertEqual(beanie.product_id, self.beanie)

    # === What is bound === #

    def test_products_are_bound_by_sku_at_the_end(self):
        blue = self.create_product("Blue", "woo-vneck-tee-blue")
        self.read_catalogue()
        self.assertEqual(self.bindings(16).product_id, self.beanie)
        self.assertEqual(self.bindings(28).product_id, blue)
        self.assertEqual(self.bindings(17).state, "unmatched")

    def test_duplicate_sku_in_the_store(self):
        self.client.add(500, sku="WOO-beanie")
        self.read_catalogue()
        both = self.bindings(16, 500)
        self.assertEqual(both.mapped("state"), ["ambiguous"] * 2)
        self.assertIn("#500", self.bindings(16).problem)
        self.assertIn("#16", self.bindings(500).problem)

    def test_existing_binding_is_kept(self):
        self.read_catalogue()
        self.bindings(16).product_id = self.cap
        self.client.change(16, sku="changed")
        self.create_product("Changed", "changed")
        self.read_catalogue()
        self.assertEqual(self.bindings(16).product_id, self.cap)
        self.assertEqual(self.bindings(16).sku, "changed")

    def test_stock_of_what_was_bound_is_sent(self):
        self.put_in_stock(self.beanie, 3)
        self.read_catalogue()
        self.push()
        self.assertEqual(self.client.sent(), {16: 3, 18: 0})


@tagged("post_install", "-at_install")
class TestProductImport(StockCase):
    """Reading single products again because something happened to them."""

    def setUp(self):
        super().setUp()
        self.binding = self.bind(self.beanie, 16)
        self.import_products(16)
        self.client.requests.clear()

    def import_products(self, *woo_ids):
        self.env["woo.product"]._import(self.backend, list(woo_ids))

    def find(self, woo_id):
        return self.env["woo.product"].search(
            [("backend_id", "=", self.backend.id), ("woo_id", "=", woo_id)]
        )

    def test_new_product_is_recorded_and_bound(self):
        self.import_products(18)
        self.assertEqual(self.find(18).product_id, self.cap)

    def test_new_variation_is_named_after_its_parent(self):
        self.import_products(12)
        self.import_products(28)
        self.assertEqual(self.find(28).name, "V-Neck T-Shirt - Blue")
        self.assertEqual(self.find(28).parent_woo_id, 12)

    def test_what_did_not_change_is_not_written(self):
        imported_at = self.binding.last_import_at = "2020-01-01"
        self.client.change(16, stock_quantity=1)
        self.import_products(16)
        self.assertEqual(str(self.binding.last_import_at)[:10], imported_at)

    def test_many_are_read_with_two_requests(self):
        self.import_products(12, 26, 27)
        self.client.requests.clear()
        self.import_products(16, 17, 26, 27)
        self.assertEqual(
            [path for _method, path, _what in self.client.requests],
            ["products", "variations"],
        )
        self.assertEqual(self.find(17).sku, "woo-belt")

    def test_many_at_once_from_an_old_store(self):
        self.import_products(12, 26, 27)
        self.client.lists_variations = False
        self.client.change(26, status="private")
        self.import_products(16, 26, 27)
        self.assertEqual(self.find(26).status, "private")

    def test_one_job_for_a_hundred(self):
        with trap_jobs() as trap:
            self.env["woo.product"]._enqueue_import(self.backend, range(1, 251))
            trap.assert_jobs_count(3)

    def test_trashed_product_is_kept_as_deleted(self):
        self.client.change(16, status="trash")
        self.import_products(16)
        self.assertTrue(self.binding.deleted_in_store)
        self.assertEqual(self.binding.product_id, self.beanie)

    def test_product_the_store_does_not_know_is_kept_as_deleted(self):
        del self.client.products[16]
        self.import_products(16, 17)
        self.assertTrue(self.binding.deleted_in_store)
        self.assertFalse(self.find(17).deleted_in_store)

    def test_restored_product_gets_its_stock_again(self):
        self.binding.deleted_in_store = True
        self.binding.push_state = "pushed"
        self.import_products(16)
        self.assertFalse(self.binding.deleted_in_store)
        self.assertEqual(self.outbox().product_id, self.beanie)

    def test_unknown_and_not_there(self):
        self.import_products(999)
        self.assertFalse(self.find(999))

    def test_variation_that_counts_itself_from_now_on(self):
        self.binding.write({"manage_stock": "parent", "push_state": "failed"})
        self.import_products(16)
        self.assertEqual(self.binding.push_state, "waiting")
        self.assertEqual(self.outbox().product_id, self.beanie)
