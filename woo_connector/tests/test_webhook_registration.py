from odoo.exceptions import ValidationError
from odoo.tests import tagged

from odoo.addons.queue_job.exception import RetryableJobError
from odoo.addons.queue_job.tests.common import trap_jobs
from odoo.addons.woo_connector.models.woo_backend_webhook_registration import TOPICS
from odoo.addons.woo_connector.woo.errors import NotFoundError, TemporaryError

from .common import FakeClient, WooCase


class StoreWithWebhooks(FakeClient):
    """A store's webhooks: lists, creates, changes and deletes them, hides secrets."""

    def __init__(self, *hooks):
        super().__init__()
        self.hooks = {hook["id"]: hook for hook in hooks}
        self.secrets = {}

    def _answer(self, method, path, content):
        self.requests.append((method, path, content))
        if method == "GET":
            return list(self.hooks.values())
        if method == "POST":
            number = max([0, *self.hooks]) + 1
        else:
            number = int(path.removeprefix("webhooks/"))
        if method == "DELETE":
            return self.hooks.pop(number)
        self.secrets[number] = content["secret"]
        public = {key: value for key, value in content.items() if key != "secret"}
        self.hooks[number] = self.hooks.get(number, {"id": number}) | public
        return self.hooks[number]


@tagged("post_install", "-at_install")
class TestWebhookRegistration(WooCase):
    def setUp(self):
        super().setUp()
        self.backend.public_address = "https://odoo.example.com/"
        token = self.backend.webhook_token
        self.address = f"https://odoo.example.com/woo_connector/webhook/{token}"

    def hook(self, number, topic, **values):
        return {
            "id": number,
            "topic": topic,
            "status": "active",
            "delivery_url": self.address,
            **values,
        }

    def register(self, *hooks):
        """Run the job against a store that has these webhooks."""
        store = StoreWithWebhooks(*hooks)
        with self.store_answers({}) as client:
            client._answer = store._answer
            self.backend._register_webhooks()
        return store

    def test_every_topic_is_registered_once_with_our_secret(self):
        store = self.register()
        topics = [hook["topic"] for hook in store.hooks.values()]
        self.assertEqual(sorted(topics), sorted(TOPICS))
        for hook in store.hooks.values():
            self.assertEqual(hook["delivery_url"], self.address)
            self.assertEqual(hook["status"], "active")
        self.assertEqual(set(store.secrets.values()), {self.backend.webhook_secret})
        self.assertTrue(self.backend.webhooks_checked_at)

    def test_secret_is_what_woocommerce_leaves_alone(self):
        self.assertRegex(self.backend.webhook_secret, r"^[A-Za-z0-9]{40,}$")
        self.assertRegex(self.backend.webhook_token, r"^[A-Za-z0-9]{40,}$")
        self.assertNotEqual(self.backend.webhook_secret, self.backend.webhook_token)

    def test_second_time_keeps_and_signs_again(self):
        first = self.register()
        again = self.register(*first.hooks.values())
        self.assertEqual(again.hooks, first.hooks)
        self.assertEqual(len(again.secrets), len(TOPICS))
        self.assertFalse([r for r in again.requests if r[0] in ("POST", "DELETE")])

    def test_doubled_hook_is_removed(self):
        store = self.register(
            self.hook(3, "order.updated"), self.hook(4, "order.updated")
        )
        self.assertIn(3, store.hooks)
        self.assertNotIn(("order.updated", 4), self.topics(store))
        self.assertEqual(len(store.hooks), len(TOPICS))

    def topics(self, store):
        return [(hook["topic"], number) for number, hook in store.hooks.items()]

    def test_switched_off_hook_is_replaced(self):
        store = self.register(self.hook(90, "order.updated", status="disabled"))
        self.assertNotIn(90, store.hooks)
        self.assertEqual(len(store.hooks), len(TOPICS))

    def test_moved_odoo_is_repaired(self):
        old = self.address.replace("odoo.example.com", "old.example.com")
        store = self.register(self.hook(90, "order.updated", delivery_url=old))
        self.assertEqual(store.hooks[90]["delivery_url"], self.address)
        self.assertEqual(len(store.hooks), len(TOPICS))

    def test_topic_we_do_not_want_is_removed(self):
        store = self.register(self.hook(90, "customer.updated"))
        self.assertNotIn(90, store.hooks)

    def test_foreign_hooks_are_left_alone(self):
        foreign = self.hook(
            90,
            "order.updated",
            delivery_url="https://other.example.com/woo_connector/webhook/x",
        )
        store = self.register(foreign)
        self.assertEqual(store.hooks[90], foreign)
        self.assertNotIn(90, store.secrets)

    def test_hook_that_somebody_deleted_meanwhile_is_no_failure(self):
        answers = {
            "GET webhooks": [self.hook(5, "customer.updated")],
            "POST webhooks": {},
            "DELETE webhooks/5": NotFoundError("Gone"),
        }
        with self.store_answers(answers) as client:
            self.backend._register_webhooks()
        self.assertEqual(len(client.asked("POST")), len(TOPICS))

    def test_store_that_is_down_is_tried_again(self):
        with (
            self.store_answers({"GET webhooks": TemporaryError("Down")}),
            self.assertRaises(RetryableJobError),
        ):
            self.backend._register_webhooks()
        self.assertFalse(self.backend.webhooks_checked_at)

    def test_secret_is_not_in_the_log_nor_in_the_result(self):
        with self.assertLogs("odoo.addons.woo_connector", "DEBUG") as logs:
            store = StoreWithWebhooks()
            with self.store_answers({}) as client:
                client._answer = store._answer
                result = self.backend._register_webhooks()
        told = result + "".join(logs.output)
        self.assertNotIn(self.backend.webhook_secret, told)
        self.assertNotIn(self.backend.webhook_token, told)

    def test_button_and_cron_enqueue(self):
        draft = self.backend.copy({"state": "draft"})
        with trap_jobs() as trap:
            self.backend.with_user(self.woo_manager).action_register_webhooks()
            trap.assert_jobs_count(1, only=self.backend._register_webhooks)
        with trap_jobs() as trap:
            self.env["woo.backend"]._cron_check_webhooks()
            trap.assert_jobs_count(1, only=self.backend._register_webhooks)
            trap.assert_jobs_count(0, only=draft._register_webhooks)

    def test_public_address_has_to_be_one(self):
        for wrong in ("odoo.example.com", "ftp://odoo.example.com", "https://"):
            with self.assertRaises(ValidationError):
                self.backend.public_address = wrong

    def test_without_public_address_odoo_s_own_is_used(self):
        self.env["ir.config_parameter"].set_param("web.base.url", "https://own.test")
        self.backend.public_address = False
        self.assertTrue(self.backend.webhook_address.startswith("https://own.test/woo"))
