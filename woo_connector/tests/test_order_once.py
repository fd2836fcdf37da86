from contextlib import contextmanager
from unittest.mock import patch

from psycopg2 import IntegrityError
from psycopg2.errors import SerializationFailure

from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.queue_job.exception import RetryableJobError

from ..models import first_seen
from .order_case import OrderCase, recorded_orders


@tagged("post_install", "-at_install")
class TestOrderOnce(OrderCase):
    """Whoever comes second starts over, without a trace in the log."""

    def setUp(self):
        super().setUp()
        self.payload = recorded_orders()["order_full"]
        self._bind_products(self.payload)
        self.client.answers["GET orders/61"] = self.payload

    def _import_is_postponed(self):
        with self.assertRaises(RetryableJobError) as caught:
            self.env["woo.order"]._import(self.backend, 61)
        self.assertTrue(caught.exception.ignore_retry)

    def test_order_that_somebody_works_on(self):
        """The lock is another session's, so it must be held by another session."""
        key = "woo_connector.order.61"
        with self.env.registry._db.cursor() as other:
            other.execute(
                "SELECT pg_advisory_lock(hashtextextended(%s, %s))",
                (key, self.backend.id),
            )
            self._import_is_postponed()
            self.assertFalse(self.client.requests)
            other.execute(
                "SELECT pg_advisory_unlock(hashtextextended(%s, %s))",
                (key, self.backend.id),
            )
        self.env["woo.order"]._import(self.backend, 61)
        self.assertEqual(self._order(61).state, "imported")

    def test_order_that_was_created_after_our_snapshot(self):
        with patch.object(first_seen, "_exists_outside", return_value=True):
            self._import_is_postponed()

    def test_order_that_was_created_at_the_last_moment(self):
        with patch.object(
            type(self.env["woo.order"]), "create", side_effect=IntegrityError
        ):
            self._import_is_postponed()

    def test_order_that_changed_after_our_snapshot(self):
        order = self._import(self.payload)
        with self._rows_changed_in("FROM woo_order"):
            with self.assertRaises(RetryableJobError):
                self.env["woo.order"]._import(self.backend, 61)
        self.assertEqual(order.state, "imported")

    def test_stock_that_somebody_moves(self):
        with self._rows_changed_in("FROM stock_quant"):
            self._import_is_postponed()
        self.env["woo.order"]._import(self.backend, 61)
        self.assertEqual(self._order(61).sale_order_id.state, "sale")

    @contextmanager
    def _rows_changed_in(self, words):
        """Let locking these rows fail, as after a commit of somebody else."""
        execute = type(self.env.cr).execute

        def refuse(cr, query, params=None, log_exceptions=True):
            text = str(query)
            if words in text and "FOR NO KEY UPDATE" in text:
                self.assertFalse(log_exceptions, "the failure would be logged")
                raise SerializationFailure
            return execute(cr, query, params, log_exceptions)

        with patch.object(type(self.env.cr), "execute", refuse):
            yield

    def test_customer_that_somebody_is_creating(self):
        found = []

        def exists(searches):
            names = [model._name for model, _domain in searches]
            found.extend(names)
            return "res.partner" in names

        with patch.object(first_seen, "_exists_outside", exists):
            self._import_is_postponed()
        self.assertIn("res.partner", found)

    @mute_logger("odoo.sql_db")
    def test_database_refuses_a_second_row(self):
        order = self._import(self.payload)
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            order.copy({"woo_id": 61, "backend_id": self.backend.id})

    def test_lock_of_a_customer_names_no_address(self):
        """The lock's name is logged when it is held."""
        names = []
        lock = type(self.env["woo.binding"])._lock_all

        def note(model, owner, kind, keys):
            names.extend(f"{kind} {key}" for key in keys)
            return lock(model, owner, kind, keys)

        with patch.object(type(self.env["woo.binding"]), "_lock_all", note):
            self.env["woo.order"]._import(self.backend, 61)
        self.assertIn("order 61", names)
        self.assertNotIn("@", "".join(names))
