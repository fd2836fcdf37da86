from odoo.exceptions import AccessError
from odoo.tests import Form, new_test_user, tagged

from odoo.addons.queue_job.tests.common import trap_jobs

from .stock_common import StockCase


@tagged("post_install", "-at_install")
class TestProductCreate(StockCase):
    """Making the Odoo products that only the store has."""

    def setUp(self):
        super().setUp()
        self.backend.weight_unit = "g"
        self.binding = self.create_binding(17)

    def create_binding(self, woo_id, **values):
        return self.env["woo.product"].create(
            {
                "backend_id": self.backend.id,
                "woo_id": woo_id,
                "woo_type": "simple",
                "name": f"Belt {woo_id}",
                "sku": f"woo-belt-{woo_id}",
                "price": 55.0,
                "weight": 250,
                **values,
            }
        )

    def test_created_product_has_what_the_store_says(self):
        self.binding.action_create_missing()
        self.assertRecordValues(
            self.binding.product_id,
            [
                {
                    "name": "Belt 17",
                    "default_code": "woo-belt-17",
                    "type": "consu",
                    "is_storable": True,
                    "list_price": 55.0,
                    "weight": 0.25,
                }
            ],
        )
        self.assertEqual(self.outbox().product_id, self.binding.product_id)

    def test_virtual_product_is_a_service(self):
        self.binding.is_virtual = True
        self.binding.action_create_missing()
        self.assertEqual(self.binding.product_id.type, "service")

    def test_price_in_another_currency(self):
        company_currency = self.company.currency_id
        euro = self.env.ref("base.EUR")
        other = euro if euro != company_currency else self.env.ref("base.USD")
        other.active = True
        self.env["res.currency.rate"].create(
            {"currency_id": other.id, "rate": 2.0, "company_id": self.company.id}
        )
        self.backend.store_currency_id = other
        self.binding.action_create_missing()
        self.assertEqual(self.binding.product_id.list_price, 27.5)

    def test_pressed_twice_it_creates_once(self):
        self.binding.action_create_missing()
        product = self.binding.product_id
        self.binding.action_create_missing()
        self.assertEqual(self.binding.product_id, product)

    def test_made_by_somebody_since(self):
        belt = self.create_product("Belt", "woo-belt-17")
        self.binding.action_create_missing()
        self.assertEqual(self.binding.product_id, belt)

    def test_others_are_left_alone(self):
        deleted = self.create_binding(21, deleted_in_store=True)
        parent = self.create_binding(22, woo_type="variable")
        ambiguous = self.create_binding(23, problem="Twice.", sku="woo-beanie")
        self.create_product("Twin", "woo-beanie")
        (deleted + parent + ambiguous).action_create_missing()
        self.assertFalse((deleted + parent + ambiguous).product_id)

    def test_many_are_made_in_the_background(self):
        bindings = self.binding
        for number in range(100):
            bindings += self.create_binding(1000 + number)
        with trap_jobs() as trap:
            action = bindings.action_create_missing()
            trap.assert_jobs_count(2)
            trap.perform_enqueued_jobs()
        self.assertIn("101", action["params"]["message"])
        self.assertEqual(len(bindings.product_id), 101)


@tagged("post_install", "-at_install")
class TestProductRights(StockCase):
    """Who sees and who binds the products of a store."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = new_test_user(
            cls.env, "woo_user", "woo_connector.group_woo_user,stock.group_stock_user"
        )
        cls.manager = new_test_user(
            cls.env,
            "woo_manager",
            "woo_connector.group_woo_manager,stock.group_stock_manager",
        )
        cls.binding = cls.bind(cls.beanie, 16)

    def test_users_read_but_do_not_bind(self):
        binding = self.binding.with_user(self.user)
        self.assertEqual(binding.product_id, self.beanie)
        with self.assertRaises(AccessError):
            binding.product_id = self.cap

    def test_managers_bind(self):
        with Form(self.binding.with_user(self.manager)) as form:
            form.product_id = self.cap
        self.assertEqual(self.binding.product_id, self.cap)
        self.assertEqual(self.outbox().product_id, self.cap)

    def test_other_company_sees_nothing(self):
        company = self.env["res.company"].create({"name": "Other company"})
        self.manager.write(
            {"company_ids": [(6, 0, company.ids)], "company_id": company.id}
        )
        found = self.env["woo.product"].with_user(self.manager).search([])
        self.assertNotIn(self.binding, found)

    def test_outbox_is_not_for_users(self):
        with self.assertRaises(AccessError):
            self.env["woo.stock.change"].with_user(self.user).search([])

    def test_way_from_the_product(self):
        product = self.beanie.with_user(self.user)
        self.assertEqual(product.woo_product_count, 1)
        self.assertEqual(product.product_tmpl_id.woo_product_count, 1)
        action = product.product_tmpl_id.action_open_woo_products()
        self.assertEqual(self.env["woo.product"].search(action["domain"]), self.binding)

    def test_way_to_the_store(self):
        variation = self.bind(
            self.cap, 28, woo_type="variation", parent_woo_id=12
        ).with_user(self.user)
        self.assertEqual(
            variation.action_open_in_store()["url"],
            "https://shop.example.com/wp-admin/post.php?post=12&action=edit",
        )

    def test_user_without_the_group_opens_a_product(self):
        clerk = new_test_user(self.env, "clerk", "stock.group_stock_user")
        with Form(self.beanie.product_tmpl_id.with_user(clerk)) as form:
            self.assertEqual(form.name, "Beanie")

    def test_counts_on_the_store(self):
        self.bind(self.cap, 18, push_state="failed")
        self.env["woo.product"].create({"backend_id": self.backend.id, "woo_id": 17})
        self.assertEqual(self.backend.unbound_count, 1)
        self.assertEqual(self.backend.push_failed_count, 1)
