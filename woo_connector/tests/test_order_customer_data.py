from odoo.tests import tagged

from .order_case import OrderCase, recorded_orders


@tagged("post_install", "-at_install")
class TestOrderCustomerData(OrderCase):
    """How an order is found, and what is kept of whoever ordered."""

    def setUp(self):
        super().setUp()
        payload = recorded_orders()["order_full"]
        self._bind_products(payload)
        self.payload = {
            **payload,
            "number": "SHOP-2026/7",
            "customer_ip_address": "203.0.113.7",
            "customer_user_agent": "Mozilla/5.0",
        }

    def test_order_is_found_by_its_number_and_by_its_id(self):
        order = self._import(self.payload)
        found = self.env["woo.order"].with_user(self.woo_user)
        for text in ("SHOP-2026/7", "2026/7", "61"):
            self.assertIn(order.id, dict(found.name_search(text)), text)
        self.assertNotIn(order.id, dict(found.name_search("SHOP-2026/8")))

    def test_sale_order_is_found_by_both_too(self):
        sale_order = self._import(self.payload).sale_order_id
        find = self.env["sale.order"].search
        for text in ("SHOP-2026/7", "61"):
            self.assertIn(sale_order, find([("woo_order_ids", "ilike", text)]))
        self.assertEqual(sale_order.client_order_ref, "SHOP-2026/7")

    def test_address_and_browser_are_dropped(self):
        order = self._import(self.payload)
        self.assertFalse(order.customer_ip)
        self.assertFalse(order.customer_user_agent)

    def test_address_and_browser_are_kept_on_demand_and_for_managers(self):
        self.backend.keep_visitor_data = True
        order = self._import(self.payload)
        self.assertEqual(order.customer_ip, "203.0.113.7")
        self.assertEqual(order.customer_user_agent, "Mozilla/5.0")
        seen = order.with_user(self.woo_user)
        self.assertNotIn("customer_ip", seen.fields_get())

    def test_switching_it_off_deletes_what_was_kept(self):
        self.backend.keep_visitor_data = True
        order = self._import(self.payload)
        self.backend.name = "Renamed"
        self.assertTrue(order.customer_ip)
        self.backend.keep_visitor_data = False
        self.assertFalse(order.customer_ip)
        self.assertFalse(order.customer_user_agent)

    def test_note_of_the_customer_is_kept(self):
        order = self._import(self.payload)
        self.assertEqual(order.customer_note, 'Leave at the door & ring "twice"')
