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
    :param values: what the row says about the store's order
    :param order: the ``woo.schema.Order``; ``None`` when nothing is left to do about it
    :param outcome: why nothing is left to do; empty if something is
    :param is_unreadable: the store's answer breaks its contract; ``outcome`` says how
    """

    binding: Any
    values: dict[str, Any]
    order: Any = None
    outcome: str = ""
    is_unreadable: bool = False


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
        bindings = {order.woo_id: order for order in known}
        arrivals = [
            bindings.get(payload["id"], self.browse())._read_payload(payload)
            for payload in payloads
        ]
        for arrival in arrivals:
            # The poll compares it with the store's dates: what changed later is new.
            arrival.values["last_import_at"] = fetched_at
            if arrival.binding:
                arrival.binding.write(arrival.values)
        self._create_bindings(backend, [one for one in arrivals if not one.binding])
        for arrival in arrivals:
            if arrival.is_unreadable:
                # Bad data stays bad: a person reads the reason and presses the button.
                arrival.binding._settle("failed", arrival.outcome)
                arrival.outcome = arrival.binding._describe_state()
        return arrivals

    @api.model
    def _create_bindings(self, backend, arrivals):
        """Create the rows of orders that have none yet."""
        if not arrivals:
            return
        woo_ids = [arrival.values["woo_id"] for arrival in arrivals]
        values_list = [
            {"backend_id": backend.id, **arrival.values} for arrival in arrivals
        ]
        domain = [("backend_id", "=", backend.id), ("woo_id", "in", woo_ids)]
        created = create_all_once(self, backend, woo_ids, domain, values_list)
        for arrival, binding in zip(arrivals, created, strict=True):
            arrival.binding = binding

    def _read_payload(self, payload):
        """Read what the store says about this order, which may have no row yet.

        :param dict payload: answer of ``GET /orders/{id}?dp=8``
        :rtype: Arrival
        """
        content = fingerprint(payload)
        number = {"woo_id": payload["id"], "number": str(payload["id"])}
        try:
            order = Order.parse(payload)
        except RejectedError as error:
            values = {"fingerprint": content, **({} if self else number)}
            return Arrival(self, values, outcome=str(error), is_unreadable=True)
        if self and content == self.fingerprint and self.state in SETTLED_STATES:
            values = {"date_modified": _naive(order.date_modified)}
            return Arrival(self, values, outcome="Nothing to do")
        values = {"fingerprint": content, **self._prepare_header(order)}
        return Arrival(self, values if self else number | values, order)

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
