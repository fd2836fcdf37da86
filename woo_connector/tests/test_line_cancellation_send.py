from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged

from .line_cancellation_case import MODEL, LineCancellationCase
from .scenario import scenario


@tagged("post_install", "-at_install")
class TestLineCancellationSend(LineCancellationCase):
    """Pieces taken off a confirmed sale order are refunded in the store."""

    def test_one_row_and_a_job_after_the_commit(self):
        line = self._ordered_mugs()
        row = self._take_off(line, 2)
        self.assertEqual((row.name, row.state), (self.sale_order.name, "waiting"))
        self.assertIn("1 × ", row.content)
        self.assertEqual(self.client.requests, [])
        self.assertEqual(self._commit(MODEL), row.ids)
        self.assertEqual(self.client.requests, [])

    @scenario(
        "Confirmed, nothing delivered or invoiced",
        "Pieces taken off in Odoo",
        "A refund of just these pieces in the store, once",
    )
    def test_a_piece_is_refunded(self):
        row = self._take_off(self._ordered_mugs(), 2)
        self._send(row)
        self.assertEqual((row.state, row.reason), ("sent", False))
        self.assertEqual(row.refund_woo_id, 700)
        self.assertEqual(
            self.client.posted(),
            [
                {
                    "amount": "12.00",
                    "reason": f"{self.sale_order.name}-{row.id} (Odoo)",
                    "api_refund": False,
                    "api_restock": False,
                    "line_items": [
                        {
                            "id": 1,
                            "quantity": 1,
                            "refund_total": "10.00",
                            "refund_tax": [{"id": 1, "refund_total": "2.00"}],
                        }
                    ],
                }
            ],
        )
        refund = self.order.refund_ids
        self.assertEqual((refund.woo_id, refund.state), (700, "done"))
        self.assertTrue(refund.is_off_order)
        self._assert_nothing_more(row)
        self.assertEqual(self.lines.product_uom_qty, 2)

    def test_lines_of_one_form_are_one_refund(self):
        self._ordered(
            self._line(1, 3, "30.00", (1, "6.00")),
            self._line(2, 2, "8.00", (1, "1.60")),
        )
        self.env.cr.postcommit.clear()
        first, second = self.lines
        self.sale_order.write(
            {
                "order_line": [
                    Command.update(first.id, {"product_uom_qty": 1}),
                    Command.update(second.id, {"product_uom_qty": 0}),
                ]
            }
        )
        row = self.order.line_cancellation_send_ids
        self.assertEqual(len(row), 1)
        self.assertEqual(len(row.content.splitlines()), 2)
        self._send(row)
        [body] = self.client.posted()
        self.assertEqual(body["amount"], "33.60")
        self.assertEqual(
            [(line["id"], line["quantity"]) for line in body["line_items"]],
            [(1, 2), (2, 2)],
        )
        self._assert_nothing_more(row)

    def test_fee_and_shipping_are_refunded_as_a_whole(self):
        self._ordered(
            self._line(1, 1, "10.00", (1, "2.00")),
            fees=[self._fee(2, "5.00", (1, "1"))],
        )
        row = self._take_off(self.lines.filtered(lambda one: one.woo_line_id == 2), 0)
        self._send(row)
        [body] = self.client.posted()
        self.assertEqual(body["amount"], "6.00")
        self.assertNotIn("quantity", body["line_items"][0])
        self._assert_nothing_more(row)

    def test_what_is_left_equals_the_store_to_the_cent(self):
        self._ordered(self._line(1, 3, "10.00", (1, "1.99"), (2, "0.52")))
        row = self._take_off(self.lines, 2)
        self._send(row)
        [body] = self.client.posted()
        self.assertEqual(row.state, "sent", row.reason)
        left = 12.51 - float(body["amount"])
        self.assertAlmostEqual(self.sale_order.amount_total, left, 6)
        invoice = self._invoice(self.sale_order)
        self.assertAlmostEqual(invoice.amount_total, left, 6)
        self._assert_nothing_more(row)

    def test_gateway_pays_back_once_where_a_person_said_so(self):
        line = self._ordered_mugs()
        self.assertTrue(self.sale_order.woo_can_refund_lines)
        self.sale_order.woo_pays_back = True
        row = self._take_off(line, 2)
        self.assertFalse(self.sale_order.woo_pays_back)
        self._send(row)
        other = self._take_off(line, 1)[:1]
        self._send(other)
        told = [body["api_refund"] for body in self.client.posted()]
        self.assertEqual(told, [True, False])

    def test_store_that_counts_by_itself_restocks(self):
        self.backend.push_stock = False
        row = self._take_off(self._ordered_mugs(), 1)
        self._send(row)
        self.assertTrue(self.client.posted()[0]["api_restock"])
        self.assertEqual(self.order.refund_ids.restocked, {"1": "2"})

    @scenario(
        "Partly delivered, not invoiced",
        "Pieces taken off in Odoo",
        "What is not delivered is refunded in the store",
    )
    def test_rest_of_a_delivered_order(self):
        line = self._ordered_mugs()
        self._deliver(self.order, 2)
        row = self._take_off(line, 2)
        self._send(row)
        self.assertEqual(self.client.posted()[0]["amount"], "12.00")
        self._assert_nothing_more(row)

    # === What is not sent === #

    @scenario(
        "Partly delivered and invoiced",
        "Pieces taken off in Odoo",
        "What is neither delivered nor invoiced is refunded in the store",
    )
    def test_rest_of_an_order_that_is_invoiced_in_part(self):
        self.product.invoice_policy = "delivery"
        line = self._ordered_mugs()
        self._deliver(self.order, 2)
        self._invoice(self.sale_order)
        row = self._take_off(line, 2)
        self._send(row)
        [body] = self.client.posted()
        self.assertEqual(body["amount"], "12.00")
        self._assert_nothing_more(row)

    @scenario(
        "Cancelled in Odoo", "Pieces taken off in Odoo", "The store is told nothing"
    )
    def test_no_row_for_a_cancelled_order(self):
        line = self._ordered_mugs()
        self.sale_order._action_cancel()
        self.assertFalse(self._take_off(line, 1))

    def test_no_row_without_the_policy(self):
        self.backend.line_cancel_policy = "nothing"
        self.assertFalse(self._take_off(self._ordered_mugs(), 2))

    @scenario("Quotation", "Pieces taken off in Odoo", "The store is told nothing")
    def test_no_row_for_quotations_and_for_more_pieces(self):
        line = self._ordered_mugs()
        self.assertFalse(self._take_off(line, 5))
        self.sale_order.action_cancel()
        self.sale_order.action_draft()
        self.assertFalse(self._take_off(line, 1))

    def test_no_row_for_other_orders_and_lines(self):
        line = self._ordered_mugs()
        other = self.sale_order.copy()
        other.action_confirm()
        before = self.env[MODEL].search_count([])
        other.order_line.product_uom_qty = 0
        self.sale_order.order_line = [
            Command.create({"product_id": line.product_id.id, "product_uom_qty": 2})
        ]
        (self.sale_order.order_line - line).product_uom_qty = 1
        self.assertEqual(self.env[MODEL].search_count([]), before)

    def test_policy_that_was_switched_off_meanwhile(self):
        row = self._take_off(self._ordered_mugs(), 2)
        self.backend.line_cancel_policy = "nothing"
        self._send(row)
        self.assertEqual((row.state, self.client.requests), ("nothing", []))

    def test_put_back_before_it_was_sent(self):
        line = self._ordered_mugs()
        row = self._take_off(line, 2)
        line.product_uom_qty = 3
        self._send(row)
        self.assertEqual((row.state, self.client.posted()), ("nothing", []))

    def test_cancelled_as_a_whole_before_it_was_sent(self):
        row = self._take_off(self._ordered_mugs(), 2)
        self.sale_order.action_cancel()
        self._send(row)
        self.assertEqual((row.state, self.client.requests), ("nothing", []))

    @scenario(
        "Ended in the store",
        "Pieces taken off in Odoo",
        "Given up there: nothing is told",
    )
    def test_order_that_the_store_gave_up(self):
        row = self._take_off(self._ordered_mugs(), 2)
        for status in ("cancelled", "refunded", "failed", "trash"):
            with self.subTest(status):
                self.client.payload["status"] = status
                row.action_send_again()
                self._send(row)
                self.assertEqual(row.state, "nothing")
                self.assertIn(status, row.reason)
        self.assertEqual(self.client.writes(), [])

    def test_rebate_is_for_a_person(self):
        self._ordered(
            self._line(1, 1, "10.00", (1, "2.00")), fees=[self._fee(2, "-5.00")]
        )
        row = self._take_off(self.lines.filtered(lambda one: one.woo_line_id == 2), 0)
        self._send(row)
        self.assertEqual((row.state, self.client.posted()), ("failed", []))
        self.assertEqual(self.backend.failed_line_cancellation_count, 1)

    # === Rights === #

    def test_salesman_needs_no_rights_on_stores(self):
        line = self._ordered_mugs()
        group = "sales_team.group_sale_salesman_all_leads"
        salesman = new_test_user(self.env, "salesman", group)
        with Form(self.sale_order.with_user(salesman)) as form:
            with form.order_line.edit(0) as edited:
                edited.product_uom_qty = 1
        self.assertEqual(len(self.order.line_cancellation_send_ids), 1)
        self.assertEqual(line.product_uom_qty, 1)

    def test_user_reads_and_nobody_edits(self):
        row = self._take_off(self._ordered_mugs(), 2)
        self.env.invalidate_all()
        row.with_user(self.woo_user).read()
        Form(row.with_user(self.woo_user))
        Form(self.order.with_user(self.woo_user))
        row.with_user(self.woo_user).action_send_again()
        for user in (self.woo_user, self.woo_manager):
            with self.assertRaises(AccessError):
                row.with_user(user).write({"state": "sent"})
        other = self.env["res.company"].create({"name": "Other"})
        self.woo_manager.write({"company_ids": other.ids, "company_id": other.id})
        self.assertFalse(self.env[MODEL].with_user(self.woo_manager).search([]))
