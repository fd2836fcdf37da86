from odoo.tests import Form, tagged

from odoo.addons.queue_job.tests.common import trap_jobs

from .amounts_case import AmountsCase


@tagged("post_install", "-at_install")
class TestOrderDiscounts(AmountsCase):
    """Discounts and gift cards are visible, and never change what is charged."""

    def _discounted(self, number, quantity, full, net, tax, **changes):
        """Return a line of 20 % tax that costs less than its full price."""
        full_tax = str(round(float(full) * 0.2, 2))
        return self._line(
            number,
            quantity,
            net,
            (1, tax),
            subtotal=full,
            subtotal_tax=full_tax,
            taxes=[{"id": 1, "total": tax, "subtotal": full_tax}],
            **changes,
        )

    def _coupon(self, number, code, amount, tax="0"):
        return {
            "id": number,
            "code": code,
            "discount": amount,
            "discount_tax": tax,
            "discount_type": "percent",
        }

    def _import_discounted(self, *lines, coupons=(), **changes):
        payload = self._payload(*lines, coupon_lines=list(coupons), **changes)
        order = self._import(payload)
        self.assertEqual(order.state, "imported", order.reason)
        self._assert_equals_store(order.sale_order_id, payload)
        return payload, order

    # === Which code gave what === #

    def test_coupons_are_shown_on_the_order(self):
        _payload, order = self._import_discounted(
            self._discounted(1, 2, "20.00", "15.00", "3.00"),
            coupons=[self._coupon(5, "ten", "2.00", "0.40")],
        )
        self.assertEqual(
            [(row.code or "", row.amount, row.tax) for row in order.coupon_ids],
            [("ten", 2.0, 0.4), ("", 3.0, 0.6)],
        )
        self.assertEqual(order.sale_order_id.woo_coupon_ids, order.coupon_ids)
        self.assertEqual(order.coupon_ids[1].display_name, "Without coupon")

    def test_coupons_follow_the_order(self):
        line = self._discounted(1, 2, "20.00", "18.00", "3.60")
        coupon = self._coupon(5, "ten", "2.00")
        _payload, order = self._import_discounted(
            line, coupons=[coupon], status="on-hold"
        )
        self._import_discounted(self._line(1, 2, "20.00", (1, "4.00")))
        self.assertFalse(order.coupon_ids)

    # === In the discount column === #

    def test_percentage_in_the_discount_column(self):
        payload, order = self._import_discounted(
            self._discounted(1, 2, "20.00", "18.00", "3.61")
        )
        line = order.sale_order_id.order_line
        self.assertEqual((line.price_unit, line.discount), (10.0, 10.0))
        self.assertAlmostEqual(line.price_tax, 3.61)
        invoice = self._invoice(order.sale_order_id)
        self._assert_equals_store(invoice, payload)
        self.assertEqual(invoice.invoice_line_ids.discount, 10.0)

    def test_percentage_that_does_not_give_the_amount_is_left_in_the_price(self):
        _payload, order = self._import_discounted(
            self._discounted(1, 1, "1000.00", "666.67", "133.33")
        )
        line = order.sale_order_id.order_line
        self.assertEqual((line.price_unit, line.discount), (666.67, 0.0))

    def test_line_that_is_free_by_coupon(self):
        payload, order = self._import_discounted(
            self._discounted(1, 2, "20.00", "0.00", "0.00"),
            self._line(2, 1, "5.00", (1, "1.00")),
        )
        line = order.sale_order_id.order_line[0]
        self.assertEqual((line.price_unit, line.discount), (10.0, 100.0))
        self._assert_equals_store(self._invoice(order.sale_order_id), payload)

    def test_discount_of_prices_with_tax(self):
        self.tax.price_include_override = "tax_included"
        payload, order = self._import_discounted(
            self._discounted(1, 2, "20.00", "18.00", "3.60")
        )
        line = order.sale_order_id.order_line
        self.assertEqual((line.price_unit, line.discount), (12.0, 10.0))
        self._assert_equals_store(self._invoice(order.sale_order_id), payload)

    def test_parts_of_a_discounted_line(self):
        payload, order = self._import_discounted(
            self._discounted(1, 3, "20.00", "18.00", "3.61")
        )
        invoices = self._invoice_pieces(order.sale_order_id, 1)
        invoices |= self._invoice_pieces(order.sale_order_id, 3)
        total = sum(invoices.mapped("amount_total"))
        self.assertAlmostEqual(total, float(payload["total"]))

    def test_discount_outlasts_another_quantity(self):
        """Odoo takes the discount from the pricelist, where it may be shown at all."""
        self.env.user.group_ids |= self.env.ref("sale.group_discount_per_so_line")
        _payload, order = self._import_discounted(
            self._discounted(1, 2, "20.00", "18.00", "3.60"), status="on-hold"
        )
        with Form(order.sale_order_id) as form, form.order_line.edit(0) as line:
            line.product_uom_qty = 4
        self.assertEqual(order.sale_order_id.order_line.discount, 10.0)
        self.assertAlmostEqual(order.sale_order_id.amount_untaxed, 36.0)

    # === Otherwise === #

    def test_discount_in_the_price(self):
        self.backend.discount_policy = "price"
        _payload, order = self._import_discounted(
            self._discounted(1, 2, "20.00", "18.00", "3.60")
        )
        line = order.sale_order_id.order_line
        self.assertEqual((line.price_unit, line.discount), (9.0, 0.0))

    def test_discounts_as_lines_of_the_coupons_products(self):
        self.backend.discount_policy = "line"
        product = self.env["product.product"].create(
            {"name": "Summer", "type": "service", "invoice_policy": "order"}
        )
        self.env["woo.coupon.product"].create(
            {
                "backend_id": self.backend.id,
                "code": "summer*",
                "product_id": product.id,
            }
        )
        payload, order = self._import_discounted(
            self._discounted(1, 2, "20.00", "15.00", "3.01"),
            coupons=[self._coupon(5, "summer24", "3.00"), self._coupon(6, "x", "2.00")],
        )
        lines = order.sale_order_id.order_line
        self.assertEqual(lines.mapped("price_subtotal"), [20.0, -3.0, -2.0])
        self.assertEqual(lines.mapped("discount"), [0.0, 0.0, 0.0])
        self.assertEqual(lines[1].product_id, product)
        self.assertEqual(lines[1].name, "Discount summer24")
        self.assertEqual(
            lines[2].product_id, self.env.ref("woo_connector.product_discount")
        )
        self.assertEqual(lines.tax_ids, self.tax)
        self._assert_equals_store(self._invoice(order.sale_order_id), payload)

    def test_order_waits_for_the_product_of_a_discount(self):
        self.backend.discount_policy = "line"
        self.backend.coupon_product_id = False
        order = self._import(
            self._payload(
                self._discounted(1, 2, "20.00", "15.00", "3.00"),
                coupon_lines=[self._coupon(5, "ten", "5.00")],
            )
        )
        self.assertEqual(order.state, "waiting")
        self.assertIn("ten", order.reason)

    def test_order_waits_for_the_product_of_a_discount_by_hand(self):
        self.backend.discount_policy = "line"
        self.backend.coupon_product_id = False
        line = self._discounted(1, 2, "20.00", "15.00", "3.00")
        order = self._import(self._payload(line))
        self.assertEqual(order.state, "waiting", order.reason)
        self.assertIn("without a coupon", order.reason)
        with trap_jobs() as trap:
            self.backend.coupon_product_id = self.env.ref(
                "woo_connector.product_discount"
            )
        trap.perform_enqueued_jobs()
        self.assertEqual(order.state, "imported", order.reason)

    # === Gift cards === #

    def _paid_by_card(self, **changes):
        """Return an order of 24.00 of which a gift card paid 10.00."""
        return self._payload(
            self._line(1, 2, "20.00", (1, "4.00")),
            total="14.00",
            gift_cards=[{"id": 9, "code": "GIFT-1", "amount": 10}],
            **changes,
        )

    def test_gift_card_as_a_payment(self):
        order = self._import(self._paid_by_card())
        self.assertEqual(order.state, "imported", order.reason)
        self.assertAlmostEqual(order.sale_order_id.amount_total, 24.0)
        self.assertEqual(len(order.sale_order_id.order_line), 1)
        self.assertEqual(order.gift_card_amount, 10.0)
        card = order.gift_card_ids
        self.assertEqual(
            (card.code, card.amount, card.treatment), ("GIFT-1", 10.0, "payment")
        )
        self.assertEqual(order.sale_order_id.woo_gift_card_ids, card)
        self.assertFalse(order.adjustment_ids)
        invoice = self._invoice(order.sale_order_id)
        self.assertAlmostEqual(invoice.amount_total, 24.0)
        self.assertAlmostEqual(invoice.amount_tax, 4.0)

    def test_gift_card_as_a_line(self):
        product = self.env["product.product"].create(
            {"name": "Gift cards", "type": "service", "invoice_policy": "order"}
        )
        self.backend.write(
            {"gift_card_policy": "liability", "gift_card_product_id": product.id}
        )
        payload = self._paid_by_card()
        order = self._import(payload)
        self.assertEqual(order.state, "imported", order.reason)
        self._assert_equals_store(order.sale_order_id, payload)
        line = order.sale_order_id.order_line[1]
        self.assertEqual((line.product_id, line.price_subtotal), (product, -10.0))
        self.assertFalse(line.tax_ids)
        self.assertEqual(line.name, "Gift card GIFT-1")
        self.assertEqual(order.gift_card_amount, 0.0)
        self._assert_equals_store(self._invoice(order.sale_order_id), payload)

    def test_order_waits_for_the_product_of_gift_cards(self):
        self.backend.gift_card_policy = "liability"
        order = self._import(self._paid_by_card())
        self.assertEqual(order.state, "waiting")
        self.assertIn("gift cards", order.reason)
        self.assertEqual(order.missing_ids.mapping_id, self.backend.id)

    def test_gift_card_that_took_nothing_off_the_total(self):
        payload = self._payload(
            self._line(1, 2, "20.00", (1, "4.00")),
            gift_cards=[{"id": 9, "code": "GIFT-1", "amount": 10}],
        )
        order = self._import(payload)
        self.assertEqual(order.state, "imported")
        self.assertFalse(order.gift_card_ids)
        self._assert_equals_store(order.sale_order_id, payload)
