from datetime import timedelta

from psycopg2.errors import SerializationFailure

from odoo import api, fields, models

from ..woo.discrepancy import Kind
from ..woo.stock_reading import StockReading
from .job_errors import job_errors
from .start_over import start_over_on
from .woo_in_flight_read import SELLING_SECONDS

#: How long a difference may last before it is looked at. An order comes with several
#: deliveries, in any sequence, and takes its time to Odoo.
PAUSE = timedelta(seconds=SELLING_SECONDS)

#: How often a product that is still selling is left for another pause. One that always
#: sells is looked at all the same; what is under way then counts as that.
PAUSES = 10


class WooDiscrepancy(models.Model):
    """Noticing what somebody changes in a store when the store announces it.

    A store announces a product each time its stock changes. Nearly always that is known
    here: a number that was sent, or a sale. What still differs after a pause is looked
    at as a reconciliation would, which may be a day away.
    """

    _inherit = "woo.discrepancy"

    @api.model
    def _watch_announced(self, backend, events):
        """Have a look taken where a store announces a stock that nobody expects.

        :param backend: the ``woo.backend`` of the events
        :param events: ``woo.event`` of products that are just dispatched
        """
        # Where no orders are imported each sale would look like somebody's doing.
        if not (
            backend.push_stock and backend.import_orders and backend.reconcile_interval
        ):
            return
        readings = self._read_announced(events)
        if bindings := self._find_unexpected(backend, readings):
            woo_ids = set(bindings.mapped("woo_id"))
            of_them = events.filtered(lambda event: event.woo_id in woo_ids)
            self._enqueue_announced(backend, min(of_them.ids))

    @api.model
    def _enqueue_announced(self, backend, first_event_id, pauses=0):
        """Enqueue the look at what is announced from an event on.

        One for a store: it takes in what is announced until it begins.
        """
        backend = backend._for_job()
        self.with_env(backend.env).with_delay(
            identity_key=f"woo-stock-announced-{backend.id}",
            description=f"Look at the stock that store {backend.id} announced",
            max_retries=0,
            eta=PAUSE,
        )._look_at_announced(backend, first_event_id, pauses)

    @api.model
    def _look_at_announced(self, backend, first_event_id, pauses=0):
        """Look at products whose announced stock nothing has explained since (job).

        :param int first_event_id: the oldest ``woo.event`` to be considered
        :param int pauses: how often products were left that were still selling
        :return: what was seen, for the job's record
        :rtype: str
        """
        events = self.env["woo.event"].search(
            [
                ("id", ">=", first_event_id),
                ("backend_id", "=", backend.id),
                ("resource", "=", "product"),
            ]
        )
        bindings = self._find_unexpected(backend, self._read_announced(events))
        moving = self._find_moving(backend, bindings)
        if pauses < PAUSES and moving:
            bindings -= moving
            self._enqueue_announced(backend, first_event_id, pauses + 1)
        if not bindings:
            return "Nothing is left that nobody expects"
        asked_at = fields.Datetime.now()
        with job_errors(backend), backend._client() as client:
            readings = backend._read_stock_of(client, bindings)
            look = self._look(backend, client, readings, asked_at)
        with (
            start_over_on(SerializationFailure, why="Somebody was quicker"),
            backend._in_new_transaction() as fresh,
        ):
            found = fresh.env[self._name]._keep(fresh, look)
            found._repair_by_itself(fresh)
            # No reconciliation comes to close what goes by itself.
            found.filtered(lambda r: r.kind == Kind.UNDER_WAY.value)._enqueue_look()
        return f"{len(found)} of {len(bindings)} differ"

    # === What is expected === #

    @api.model
    def _read_announced(self, events):
        """Return what the newest delivery says of each product's stock.

        :return: by number in the store; none where it says nothing of it
        :rtype: dict[int, StockReading]
        """
        newest = {event.woo_id: event for event in events.sorted("id")}
        # Old ones, too: what they raise is a question, and the store answers it.
        bodies = [event._read_delivery() for event in newest.values()]
        return {
            body["id"]: StockReading.parse(body)
            for body in bodies
            if body and body.keys() >= {"manage_stock", "stock_quantity"}
        }

    @api.model
    def _find_unexpected(self, backend, readings):
        """Return the products of which a store shows what it was neither told nor sold.

        :param dict readings: what it shows, by number in the store
        :rtype: woo.product
        """
        told = self.env["woo.product"].search(
            [
                ("backend_id", "=", backend.id),
                ("woo_id", "in", list(readings)),
                ("deleted_in_store", "=", False),
                ("push_state", "=", "pushed"),
                ("pushed_at", "!=", False),
                ("pushed_status", "in", (False, "")),
            ]
        )
        return told.filtered(lambda b: b._is_unexpected(readings[b.woo_id]))

    @api.model
    def _find_moving(self, backend, bindings):
        """Return the products that are being sold, or have a number on its way."""
        sales = self.env["woo.in.flight"]._read_sales(backend, bindings.ids)
        sold = bindings._get_sold()
        products = bindings.product_id.union(*sold.values())
        waiting = self._get_waiting_products(backend, products.ids)
        return bindings.filtered(
            lambda b: (
                (b.id in sales and sales[b.id].lately)
                or not waiting.isdisjoint(sold.get(b, b.product_id).ids)
            )
        )
