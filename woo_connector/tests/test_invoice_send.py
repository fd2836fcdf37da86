from odoo.exceptions import AccessError
from odoo.tests import Form, new_test_user, tagged

from ..woo.errors import RejectedError
from ..woo.invoice_links import INVOICES
from .refund_send_case import RefundingStore, RefundSendCase

PUT, NOTE = "PUT orders/61", "POST orders/61/notes"
MODEL = "woo.invoice.send"


@tagged("post_install", "-at_install")
class TestInvoiceSend(RefundSendCase):
    """The link to each posted document is on the order in the store, once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.backend.write(
            {"invoice_note": "private", "invoice_meta": True, "send_refunds": False}
        )

    def _sold_mugs(self):
        """Bring in an order that is invoiced; return the row of the invoice."""
        self.order = self._confirmed(self._line(1, 3, "30.00", (1, "6.00")))
        self.client = RefundingStore(self.payload)
        self.env.cr.postcommit.clear()
        self.invoice = self._invoice(self.order.sale_order_id)
        return self.order.invoice_send_ids

    def _documents(self):
        """Return what the order's meta data says."""
        found = [
            row["value"]
            for row in self.client.payload["meta_data"]
            if row["key"] == INVOICES
        ]
        return found[0] if found else []

    def test_one_row_and_a_job_after_the_commit(self):
        row = self._sold_mugs()
        self.assertEqual((row.name, row.state), (self.invoice.name, "waiting"))
        # A try that is undone must not make another one.
        self.assertTrue(self.invoice.access_token)
        self.assertEqual(self.client.requests, [])
        self.assertEqual(self._commit(MODEL), row.ids)
        self.assertEqual(self.client.requests, [])

    def test_note_and_meta_data(self):
        row = self._sold_mugs()
        self._send(row)
        self.assertEqual((row.state, row.reason), ("sent", False))
        link = self.invoice.get_base_url() + self.invoice.get_portal_url()
        self.assertIn(self.invoice.access_token, link)
        [note] = self.client.notes
        self.assertEqual((row.note_woo_id, note["customer_note"]), (100, False))
        first, second = note["note"].splitlines()
        self.assertIn(self.invoice.name, first)
        self.assertEqual(second, link)
        self.assertEqual(
            self._documents(),
            [
                {
                    "number": self.invoice.name,
                    "type": "invoice",
                    "date": str(self.invoice.invoice_date),
                    "total": "36.00",
                    "currency": "USD",
                    "link": link,
                }
            ],
        )
        self._assert_nothing_more(row)

    def _assert_nothing_more(self, *rows):
        writes = self.client.writes()
        for row in rows:
            row.action_send_again()
            self._send(row)
            self.assertEqual(row.state, "sent")
        self.order.fingerprint = False
        self._comes_back()
        self.assertEqual(self.client.writes(), writes)

    def test_credit_note_has_its_own(self):
        row = self._sold_mugs()
        note = self._credit(self.invoice, 1)
        other = self.order.invoice_send_ids - row
        self.assertEqual(other.move_id, note)
        self._send(row)
        self._send(other)
        self.assertEqual(
            [(one["number"], one["type"]) for one in self._documents()],
            [(self.invoice.name, "invoice"), (note.name, "credit_note")],
        )
        self.assertEqual(len(self.client.notes), 2)
        self._assert_nothing_more(row, other)

    def test_note_to_the_customer_in_the_customer_s_language(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.backend.invoice_note = "customer"
        row = self._sold_mugs()
        self.invoice.partner_id.lang = "de_DE"
        self.assertEqual(row._in_words().env.lang, "de_DE")
        self._send(row)
        self.assertTrue(self.client.notes[0]["customer_note"])

    def test_either_alone(self):
        self.backend.invoice_meta = False
        self._send(self._sold_mugs())
        self.assertEqual(self.client.writes(), [("POST", NOTE[5:])])
        self.backend.write({"invoice_meta": True, "invoice_note": "none"})
        row = self.order.invoice_send_ids
        row.action_send_again()
        self._send(row)
        self.assertEqual(len(self.client.notes), 1)
        self.assertEqual(len(self._documents()), 1)

    def test_lost_answer(self):
        for request in (PUT, NOTE):
            for when in ("before", "after"):
                with self.subTest(request, when=when):
                    row = self._sold_mugs()
                    self.client.cut = {request: when}
                    self._send_in_vain(row)
                    self._send(row)
                    self.assertEqual(row.state, "sent")
                    self.assertEqual(len(self._documents()), 1)
                    self.assertEqual(len(self.client.notes), 1)
                    self.order.unlink()

    def test_posted_once_more(self):
        row = self._sold_mugs()
        self._send(row)
        self.invoice.button_draft()
        self.invoice.invoice_line_ids.quantity = 2
        self.invoice.action_post()
        self.assertEqual(self.order.invoice_send_ids, row)
        self._send(row)
        self.assertEqual([one["total"] for one in self._documents()], ["24.00"])
        self.assertEqual(len(self.client.notes), 1)

    # === What is not sent === #

    def test_posted_once_more_with_another_number(self):
        row = self._sold_mugs()
        self._send(row)
        self.invoice.button_draft()
        self.invoice.name = f"{self.invoice.name[:-5]}00077"
        self.invoice.action_post()
        self._send(row)
        numbers = [one["number"] for one in self._documents()]
        self.assertEqual(numbers, [self.invoice.name])

    def test_no_row_without_the_policy(self):
        self.backend.write({"invoice_note": "none", "invoice_meta": False})
        self.assertFalse(self._sold_mugs())
        self.assertFalse(self.invoice.access_token)

    def test_no_row_for_other_invoices(self):
        self._sold_mugs()
        other = self.invoice.copy()
        other.invoice_line_ids.sale_line_ids = False
        other.action_post()
        self.assertFalse(self.env[MODEL].search([("move_id", "=", other.id)]))
        self.assertFalse(other.access_token)

    def test_not_posted_any_more(self):
        row = self._sold_mugs()
        self.invoice.button_draft()
        self._send(row)
        self.assertEqual((row.state, self.client.requests), ("nothing", []))

    def test_policy_that_was_switched_off_meanwhile(self):
        row = self._sold_mugs()
        self.backend.write({"invoice_note": "none", "invoice_meta": False})
        self._send(row)
        self.assertEqual((row.state, self.client.requests), ("nothing", []))

    def test_order_in_the_trash(self):
        row = self._sold_mugs()
        self.client.payload["status"] = "trash"
        self._send(row)
        self.assertEqual((row.state, self.client.writes()), ("nothing", []))

    def test_refusal_is_said(self):
        row = self._sold_mugs()
        self.client.answers[NOTE] = RejectedError("No notes.", status=400)
        self._send(row)
        self.assertEqual((row.state, row.reason), ("failed", "No notes."))
        self.assertEqual(self.backend.failed_invoice_send_count, 1)

    # === Rights === #

    def test_accountant_needs_no_rights_on_stores(self):
        self._sold_mugs()
        draft = self.invoice.copy()
        draft.invoice_line_ids.sale_line_ids = self.invoice.invoice_line_ids[
            :1
        ].sale_line_ids
        group = "account.group_account_invoice"
        accountant = new_test_user(self.env, "accountant", group)
        draft.with_user(accountant).action_post()
        self.assertIn(draft, self.order.invoice_send_ids.move_id)

    def test_user_reads_and_nobody_edits(self):
        row = self._sold_mugs()
        self.env.invalidate_all()
        row.with_user(self.woo_user).read()
        Form(row.with_user(self.woo_user))
        Form(self.order.with_user(self.woo_user))
        for user in (self.woo_user, self.woo_manager):
            with self.assertRaises(AccessError):
                row.with_user(user).write({"state": "sent"})
        other = self.env["res.company"].create({"name": "Other"})
        self.woo_manager.write({"company_ids": other.ids, "company_id": other.id})
        self.assertFalse(self.env[MODEL].with_user(self.woo_manager).search([]))
