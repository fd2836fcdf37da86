from unittest.mock import patch

from odoo.tests import tagged

from odoo.addons.queue_job.tests.common import trap_jobs

from ..woo.errors import MisconfiguredError, Reason, RejectedError, TemporaryError
from .stock_common import StockCase

BATCH = "odoo.addons.woo_connector.models.woo_backend_stock_batch"


@tagged("post_install", "-at_install")
class TestStockPush(StockCase):
    """What the store is told, and what is kept of its answer."""

    def setUp(self):
        super().setUp()
        self.put_in_stock(self.beanie, 10)
        self.binding = self.bind(self.beanie, 16)

    # === Numbers === #

    def test_free_quantity_is_sent(self):
        self.sell(self.beanie, 3)
        self.push()
        self.assertEqual(self.client.stock(16), 7)
        self.assertEqual(self.binding.pushed_quantity, 7)
        self.assertEqual(self.binding.push_state, "pushed")
        self.assertTrue(self.binding.pushed_at)
        self.assertFalse(self.outbox())

    def test_stock_management_is_sent_along(self):
        self.put_in_stock(self.beanie, 1)
        self.push()
        [(_method, path, [body])] = self.client.requests
        self.assertEqual(path, "products/batch")
        self.assertEqual(body, {"id": 16, "manage_stock": True, "stock_quantity": 11})

    def test_warehouses_are_added_up(self):
        second = self.env["stock.warehouse"].create({"name": "Second", "code": "SEC"})
        third = self.env["stock.warehouse"].create({"name": "Third", "code": "THI"})
        self.put_in_stock(self.beanie, 4, second.lot_stock_id)
        self.put_in_stock(self.beanie, 100, third.lot_stock_id)
        self.backend.warehouse_ids += second
        self.push()
        self.assertEqual(self.client.stock(16), 14)

    def test_count_that_is_not_applied_yet_says_nothing(self):
        self.bind(self.cap, 17)
        self.env["stock.quant"].with_context(inventory_mode=True).create(
            {
                "product_id": self.cap.id,
                "location_id": self.warehouse.lot_stock_id.id,
                "inventory_quantity": 5,
            }
        )
        self.backend.action_push_all_stock()
        self.push()
        self.assertEqual(self.client.stock(17), 0)

    def test_stock_is_never_negative(self):
        self.put_in_stock(self.beanie, -15)
        self.push()
        self.assertEqual(self.client.stock(16), 0)

    def test_only_whole_pieces_are_sent(self):
        self.put_in_stock(self.beanie, -0.5)
        self.push()
        self.assertEqual(self.client.stock(16), 9)
        self.assertIs(type(self.client.sent()[16]), int)

    def test_values_a_batch_would_take_for_zero_are_refused(self):
        for value in ("", None, "abc", 3.7, -1, True):
            with self.subTest(value=value), self.assertRaises(ValueError):
                self.env["woo.product"]._prepare_stock_body(16, value)

    def test_number_that_a_plugin_answers_as_text(self):
        with patch.object(
            self.client,
            "_shown",
            lambda payload: {
                **payload,
                "stock_quantity": str(payload["stock_quantity"]),
            },
        ):
            self.put_in_stock(self.beanie, 1)
            self.push()
        self.assertEqual(self.binding.push_state, "pushed", self.binding.push_error)
        self.assertEqual(self.binding.pushed_quantity, 11)

    def test_product_without_stock_is_not_sent(self):
        service = self.create_product("Gift card", type="service", is_storable=False)
        self.bind(service, 24)
        self.backend.action_push_all_stock()
        self.push()
        self.assertEqual(set(self.client.sent()), {16})

    def test_one_product_bound_twice(self):
        self.bind(self.beanie, 17)
        self.put_in_stock(self.beanie, 1)
        self.push()
        self.assertEqual(self.client.sent(), {16: 11, 17: 11})

    # === Requests === #

    def test_unchanged_number_is_not_sent(self):
        self.put_in_stock(self.beanie, 1)
        self.push()
        self.client.requests.clear()
        self.put_in_stock(self.beanie, -1)
        self.put_in_stock(self.beanie, 1)
        self.push()
        self.assertFalse(self.client.requests)
        self.assertFalse(self.outbox())

    def test_sold_product_is_sent_again_where_nobody_looks_for_orders(self):
        self.backend.pull_before_push = False
        self.put_in_stock(self.beanie, 1)
        self.push()
        self.client.change(16, stock_quantity=10)
        self.env["woo.backend"]._note_sold(self.backend, self.beanie)
        self.push()
        self.assertEqual(self.client.stock(16), 11)

    def test_a_request_holds_a_hundred(self):
        products = self.env["product.product"].create(
            [{"name": f"Product {n}", "is_storable": True} for n in range(150)]
        )
        for number, product in enumerate(products):
            self.client.add(1000 + number)
            self.bind(product, 1000 + number)
        self.empty_outbox()
        self.backend.action_push_all_stock()
        self.push()
        paths = [path for _method, path, _bodies in self.client.requests]
        self.assertEqual(paths, ["products/batch"] * 2)
        self.assertEqual(len(self.client.sent()), 151)

    def test_slices_are_sent_one_after_the_other(self):
        for number in range(5):
            self.client.add(1000 + number)
            self.bind(self.create_product(f"Product {number}"), 1000 + number)
        self.backend.action_push_all_stock()
        with patch(f"{BATCH}.SLICE", 2):
            self.assertEqual(self.push(), "6 sent, 0 not accepted")
        self.assertEqual(len(self.client.requests), 3)
        self.assertFalse(self.outbox())

    def test_variations_of_a_parent_share_their_requests(self):
        for number in range(12):
            parent = 2000 + number % 3
            self.client.add(1000 + number, type="variation", parent_id=parent)
            product = self.create_product(f"Variation {number}")
            values = {"woo_type": "variation", "parent_woo_id": parent}
            self.bind(product, 1000 + number, **values)
        self.empty_outbox()
        self.backend.action_push_all_stock()
        with patch(f"{BATCH}.SLICE", 6):
            self.assertEqual(self.push(), "13 sent, 0 not accepted")
        paths = [path for _method, path, _bodies in self.client.requests]
        self.assertEqual(len(paths), len(set(paths)), paths)
        self.assertEqual(len(paths), 4)

    def test_variations_are_sent_through_their_parents(self):
        self.bind(self.cap, 28, woo_type="variation", parent_woo_id=12)
        red = self.create_product("Red")
        self.bind(red, 26, woo_type="variation", parent_woo_id=12)
        self.put_in_stock(self.cap, 4)
        self.put_in_stock(red, 5)
        self.push()
        [(_method, path, bodies)] = self.client.requests
        self.assertEqual(path, "products/12/variations/batch")
        self.assertEqual(len(bodies), 2)
        self.assertEqual(self.client.stock(28), 4)
        self.assertEqual(self.client.stock(26), 5)

    # === Answers === #

    def test_error_of_one_entry(self):
        gone = self.bind(self.cap, 999)
        self.put_in_stock(self.beanie, 1)
        self.put_in_stock(self.cap, 1)
        with trap_jobs() as trap:
            self.assertEqual(self.push(), "1 sent, 1 not accepted")
            trap.assert_enqueued_job(
                self.env["woo.product"]._import,
                args=(self.backend, [999]),
                properties={},
            )
        self.assertEqual(gone.push_state, "failed")
        self.assertEqual(gone.push_error, "Invalid ID.")
        self.assertEqual(self.binding.push_state, "pushed")
        self.assertEqual(self.client.stock(16), 11)
        self.assertFalse(self.outbox())

    def test_gone_from_the_store(self):
        del self.client.products[16]
        self.put_in_stock(self.beanie, 1)
        self.push()
        self.env["woo.product"]._import(self.backend, [16])
        self.assertTrue(self.binding.deleted_in_store)
        self.assertEqual(self.binding.product_id, self.beanie)
        self.put_in_stock(self.beanie, 1)
        self.assertFalse(self.outbox())

    def test_variation_that_was_taken_for_a_product(self):
        binding = self.bind(self.cap, 28)
        self.put_in_stock(self.cap, 4)
        self.push()
        self.assertEqual(binding.push_state, "failed")
        self.env["woo.product"]._import(self.backend, [28])
        self.push()
        self.assertEqual(self.client.stock(28), 4)

    def test_store_keeps_another_number(self):
        self.client._shown = lambda payload: {**payload, "stock_quantity": None}
        self.put_in_stock(self.beanie, 1)
        self.push()
        self.assertEqual(self.binding.push_state, "failed")
        self.assertIn("11", self.binding.push_error)

    def test_success_clears_the_error(self):
        self.binding.write({"push_state": "failed", "push_error": "Invalid ID."})
        self.put_in_stock(self.beanie, 1)
        self.push()
        self.assertEqual(self.binding.push_state, "pushed")
        self.assertFalse(self.binding.push_error)

    def test_variation_counted_on_its_parent(self):
        self.binding.write(
            {"woo_type": "variation", "parent_woo_id": 13, "manage_stock": "parent"}
        )
        self.put_in_stock(self.beanie, 1)
        self.push()
        self.assertFalse(self.client.requests)
        self.assertEqual(self.binding.push_state, "failed")
        self.assertIn("#13", self.binding.push_error)

    def test_variation_counted_on_its_parent_which_is_known(self):
        parent = self.env["woo.product"].create(
            {"backend_id": self.backend.id, "woo_id": 12, "woo_type": "variable"}
        )
        values = {"woo_type": "variation", "parent_woo_id": 12}
        self.binding.write({**values, "manage_stock": "parent"})
        self.bind(self.cap, 28, **values, manage_stock="parent")
        self.put_in_stock(self.cap, 4)
        self.push()
        self.assertEqual(self.client.sent(), {12: 4})
        rule = self.env["woo.stock.rule"].create(
            {"backend_id": self.backend.id, "parent_stock": "sum"}
        )
        self.push()
        self.assertEqual(self.client.stock(12), 14)
        self.assertEqual(parent.pushed_quantity, 14)
        rule.unlink()
        self.push()
        self.assertEqual(self.client.stock(12), 4)

    def test_refused_request_does_not_hold_up_the_others(self):
        self.bind(self.cap, 28, woo_type="variation", parent_woo_id=12)
        self.put_in_stock(self.beanie, 1)
        self.put_in_stock(self.cap, 4)
        self.client.failures = [RejectedError("Not like this.")]
        self.push()
        self.assertEqual(self.binding.push_error, "Not like this.")
        self.assertEqual(self.client.stock(28), 4)

    # === Failures === #

    def test_store_does_not_answer(self):
        self.put_in_stock(self.beanie, 1)
        self.client.failures = [TemporaryError("No answer.", retry_after=30)]
        self.assertEqual(self.push_in_vain().seconds, 31)
        self.assertEqual(len(self.outbox()), 1)
        self.push()
        self.assertEqual(self.client.stock(16), 11)
        self.assertFalse(self.outbox())

    def test_store_that_just_fails_is_told_once_more(self):
        self.put_in_stock(self.beanie, 1)
        self.client.failures = [TemporaryError("Error 500.")]
        self.assertEqual(self.push(), "1 sent, 0 not accepted")
        self.assertEqual(len(self.client.requests), 2)
        self.assertEqual(self.client.stock(16), 11)

    def test_push_goes_before_the_imports_of_a_rush(self):
        with trap_jobs() as trap:
            self.backend._enqueue_push_stock()
            self.env["woo.order"]._enqueue_import(self.backend, [61])
            push, order = trap.enqueued_jobs
        self.assertLess(push.priority, order.priority)

    def test_what_was_accepted_before_a_failure_is_kept(self):
        variation = self.bind(self.cap, 28, woo_type="variation", parent_woo_id=12)
        self.put_in_stock(self.beanie, 1)
        self.put_in_stock(self.cap, 4)
        self.client.failures = [None, *[TemporaryError("No answer.")] * 2]
        self.push_in_vain()
        accepted = (self.binding + variation).filtered("pushed_at")
        self.assertEqual(len(accepted), 1)
        self.assertEqual(len(self.outbox()), 2)
        self.client.requests.clear()
        self.push()
        self.assertEqual(len(self.client.sent()), 1)
        self.assertFalse(self.outbox())

    def test_store_that_needs_attention_fails_no_job(self):
        self.put_in_stock(self.beanie, 1)
        self.client.failures = [
            MisconfiguredError(Reason.WRONG_KEY, "The store does not know the key.")
        ]
        self.assertIn("does not know the key", self.push())
        self.assertEqual(len(self.outbox()), 1)

    def test_nothing_is_sent_when_sending_is_off(self):
        self.put_in_stock(self.beanie, 1)
        self.assertTrue(self.outbox())
        self.backend.push_stock = False
        self.push()
        self.assertFalse(self.client.requests)
        self.assertFalse(self.outbox())

    # === Rows === #

    def test_row_added_meanwhile_stays(self):
        self.put_in_stock(self.beanie, 1)
        send = type(self.backend)._send_stock
        meanwhile = [self.binding.id]

        def move_meanwhile(backend, client, updates):
            yield from send(backend, client, updates)
            if meanwhile:
                with self.registry.cursor() as cr:
                    env = self.env(cr=cr)
                    binding = env["woo.product"].browse(meanwhile.pop())
                    env["woo.stock.change"]._note_bindings(binding, resend=True)

        with patch.object(type(self.backend), "_send_stock", move_meanwhile):
            self.assertEqual(self.push(), "2 sent, 0 not accepted")
        self.assertFalse(self.outbox())

    def test_other_stores_rows_stay(self):
        other = self.create_backend("Other shop", self.warehouse)
        self.bind(self.beanie, 16, other)
        self.put_in_stock(self.beanie, 1)
        self.push()
        self.assertFalse(self.outbox())
        self.assertEqual(len(self.outbox(other)), 1)
