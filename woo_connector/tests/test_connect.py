from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from odoo.addons.queue_job.tests.common import trap_jobs
from odoo.addons.woo_connector.models.reason_sentences import what_to_do
from odoo.addons.woo_connector.woo.authentication import AuthMode
from odoo.addons.woo_connector.woo.connection import Connection
from odoo.addons.woo_connector.woo.errors import (
    MisconfiguredError,
    Reason,
    TemporaryError,
)

from .common import WooCase

CONNECTION = Connection(
    address="https://new.example.com",
    auth_mode=AuthMode.QUERY,
    version="10.7.0",
    timezone="Europe/Paris",
    currency="EUR",
    currency_decimals=0,
    prices_include_tax=True,
    round_at_subtotal=None,
)
WIZARD = "odoo.addons.woo_connector.wizards.woo_connect"
BACKEND = "odoo.addons.woo_connector.models.woo_backend_connect"


@tagged("post_install", "-at_install")
class TestConnect(WooCase):
    def wizard(self, **values):
        """Return the wizard with the keys entered, as a manager."""
        form = Form(self.env["woo.connect"].with_user(self.woo_manager))
        form.name = "New shop"
        form.address = "new.example.com"
        form.consumer_key = "ck_1"
        form.consumer_secret = "cs_1"
        wizard = form.save()
        wizard.write(values)
        return wizard

    def probe(self, wizard, result):
        """Press the test button of the wizard; the store answers ``result``."""
        effect = {"side_effect": result}
        if isinstance(result, Connection):
            effect = {"return_value": result}
        with patch(f"{WIZARD}.probe", **effect) as probe:
            wizard.action_test()
        return probe

    def test_three_steps_connect_a_store(self):
        wizard = self.wizard(push_stock=True)
        probe = self.probe(wizard, CONNECTION)
        probe.assert_called_once_with("new.example.com", "ck_1", "cs_1", ca_file=None)
        self.assertEqual(wizard.step, "found")
        self.assertEqual(wizard.store_currency, "EUR")
        wizard.action_choose()
        self.assertEqual(wizard.step, "choices")
        with trap_jobs() as trap:
            action = wizard.action_connect()
        backend = self.env["woo.backend"].browse(action["res_id"])
        self.assertRecordValues(
            backend,
            [
                {
                    "name": "New shop",
                    "address": "https://new.example.com",
                    "consumer_key": "ck_1",
                    "consumer_secret": "cs_1",
                    "auth_mode": "query",
                    "state": "connected",
                    "woo_version": "10.7.0",
                    "store_currency_id": self.env.ref("base.EUR").id,
                    "prices_include_tax": True,
                    "round_at_subtotal": False,
                    "price_decimals": 0,
                    "push_stock": True,
                    "company_id": self.env.company.id,
                }
            ],
        )
        self.assertEqual(backend.warehouse_ids.company_id, self.env.company)
        self.assertTrue(backend.webhook_secret)
        trap.assert_jobs_count(1, only=backend._register_webhooks)
        trap.assert_jobs_count(1, only=backend._poll)
        trap.assert_jobs_count(1, only=backend._import_store_settings)

    def test_what_was_not_chosen_is_not_begun(self):
        wizard = self.wizard(import_orders=False, import_catalogue=False)
        self.probe(wizard, CONNECTION)
        with trap_jobs() as trap:
            action = wizard.action_connect()
        backend = self.env["woo.backend"].browse(action["res_id"])
        self.assertFalse(backend.import_orders)
        self.assertFalse(backend.push_stock)
        trap.assert_jobs_count(0, only=backend._poll)
        methods = {job.method_name for job in trap.enqueued_jobs}
        self.assertEqual(methods, {"_register_webhooks", "_import_store_settings"})

    def test_every_failure_says_what_to_do(self):
        before = self.env["woo.backend"].search_count([])
        for reason in Reason:
            wizard = self.wizard()
            self.probe(wizard, MisconfiguredError(reason, "technical"))
            title, remedy = what_to_do(self.env, reason)
            self.assertEqual((wizard.failure, wizard.remedy), (title, remedy))
            self.assertEqual(wizard.step, "credentials")
            self.assertNotIn("technical", wizard.remedy)
            self.assertNotIn("cs_1", wizard.failure + wizard.remedy)
            with self.assertRaises(UserError):
                wizard.action_connect()
        self.assertEqual(self.env["woo.backend"].search_count([]), before)

    def test_no_two_reasons_say_the_same(self):
        told = [what_to_do(self.env, reason) for reason in Reason]
        self.assertEqual(len(set(told)), len(Reason))

    def test_store_that_fails_just_now(self):
        wizard = self.wizard()
        self.probe(wizard, TemporaryError("The store answered 503.", status=503))
        self.assertEqual(wizard.remedy, "The store answered 503.")
        self.assertEqual(wizard.step, "credentials")

    def test_success_takes_the_failure_back(self):
        wizard = self.wizard()
        self.probe(wizard, MisconfiguredError(Reason.WRONG_KEY, ""))
        self.probe(wizard, CONNECTION)
        self.assertFalse(wizard.failure)

    def test_keys_do_not_stay_in_the_wizard(self):
        wizard = self.wizard()
        self.probe(wizard, CONNECTION)
        with trap_jobs():
            wizard.action_connect()
        self.assertEqual((wizard.consumer_key, wizard.consumer_secret), ("-", "-"))

    def test_store_is_not_connected_twice(self):
        self.backend.address = CONNECTION.address
        with self.assertRaises(UserError) as raised:
            self.probe(self.wizard(), CONNECTION)
        self.assertIn(self.backend.name, str(raised.exception))

    def test_connecting_again_gives_the_store_its_new_keys(self):
        warehouse = self.backend._get_warehouse()
        self.backend.write(
            {"state": "draft", "push_stock": True, "warehouse_ids": warehouse.ids}
        )
        action = self.backend.with_user(self.woo_manager).action_connect()
        form = Form(
            self.env["woo.connect"]
            .with_user(self.woo_manager)
            .with_context(**action["context"])
        )
        self.assertEqual(form.address, self.backend.address)
        self.assertTrue(form.push_stock)
        form.consumer_key, form.consumer_secret = "ck_2", "cs_2"
        wizard = form.save()
        token = self.backend.webhook_token
        self.probe(wizard, CONNECTION)
        with trap_jobs():
            wizard.action_connect()
        self.assertEqual(self.backend.consumer_key, "ck_2")
        self.assertEqual(self.backend.state, "connected")
        self.assertEqual(self.backend.webhook_token, token)

    def test_unknown_currency_is_told(self):
        wizard = self.wizard()
        self.probe(wizard, Connection("https://x.test", AuthMode.HEADER, currency="?"))
        self.assertTrue(wizard.is_currency_missing)

    def test_each_step_can_be_taken_back(self):
        wizard = self.wizard(step="choices")
        wizard.action_back()
        self.assertEqual(wizard.step, "found")
        wizard.action_back()
        self.assertEqual(wizard.step, "credentials")

    def test_test_button_of_the_store(self):
        self.registry_enter_test_mode()
        self.backend._note_error("Down", is_misconfigured=True)
        self.env.invalidate_all()
        self.assertEqual(
            (self.backend.state, self.backend.last_error), ("error", "Down")
        )
        with patch(f"{BACKEND}.probe", return_value=CONNECTION) as probe:
            self.backend.with_user(self.woo_manager).action_test_connection()
        probe.assert_called_once_with(
            "https://shop.example.com", "ck_test", "cs_test", ca_file=None
        )
        self.env.cr.postcommit.run()
        self.env.invalidate_all()
        self.assertEqual(
            (self.backend.state, self.backend.last_error), ("connected", False)
        )

    def test_test_button_fails_in_plain_words(self):
        error = MisconfiguredError(Reason.CERTIFICATE, "technical")
        with (
            patch(f"{BACKEND}.probe", side_effect=error),
            self.assertRaises(UserError) as raised,
        ):
            self.backend.action_test_connection()
        for sentence in what_to_do(self.env, Reason.CERTIFICATE):
            self.assertIn(sentence, str(raised.exception))

    def test_disconnect_forgets_the_keys(self):
        self.backend.action_disconnect()
        self.assertEqual(self.backend.state, "draft")
        self.assertFalse(self.backend.consumer_key or self.backend.consumer_secret)
        with self.assertRaises(MisconfiguredError), self.backend._client():
            self.fail("An unconnected store must not lend a client.")

    def test_foreign_currency_gets_a_pricelist(self):
        currency = self.env.ref("base.CHF")
        currency.active = False
        backend = self.backend.with_user(self.woo_manager)
        backend.sudo().store_currency_id = currency
        with trap_jobs():
            backend._start(import_catalogue=False)
        pricelist = self.backend.pricelist_id
        self.assertEqual(pricelist.currency_id, currency)
        self.assertTrue(currency.active)
        self.assertFalse(pricelist.item_ids)
        another = self.backend.copy({"store_currency_id": currency.id})
        another.pricelist_id = False
        another._ensure_pricelist()
        self.assertEqual(another.pricelist_id, pricelist)

    def test_own_currency_needs_no_pricelist(self):
        self.backend.store_currency_id = self.backend.company_id.currency_id
        self.backend._ensure_pricelist()
        self.assertFalse(self.backend.pricelist_id)

    def test_start_date_is_now_unless_chosen(self):
        self.backend.import_from = False
        with trap_jobs():
            self.backend._start(import_catalogue=False)
        age = fields.Datetime.now() - self.backend.import_from
        self.assertLess(age.total_seconds(), 60)


