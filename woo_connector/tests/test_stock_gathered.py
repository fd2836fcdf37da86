from unittest.mock import patch

from odoo.tests import tagged

from odoo.addons.queue_job.tests.common import trap_jobs

from .in_flight_case import InFlightCase


@tagged("post_install", "-at_install")
class TestStockGathered(InFlightCase):
    """Numbers that do not press are gathered for a moment, and none is forgotten."""

    def setUp(self):
        super().setUp()
        self.put_in_stock(self.beanie, 1)
        self.push()
        self.client.requests.clear()
        self.client.looks.clear()

    def push_now(self):
        """Run the push job at once; return the jobs that it has enqueued."""
        with trap_jobs() as trap:
            self.push(gathered=False)
            return [
                job for job in trap.enqueued_jobs if job.method_name == "_push_stock"
            ]

    def assertGathers(self):
        jobs = self.push_now()
        self.assertFalse(self.client.requests)
        self.assertFalse(self.client.looks)
        self.assertTrue(self.outbox())
        self.assertIn("gathered", jobs[-1].identity_key)
        self.assertTrue(jobs[-1].eta)

    def assertSent(self, number):
        self.push_now()
        self.assertEqual(self.client.stock(16), number)
        self.assertFalse(self.outbox())

    def test_more_than_before_is_gathered(self):
        self.put_in_stock(self.beanie, 5)
        self.assertGathers()
        self.put_in_stock(self.beanie, 5)
        self.push()
        self.assertEqual(self.client.sent(), {16: 21})
        self.assertEqual(len(self.client.requests), 1)
        self.assertFalse(self.outbox())

    def test_less_of_what_there_is_plenty_of_is_gathered(self):
        self.put_in_stock(self.beanie, 100)
        self.push()
        self.client.requests.clear()
        self.put_in_stock(self.beanie, -5)
        self.assertGathers()

    def test_less_of_what_is_little_is_sent_at_once(self):
        self.put_in_stock(self.beanie, -5)
        self.assertSent(6)

    def test_nothing_left_is_sent_at_once(self):
        self.put_in_stock(self.beanie, -11)
        self.assertSent(0)

    def test_more_of_what_is_selling_is_gathered(self):
        self.note(self.order(1, 8, at=self.at(-10)))
        self.imported(8, sale_order_id=self.sell(self.beanie, 1).id)
        self.put_in_stock(self.beanie, 5)
        self.assertGathers()

    def test_what_presses_takes_along_what_does_not(self):
        self.bind(self.cap, 17)
        self.put_in_stock(self.cap, 4)
        self.put_in_stock(self.beanie, -11)
        self.push_now()
        self.assertEqual(self.client.sent(), {16: 0, 17: 4})

    def test_what_happens_meanwhile_and_does_not_press_is_gathered(self):
        self.bind(self.cap, 17)
        self.put_in_stock(self.beanie, -5)

        send = type(self.backend)._send_stock

        def count_caps_meanwhile(backend, client, updates):
            yield from send(backend, client, updates)
            self.put_in_stock(self.cap, 4)
            self.env.cr.flush()

        with patch.object(type(self.backend), "_send_stock", count_caps_meanwhile):
            jobs = self.push_now()
        self.assertEqual(self.client.sent(), {16: 6})
        self.assertTrue(self.outbox())
        self.assertIn("gathered", jobs[-1].identity_key)

    def test_old_change_takes_along_a_new_one(self):
        self.bind(self.cap, 17)
        self.put_in_stock(self.beanie, 1)
        old = self.outbox()
        old.noted_at = "2026-01-01 00:00:00"
        old.flush_recordset()
        self.put_in_stock(self.cap, 4)
        self.push_now()
        self.assertEqual(self.client.sent(), {16: 12, 17: 4})

    def test_what_somebody_asks_for_is_sent_at_once(self):
        self.binding.action_push_stock()
        self.assertSent(11)

    def test_all_stock_is_sent_at_once(self):
        self.binding.push_state = "waiting"
        self.backend._note_all_stock(resend=False)
        self.assertSent(11)

    def test_who_looks_at_no_orders_gathers_nothing(self):
        self.backend.pull_before_push = False
        self.put_in_stock(self.beanie, 5)
        self.assertSent(16)

    def test_look_that_is_owed_is_not_put_off(self):
        self.env["woo.stock.sender"]._of_store(self.backend).owes_look = True
        self.put_in_stock(self.beanie, 5)
        self.assertSent(16)
        self.assertTrue(self.client.looks)

    def test_gathered_job_stands_for_no_other(self):
        """What presses meanwhile must not wait for it."""
        with trap_jobs() as trap:
            self.backend._enqueue_push_gathered()
            self.backend._enqueue_push_stock()
            self.assertEqual(len({job.identity_key for job in trap.enqueued_jobs}), 2)
