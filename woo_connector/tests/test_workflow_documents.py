from decimal import Decimal

from odoo.tests import tagged

from odoo.addons.queue_job.tests.common import trap_jobs

from .order_case import recorded_orders, recorded_profile
from .workflow_case import WorkflowCase


@tagged("post_install", "-at_install")
class TestWorkflowDocuments(WorkflowCase):
    """Invoices and payments of the steps equal what the store charged, to the cent."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rule = cls._create_rule(
            ["processing"], invoice="posted", payment="always", action="confirm"
        )
        cls.backend.journal_id = cls.journal

    def _work(self, payload, **changes):
        payload = {**payload, "status": "processing", **changes}
        self._bind_products(payload)
        order = self._import_and_work(payload)
        self.assertEqual(order.state, "imported", order.reason)
        self._assert_paid(order, payload)
        return order

    def _assert_paid(self, order, payload):
        """Compare the one invoice and its one payment with the store's amounts."""
        reasons = order.step_ids.mapped("reason")
        self.assertEqual(order.step_state, "done", reasons)
        invoice = order.sale_order_id.invoice_ids
        self.assertEqual(len(invoice), 1)
        total, tax = float(payload["total"]), float(payload["total_tax"])
        sign = 1 if total >= 0 else -1
        self.assertEqual(invoice.move_type, ("out_invoice", "out_refund")[total < 0])
        self.assertAlmostEqual(sign * invoice.amount_total, total, 6, payload["id"])
        self.assertAlmostEqual(sign * invoice.amount_tax, tax, 6, payload["id"])
        self.assertEqual(invoice.currency_id.name, payload["currency"])
        self.assertEqual(invoice.payment_state, "paid")
        payment = invoice.matched_payment_ids
        self.assertEqual(payment, order.step_ids.payment_id)
        self.assertAlmostEqual(payment.amount, abs(total), 6, payload["id"])
        if total:
            self.assertEqual(payment.currency_id, invoice.currency_id)
            self.assertEqual(payment.payment_type, ("inbound", "outbound")[total < 0])

    def _profile_order(self, woo_id):
        return next(order for order in recorded_profile() if order["id"] == woo_id)

    def test_recorded_orders_of_a_store(self):
        self._map_tax(2, self.tax)
        for payload in recorded_profile()[:45:5]:
            with self.subTest(payload["id"]):
                self._work(payload)

    def test_negative_order_is_a_credit_note_that_is_paid_out(self):
        self._map_tax(2, self.tax)
        payload = self._profile_order(100)
        self.assertEqual(payload["total"], "-3.56000000")
        order = self._work(payload)
        self.assertEqual(order.step_ids.payment_id.payment_type, "outbound")

    def test_order_without_lines_has_nothing_to_invoice(self):
        payload = self._profile_order(3001)
        self.assertFalse(payload["line_items"])
        order = self._import_and_work({**payload, "status": "processing"})
        self.assertEqual(
            self._steps(order),
            [("invoice", "skipped"), ("post", "skipped"), ("payment", "skipped")],
        )
        self.assertFalse(order.sale_order_id.invoice_ids)
        self.assertFalse(order.activity_ids)

    def test_order_without_a_price_needs_no_payment(self):
        payload = self._free_order()
        order = self._work(payload)
        self.assertFalse(order.step_ids.payment_id)

    def _free_order(self):
        payload = recorded_orders()["order_full"]
        line = {**payload["line_items"][0], "total": "0", "total_tax": "0"}
        return {
            **payload,
            "total": "0.00",
            "total_tax": "0.00",
            "line_items": [{**line, "taxes": []}],
            "shipping_lines": [],
            "fee_lines": [],
            "coupon_lines": [],
            "tax_lines": [],
        }

    # === Gift cards === #

    def _with_gift_cards(self, *cards):
        """Return the order of 235.08 with these (code, amount) taken off its total."""
        left = Decimal("235.08") - sum(Decimal(amount) for _code, amount in cards)
        rows = [
            {"id": number, "code": code, "amount": amount}
            for number, (code, amount) in enumerate(cards, start=900)
        ]
        return {**self.payload, "total": str(left), "gift_cards": rows}

    def test_gift_cards_are_a_second_payment(self):
        cards = self.env["account.journal"].create(
            {"name": "Gift cards", "code": "GIFT", "type": "bank"}
        )
        self.backend.write(
            {"gift_card_policy": "payment", "gift_card_journal_id": cards.id}
        )
        payload = self._with_gift_cards(("AAAA", "30.00"), ("BBBB", "5.08"))
        order = self._import_and_work(payload)
        self.assertEqual(order.step_state, "done", order.step_ids.mapped("reason"))
        invoice = order.sale_order_id.invoice_ids
        self.assertAlmostEqual(invoice.amount_total, 235.08)
        self.assertEqual(invoice.payment_state, "paid")
        self.assertEqual(
            [
                (payment.journal_id, payment.amount, payment.memo)
                for payment in order.step_ids.payment_id.sorted("amount")
            ],
            [(cards, 35.08, "AAAA, BBBB"), (self.journal, 200.0, "tx_1")],
        )

    def test_gift_cards_without_a_journal(self):
        self.backend.gift_card_policy = "payment"
        order = self._import_and_work(self._with_gift_cards(("AAAA", "35.08")))
        self.assertEqual(
            self._steps(order)[-2:], [("payment", "done"), ("gift_card", "failed")]
        )
        self.assertEqual(
            order.sale_order_id.invoice_ids.payment_state,
            "partial",
        )
        with trap_jobs() as trap:
            self.backend.gift_card_journal_id = self.journal
            self._run_jobs(trap)
        self.assertEqual(order.sale_order_id.invoice_ids.payment_state, "paid")
        self.assertEqual(order.step_state, "done")

    def test_order_that_gift_cards_paid_as_a_whole(self):
        self.backend.write(
            {"gift_card_policy": "payment", "gift_card_journal_id": self.journal.id}
        )
        order = self._import_and_work(self._with_gift_cards(("AAAA", "235.08")))
        self.assertEqual(order.step_state, "done")
        self.assertEqual(order.step_ids.payment_id.amount, 235.08)
        self.assertEqual(order.sale_order_id.invoice_ids.payment_state, "paid")

    def test_gift_card_that_is_a_line_is_no_payment(self):
        self.backend.write(
            {
                "gift_card_policy": "liability",
                "gift_card_product_id": self.backend.fee_product_id.id,
            }
        )
        order = self._import_and_work(self._with_gift_cards(("AAAA", "35.08")))
        self.assertEqual(order.step_state, "done", order.step_ids.mapped("reason"))
        self.assertNotIn("gift_card", order.step_ids.mapped("kind"))
        invoice = order.sale_order_id.invoice_ids
        self.assertAlmostEqual(invoice.amount_total, 200)
        self.assertEqual(order.step_ids.payment_id.amount, 200)
        self.assertEqual(invoice.payment_state, "paid")

    # === Currencies === #

    def test_other_currency(self):
        self._map_tax(2, self.tax)
        self.env["res.currency.rate"].create(
            {
                "currency_id": self.env.ref("base.GBP").id,
                "name": "2020-01-01",
                "rate": 0.77,
            }
        )
        payload = self._profile_order(103)
        self.assertEqual(payload["currency"], "GBP")
        order = self._work(payload)
        invoice = order.sale_order_id.invoice_ids
        self.assertFalse(
            invoice.line_ids.filtered(
                lambda line: (
                    line.account_type == "asset_receivable" and line.amount_residual
                )
            )
        )

    def test_journal_in_another_currency_than_the_order(self):
        self._map_tax(2, self.tax)
        self.journal.currency_id = self.env.ref("base.EUR")
        self.env["res.currency.rate"].create(
            {
                "currency_id": self.env.ref("base.GBP").id,
                "name": "2020-01-01",
                "rate": 0.77,
            }
        )
        self._work(self._profile_order(103))

    def test_rate_that_changed_between_order_and_payment(self):
        for day, rate in (("2020-01-01", 0.5), ("2026-11-23", 0.9)):
            self.env["res.currency.rate"].create(
                {
                    "currency_id": self.env.ref("base.EUR").id,
                    "name": day,
                    "rate": rate,
                }
            )
        payload = {**self.payload, "date_created_gmt": "2026-11-20T10:00:00"}
        self._work(payload)

    def test_currency_without_decimals(self):
        self._other_decimals("JPY", 1)

    def test_currency_with_three_decimals(self):
        self._other_decimals("KWD", 1000)

    def _other_decimals(self, code, units):
        """Work through an order whose line is 1111 units and whose tax is 222."""
        currency = self.env["res.currency"].with_context(active_test=False)
        currency = currency.search([("name", "=", code)])
        currency.active = True
        self.env["product.pricelist"].create({"name": code, "currency_id": currency.id})
        payload = self._free_order()
        net, tax = str(1111 / units), str(222 / units)
        line = {
            **payload["line_items"][0],
            "subtotal": net,
            "total": net,
            "total_tax": tax,
            "taxes": [{"id": 1, "total": tax, "subtotal": tax}],
        }
        total = str(1333 / units)
        changes = {"currency": code, "total": total, "total_tax": tax}
        self._work({**payload, **changes, "line_items": [line]})

    # === Sending === #

    def test_invoice_is_sent_once(self):
        self.rule.invoice = "sent"
        order = self._work(self.payload)
        self.assertEqual(
            self._steps(order)[-2:], [("payment", "done"), ("send", "done")]
        )
        invoice = order.step_ids.move_id
        self.assertTrue(invoice.is_move_sent)
        sent = invoice.message_ids.filtered("attachment_ids")
        self.assertEqual(len(sent), 1)
        self.assertEqual(sent.notified_partner_ids, invoice.partner_id)
        order.step_ids[-1].state = "todo"
        order.step_ids[-1]._run()
        self.assertEqual(order.step_ids[-1].state, "done")
        self.assertEqual(invoice.message_ids.filtered("attachment_ids"), sent)

    def test_customer_without_an_address_to_send_to(self):
        self.rule.invoice = "sent"
        billing = {**self.payload["billing"], "email": ""}
        payload = {**self.payload, "billing": billing, "customer_id": 0}
        order = self._import_and_work(payload)
        self.assertEqual(
            self._steps(order)[-2:], [("payment", "done"), ("send", "failed")]
        )
        self.assertIn("e-mail", order.step_ids[-1].reason)
        self.assertIn("e-mail", order.activity_ids.note)

    def test_shipping_that_is_invoiced_once_delivered_is_named(self):
        """No transfer delivers it: whoever waits for one waits for ever."""
        self.carrier.product_id.invoice_policy = "delivery"
        self._bind_products(self.payload).invoice_policy = "delivery"
        order = self._import_and_work(self.payload)
        step = order.step_ids[0]
        self.assertNotIn("Parcel", step.reason)
        picking = order.sale_order_id.picking_ids
        for move in picking.move_ids:
            move.quantity = move.product_uom_qty
        picking.move_ids.picked = True
        with trap_jobs() as trap:
            picking._action_done()
            self._run_jobs(trap)
        self.assertEqual(step.state, "waiting")
        self.assertIn("Parcel", step.reason)
        shipping = order.sale_order_id.order_line.filtered("is_delivery")
        shipping.qty_delivered = 1
        with trap_jobs() as trap:
            self.env["woo.order.step"]._cron_resume()
            self._run_jobs(trap)
        self._assert_paid(order, self.payload)
