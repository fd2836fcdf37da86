from dataclasses import dataclass
from typing import Any

from psycopg2 import OperationalError

from odoo import api, fields, models

from ..woo.errors import RejectedError
from ..woo.fingerprint import fingerprint
from ..woo.schema import Order
from .first_seen import create_all_once
from .start_over import start_over_on

# States in which the same content again is no work.
SETTLED_STATES = ("imported", "review", "ignored")


@dataclass
class Arrival:
    """An order as the store has it now, and the row that stands for it.

    :param binding: the ``woo.order``
    :param order: the ``woo.schema.Order``; ``None`` when nothing is left to do about it
    :param outcome: why nothing is left to do, for the job's record
    """

    binding: Any
    order: Any = None
    outcome: str = ""


class WooOrder(models.Model):
    """How orders arrive: their rows, locked, say what the store says."""

    _inherit = "woo.order"

    @api.model
    def _claim(self, backend, woo_ids):
        """Return the rows of orders, locked; those without one are left out.

        The transaction's snapshot can be older than the advisory lock. Then whoever
        held the lock before may have changed the row meanwhile, and PostgreSQL says so
        here, before anything is written.

        :raise RetryableJobError: a row changed since this transaction began
        """
        self.flush_model()
        why = f"Store {backend.id}: order {woo_ids[0]} was imported just now"
        with start_over_on(OperationalError, why=why):
            self.env.cr.execute(
                "SELECT id FROM woo_order WHERE backend_id = %s AND woo_id = ANY(%s) "
                "ORDER BY id FOR NO KEY UPDATE",
                (backend.id, list(woo_ids)),
                log_exceptions=False,
            )
        return self.browse([row[0] for row in self.env.cr.fetchall()])

    @api.model
    def _note_arrivals(self, backend, payloads, known, fetched_at):
        """Let the orders' rows say what the store says now.

        :param list payloads: answers of ``GET /orders/{id}?dp=8``
        :param known: rows that are there already, locked
        :param datetime fetched_at: a moment before the store was asked
        :return: an ``Arrival`` for each
        :raise RetryableJobError: somebody else has just created one of the rows
        """
        self.env["woo.in.flight"]._note_orders(backend, payloads)
        known_ids = set(known.mapped("woo_id"))
        unknown = [one["id"] for one in payloads if one["id"] not in known_ids]
        rows = (known | self._create_bindings(backend, unknown)).grouped("woo_id")
        return [
            rows[payload["id"]]._note_arrival(payload, fetched_at)
            for payload in payloads
        ]

    @api.model
    def _create_bindings(self, backend, woo_ids):
        """Create the rows of orders that have none yet."""
        if not woo_ids:
            return self.browse()
        domain = [("backend_id", "=", backend.id), ("woo_id", "in", woo_ids)]
        values_list = [self._prepare_binding(backend, woo_id) for woo_id in woo_ids]
        return create_all_once(self, backend, woo_ids, domain, values_list)

    @api.model
    def _prepare_binding(self, backend, woo_id):
        """Return the values of an order's new row, before the order itself is read."""
        return {"backend_id": backend.id, "woo_id": woo_id, "number": str(woo_id)}

    def _note_arrival(self, payload, fetched_at):
        """Let this row say what the store says now.

        :rtype: Arrival
        """
        content = fingerprint(payload)
        # The poll compares it with the store's dates: what changed later is new.
        values = {"last_import_at": fetched_at}
        try:
            order = Order.parse(payload)
        except RejectedError as error:
            self.write({**values, "fingerprint": content})
            # Bad data stays bad: a person reads the reason and presses the button.
            self._settle("failed", str(error))
            return Arrival(self, outcome=self._describe_state())
        if content == self.fingerprint and self.state in SETTLED_STATES:
            self.write({**values, "date_modified": _naive(order.date_modified)})
            return Arrival(self, outcome="Nothing to do")
        header = self._prepare_header(order)
        self.write({**values, "fingerprint": content, **header})
        return Arrival(self, order)

    def _prepare_header(self, order):
        """Return what the row itself says about the store's order.

        Dates are UTC without a zone, as Odoo stores them.
        """
        currency = self.env["res.currency"].with_context(active_test=False)
        return {
            "number": order.number or str(order.id),
            "status": order.status,
            "currency_id": currency.search([("name", "=", order.currency)], limit=1).id,
            "total": float(order.total),
            "total_tax": float(order.total_tax),
            # A few plugins make orders without this date.
            "date_created": _naive(order.date_created or order.date_modified)
            or fields.Datetime.now(),
            "date_modified": _naive(order.date_modified),
            "date_paid": _naive(order.date_paid),
            "payment_method": order.payment_method,
            "payment_method_title": order.payment_method_title,
            "transaction_id": order.transaction_id,
        }


def _naive(moment):
    """Return a moment as Odoo stores it; ``False`` when there is none."""
    return moment.replace(tzinfo=None) if moment else False
