from odoo.tests import tagged

from .stock_rule_case import StockRuleCase


@tagged("post_install", "-at_install")
class TestProductsWithoutStock(StockRuleCase):
    """Services and consumables have no number, but may be in stock or sold out."""

    def setUp(self):
        super().setUp()
        self.service = self.create_product("Course", type="service", is_storable=False)
        self.course = self.bind(self.service, 24)

    def bodies(self):
        return [
            body for _method, _path, bodies in self.client.requests for body in bodies
        ]

    def push_all(self, **values):
        self.client.requests.clear()
        self.backend._note_all_stock(**{"resend": False, **values})
        self.push()

    def test_nothing_is_sent_without_a_rule(self):
        self.push_all()
        self.assertEqual(set(self.client.sent()), {16})

    def test_in_stock_is_sent_once(self):
        self.of_variant(self.service, shown_without_stock="in_stock")
        self.push()
        told = {"id": 24, "manage_stock": False, "stock_status": "instock"}
        self.assertEqual(self.bodies(), [told])
        self.assertEqual(self.course.push_state, "pushed")
        self.push_all()
        self.assertNotIn(told, self.bodies())
        self.push_all(resend=True)
        self.assertIn(told, self.bodies())

    def test_sold_out(self):
        rule = self.of_variant(self.service, shown_without_stock="in_stock")
        self.push()
        rule.shown_without_stock = "out_of_stock"
        self.push()
        self.assertEqual(self.client.products[24]["stock_status"], "outofstock")

    def test_a_consumable_that_becomes_storable_gets_its_number(self):
        goods = self.create_product("Bag", is_storable=False)
        binding = self.bind(goods, 17)
        rule = self.of_variant(goods, shown_without_stock="in_stock")
        self.push()
        self.assertEqual(binding.pushed_status, "instock")
        goods.is_storable = True
        self.push_all()
        self.assertEqual(self.client.stock(17), 0)
        self.assertFalse(binding.pushed_status)
        self.assertEqual(rule.shown_without_stock, "in_stock")

    def test_storable_products_keep_their_number(self):
        self.rule(shown_without_stock="out_of_stock")
        products = self.beanie + self.service
        available = self.backend._get_available(products.ids)
        self.assertEqual(available, {self.beanie.id: 10})
