from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..woo.errors import TemporaryError
from .order_case import OrderCase, recorded_orders


@tagged("post_install", "-at_install")
class TestOrderTryOut(OrderCase):
    """Shadow mode shows what an import would do, and leaves nothing behind."""

    def setUp(self):
        super().setUp()
        self.payload = recorded_orders()["order_full"]
        self._bind_products(self.payload)
        self.client.answers["GET orders"] = []

    def _try_out(self, number="61", user=None):
        wizard = self.env["woo.order.try.out"].with_user(user or self.woo_user)
        tried = wizard.create({"backend_id": self.backend.id, "number": number})
        action = tried.action_try_out()
        self.assertEqual(action["res_id"], tried.id)
        return tried

    def _try_out_payload(self, **changed):
        self.client.answers["GET orders/61"] = {**self.payload, **changed}
        return self._try_out()

    def _counts(self):
        self.env.flush_all()
        models = (
            "sale.order",
            "sale.order.line",
            "woo.order",
            "woo.order.missing",
            "woo.customer",
            "woo.product",
            "woo.tax",
            "woo.payment.method",
            "res.partner",
            "mail.activity",
            "mail.message",
            "queue.job",
            "stock.picking",
        )
        return {name: self.env[name].sudo().search_count([]) for name in models}

    # === What it shows === #

    def test_order_line_by_line(self):
        tried = self._try_out_payload()
        self.assertEqual(tried.verdict, "A confirmed sale order would be made.")
        self.assertEqual((tried.total, tried.sale_total), (235.08, 235.08))
        self.assertEqual((tried.total_tax, tried.sale_total_tax), (39.18, 39.18))
        self.assertIn("Döe", tried.customer)
        self.assertIn("(new)", tried.customer)
        self.assertFalse(tried.missing or tried.difference)
        beanie, *_others, rebate = tried.line_ids
        self.assertEqual(beanie.name, "[woo-beanie] Beanie")
        self.assertEqual(beanie.product, "Beanie")
        self.assertEqual((beanie.untaxed, beanie.tax), (30.74, 6.15))
        self.assertEqual((beanie.sale_untaxed, beanie.sale_tax), (30.74, 6.15))
        self.assertEqual(beanie.taxes, "20 %")
        self.assertEqual(rebate.sale_untaxed, -1)
        self.assertFalse(any(tried.line_ids.mapped("is_different")))

    def test_what_is_missing_is_named(self):
        self.tax_mapping.tax_id = False
        tried = self._try_out_payload()
        self.assertIn("would wait", tried.verdict)
        self.assertIn("20 %", tried.missing)
        self.assertEqual(len(tried.line_ids), 6)
        self.assertEqual(tried.line_ids[0].untaxed, 30.74)
        self.assertFalse(tried.line_ids[0].product)

    def test_difference_is_named(self):
        tried = self._try_out_payload(total="236.00")
        self.assertIn("236.00", tried.difference)
        self.assertEqual(tried.sale_total, 235.08)

    def test_status_that_asks_for_nothing(self):
        tried = self._try_out_payload(status="cancelled")
        self.assertIn("gave this order up", tried.verdict)
        self.assertEqual(len(tried.line_ids), 6)

    def test_order_that_the_store_gave_up(self):
        order = self._import(self.payload)
        tried = self._try_out_payload(status="cancelled")
        self.assertIn(order.sale_order_id.name, tried.verdict)
        self.assertIn("would be cancelled", tried.verdict)
        self.assertEqual(order.sale_order_id.state, "sale")
        self._import({**self.payload, "status": "cancelled"})
        self.assertEqual(order.sale_order_id.state, "cancel")
        tried = self._try_out_payload()
        self.assertTrue(tried.verdict)
        self.assertEqual(order.sale_order_id.state, "cancel")

    def test_order_that_is_imported_already(self):
        order = self._import(self.payload)
        tried = self._try_out()
        self.assertIn(order.sale_order_id.name, tried.verdict)
        self.assertNotIn("(new)", tried.customer)

    def test_change_that_would_be_applied(self):
        order = self._import({**self.payload, "status": "on-hold"})
        sale_order = order.sale_order_id
        before = sale_order.note
        tried = self._try_out_payload(status="on-hold", customer_note="Ring twice")
        self.assertIn("Ring twice", tried.verdict)
        self.assertEqual(sale_order.note, before)
        self.assertEqual(order.sale_order_id, sale_order)

    def test_order_that_could_not_be_imported(self):
        tried = self._try_out_payload(total="abc")
        self.assertIn("could not be imported", tried.verdict)
        self.assertIn("total", tried.verdict)

    # === What it leaves === #

    def test_nothing_is_left(self):
        sequence = self.env["ir.sequence"].search([("code", "=", "sale.order")])
        for status, changed in (
            ("processing", {}),
            ("brand-new", {}),
            ("processing", {"payment_method": "unheard", "customer_id": 99}),
        ):
            before = self._counts(), sequence[:1]._get_number_next_actual()
            self._try_out_payload(status=status, **changed)
            after = self._counts(), sequence[:1]._get_number_next_actual()
            self.assertEqual(before, after)

    def test_unknown_product_is_not_even_asked_for(self):
        self.env["woo.product"].search([("woo_id", "=", 16)]).unlink()
        before = self._counts()
        tried = self._try_out_payload()
        self.assertIn("Beanie", tried.missing)
        self.assertEqual(self._counts(), before)

    # === Which order === #

    def test_number_that_a_plugin_gave(self):
        self.client.answers["GET orders/61"] = {**self.payload, "number": "A-7"}
        self.client.answers["GET orders"] = [
            {"id": 60, "number": "A-70"},
            {"id": 61, "number": "A-7"},
        ]
        self.assertEqual(self._try_out("#A-7").woo_id, 61)
        self._import({**self.payload, "number": "A-7"})
        self.client.requests.clear()
        self._try_out("A-7")
        self.assertEqual(self.client.asked("GET"), [("orders/61", {"dp": 8})])

    def test_order_that_is_not_there(self):
        for number in ("99", "nonsense"):
            with self.assertRaisesRegex(UserError, "no order"):
                self._try_out(number)

    def test_store_that_is_away_is_told_plainly(self):
        self.client.answers["GET orders/61"] = TemporaryError("The store is away.")
        with self.assertRaisesRegex(UserError, "away"):
            self._try_out()

    def test_button_on_the_order(self):
        order = self._import(self.payload)
        action = order.with_user(self.woo_user).action_try_out()
        tried = self.env["woo.order.try.out"].browse(action["res_id"])
        self.assertEqual(tried.woo_id, 61)
        self.assertTrue(tried.line_ids)

    def test_import_now(self):
        tried = self._try_out_payload()
        tried.action_import()
        event = self.env["woo.event"].search([("woo_id", "=", 61)])
        self.assertEqual(event.resource, "order")

    def test_who_sees_no_orders_cannot_try_one_out(self):
        seller = new_test_user(self.env, "seller", "sales_team.group_sale_salesman")
        with self.assertRaises(AccessError):
            self._try_out(user=seller)