@tagged("post_install", "-at_install")
class TestConnectOverHttp(WooCase):
    """The test button against real sockets: what is there is no usable store."""

    @classmethod
    def _request_handler(cls, session, request, /, **kwargs):
        # Odoo's guard of the tests compares the time-out with a number, ours is a pair.
        kwargs["timeout"] = max(kwargs["timeout"])
        return super()._request_handler(session, request, **kwargs)

    def test_website_that_is_no_store(self):
        class Website(BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(404)
                self.send_header("Content-Type", "text/html")
                self.end_headers()
                self.wfile.write(b"<html>Nothing here</html>")

            def log_message(self, *args):
                """Keep the test's output clean."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Website)
        self.addCleanup(server.server_close)
        Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.shutdown)
        wizard = self.press_test(f"http://127.0.0.1:{server.server_port}")
        self.assertTrue(wizard.failure)
        self.assertEqual(wizard.step, "credentials")

    def test_address_where_nobody_answers_is_told(self):
        server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
        port = server.server_port
        server.server_close()
        wizard = self.press_test(f"http://127.0.0.1:{port}")
        title, remedy = what_to_do(self.env, Reason.UNREACHABLE)
        self.assertEqual((wizard.failure, wizard.remedy), (title, remedy))

    def press_test(self, address):
        wizard = self.env["woo.connect"].create(
            {
                "name": "Shop",
                "address": address,
                "consumer_key": "ck_1",
                "consumer_secret": "cs_1",
            }
        )
        wizard.action_test()
        return wizard
