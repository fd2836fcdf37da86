import json
import logging
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from unittest.mock import patch

import requests

from odoo import fields
from odoo.tests import tagged

from odoo.addons.queue_job.exception import RetryableJobError
from odoo.addons.woo_connector.models.job_errors import job_errors
from odoo.addons.woo_connector.woo.authentication import AuthMode
from odoo.addons.woo_connector.woo.circuit import (
    FAILURES_TO_OPEN,
    FIRST_PAUSE,
    HEARD_PAUSE,
)
from odoo.addons.woo_connector.woo.client import Client
from odoo.addons.woo_connector.woo.connection import Connection
from odoo.addons.woo_connector.woo.errors import (
    InterceptedError,
    MisconfiguredError,
    TemporaryError,
)

from .common import WooCase, store_values

BROKEN = requests.ConnectionError("Connection refused")
CONNECT = "odoo.addons.woo_connector.models.woo_backend_connect.probe"


def answer(content, status=200, **headers):
    """Return what ``requests`` gives for an answer in JSON."""
    response = requests.Response()
    response.status_code = status
    response._content = json.dumps(content).encode()
    response.headers.update({"Content-Type": "application/json", **headers})
    return response


class SilenceCase(WooCase):
    """A store that is spoken to through the real client, on a network of our own."""

    def setUp(self):
        super().setUp()
        self.registry_enter_test_mode()
        self.env["queue.job"].search([("channel", "=like", "root.woo%")]).unlink()
        self.asked = 0
        self.outcome = answer([])

        def attempt(_client, *_request):
            self.asked += 1
            if isinstance(self.outcome, list):
                return self.outcome.pop(0)
            return self.outcome

        self.startPatcher(patch.object(Client, "_attempt", attempt))

    def circuit(self, backend=None):
        return (backend or self.backend)._get_circuit()

    def speak(self, backend=None):
        """Do what a job does: ask the store something."""
        backend = backend or self.backend
        with job_errors(backend), backend._client() as client:
            return client.post("orders/1", {})

    def speak_in_vain(self, backend=None):
        """Do what a job does; return how it was put off.

        Unlike ``assertRaises``, this rolls nothing back.
        """
        try:
            self.speak(backend)
        except RetryableJobError as error:
            return error
        return self.fail("The job was not put off")

    def open_circuit(self, backend=None):
        """Let the store be silent until it is left alone."""
        self.outcome = BROKEN
        for _failure in range(FAILURES_TO_OPEN):
            self.speak_in_vain(backend)
        self.env.invalidate_all()

    def trials(self, backend=None):
        return self.env["queue.job"].search(
            [
                ("identity_key", "=", f"woo-trial-{(backend or self.backend).id}"),
                ("state", "=", "pending"),
            ]
        )

    def after(self, seconds):
        """Let so many seconds pass."""
        moment = fields.Datetime.now() + timedelta(seconds=seconds)
        return patch.object(fields.Datetime, "now", lambda: moment)


