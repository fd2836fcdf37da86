import json
import logging
from unittest.mock import patch

from odoo.tests import HttpCase, tagged

from odoo.addons.woo_connector.controllers import webhook
from odoo.addons.woo_connector.controllers.access_log import WebhookAddressFilter
from odoo.addons.woo_connector.controllers.webhook import MAX_BODY
from odoo.addons.woo_connector.woo.signature import sign

from .common import store_values


@tagged("post_install", "-at_install")
class TestWebhook(HttpCase):
    """What the controller answers and stores, over real HTTP."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.backend = cls.env["woo.backend"].create(store_values())
        cls.secret = cls.backend.webhook_secret

    def deliver(self, body, *, secret=None, token=None, **headers):
        """Deliver a body as WooCommerce does; ``secret=""`` leaves it unsigned."""
        if isinstance(body, dict):
            body = json.dumps(body).encode()
        headers = {
            "Content-Type": "application/json",
            "X-WC-Webhook-Topic": "order.updated",
            "X-WC-Webhook-Resource": "order",
            "X-WC-Webhook-Event": "updated",
            "X-WC-Webhook-ID": "7",
            "X-WC-Webhook-Delivery-ID": "d1",
        } | {
            f"X-WC-Webhook-{name.replace('_', '-')}": value
            for name, value in headers.items()
        }
        if secret != "":
            headers["X-WC-Webhook-Signature"] = sign(secret or self.secret, body)
        token = token or self.backend.webhook_token
        url = f"/woo_connector/webhook/{token}"
        return self.url_open(url, data=body, headers=headers).status_code

    def refuse(self, body, **how):
        """Deliver what has no valid signature; that is answered 401 and logged."""
        with self.assertLogs(webhook._logger, "WARNING") as logs:
            self.assertEqual(self.deliver(body, **how), 401)
        self.assertNotIn(self.backend.webhook_token, logs.output[0])

    def events(self):
        self.env.invalidate_all()
        return self.env["woo.event"].search([("backend_id", "=", self.backend.id)])

    def test_access_log_holds_no_token(self):
        """Odoo's server writes such lines, but not in tests."""
        [address_filter] = (
            log_filter
            for log_filter in logging.getLogger("werkzeug").filters
            if isinstance(log_filter, WebhookAddressFilter)
        )
        for path, logged in (
            (
                f"/woo_connector/webhook/{self.backend.webhook_token}?a=b",
                "/woo_connector/webhook/***?a=b",
            ),
            ("/web/login", "/web/login"),
        ):
            record = logging.makeLogRecord(
                {"msg": '- "%s" %s', "args": (f"POST {path} HTTP/1.1", "200")}
            )
            self.assertTrue(address_filter.filter(record))
            self.assertEqual(record.getMessage(), f'- "POST {logged} HTTP/1.1" 200')

    def test_delivery_is_stored(self):
        self.assertEqual(self.deliver({"id": 12, "status": "processing"}), 200)
        event = self.events()
        self.assertRecordValues(
            event,
            [
                {
                    "source": "webhook",
                    "topic": "order.updated",
                    "resource": "order",
                    "action": "updated",
                    "woo_id": 12,
                    "delivery_id": "d1",
                    "webhook_id": 7,
                    "state": "pending",
                    "error": False,
                }
            ],
        )
        self.assertEqual(json.loads(event.body)["status"], "processing")

    def test_unknown_token_is_not_found(self):
        self.assertEqual(self.deliver({"id": 1}, token="nobody"), 404)
        self.assertFalse(self.events())

    def test_archived_or_unconnected_store_is_unknown(self):
        for values in ({"active": False}, {"active": True, "state": "draft"}):
            self.backend.write(values)
            self.assertEqual(self.deliver({"id": 1}), 404)
        self.assertFalse(self.events())

    def test_unsigned_delivery_is_refused(self):
        self.refuse({"id": 1}, secret="")
        self.assertFalse(self.events())

    def test_signed_with_another_secret(self):
        self.refuse({"id": 1}, secret="somebody else's")
        self.assertFalse(self.events())

    def test_changed_secret_counts_at_once(self):
        self.assertEqual(self.deliver({"id": 1}), 200)
        self.backend.webhook_secret = "another"
        self.refuse({"id": 2})
        self.assertEqual(self.deliver({"id": 2}, secret="another"), 200)

    def test_store_without_secret_refuses_everything(self):
        self.backend.webhook_secret = False
        for signature in ("", sign("", b"{}"), sign("False", b"{}")):
            self.refuse(b"{}", secret="", Signature=signature)
        self.assertFalse(self.events())

    def test_ping_is_acknowledged_and_not_stored(self):
        url = f"/woo_connector/webhook/{self.backend.webhook_token}"
        self.assertEqual(self.url_open(url, data={"webhook_id": "7"}).status_code, 200)
        self.assertFalse(self.events())

    def test_other_unsigned_forms_are_no_ping(self):
        url = f"/woo_connector/webhook/{self.backend.webhook_token}"
        for form in ({"webhook_id": "x"}, {"webhook_id": "7", "id": "12"}):
            with self.assertLogs(webhook._logger, "WARNING"):
                self.assertEqual(self.url_open(url, data=form).status_code, 401)
        self.assertFalse(self.events())

    def test_exact_duplicate_is_acknowledged_once_stored(self):
        self.assertEqual(self.deliver({"id": 12}), 200)
        self.assertEqual(self.deliver({"id": 12}), 200)
        self.assertEqual(len(self.events()), 1)

    def test_same_delivery_id_with_another_body_is_another_delivery(self):
        self.assertEqual(self.deliver({"id": 12}), 200)
        self.assertEqual(self.deliver({"id": 13}), 200)
        self.assertEqual(self.events().mapped("woo_id"), [13, 12])

    def test_deliveries_without_an_id_are_never_duplicates(self):
        for _ in range(2):
            self.assertEqual(self.deliver({"id": 12}, Delivery_ID=""), 200)
        self.assertEqual(len(self.events()), 2)

    def test_address_and_browser_of_the_visitor_are_not_stored(self):
        data = {"id": 5, "customer_ip_address": "203.0.113.7"}
        data["customer_user_agent"] = "Mozilla/5.0"
        self.assertEqual(self.deliver(data), 200)
        self.assertEqual(self.deliver(data), 200)
        event = self.events()
        self.assertEqual(len(event), 1)
        self.assertNotIn("203.0.113.7", event.body)
        self.assertNotIn("Mozilla", event.body)
        self.assertEqual(event.woo_id, 5)

    def test_error_body_is_kept_but_no_work(self):
        body = {"code": "woocommerce_rest_shop_order_invalid_id", "data": {}}
        self.assertEqual(self.deliver(body), 200)
        event = self.events()
        self.assertEqual(event.state, "ignored")
        self.assertIn("gone", event.error)

    def test_unreadable_bodies_are_kept(self):
        for body in (b"<html>", b"[1]", b'{"id": "x"}', b"\x00\xff", b'{"id": true}'):
            self.assertEqual(self.deliver(body, Delivery_ID=repr(body)), 200)
        events = self.events()
        self.assertEqual(events.mapped("state"), ["failed"] * 5)
        self.assertTrue(all(events.mapped("error")))
        self.assertEqual(events.mapped("topic"), ["order.updated"] * 5)

    def test_numbers_beyond_the_database_are_kept(self):
        self.assertEqual(self.deliver({"id": 2**31}), 200)
        self.assertEqual(self.deliver({"id": 5}, ID=str(2**31)), 200)
        self.assertEqual(self.events().mapped("state"), ["failed"] * 2)

    def test_signed_bodies_that_no_store_sends_are_kept(self):
        bodies = {
            "deep": b'{"id": 1, "meta": ' + b"[" * 10_000 + b"]" * 10_000 + b"}",
            "long number": b'{"id": ' + b"9" * 5000 + b"}",
            "long text": b'{"id": "' + b"9" * 5000 + b'"}',
            "flag": b'{"action": "x", "arg": true}',
            "below zero": b'{"action": "x", "arg": -99999999999999}',
            "NUL": b'{"id": 5, "x": "\x00\\u0000"}',
        }
        for name, body in bodies.items():
            with self.subTest(name):
                self.assertEqual(self.deliver(body, Delivery_ID=name), 200)
        self.assertEqual(len(self.events()), len(bodies))

    def test_what_waits_can_be_read_again(self):
        for body in (
            b'\xef\xbb\xbf{"id": 5}',
            '{"id": 5}'.encode("utf-16"),
            '{"id": 5}'.encode("utf-32"),
            b'{"id": 5, "x": "\xed\xa0\x80"}',
        ):
            self.assertEqual(self.deliver(body, Delivery_ID=repr(body)), 200)
        events = self.events()
        self.assertEqual(len(events), 4)
        for event in events.filtered(lambda event: event.state == "pending"):
            self.assertEqual(event._read_body()["id"], 5)

    def test_headers_that_no_store_sends(self):
        for number in ("9" * 5000, "-1", "1.5", "\xe9".encode("latin1")):
            self.assertEqual(self.deliver({"id": 5}, ID=number), 200)
        self.assertEqual(self.deliver({"id": 5}, Topic="\xe9".encode("latin1")), 200)
        self.refuse({"id": 5}, secret="", Signature="\xe9".encode("latin1"))

    def test_file_is_no_ping(self):
        url = f"/woo_connector/webhook/{self.backend.webhook_token}"
        with self.assertLogs(webhook._logger, "WARNING"):
            answer = self.url_open(url, files={"webhook_id": ("ping.txt", b"7")})
        self.assertEqual(answer.status_code, 401)

    def test_token_is_compared_to_the_letter(self):
        token = self.backend.webhook_token.swapcase()
        self.assertEqual(self.deliver({"id": 1}, token=token), 404)

    def test_too_large_a_body_is_refused(self):
        body = b'{"id": 12, "meta": "' + b"x" * MAX_BODY + b'"}'
        self.assertEqual(self.deliver(body), 413)
        self.assertFalse(self.events())

    def test_get_is_not_answered(self):
        url = f"/woo_connector/webhook/{self.backend.webhook_token}"
        self.assertEqual(self.url_open(url).status_code, 405)

    def test_only_work_is_dispatched(self):
        with patch.object(
            type(self.env["woo.event"]), "_dispatch_after_commit"
        ) as dispatch:
            self.deliver({"id": 12})
            dispatch.assert_called_once()
            self.deliver({"id": 12})
            self.refuse({"id": 12}, secret="")
            self.deliver({"code": "gone"}, Delivery_ID="d2")
            dispatch.assert_called_once()
