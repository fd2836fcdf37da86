from odoo.tests import tagged

from odoo.addons.queue_job.tests.common import trap_jobs

from ..woo.errors import NotFoundError, RejectedError
from .order_case import OrderCase, recorded_orders

DELETED = {"product_id": 0, "variation_id": 0, "sku": None}
# What a store answers for a line of a product it never had.
EMPTY = {
    "name": "",
    "quantity": 1,
    "subtotal": "0.00",
    "total": "0.00",
    "total_tax": "0.00",
    "taxes": [{"id": 1, "total": "0.00", "subtotal": "0.00"}],
    "price": 0,
    "meta_data": [],
    **DELETED,
}


@tagged("post_install", "-at_install")
class TestOrderAwkward(OrderCase):
    """Orders that name what is not there any more, or say more than a product does."""

    def setUp(self):
        super().setUp()
        self.payload = recorded_orders()["order_full"]
        self._bind_products(self.payload)
        self.placeholder = self.env.ref("woo_connector.product_deleted")

    def _with_line(self, **changed):
        """Return the order with something else on its first line, the beanies."""
        line = {**self.payload["line_items"][0], **changed}
        return {**self.payload, "line_items": [line, *self.payload["line_items"][1:]]}

    def _first_line(self, payload):
        order = self._import(payload)
        self.assertEqual(order.state, "imported", order.reason)
        self.assertEqual(order.sale_order_id.amount_total, 235.08)
        return order.sale_order_id.order_line[0]

    # === What plugins leave behind === #

    def test_odd_fields_that_decide_nothing(self):
        meta = [[], None, {"id": "a1", "key": ["k"], "display_key": [], "value": {}}]
        line = {"sku": ["woo-beanie"], "price": "NaN", "meta_data": meta}
        [shipping] = self.payload["shipping_lines"]
        nameless = {"id": "", "total": "0.00", "subtotal": ""}
        listless = {"id": "total", "total": []}
        taxes = [*shipping["taxes"], nameless, listless]
        line = self._first_line(
            {
                **self._with_line(**line),
                "shipping_lines": [{**shipping, "taxes": taxes}],
                "meta_data": [*meta, *self.payload["meta_data"]],
                "date_paid_gmt": "-0001-11-30T00:00:00",
                "customer_user_agent": ["x"],
                "refunds": False,
            }
        )
        self.assertEqual(line.price_subtotal, 30.74)
        self.assertFalse(line.order_id.woo_order_ids.date_paid)

    # === Units === #

    def test_store_that_sells_dozens(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        self.env["woo.stock.rule"].create(
            {"backend_id": self.backend.id, "uom_id": dozen.id}
        )
        line = self._first_line(self.payload)
        self.assertEqual(line.product_uom_qty, 2)
        self.assertEqual(line.product_uom_id, dozen)
        self.assertEqual(line.move_ids.product_qty, 24)

    # === Deleted products === #

    def test_deleted_product_keeps_its_name(self):
        line = self._first_line(self._with_line(**DELETED))
        self.assertEqual(line.product_id, self.placeholder)
        self.assertEqual(line.name, "Beanie")
        self.assertEqual(line.product_uom_qty, 2)
        self.assertEqual(line.price_subtotal, 30.74)

    def test_deleted_product_keeps_the_sku_that_a_plugin_kept(self):
        meta = [{"id": 1, "key": "_sku", "value": "woo-beanie"}]
        line = self._first_line(self._with_line(**DELETED, meta_data=meta))
        self.assertEqual(line.product_id, self.placeholder)
        self.assertEqual(line.name, "Beanie\nSKU: woo-beanie")

    def test_kept_sku_finds_the_product(self):
        product = self.env["product.product"].create(
            {"name": "Beanie", "default_code": "WOO-beanie"}
        )
        meta = [{"id": 1, "key": "_sku", "value": "woo-beanie"}]
        line = self._first_line(self._with_line(**DELETED, meta_data=meta))
        self.assertEqual(line.product_id, product)

    def test_kept_sku_of_two_products_finds_none(self):
        products = self.env["product.product"]
        products.create([{"name": "B", "default_code": "woo-beanie"}] * 2)
        line = self._first_line(self._with_line(**{**DELETED, "sku": "woo-beanie"}))
        self.assertEqual(line.product_id, self.placeholder)

    def test_line_of_a_product_the_store_never_had(self):
        payload = {**self.payload, "id": 70, "number": "70"}
        payload["line_items"] = [*self.payload["line_items"], {**EMPTY, "id": 12}]
        order = self._import(payload)
        self.assertEqual(order.state, "imported", order.reason)
        line = order.sale_order_id.order_line.filtered(
            lambda line: line.woo_line_id == 12
        )
        self.assertEqual(line.product_id, self.placeholder)
        self.assertTrue(line.name)
        self.assertEqual(line.price_total, 0)
        self.assertEqual(order.sale_order_id.amount_total, 235.08)

    def test_order_of_nothing_but_unknown_products(self):
        zero = {"discount_total": "0", "total": "0.00", "total_tax": "0.00"}
        empty = {"shipping_lines": [], "fee_lines": [], "coupon_lines": []}
        payload = {**self.payload, **zero, **empty, "tax_lines": []}
        order = self._import({**payload, "line_items": [{**EMPTY, "id": 12}]})
        self.assertEqual(order.state, "imported", order.reason)

    def test_without_a_placeholder_the_order_waits(self):
        self.backend.placeholder_product_id = False
        order = self._import(self._with_line(**DELETED))
        self.assertEqual(order.state, "waiting")
        self.assertIn("Beanie", order.missing_ids.name)
        self.assertEqual(order.missing_ids.mapping_model, "woo.backend")
        with trap_jobs() as trap:
            self.backend.placeholder_product_id = self.placeholder
        trap.assert_jobs_count(1)
        trap.perform_enqueued_jobs()
        self.assertEqual(order.state, "imported", order.reason)

    def test_product_that_is_only_unknown_is_never_replaced(self):
        order = self._import(self._with_line(product_id=999, sku="new"))
        self.assertEqual(order.state, "waiting")
        self.assertFalse(order.sale_order_id)

    def test_product_that_turns_out_to_be_deleted(self):
        order = self._import(self._with_line(product_id=999, sku=None))
        self.assertEqual(order.state, "waiting")
        self.client.answers["GET products/999"] = NotFoundError("No.", status=404)
        with trap_jobs() as trap:
            self.env["woo.product"]._import(self.backend, [999])
        trap.perform_enqueued_jobs()
        self.assertEqual(order.state, "imported", order.reason)
        self.assertEqual(order.sale_order_id.order_line[0].product_id, self.placeholder)

    def test_choosing_a_placeholder_releases_what_waits_for_deleted_products(self):
        self.backend.placeholder_product_id = False
        order = self._import(self._with_line(product_id=999, sku=None))
        binding = self.env["woo.product"].search([("woo_id", "=", 999)])
        with trap_jobs() as trap:
            binding.deleted_in_store = True
        trap.assert_jobs_count(0)
        with trap_jobs() as trap:
            self.backend.placeholder_product_id = self.placeholder
        trap.assert_jobs_count(1)
        trap.perform_enqueued_jobs()
        self.assertEqual(order.state, "imported", order.reason)

    def test_product_deleted_after_the_import_stays_what_it_was(self):
        line = self._first_line({**self.payload, "status": "on-hold"})
        product = line.product_id
        payload = {**self._with_line(**DELETED), "status": "on-hold"}
        payload["customer_note"] = "Ring twice"
        line = self._first_line(payload)
        self.assertEqual(line.product_id, product)

    def test_product_deleted_after_the_import_is_no_change_of_the_order(self):
        line = self._first_line(self.payload)
        product = line.product_id
        self.assertEqual(line.order_id.state, "sale")
        payload = {**self._with_line(**DELETED), "status": "completed"}
        self.assertEqual(self._first_line(payload).product_id, product)
        self.assertFalse(self._order(61).activity_ids)

    def test_fee_without_a_name(self):
        fee = {**self.payload["fee_lines"][0], "name": ""}
        order = self._import({**self.payload, "fee_lines": [fee]})
        line = order.sale_order_id.order_line.filtered(
            lambda line: line.woo_line_id == fee["id"]
        )
        self.assertEqual(line.name, self.backend.fee_product_id.display_name)

    # === Lists and addresses as PHP writes them at times === #

    def test_lists_with_gaps_are_objects(self):
        gaps = {"refunds": {"1": {"id": 7, "reason": "", "total": "-1.00"}}}
        for name in ("line_items", "shipping_lines", "fee_lines", "meta_data"):
            gaps[name] = dict(enumerate(self.payload[name], start=1))
        with trap_jobs() as trap:
            self._first_line({**self.payload, **gaps})
            refunds = self.env["woo.refund"]._import_of_order
            trap.assert_jobs_count(1, only=refunds)

    def test_address_that_is_an_empty_list(self):
        line = self._first_line({**self.payload, "shipping": []})
        self.assertEqual(
            line.order_id.partner_shipping_id, line.order_id.partner_invoice_id
        )

    def test_answer_that_is_no_order_is_no_deletion(self):
        order = self._import(self.payload)
        for answer in (None, False, [], {"code": "blocked", "message": "No."}):
            self.client.answers["GET orders/61"] = answer
            for job in (
                self.env["woo.order"]._import,
                order.refund_ids._import_of_order,
            ):
                with self.assertRaisesRegex(RejectedError, "is no order"):
                    job(self.backend, 61)
        self.assertEqual((order.state, order.status), ("imported", "processing"))
        self.assertEqual(order.sale_order_id.state, "sale")

    # === What a line says === #

    def test_same_name_as_in_odoo_is_said_once(self):
        product = self.env["woo.product"].search([("woo_id", "=", 16)]).product_id
        product.default_code = "B-1"
        line = self._first_line(self.payload)
        self.assertEqual(line.name, "[B-1] Beanie")

    def test_other_name_than_in_odoo_is_kept(self):
        line = self._first_line(self._with_line(name="Beanie &amp; <b>bow</b>"))
        self.assertEqual(line.name, "Beanie & bow")

    def test_what_the_customer_chose_is_on_the_line_and_on_the_parcel(self):
        meta = [
            {"id": 1, "key": "_private", "value": "x", "display_key": "_private"},
            {"id": 2, "key": "pa_size", "value": "xl", "display_key": "Size"}
            | {"display_value": "Extra large"},
        ]
        line = self._first_line(self._with_line(meta_data=meta))
        self.assertEqual(line.name, "Beanie\nSize: Extra large")
        self.assertEqual(line.move_ids.description_picking, "Size: Extra large")
        others = line.order_id.order_line - line
        for move in others.move_ids:
            self.assertNotIn("Size", move.description_picking)

    def test_parcel_says_which_product_was_deleted(self):
        line = self._first_line(self._with_line(**DELETED))
        self.assertEqual(line.move_ids.description_picking, "Beanie")