@tagged("post_install", "-at_install")
class TestCircuit(SilenceCase):
    """A store that does not answer is left alone, and nothing waits longer than it."""

    # === Opening === #

    def test_single_failures_leave_the_pauses_to_the_jobs(self):
        self.outcome = BROKEN
        for _failure in range(FAILURES_TO_OPEN - 1):
            put_off = self.speak_in_vain()
            self.assertIsNone(put_off.seconds)
            self.assertFalse(put_off.ignore_retry)
        self.assertFalse(self.circuit().is_open)
        self.assertFalse(self.trials())

    def test_jobs_of_a_silent_store_do_not_touch_the_network(self):
        self.open_circuit()
        asked = self.asked
        put_off = self.speak_in_vain()
        self.assertEqual(self.asked, asked)
        self.assertTrue(put_off.ignore_retry)
        self.assertGreater(put_off.seconds, FIRST_PAUSE)
        self.assertIn(f"Store {self.backend.id} does not answer", str(put_off))

    def test_every_kind_of_passing_failure_counts(self):
        page = answer({})
        page._content = b"<html>One moment</html>"
        page.headers["Content-Type"] = "text/html"
        self.outcome = [requests.Timeout(), answer({}, 503), page]
        for _failure in range(3):
            self.speak_in_vain()
        self.assertTrue(self.circuit().is_open)

    def test_what_the_store_refuses_is_no_silence(self):
        self.outcome = answer({"code": "woocommerce_rest_order_invalid_id"}, 404)
        for _failure in range(FAILURES_TO_OPEN + 1):
            with self.assertRaisesRegex(Exception, "does not know"):
                self.speak()
        self.assertEqual(self.circuit().failures, 0)

    def test_what_a_person_must_repair_lets_jobs_fail_at_once(self):
        self.open_circuit()
        self.outcome = answer({"code": "woocommerce_rest_cannot_view"}, 401)
        with self.after(FIRST_PAUSE):
            self.backend._try_silent()
        self.assertFalse(self.circuit().is_open)
        self.assertTrue(self.circuit().down_since)
        with self.assertRaises(MisconfiguredError):
            self.speak()

    def test_another_store_goes_on(self):
        other = self.env["woo.backend"].create(store_values(name="Other"))
        self.open_circuit()
        self.outcome = answer([])
        self.speak(other)
        self.assertFalse(self.circuit(other).is_open)
        self.assertTrue(self.circuit().is_open)

    def test_retry_after_holds_for_all_jobs_of_the_store(self):
        self.outcome = answer({}, 429, **{"Retry-After": "120"})
        self.assertEqual(self.speak_in_vain().seconds, 121)
        self.outcome = answer([])
        asked = self.asked
        self.assertGreaterEqual(self.speak_in_vain().seconds, 120)
        self.assertEqual(self.asked, asked)
        due = self.trials().eta - fields.Datetime.now()
        self.assertLessEqual(abs(due - timedelta(seconds=120)), timedelta(seconds=2))

    def test_failures_of_a_store_that_is_not_there_any_more(self):
        gone = self.env["woo.backend"].create(store_values(name="Gone"))
        gone.unlink()
        gone._note_unanswered()
        self.assertFalse(gone._get_circuit().failures)

    # === Trials === #

    def test_one_trial_waits_however_many_jobs_failed(self):
        self.open_circuit()
        self.backend._note_unanswered()
        [trial] = self.trials()
        self.assertEqual(trial.eta, self.circuit().next_try_at)

    def test_trial_that_comes_too_early_waits_on(self):
        self.open_circuit()
        asked = self.asked
        with self.assertRaises(RetryableJobError) as raised:
            self.backend._try_silent()
        self.assertLessEqual(raised.exception.seconds, FIRST_PAUSE)
        self.assertEqual(self.asked, asked)

    def test_trial_in_vain_makes_the_pause_longer(self):
        self.open_circuit()
        self.trials().state = "started"
        self.env.flush_all()
        with self.after(60):
            self.assertIn("refuses", self.backend._try_silent())
        circuit = self.circuit()
        self.assertGreater(circuit.pause, FIRST_PAUSE)
        self.assertEqual(self.trials().eta, circuit.next_try_at)
        self.assertTrue(self.backend.last_error)

    def announce_after(self, seconds):
        """Let the store announce an order so long after a trial in vain."""
        asked_at = fields.Datetime.now() - timedelta(seconds=seconds)
        next_try_at = asked_at + timedelta(seconds=60)
        self.backend._change_circuit(
            lambda circuit: replace(circuit, pause=60, next_try_at=next_try_at)
        )
        self.trials().eta = next_try_at
        self.env["woo.event"]._note_wanted(self.backend, "order", [7])
        self.env.flush_all()
        self.env["woo.event"]._dispatch(self.backend)
        self.env.invalidate_all()

    def test_store_that_announces_something_is_asked_whether_it_is_back(self):
        self.open_circuit()
        self.announce_after(HEARD_PAUSE + 1)
        self.assertFalse(self.trials().eta)
        self.outcome = answer([])
        self.assertEqual(self.backend._try_silent(), "It answers again.")

    def test_store_that_announces_something_is_not_asked_at_once(self):
        self.open_circuit()
        self.announce_after(HEARD_PAUSE - 3)
        self.assertTrue(self.trials().eta)

    def test_while_the_trial_is_under_way_the_others_wait(self):
        self.open_circuit()
        with self.after(FIRST_PAUSE + 1):
            self.assertTrue(self.speak_in_vain().ignore_retry)

    def test_trial_for_nothing(self):
        self.assertEqual(self.backend._try_silent(), "It answers.")
        self.assertFalse(self.asked)

    # === Closing === #

    def park(self, result, eta=600):
        """Return a job of the store that waits."""
        job = self.backend._enqueue_register_webhooks().db_record()
        eta = fields.Datetime.now() + timedelta(seconds=eta)
        job.write({"result": result, "eta": eta})
        self.env.flush_all()
        return job

    def test_answer_to_the_trial_lets_the_others_go_on_at_once(self):
        self.open_circuit()
        job = self.park(str(self.speak_in_vain()))
        self.outcome = answer([])
        with self.after(FIRST_PAUSE):
            self.assertEqual(self.backend._try_silent(), "It answers again.")
        self.env.invalidate_all()
        self.assertFalse(job.eta)
        self.assertFalse(self.backend.last_error)
        self.speak()

    def test_jobs_that_wait_for_something_else_wait_on(self):
        self.open_circuit()
        other = self.env["woo.backend"].create(store_values(name="Other"))
        jobs = self.park("Another push is running") + self.env["queue.job"]
        self.backend._note_answered()
        self.env.invalidate_all()
        self.assertTrue(jobs.eta)
        jobs.write({"result": other._waiting_words()})
        self.env.flush_all()
        self.backend._in_moment(lambda store: store._wake_jobs())
        self.env.invalidate_all()
        self.assertTrue(jobs.eta)

    def test_orders_are_looked_for_when_it_is_back(self):
        self.open_circuit()
        key = [("identity_key", "=", f"woo-poll-{self.backend.id}")]
        self.assertFalse(self.env["queue.job"].search(key))
        self.backend._note_answered()
        self.assertTrue(self.env["queue.job"].search(key))

    def test_a_person_is_not_held_up_and_closes_it(self):
        self.open_circuit()
        self.outcome = answer({"id": 1})
        with self.backend._client() as client:
            client.get("orders/1")
            self.assertFalse(self.circuit().is_open)

    def test_connection_test_closes_it(self):
        self.open_circuit()
        found = Connection(
            "https://shop.example.com", AuthMode.HEADER, timezone="UTC", currency="USD"
        )
        with patch(CONNECT, return_value=found):
            self.backend.with_user(self.woo_manager).action_test_connection()
        self.env.cr.postcommit.run()
        self.assertFalse(self.circuit().is_open)

    def test_try_now(self):
        self.open_circuit()
        self.backend.with_user(self.woo_user).action_try_now()
        self.env.invalidate_all()
        self.assertFalse(self.trials().eta)
        self.outcome = answer([])
        self.backend._try_silent()
        self.assertFalse(self.circuit().is_open)

    # === Looking after === #

    def test_lost_trial_is_made_anew(self):
        self.open_circuit()
        self.trials().unlink()
        self.env["woo.backend"]._cron_look_after_silent()
        self.assertTrue(self.trials())

    def test_job_that_was_put_off_while_the_store_came_back(self):
        job = self.park(self.backend._waiting_words())
        self.env["woo.backend"]._cron_look_after_silent()
        self.env.invalidate_all()
        self.assertFalse(job.eta)

    def test_shown_on_the_store(self):
        self.assertFalse(self.backend.is_silent)
        self.outcome = BROKEN
        self.speak_in_vain()
        self.env.invalidate_all()
        self.assertFalse(self.backend.is_silent or self.backend.silent_since)
        self.backend._note_answered()
        self.open_circuit()
        backend = self.backend.with_user(self.woo_user)
        self.assertTrue(backend.is_silent)
        self.assertTrue(backend.silent_since)
        self.assertEqual(backend.next_try_at, self.circuit().next_try_at)
        self.assertEqual(backend.failure_count, FAILURES_TO_OPEN)

    def test_log_names_no_more_than_the_number(self):
        logger = "odoo.addons.woo_connector.models.woo_backend_silence"
        with self.assertLogs(logger, logging.INFO) as logs:
            self.open_circuit()
            self.backend._note_answered()
        for line in logs.output:
            self.assertIn(f"Store {self.backend.id} ", line)
            self.assertNotIn(self.backend.name, line)
            self.assertNotIn("shop.example.com", line)

    def test_errors_are_the_store_s_own(self):
        """What is counted is what ``woo/errors.py`` calls temporary."""
        for error in (TemporaryError("Down"), InterceptedError("A page came")):
            with suppress(type(error)), self.backend._client():
                raise error
        self.assertEqual(self.circuit().failures, 2)
