"""What the tests of shipments share: an order to deliver, and a store that is told."""

import copy

from odoo.tests import tagged

from odoo.addons.queue_job.exception import RetryableJobError
from odoo.addons.queue_job.tests.common import trap_jobs

from ..woo.errors import TemporaryError
from .order_case import OrderCase, OrderStore, recorded_orders


class ToldStore(OrderStore):
    """A store with one order, which changes as it is told, and notes on it.

    ``cut`` maps ``"METHOD path"`` to ``before`` or ``after``: the next such request
    gets no answer, before or after the store has done what it asks.
    """

    def __init__(self, payload):
        super().__init__()
        self.payload = copy.deepcopy(payload)
        self.notes = []
        self.cut = {}
        self.path = f"orders/{payload['id']}"
        self.answers = {
            f"GET {self.path}": lambda _params: self.payload,
            f"PUT {self.path}": self._put,
            f"GET {self.path}/notes": lambda _params: self.notes[::-1],
            f"POST {self.path}/notes": self._note,
        }

    def _answer(self, method, path, content):
        when = self.cut.pop(f"{method} {path}", "")
        if when == "before":
            raise TemporaryError("No answer.")
        answer = super()._answer(method, path, content)
        if when == "after":
            raise TemporaryError("No answer.")
        return answer

    def _put(self, body):
        for entry in body.get("meta_data", ()):
            rows = self.payload["meta_data"]
            rows[:] = [row for row in rows if row["key"] != entry["key"]]
            rows.append({"id": len(rows) + 7, **entry})
        self.payload["status"] = body.get("status", self.payload["status"])
        return self.payload

    def _note(self, body):
        self.notes.append({"id": len(self.notes) + 100, **body})
        return self.notes[-1]

    def texts(self):
        """Return the notes, the oldest first."""
        return [note["note"] for note in self.notes]

    def items(self):
        """Return the tracking items."""
        found = [
            row["value"]
            for row in self.payload["meta_data"]
            if row["key"] == "_wc_shipment_tracking_items"
        ]
        return found[0] if found else []

    def writes(self):
        """Return the (method, path) of the requests that change something."""
        return [
            (method, path)
            for method, path, _content in self.requests
            if method != "GET"
        ]


@tagged("post_install", "-at_install")
class ShipmentCase(OrderCase):
    """A confirmed order of three products in stock, of a store that is told."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.backend.write(
            {"send_shipments": True, "tracking_target": "shipment_tracking"}
        )
        cls.carrier.tracking_url = "https://track.test/<shipmenttrackingnumber>"

    def setUp(self):
        super().setUp()
        # What happens after a commit has a transaction of its own.
        self.registry_enter_test_mode()
        self.payload = recorded_orders()["order_full"]
        self.products = self._bind_products(self.payload)
        location = self.backend.warehouse_ids.lot_stock_id
        for product in self.products:
            quants = self.env["stock.quant"]
            quants._update_available_quantity(product, location, 10)
        self.client = ToldStore(self.payload)
        self.env["woo.order"]._import(self.backend, self.payload["id"])
        self.order = self._order(self.payload["id"])
        self.sale_order = self.order.sale_order_id
        self.picking = self.sale_order.picking_ids
        self.client.requests.clear()

    def _deliver(self, picking, moves=None, **context):
        """Validate a transfer, or only some of its moves; return its shipments."""
        for move in picking.move_ids:
            move.picked = moves is None or move in moves
            move.quantity = move.product_uom_qty if move.picked else 0
        picking.with_context(
            skip_sms=True, skip_backorder=True, **context
        ).button_validate()
        return self.env["woo.shipment"].search([("picking_id", "=", picking.id)])

    def _send(self, shipments):
        """Carry out the jobs of shipments."""
        with trap_jobs() as trap:
            shipments._enqueue()
        for job in trap.enqueued_jobs:
            job.perform()

    def _send_in_vain(self, shipment):
        """Let a job find that the store does not answer; its transaction is undone."""
        with self.assertRaises(RetryableJobError), self.env.cr.savepoint():
            shipment._send()
        self.assertEqual(shipment.state, "waiting")

    def _commit(self):
        """Do what a commit does; return the shipments that jobs were made for."""
        with trap_jobs() as trap:
            self.env.cr.flush()
            self.env.cr.postcommit.run()
        jobs = [job for job in trap.enqueued_jobs if job.method_name == "_send"]
        return [shipment_id for job in jobs for shipment_id in job.recordset.ids]
