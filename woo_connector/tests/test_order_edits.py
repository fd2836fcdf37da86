from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import RedirectWarning
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import html2plaintext

from .edited_orders import (
    edited,
    with_added,
    with_address,
    with_line,
    with_quantity,
    without_line,
)
from .order_case import OrderCase, recorded_orders

BEANIE, BELT, SHIPPING, WRAP, REBATE = 1, 3, 4, 5, 6


class OrderEditCase(OrderCase):
    """An order of a store, to be edited on both sides."""

    def setUp(self):
        super().setUp()
        self.payload = recorded_orders()["order_full"]
        self.products = self._bind_products(self.payload)

    def _line(self, order, line_id):
        return order.sale_order_id.order_line.filtered(
            lambda line: line.woo_line_id == line_id
        )

    def _deliver(self, sale_order):
        for move in sale_order.picking_ids.move_ids:
            move.quantity = move.product_uom_qty
            move.picked = True
        sale_order.picking_ids.with_context(
            skip_sms=True, skip_backorder=True
        ).button_validate()

    def _open_moves(self, order):
        return order.sale_order_id.picking_ids.move_ids.filtered(
            lambda move: move.state != "cancel"
        )

    def assertEqualsStore(self, order, payload):
        """Assert that nothing is left to do and all totals are the store's."""
        sale_order = order.sale_order_id
        self.assertEqual(order.state, "imported", order.reason)
        self.assertFalse(order.activity_ids)
        self.assertFalse(order.edit_ids)
        self.assertEqual(sale_order.amount_total, float(payload["total"]))
        self.assertEqual(sale_order.amount_tax, float(payload["total_tax"]))


