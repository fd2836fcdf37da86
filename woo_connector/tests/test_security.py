from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools import file_open

from odoo.addons.queue_job.tests.common import trap_jobs
from odoo.addons.woo_connector.woo.errors import MisconfiguredError

from .common import WooCase, store_values

SECRETS = (
    "consumer_key",
    "consumer_secret",
    "webhook_token",
    "webhook_secret",
    "webhook_address",
)


@tagged("post_install", "-at_install")
class TestSecurity(WooCase):
    def test_secrets_are_the_managers(self):
        for name in SECRETS:
            self.assertTrue(self.backend.with_user(self.woo_manager)[name])
            with self.assertRaises(AccessError):
                self.backend.with_user(self.woo_user).read([name])

    def test_secrets_are_not_offered_for_export(self):
        described = self.backend.fields_get(SECRETS)
        self.assertEqual(
            [name for name in SECRETS if described[name]["exportable"]], []
        )

    def test_secrets_cannot_be_exported(self):
        allow = Command.link(self.env.ref("base.group_allow_export").id)
        self.woo_manager.group_ids = [allow]
        backend = self.backend.with_user(self.woo_manager)
        status = self.env["woo.order.status"]._note_status(self.backend, "pending")
        for name in SECRETS:
            with self.assertRaises(AccessError):
                backend.export_data(["name", name])
            with self.assertRaises(AccessError):
                status.with_user(self.woo_manager).export_data([f"backend_id/{name}"])
        self.assertEqual(
            backend.export_data(["name", ".id"])["datas"],
            [["Web shop", str(backend.id)]],
        )

    def test_secrets_are_not_copied(self):
        copy = self.backend.copy()
        self.assertEqual(copy.state, "draft")
        self.assertFalse(copy.consumer_key or copy.consumer_secret)
        self.assertNotEqual(copy.webhook_token, self.backend.webhook_token)
        self.assertNotEqual(copy.webhook_secret, self.backend.webhook_secret)

    def test_secrets_are_not_in_the_chatter(self):
        self.backend.write({"consumer_key": "ck_new", "consumer_secret": "cs_new"})
        self.env.cr.flush()
        told = "".join(
            f"{message.body}{message.tracking_value_ids.mapped('new_value_char')}"
            for message in self.backend.message_ids
        )
        for secret in ("ck_new", "cs_new", "ck_test", self.backend.webhook_secret):
            self.assertNotIn(secret, told)

    def test_user_does_not_change_stores(self):
        backend = self.backend.with_user(self.woo_user)
        with self.assertRaises(AccessError):
            backend.name = "Mine"
        for button in ("action_register_webhooks", "action_test_connection"):
            with self.assertRaises(AccessError):
                getattr(backend, button)()

    def test_user_does_not_write_to_the_inbox(self):
        event = self.env["woo.event"]._note_wanted(self.backend, "order", [1])
        with self.assertRaises(AccessError):
            event.with_user(self.woo_user).action_replay()
        with self.assertRaises(AccessError):
            event.with_user(self.woo_user).read(["body"])

    def test_people_without_a_group_see_nothing(self):
        salesman = new_test_user(self.env, "seller", "sales_team.group_sale_manager")
        for model in ("woo.backend", "woo.event", "woo.connect", "woo.import.orders"):
            with self.assertRaises(AccessError):
                self.env[model].with_user(salesman).search([])

    def test_buttons_are_for_who_sees_the_records(self):
        """Buttons can be pressed over RPC, also by a customer in the portal."""
        customer = new_test_user(self.env, "customer", "base.group_portal")
        buttons = ("action_send_again", "action_record_only", "action_push_stock",
                   "action_push_all_stock", "action_retry", "action_retry_waiting",
                   "action_try_now")  # fmt: skip
        pressed = 0
        for name in self._stored_models():
            model = self.env[name].with_user(customer)
            for button in buttons:
                if hasattr(model, button):
                    pressed += 1
                    with self.subTest(f"{name} {button}"):
                        self.assertRaises(AccessError, getattr(model, button))
        self.assertGreater(pressed, len(buttons))

    def test_buttons_are_for_who_works_in_the_company(self):
        company = self.env["res.company"].create({"name": "Another"})
        other = self.env["woo.backend"].create(store_values(company_id=company.id))
        status = self.env["woo.order.status"]._note_status(other, "pending")
        with self.assertRaises(AccessError):
            other.with_user(self.woo_manager).action_push_all_stock()
        with self.assertRaises(AccessError):
            other.with_user(self.woo_user).action_try_now()
        with self.assertRaises(AccessError):
            status.with_user(self.woo_manager).action_retry_waiting()

    def test_stores_of_other_companies_are_invisible(self):
        company = self.env["res.company"].create({"name": "Another"})
        other = self.env["woo.backend"].create(store_values(company_id=company.id))
        event = self.env["woo.event"]._note_wanted(other, "order", [1])
        for user in (self.woo_user, self.woo_manager):
            self.assertNotIn(other, self.env["woo.backend"].with_user(user).search([]))
            self.assertNotIn(event, self.env["woo.event"].with_user(user).search([]))
        self.woo_user.company_ids = [Command.link(company.id)]
        seen = self.env["woo.backend"].with_user(self.woo_user)
        seen = seen.with_context(allowed_company_ids=company.ids).search([])
        self.assertIn(other, seen)

    def test_jobs_use_the_keys_whoever_caused_them(self):
        with self.backend.with_user(self.woo_user)._client() as client:
            self.assertEqual(client.address, "https://shop.example.com")

    def test_copy_of_a_database_is_disconnected(self):
        event = self.env["woo.event"]._note_wanted(self.backend, "order", [1])
        with self.env.cr.savepoint():
            job = self.backend._enqueue_poll()
        record = job.db_record()
        self.env.flush_all()
        self.backend.degraded_mode = "frozen"
        self.env.flush_all()
        with file_open("woo_connector/data/neutralize.sql") as script:
            self.env.cr.execute(script.read())
        self.env.invalidate_all()
        self.assertEqual(self.backend.state, "draft")
        self.assertEqual(self.backend.degraded_mode, "normal")
        self.assertFalse(any(self.backend[name] for name in SECRETS))
        self.assertEqual(record.state, "cancelled")
        self.assertEqual(event.state, "ignored")
        with self.assertRaises(MisconfiguredError), self.backend._client():
            self.fail("A copy of a database must not talk to the store.")

    def test_neutralised_store_gets_new_webhook_credentials(self):
        self.backend.write({"webhook_token": False, "webhook_secret": False})
        with trap_jobs():
            self.backend._start(import_catalogue=False)
        self.assertTrue(self.backend.webhook_token and self.backend.webhook_secret)

    def test_every_model_keeps_companies_apart(self):
        for name in self._stored_models():
            with self.subTest(name):
                rules = self.env["ir.rule"].search([("model_id.model", "=", name)])
                self.assertIn("company_id", "".join(rules.mapped("domain_force")))
                self.assertFalse(rules.groups, "a rule of a group opens, not closes")

    def test_only_people_of_the_connector_see_its_records(self):
        own = self.env.ref("woo_connector.group_woo_user")
        own |= self.env.ref("woo_connector.group_woo_manager")
        for name in self._stored_models():
            with self.subTest(name):
                access = self.env["ir.model.access"].search(
                    [("model_id.model", "=", name)]
                )
                self.assertTrue(access)
                self.assertLessEqual(access.group_id, own)
                self.assertTrue(all(one.group_id for one in access))
                users = access.filtered(lambda one: one.group_id == own[0])
                self.assertFalse(
                    any(users.mapped("perm_write") + users.mapped("perm_create"))
                )

    def _stored_models(self):
        """Return the names of the addon's models that keep records."""
        return [
            name
            for name, model in self.registry.items()
            if name.startswith("woo.") and not (model._abstract or model._transient)
        ]
