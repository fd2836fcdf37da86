from odoo.exceptions import AccessError
from odoo.tests import Form, new_test_user, tagged

from odoo.addons.queue_job.tests.common import trap_jobs

from .order_case import OrderCase, recorded_orders


@tagged("post_install", "-at_install")
class TestOrderRights(OrderCase):
    """Users read and ask for another try; nobody writes what the store says."""

    def setUp(self):
        super().setUp()
        payload = recorded_orders()["order_full"]
        self._bind_products(payload)
        self.order = self._import(payload)

    def test_user_may_ask_for_another_try(self):
        with trap_jobs() as trap:
            self.order.with_user(self.woo_user).action_retry()
        trap.assert_jobs_count(1)
        trap.perform_enqueued_jobs()
        self.assertEqual(self.order.state, "imported")

    def test_user_may_not_change_an_order(self):
        with self.assertRaises(AccessError):
            self.order.with_user(self.woo_user).write({"number": "0"})
        with self.assertRaises(AccessError):
            self.order.with_user(self.woo_user).unlink()

    def test_orders_of_another_company_are_hidden(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.woo_manager.write({"company_ids": other.ids, "company_id": other.id})
        found = self.env["woo.order"].with_user(self.woo_manager).search([])
        self.assertFalse(found)

    def test_salespeople_need_no_rights_on_stores(self):
        salesman = new_test_user(
            self.env, "salesman", "sales_team.group_sale_salesman_all_leads"
        )
        sale_order = self.order.sale_order_id.with_user(salesman)
        sale_order.copy().action_confirm()
        with Form(sale_order) as form:
            form.client_order_ref = "changed"
        self.assertEqual(sale_order.client_order_ref, "changed")

    def test_copy_of_an_imported_order_is_no_order_of_the_store(self):
        self.assertFalse(self.order.sale_order_id.copy().woo_order_ids)

    def test_ways_between_both_sides(self):
        sale_order = self.order.sale_order_id
        self.assertEqual(sale_order.woo_order_ids, self.order)
        action = sale_order.action_open_woo_order()
        self.assertEqual(
            (action["res_model"], action["res_id"]), ("woo.order", self.order.id)
        )
        action = self.order.action_open_sale_order()
        self.assertEqual(action["res_id"], sale_order.id)
        self.assertIn("post=61&", sale_order.action_open_in_store()["url"])

    def test_others_read_what_the_connector_added(self):
        sale_order = self.order.sale_order_id
        groups = (
            "sales_team.group_sale_salesman_all_leads",
            "stock.group_stock_user",
            "account.group_account_invoice",
        )
        for group in groups:
            user = new_test_user(self.env, group, group)
            for records in (
                sale_order,
                sale_order.partner_id,
                sale_order.order_line.product_id,
                sale_order.order_line.product_id.product_tmpl_id,
            ):
                visible = records.with_user(user)
                self.env.invalidate_all()
                ours = [name for name in visible.fields_get() if "woo" in name]
                visible.read(ours or ["id"])
                visible.get_views([(False, "form"), (False, "list")])
