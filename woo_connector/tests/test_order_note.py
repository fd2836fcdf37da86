from unittest.mock import patch

from markupsafe import Markup

from odoo.tests import tagged
from odoo.tools import html2plaintext

from .edited_orders import edited
from .test_order_edits import OrderEditCase

NOTE = 'Leave at the door & ring "twice"'


@tagged("post_install", "-at_install")
class TestOrderNote(OrderEditCase):
    """The customer's note is for the packers; the terms on documents are Odoo's."""

    def setUp(self):
        super().setUp()
        self.env["ir.config_parameter"].sudo().set_param(
            "account.use_invoice_terms", "True"
        )
        self.env.company.terms_type = "plain"
        self.env.company.invoice_terms = "<p>Our terms</p>"

    def _notes(self, order):
        return [
            html2plaintext(note or "").split("\n")
            for note in order.sale_order_id.picking_ids.mapped("note")
        ]

    def test_terms_stay_and_the_note_is_on_the_transfer(self):
        order = self._import(self.payload)
        sale_order = order.sale_order_id
        self.assertEqual(html2plaintext(sale_order.note), "Our terms")
        self.assertEqual(self._notes(order), [[NOTE]])
        self.assertEqual(sale_order.woo_customer_note, NOTE)
        invoice = sale_order._create_invoices(final=True)
        self.assertEqual(html2plaintext(invoice.narration), "Our terms")

    def test_note_is_on_the_transfer_that_a_person_makes(self):
        order = self._import(edited(self.payload, status="pending"))
        seller = self.env["res.users"].create(
            {
                "name": "Seller",
                "login": "seller",
                "group_ids": [
                    (4, self.ref("sales_team.group_sale_salesman_all_leads"))
                ],
            }
        )
        order.sale_order_id.with_user(seller).action_confirm()
        self.assertEqual(self._notes(order), [[NOTE]])

    def test_edited_note_is_taken_over_and_other_words_stay(self):
        order = self._import(self.payload)
        picking = order.sale_order_id.picking_ids
        picking.note += Markup("<p>Packed by Anna</p>")
        self._import(edited(self.payload, customer_note="Ring once"))
        text = html2plaintext(picking.note)
        self.assertIn("Ring once", text)
        self.assertIn("Packed by Anna", text)
        self.assertNotIn("twice", text)
        self.assertEqualsStore(order, self.payload)
        self._import(edited(self.payload, customer_note=""))
        self.assertEqual(html2plaintext(picking.note).strip(), "Packed by Anna")
        self.assertEqual(html2plaintext(order.sale_order_id.note), "Our terms")

    def test_note_that_comes_later(self):
        order = self._import(edited(self.payload, customer_note=""))
        self.assertEqual(self._notes(order), [[""]])
        self._import(self.payload)
        self.assertEqual(self._notes(order), [[NOTE]])

    def test_delivered_order_asks_about_another_note(self):
        order = self._import(self.payload)
        self._deliver(order.sale_order_id)
        self._import(edited(self.payload, customer_note="Ring once"))
        self.assertEqual(order.state, "review")
        self.assertEqual(order.edit_ids.mapped("part"), ["note"])
        self.assertEqual(self._notes(order), [[NOTE]])

    def test_finding_the_note_costs_no_query(self):
        moves = type(self.env["stock.move"])
        find = moves._find_customer_note
        counts = []

        def count(of_picking):
            before = self.env.cr.sql_log_count
            note = find(of_picking)
            counts.append(self.env.cr.sql_log_count - before)
            return note

        with patch.object(moves, "_find_customer_note", count):
            self._import(edited(self.payload, customer_note=""))
        self.assertEqual(counts, [0])
