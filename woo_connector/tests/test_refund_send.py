from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged

from .refund_send_case import RefundSendCase
from .scenario import scenario


@tagged("post_install", "-at_install")
class TestRefundSend(RefundSendCase):
    """A posted credit note becomes a refund of the store, of just its amounts."""

    def test_posting_makes_one_row_and_a_job_after_the_commit(self):
        order, invoice = self._sold_mugs()
        self.env.cr.postcommit.clear()
        note = self._credit(invoice, 1)
        row = self._row(note)
        self.assertEqual((row.order_id, row.state), (order, "waiting"))
        self.assertEqual((row.name, row.company_id), (note.name, self.company))
        self.assertEqual(self.client.requests, [])
        self.assertEqual(self._commit(), row.ids)
        self.assertEqual(self.client.requests, [])

    @scenario(
        "Invoiced, not delivered",
        "Credit note posted in Odoo",
        "One refund of the same lines and taxes in the store",
    )
    def test_a_piece_of_a_line(self):
        _order, invoice = self._sold_mugs()
        note = self._credit(invoice, 1)
        row = self._row(note)
        self._send(row)
        self.assertEqual((row.state, row.reason), ("sent", False))
        self.assertEqual(row.refund_woo_id, 700)
        self.assertTrue(row.sent_at)
        [body] = self.client.posted()
        self.assertEqual(
            body,
            {
                "amount": "12.00",
                "reason": f"{note.name} (Odoo)",
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
            },
        )

    def test_all_of_an_order_with_a_fee(self):
        lines = [self._line(1, 3, "10.00", (1, "1.99"), (2, "0.52"))]
        fees = [self._fee(2, "5.00", (1, "1.00"))]
        _order, invoice = self._sold(*lines, fees=fees)
        row = self._row(self._credit(invoice))
        self._send(row)
        self.assertEqual(row.state, "sent", row.reason)
        [body] = self.client.posted()
        self.assertEqual(float(body["amount"]), 18.51)
        mugs, fee = body["line_items"]
        self.assertEqual((mugs["id"], mugs["quantity"]), (1, 3))
        self.assertEqual(
            [(tax["id"], float(tax["refund_total"])) for tax in mugs["refund_tax"]],
            [(1, 1.99), (2, 0.52)],
        )
        self.assertEqual((fee["id"], float(fee["refund_total"])), (2, 5.0))
        self.assertNotIn("quantity", fee)

    def test_money_for_no_line_of_the_store_is_an_amount_alone(self):
        _order, invoice = self._sold_mugs()
        note = self._credit(invoice, 1, post=False)
        note.invoice_line_ids = [
            Command.create(
                {"name": "Goodwill", "price_unit": 5.0, "tax_ids": [Command.clear()]}
            )
        ]
        note.action_post()
        row = self._row(note)
        self._send(row)
        self.assertEqual(row.state, "sent")
        self.assertIn("Goodwill", row.reason)
        [body] = self.client.posted()
        self.assertEqual(float(body["amount"]), 17.0)
        self.assertNotIn("line_items", body)

    def test_tax_that_the_store_did_not_charge_is_an_amount_alone(self):
        _order, invoice = self._sold_mugs()
        note = self._credit(invoice, 1, post=False)
        note.invoice_line_ids.tax_ids = self.tax | self.second_tax
        note.action_post()
        row = self._row(note)
        self._send(row)
        self.assertEqual(row.state, "sent")
        self.assertIn(self.second_tax.name, row.reason)
        self.assertNotIn("line_items", self.client.posted()[0])

    def test_gateway_pays_back_where_a_person_said_so(self):
        _order, invoice = self._sold_mugs()
        note = self._credit(invoice, 1, post=False)
        self.assertFalse(note.woo_pays_back)
        self.assertTrue(note.woo_can_refund)
        note.woo_pays_back = True
        note.action_post()
        self._send(self._row(note))
        self.assertTrue(self.client.posted()[0]["api_refund"])
        note.invalidate_recordset(["woo_can_refund"])
        self.assertFalse(note.woo_can_refund)

    def test_store_without_stock_of_odoo_restocks(self):
        self.backend.push_stock = False
        order, invoice = self._sold_mugs()
        self._send(self._row(self._credit(invoice, 2)))
        self.assertTrue(self.client.posted()[0]["api_restock"])
        self.assertEqual(order.refund_ids.restocked, {"1": "2"})

    # === What is not sent === #

    def test_no_row_when_the_store_is_not_told(self):
        self.backend.send_refunds = False
        _order, invoice = self._sold_mugs()
        note = self._credit(invoice)
        self.assertFalse(self._row(note))
        self.assertFalse(note.woo_can_refund)

    def test_no_row_for_other_credit_notes(self):
        note = self.env["account.move"].create(
            {
                "move_type": "out_refund",
                "partner_id": self.env.user.partner_id.id,
                "invoice_line_ids": [
                    Command.create({"name": "Other", "price_unit": 5.0})
                ],
            }
        )
        note.action_post()
        self.assertFalse(self._row(note))

    def test_credit_note_of_a_refund_of_the_store(self):
        self.backend.refund_policy = "draft"
        self._invoiced(self._line(1, 3, "30.00", (1, "6.00")))
        refund = self._refund(self._refunded(1, 1, "10.00", (1, "2.00")))
        note = refund.credit_note_ids
        self.assertFalse(note.woo_can_refund)
        note.action_post()
        self.assertFalse(self._row(note))

    def test_invoice_that_is_made_anew(self):
        _order, invoice = self._sold_mugs()
        wizard = self.env["account.move.reversal"].with_context(
            active_model="account.move", active_ids=invoice.ids
        )
        wizard.create({"journal_id": invoice.journal_id.id}).modify_moves()
        note = invoice.reversal_move_ids
        row = self._row(note)
        self.assertEqual(row.state, "nothing")
        self.assertIn("anew", row.reason)
        self.assertNotIn(row.id, self._commit())
        # Nor is it when it is posted once more; only when somebody asks for it.
        note.button_draft()
        note.action_post()
        self.assertEqual(row.state, "nothing")
        row.action_send_again()
        self._send(row)
        self.assertEqual(row.state, "sent", row.reason)

    def test_credit_note_that_is_not_posted_any_more(self):
        _order, invoice = self._sold_mugs()
        note = self._credit(invoice)
        note.button_draft()
        row = self._row(note)
        self._send(row)
        self.assertEqual(row.state, "nothing")
        self.assertEqual(self.client.requests, [])

    def test_policy_that_was_switched_off_meanwhile(self):
        _order, invoice = self._sold_mugs()
        row = self._row(self._credit(invoice))
        self.backend.send_refunds = False
        self._send(row)
        self.assertEqual(row.state, "nothing")
        self.assertEqual(self.client.requests, [])

    @scenario(
        "Ended in the store",
        "Credit note posted in Odoo",
        "In the trash: nothing is told",
    )
    def test_order_in_the_trash(self):
        _order, invoice = self._sold_mugs()
        self.client.payload["status"] = "trash"
        row = self._row(self._credit(invoice))
        self._send(row)
        self.assertEqual((row.state, self.client.posted()), ("nothing", []))

    # === Rights === #

    def test_accountant_needs_no_rights_on_stores(self):
        _order, invoice = self._sold_mugs()
        groups = (
            "account.group_account_invoice,sales_team.group_sale_salesman_all_leads"
        )
        accountant = new_test_user(self.env, "accountant", groups)
        note = self._credit(invoice, 1, post=False).with_user(accountant)
        with Form(note) as form:
            self.assertTrue(form.woo_can_refund)
            form.woo_pays_back = True
        note.action_post()
        self.assertEqual(len(self._row(note)), 1)
        self.assertEqual(note.woo_refund_state, "Waiting")

    def test_user_reads_and_sends_again_and_nobody_edits(self):
        order, invoice = self._sold_mugs()
        note = self._credit(invoice)
        row = self._row(note)
        self._send(row)
        self.env.invalidate_all()
        visible = row.with_user(self.woo_user)
        visible.read()
        Form(visible)
        with Form(order.with_user(self.woo_user)) as form:
            self.assertEqual(form.refund_send_ids._records[0]["refund_woo_id"], 700)
        visible.action_send_again()
        self.assertEqual(row.state, "waiting")
        for user in (self.woo_user, self.woo_manager):
            with self.assertRaises(AccessError):
                row.with_user(user).write({"state": "sent"})
        self.assertEqual(row.action_open_credit_note()["res_id"], note.id)
        action = note.action_open_woo_refunds()
        self.assertEqual(self.env[action["res_model"]].search(action["domain"]), row)

    def test_rows_of_another_company_are_hidden(self):
        _order, invoice = self._sold_mugs()
        self._credit(invoice)
        other = self.env["res.company"].create({"name": "Other"})
        self.woo_manager.write({"company_ids": other.ids, "company_id": other.id})
        sends = self.env["woo.refund.send"].with_user(self.woo_manager)
        self.assertFalse(sends.search([]))