@tagged("post_install", "-at_install")
class TestOrderEdits(OrderEditCase):
    """What the store changes later is applied where nobody in Odoo touched it."""

    # === Confirmed orders === #

    def test_more_pieces_are_delivered(self):
        order = self._import(self.payload)
        payload = with_quantity(self.payload, BELT, 5)
        self._import(payload)
        self.assertEqualsStore(order, payload)
        self.assertEqual(self._line(order, BELT).product_uom_qty, 5)
        moves = self._open_moves(order).filtered(
            lambda move: move.product_id == self._line(order, BELT).product_id
        )
        self.assertEqual(sum(moves.mapped("product_uom_qty")), 5)

    def test_fewer_pieces_are_delivered(self):
        order = self._import(self.payload)
        payload = with_quantity(self.payload, BELT, 1)
        self._import(payload)
        self.assertEqualsStore(order, payload)
        moves = self._open_moves(order).filtered(
            lambda move: move.product_id == self._line(order, BELT).product_id
        )
        self.assertEqual(sum(moves.mapped("product_uom_qty")), 1)
        self.assertEqual(order.sale_order_id.picking_ids.mapped("state"), ["confirmed"])

    def test_removed_line_is_not_delivered(self):
        order = self._import(self.payload)
        line = self._line(order, BELT)
        payload = without_line(self.payload, BELT)
        self._import(payload)
        self.assertEqualsStore(order, payload)
        self.assertEqual(line.product_uom_qty, 0)
        self.assertEqual(line.price_subtotal, 0)
        self.assertNotIn(line.product_id, self._open_moves(order).product_id)

    def test_removed_line_may_come_back(self):
        order = self._import(self.payload)
        self._import(without_line(self.payload, BELT))
        self._import(self.payload)
        self.assertEqualsStore(order, self.payload)
        self.assertEqual(self._line(order, BELT).product_uom_qty, 3)

    def test_added_lines(self):
        order = self._import(self.payload)
        payload = with_added(
            self.payload, "line_items", 20, like=BEANIE, total="7.77", quantity=1
        )
        payload = with_added(payload, "fee_lines", 21, like=WRAP, total="0.01")
        self._import(payload)
        self.assertEqualsStore(order, payload)
        self.assertEqual(self._line(order, 20).price_subtotal, 7.77)
        self.assertIn(self._line(order, 20), self._open_moves(order).sale_line_id)

    def test_stock_of_an_added_product_is_held_before_it_moves(self):
        """Else two jobs meet in the middle, and Odoo logs an error."""
        removed = without_line(self.payload, BELT)
        order = self._import(removed)
        held = []
        hold = type(order)._hold_stock_of

        def note(orders, product_ids, warehouses):
            held.append(set(product_ids))
            return hold(orders, product_ids, warehouses)

        with patch.object(type(order), "_hold_stock_of", note):
            self._import(self.payload)
        self.assertIn(self._line(order, BELT).product_id.id, held[0])

    def test_line_of_another_product(self):
        order = self._import(self.payload)
        beanie = self._line(order, BEANIE).product_id
        payload = with_line(self.payload, BEANIE, product_id=17, name="Belt")
        self._import(payload)
        self.assertEqualsStore(order, payload)
        self.assertEqual(
            self._line(order, BEANIE).product_id, self._line(order, BELT).product_id
        )
        self.assertNotIn(beanie, self._open_moves(order).product_id)

    def test_price_and_shipping(self):
        order = self._import(self.payload)
        payload = with_line(self.payload, BEANIE, total="30.11")
        payload = with_line(
            payload, SHIPPING, total="9.99", method_id="express", method_title="Express"
        )
        express = self.carrier.copy({"name": "Express"})
        self.env["woo.shipping.method"].create(
            {
                "backend_id": self.backend.id,
                "method_id": "express",
                "title": "Express",
                "carrier_id": express.id,
            }
        )
        self._import(payload)
        self.assertEqualsStore(order, payload)
        self.assertEqual(order.sale_order_id.carrier_id, express)

    def test_other_details(self):
        order = self._import(self.payload)
        meta = {"id": 1, "key": "Engraving", "value": "J.D."}
        payload = with_line(self.payload, BELT, meta_data=[meta])
        self._import(payload)
        self.assertEqualsStore(order, payload)
        self.assertIn("Engraving: J.D.", self._line(order, BELT).name)

    def test_changed_detail_reaches_the_line(self):
        meta = {"id": 1, "key": "Engraving", "value": "J.D.", "display_value": "J.D."}
        first = with_line(self.payload, BELT, meta_data=[meta])
        order = self._import(first)
        self.assertIn("Engraving: J.D.", self._line(order, BELT).name)
        for value in ("M.M.", "X"):
            changed = {**meta, "value": value, "display_value": value}
            self._import(with_line(self.payload, BELT, meta_data=[changed]))
            self.assertIn(f"Engraving: {value}", self._line(order, BELT).name)
        self.assertNotIn("J.D.", self._line(order, BELT).name)

    def test_changed_detail_of_a_fee_reaches_its_line(self):
        meta = {"id": 1, "key": "For", "value": "Ann"}
        order = self._import(with_line(self.payload, WRAP, meta_data=[meta]))
        changed = [{**meta, "value": "Bob"}, {"id": 2, "key": "_secret", "value": "1"}]
        self._import(with_line(self.payload, WRAP, meta_data=changed))
        self.assertIn("For: Bob", self._line(order, WRAP).name)
        self.assertNotIn("Ann", self._line(order, WRAP).name)

    def test_what_the_store_did_not_change_is_not_written_again(self):
        """Odoo computes what depends on a field anew, even if it gets the same."""
        order = self._import(self.payload)
        line = self._line(order, BELT)
        line.customer_lead = 9
        self._import(with_quantity(self.payload, BELT, 5))
        self.assertEqual(line.product_uom_qty, 5)
        self.assertEqual(line.customer_lead, 9)
        self.assertEqualsStore(order, with_quantity(self.payload, BELT, 5))

    def test_coupon_added(self):
        order = self._import(self.payload)
        coupon = {"id": 30, "code": "half", "discount": "15.37"}
        payload = with_line(self.payload, BEANIE, total="15.37")
        payload["coupon_lines"].append(coupon)
        self._import(payload)
        self.assertEqualsStore(order, payload)
        self.assertEqual(self._line(order, BEANIE).price_subtotal, 15.37)

    def test_addresses_and_note(self):
        order = self._import(self.payload)
        sale_order = order.sale_order_id
        customer = sale_order.partner_id
        taxes = [line.tax_ids for line in sale_order.order_line]
        payload = with_address(self.payload, "billing", city="Lyon")
        payload = with_address(payload, "shipping", city="Nice")
        self._import(edited(payload, customer_note="Ring twice"))
        self.assertEqualsStore(order, self.payload)
        self.assertEqual(sale_order.partner_id, customer)
        self.assertEqual(sale_order.partner_invoice_id.city, "Lyon")
        self.assertEqual(sale_order.partner_shipping_id.city, "Nice")
        self.assertEqual(sale_order.picking_ids.partner_id.city, "Nice")
        self.assertEqual(html2plaintext(sale_order.picking_ids.note), "Ring twice")
        self.assertEqual([line.tax_ids for line in sale_order.order_line], taxes)
        self.assertFalse(sale_order.picking_ids.activity_ids)

    def test_a_new_address_alters_no_older_order(self):
        older = self._import(self.payload).sale_order_id
        order = self._import(edited(self.payload, id=62, number="62"))
        address = order.sale_order_id.partner_shipping_id
        self.assertEqual(older.partner_shipping_id, address)
        self._import(with_address(edited(self.payload, id=62), "shipping", city="Nice"))
        self.assertEqual(older.partner_shipping_id, address)
        self.assertEqual(address.city, "Paris")

    def test_guest_becomes_a_customer(self):
        order = self._import(edited(self.payload, customer_id=0))
        other = self.env["res.partner"].create({"name": "Other", "email": "o@b.test"})
        self.env["woo.customer"].create(
            {"backend_id": self.backend.id, "woo_id": 77, "partner_id": other.id}
        )
        self._import(edited(self.payload, customer_id=77))
        self.assertEqualsStore(order, self.payload)
        sale_order = order.sale_order_id
        self.assertEqual(sale_order.partner_id, other)
        self.assertEqual(sale_order.partner_invoice_id.parent_id, other)
        self.assertEqual(sale_order.currency_id.name, self.payload["currency"])
        self.assertFalse(sale_order.payment_term_id)

    def test_what_was_applied_is_told_on_the_sale_order(self):
        order = self._import(self.payload)
        self.assertFalse(order.sale_order_id.message_ids)
        self._import(with_quantity(self.payload, BELT, 5))
        [message] = order.sale_order_id.message_ids.filtered(
            lambda message: "Changed in the store" in message.body
        )
        self.assertIn("Belt", message.body)
        self.assertNotIn("Beanie", message.body)

    def test_only_what_changed_is_written(self):
        order = self._import(self.payload)
        self.env["woo.tax"].search(
            [("backend_id", "=", self.backend.id)]
        ).tax_id = self._create_tax("New 20 %", 20, "tax_excluded")
        self._import(with_quantity(self.payload, BELT, 5))
        self.assertEqual(self._line(order, BEANIE).tax_ids, self.tax)
        self.assertNotEqual(self._line(order, BELT).tax_ids, self.tax)

    def test_stock_is_sent_again(self):
        order = self._import(edited(self.payload, status="pending"))
        belt = self._line(order, BELT).product_id
        with patch.object(type(self.backend), "_note_sold", autospec=True) as forget:
            self._import(edited(without_line(self.payload, BELT), status="pending"))
        (_self, backend, products), _kwargs = forget.call_args
        self.assertEqual(backend, self.backend)
        self.assertIn(belt, products)

    def test_emptied_mapping_holds_up_edits_only(self):
        order = self._import(self.payload)
        self.tax_mapping.tax_id = False
        self._import(edited(self.payload, status="completed"))
        self.assertEqual(order.state, "imported")
        self.assertEqual(order.status, "completed")
        payload = with_quantity(self.payload, BELT, 5)
        self._import(payload)
        self.assertEqual(order.state, "waiting")
        self.assertEqual(self._line(order, BELT).product_uom_qty, 3)
        self.tax_mapping.tax_id = self.tax
        self._import(payload)
        self.assertEqualsStore(order, payload)

    # === Quotations === #

    def test_quotation_follows_and_keeps_its_lines(self):
        order = self._import(edited(self.payload, status="pending"))
        beanie = self._line(order, BEANIE)
        payload = without_line(with_quantity(self.payload, BEANIE, 1), REBATE)
        payload = without_line(payload, SHIPPING)
        self._import(edited(payload, status="pending"))
        self.assertEqualsStore(order, payload)
        self.assertEqual(self._line(order, BEANIE), beanie)
        self.assertEqual(len(order.sale_order_id.order_line), 4)
        self.assertFalse(order.sale_order_id.carrier_id)

    def test_paid_after_the_books_were_closed(self):
        payload = edited(self.payload, status="on-hold")
        order = self._import(payload)
        yesterday = fields.Date.today() - timedelta(days=1)
        self.assertLess(order.date_created.date(), yesterday)
        self.company.fiscalyear_lock_date = yesterday
        self._import(self.payload)
        self.assertEqualsStore(order, self.payload)
        self.assertEqual(order.sale_order_id.state, "sale")
        self.assertEqual(order.sale_order_id.date_order, order.date_created)
        self.assertGreater(
            order.sale_order_id.picking_ids.scheduled_date.date(), yesterday
        )

    def test_refusal_with_a_button_is_a_reason_too(self):
        words = "There is no warehouse.", 1, "Go to the warehouses"

        def refuse(_orders):
            raise RedirectWarning(*words)

        self.patch(type(self.env["sale.order"]), "action_confirm", refuse)
        order = self._import(self.payload)
        self.assertEqual(order.state, "review")
        self.assertRegex(order.reason, r"There is no warehouse\.$")

    def test_edit_and_payment_at_once(self):
        order = self._import(edited(self.payload, status="pending"))
        payload = with_quantity(self.payload, BEANIE, 1)
        self._import(payload)
        self.assertEqualsStore(order, payload)
        self.assertEqual(order.sale_order_id.state, "sale")

    # === What a person did === #

    def test_other_parts_than_a_person_changed_are_applied(self):
        order = self._import(edited(self.payload, status="pending"))
        self._line(order, BEANIE).product_uom_qty = 50
        payload = with_quantity(self.payload, BELT, 5)
        self._import(edited(payload, status="pending", customer_note="Ring twice"))
        self.assertEqual(self._line(order, BEANIE).product_uom_qty, 50)
        self.assertEqual(self._line(order, BELT).product_uom_qty, 5)
        self.assertEqual(order.sale_order_id.woo_customer_note, "Ring twice")

    def test_line_made_in_odoo_stays(self):
        order = self._import(self.payload)
        own = self.env["sale.order.line"].create(
            {
                "order_id": order.sale_order_id.id,
                "product_id": self.products[0].id,
                "price_unit": 3.0,
                "tax_ids": False,
            }
        )
        self._import(with_quantity(self.payload, BELT, 5))
        self.assertEqual(own.product_uom_qty, 1)
        self.assertEqual(self._line(order, BELT).product_uom_qty, 5)
        self.assertEqual(order.state, "imported", order.reason)

    def test_neither_a_note_nor_a_removed_line_explains_a_difference(self):
        order = self._import(self.payload)
        note = {"display_type": "line_note", "name": "Pack it well"}
        order.sale_order_id.order_line = [Command.create(note)]
        payload = without_line(self.payload, WRAP)
        self._import(payload)
        self.assertEqualsStore(order, payload)
        self._import(edited(payload, total="282.08"))
        self.assertEqual(order.state, "review")
        self.assertIn("282.08", order.reason)

    def test_both_made_the_same_change(self):
        self.backend.discount_policy = "price"
        order = self._import(edited(self.payload, status="pending"))
        payload = with_line(self.payload, BEANIE, quantity=4)
        prepared = with_line(self.payload, BEANIE, quantity=4)
        line = self._line(order, BEANIE)
        line.write({"product_uom_qty": 4, "price_unit": 30.74 / 4})
        self._import(edited(prepared, status="pending"))
        self.assertEqualsStore(order, payload)
