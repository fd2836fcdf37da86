from odoo.tests import tagged

from odoo.addons.queue_job.tests.common import trap_jobs

from .order_case import OrderCase, recorded_orders


@tagged("post_install", "-at_install")
class TestOrderWaiting(OrderCase):
    """What an order lacks is named in one pass, and filling it in sends it on."""

    def setUp(self):
        super().setUp()
        self.payload = recorded_orders()["order_full"]

    def _missing(self, order):
        return order.missing_ids.mapped("name")

    def test_everything_missing_is_named_at_once(self):
        self.tax_mapping.tax_id = False
        self.backend.write({"carrier_id": False, "fee_product_id": False})
        self.env["product.pricelist"].search([]).active = False
        order = self._import({**self.payload, "status": "awaiting-shipment"})
        self.assertEqual(order.state, "waiting")
        self.assertFalse(order.sale_order_id)
        names = "\n".join(self._missing(order))
        for word in (
            "awaiting-shipment",
            "EUR",
            "Beanie",
            "woo-beanie",
            "V-Neck",
            "Belt",
            "20 %",
            "Flat rate",
            "Gift wrap",
            "Loyalty rebate",
        ):
            self.assertIn(word, names)
        self.assertEqual(len(order.missing_ids), 9)
        self.assertEqual(order.reason, names)

    def test_one_activity_however_often_it_is_tried(self):
        order = self._import(self.payload)
        for _try in range(3):
            self.env["woo.order"]._import(self.backend, 61)
        self.assertEqual(len(order.activity_ids), 1)
        self.assertEqual(order.activity_ids.user_id, self.backend.responsible_id)
        self.assertEqual(len(order.missing_ids), 3)
        self._bind_products(self.payload)
        self.env["woo.order"]._import(self.backend, 61)
        self.assertEqual(order.state, "imported")
        self.assertFalse(order.activity_ids)
        self.assertFalse(order.missing_ids)

    def test_a_job_that_waits_stands_for_no_release(self):
        """It may have run since the transaction began that fills something in."""
        self.tax_mapping.tax_id = False
        self._import(self.payload)
        self.env["woo.order"]._enqueue_import(self.backend, [61])
        of_order = [("identity_key", "=like", f"woo-order-{self.backend.id}-61%")]
        self.assertEqual(self.env["queue.job"].search_count(of_order), 1)
        self.tax_mapping.tax_id = self.tax
        self.assertEqual(self.env["queue.job"].search_count(of_order), 2)

    def _fill_in_unseen(self, minutes=0):
        """Fill in the tax as if the release had not seen the order yet."""
        order = self._import(self.payload)
        with trap_jobs():
            self.tax_mapping.tax_id = self.tax
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE woo_tax SET write_date = write_date + %s * interval '1 minute' "
            "WHERE id = %s",
            (minutes, self.tax_mapping.id),
        )
        self.env.invalidate_all()
        return order

    def test_release_that_came_too_early_is_made_up_for(self):
        self._bind_products(self.payload)
        self.tax_mapping.tax_id = False
        order = self._fill_in_unseen()
        self._import({**self.payload, "id": 62, "status": "strange"})
        with trap_jobs() as trap:
            self.env["woo.order.missing"]._cron_release()
        self.assertEqual([job.args[1] for job in trap.enqueued_jobs], [61])
        trap.perform_enqueued_jobs()
        self.assertEqual(order.state, "imported", order.reason)
        with trap_jobs() as trap:
            self.env["woo.order.missing"]._cron_release()
        trap.assert_jobs_count(0)

    def test_filled_in_long_before_the_order_is_no_lost_release(self):
        """It would be imported again for ever."""
        self.tax_mapping.tax_id = False
        self._fill_in_unseen(minutes=-60)
        with trap_jobs() as trap:
            self.env["woo.order.missing"]._cron_release()
        trap.assert_jobs_count(0)

    def test_no_mapping_is_guessed_from_names(self):
        self.env["product.product"].create({"name": "Beanie"})
        order = self._import(self.payload)
        self.assertIn("Beanie", "".join(self._missing(order)))

    def test_product_is_found_by_sku(self):
        for sku in ("woo-beanie", "woo-vneck-tee-blue", "woo-belt"):
            self.env["product.product"].create({"name": sku, "default_code": sku})
        order = self._import(self.payload)
        self.assertEqual(order.state, "imported", order.reason)
        self.assertEqual(
            order.sale_order_id.order_line[0].product_id.default_code, "woo-beanie"
        )
        binding = self.env["woo.product"].search([("woo_id", "=", 16)])
        self.assertEqual(binding.product_id.default_code, "woo-beanie")

    def test_sku_that_two_products_have_is_no_answer(self):
        for number in range(2):
            self.env["product.product"].create(
                {"name": f"Beanie {number}", "default_code": "woo-beanie"}
            )
        order = self._import(self.payload)
        self.assertEqual(order.state, "waiting")
        [missing] = [name for name in self._missing(order) if "woo-beanie" in name]
        self.assertIn("Several", missing)

    def test_deleted_product_is_named(self):
        self._bind_products(self.payload)
        self.backend.placeholder_product_id = False
        line = {**self.payload["line_items"][0], "product_id": 0, "sku": None}
        lines = [line, *self.payload["line_items"][1:]]
        order = self._import({**self.payload, "line_items": lines})
        self.assertEqual(order.state, "waiting")
        [missing] = self._missing(order)
        self.assertIn("Beanie", missing)
        self.assertIn("deleted", missing)

    def test_activating_the_currency_releases_the_order(self):
        order = self._import({**self.payload, "currency": "CHF"})
        self.assertEqual(order.state, "waiting")
        with trap_jobs() as trap:
            order.currency_id.active = True
        trap.assert_jobs_count(1)
        with trap_jobs() as trap:
            self.env.ref("base.SEK").active = True
        trap.assert_jobs_count(0)

    def test_pricelist_in_the_currency_releases_the_order(self):
        self._bind_products(self.payload)
        self.env.ref("base.CHF").active = True
        order = self._import({**self.payload, "currency": "CHF"})
        self.assertEqual(order.missing_ids.mapping_model, "woo.currency")
        values = {"name": "Swiss", "currency_id": order.currency_id.id}
        with trap_jobs() as trap:
            pricelist = self.env["product.pricelist"].create(values)
        trap.assert_jobs_count(1)
        pricelist.active = False
        with trap_jobs() as trap:
            pricelist.active = True
        trap.assert_jobs_count(1)
        trap.perform_enqueued_jobs()
        self.assertEqual(order.state, "imported")

    def test_inactive_currency_is_named(self):
        self._bind_products(self.payload)
        order = self._import({**self.payload, "currency": "SEK"})
        [missing] = self._missing(order)
        self.assertIn("SEK", missing)
        self.assertIn("not active", missing)

    def test_unknown_rate_becomes_a_mapping(self):
        self._bind_products(self.payload)
        self.tax_mapping.unlink()
        order = self._import(self.payload)
        mapping = self.env["woo.tax"].search([("backend_id", "=", self.backend.id)])
        self.assertEqual((mapping.woo_id, mapping.rate, mapping.name), (1, 20, "VAT"))
        self.assertEqual(order.missing_ids.mapping_id, mapping.id)
        self.assertEqual(mapping.waiting_count, 1)

    def test_filling_in_a_mapping_releases_exactly_what_waited_for_it(self):
        self._bind_products(self.payload)
        self.tax_mapping.tax_id = False
        self._import(self.payload)
        self._import({**self.payload, "id": 62, "status": "strange"})
        self._import({**self.payload, "id": 63, "status": "cancelled"})
        with trap_jobs() as trap:
            self.tax_mapping.tax_id = self.tax
        jobs = [job.args[1] for job in trap.enqueued_jobs]
        self.assertEqual(sorted(jobs), [61, 62])
        trap.perform_enqueued_jobs()
        self.assertEqual(self._order(61).state, "imported")
        self.assertEqual(self._order(62).state, "waiting")

    def test_binding_a_product_releases_what_waited_for_it(self):
        order = self._import(self.payload)
        bindings = self.env["woo.product"].search([("woo_id", "in", (16, 28, 17))])
        products = self.env["product.product"].create([{"name": "P"}] * 3)
        with trap_jobs() as trap:
            for binding, product in zip(bindings, products, strict=True):
                binding.product_id = product
        imports = [job for job in trap.enqueued_jobs if job.method_name == "_import"]
        self.assertEqual(len(imports), 1)
        self.env["woo.order"]._import(self.backend, 61)
        self.assertEqual(order.state, "imported")

    def test_a_row_for_the_whole_kind_releases_every_title(self):
        self._bind_products(self.payload)
        self.backend.carrier_id = False
        self._import(self.payload)
        values = {"backend_id": self.backend.id, "method_id": "flat_rate"}
        with trap_jobs() as trap:
            self.env["woo.shipping.method"].create(
                {**values, "carrier_id": self.carrier.id}
            )
        trap.assert_jobs_count(1)
        trap.perform_enqueued_jobs()
        self.assertEqual(self._order(61).state, "imported")

    def test_defaults_of_the_store_release_orders(self):
        self._bind_products(self.payload)
        self.backend.write({"carrier_id": False, "fee_product_id": False})
        order = self._import(self.payload)
        self.assertEqual(len(order.missing_ids), 3)
        with trap_jobs() as trap:
            self.backend.carrier_id = self.carrier
            self.backend.fee_product_id = self.env.ref("woo_connector.product_fee")
        trap.assert_jobs_count(1)
        trap.perform_enqueued_jobs()
        self.assertEqual(order.state, "imported", order.reason)

    def test_quantity_that_odoo_would_round_waits(self):
        self._bind_products(self.payload)
        line = {**self.payload["line_items"][0], "quantity": 0.125}
        lines = [line, *self.payload["line_items"][1:]]
        order = self._import({**self.payload, "line_items": lines})
        self.assertIn("0.125", order.missing_ids.name)
        self.env.ref("uom.decimal_product_uom").digits = 3
        self.env["woo.order"]._import(self.backend, 61)
        self.assertEqual(order.state, "imported", order.reason)
        self.assertEqual(order.sale_order_id.order_line[0].product_uom_qty, 0.125)

    def test_unmapped_payment_method_holds_nothing_up(self):
        self._bind_products(self.payload)
        order = self._import(self.payload)
        self.assertEqual(order.state, "imported")
        method = self.env["woo.payment.method"].search([])
        self.assertEqual((method.code, method.name), ("bacs", "Direct bank transfer"))

    def test_shipping_methods_by_title_then_kind_then_default(self):
        self._bind_products(self.payload)
        express, flat = (
            self.carrier.copy({"name": name}) for name in ("Express", "Flat")
        )
        methods = self.env["woo.shipping.method"]
        find = methods._find_carrier
        self.assertEqual(find(self.backend, "flat_rate", "X"), self.carrier)
        values = {"backend_id": self.backend.id, "method_id": "flat_rate"}
        methods.create({**values, "carrier_id": flat.id})
        self.assertEqual(find(self.backend, "flat_rate", "X"), flat)
        methods.create({**values, "title": "X", "carrier_id": express.id})
        self.assertEqual(find(self.backend, "flat_rate", "X"), express)
        self.assertEqual(find(self.backend, "flat_rate", "Y"), flat)

    def test_several_shipping_lines(self):
        self._bind_products(self.payload)
        shipping = self.payload["shipping_lines"][0]
        second = {**shipping, "id": 40, "method_title": "Second", "total": "0.00"}
        second |= {"total_tax": "0.00", "taxes": []}
        order = self._import({**self.payload, "shipping_lines": [shipping, second]})
        self.assertEqual(order.state, "imported", order.reason)
        lines = order.sale_order_id.order_line.filtered("is_delivery")
        self.assertEqual(lines.mapped("name"), ["Flat rate", "Second"])
        self.assertEqual(lines.mapped("price_subtotal"), [5.0, 0.0])

    def test_try_again_forgets_that_nothing_changed(self):
        self._bind_products(self.payload)
        order = self._import({**self.payload, "total": "300.00"})
        self.assertEqual(order.state, "review")
        with trap_jobs() as trap:
            order.action_retry()
        trap.perform_enqueued_jobs()
        self.assertEqual(order.state, "review")
        self.assertEqual(len(order.activity_ids), 1)
        self.assertEqual(self.env["sale.order"].search_count([]), 1)
