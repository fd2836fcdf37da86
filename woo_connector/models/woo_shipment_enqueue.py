import logging
from datetime import timedelta

import psycopg2

from odoo import SUPERUSER_ID, api, fields, models

_logger = logging.getLogger(__name__)

NOTED = "woo_connector.shipments"


class WooShipment(models.Model):
    """How deliveries become rows, and rows become jobs.

    A row is looked at for a job only after it is committed, as in ``woo.stock.change``:
    a job that waits then starts later than that, and sees it.
    """

    _inherit = "woo.shipment"

    # === Inserted with the delivery === #

    @api.model
    def _note_deliveries(self, pickings):
        """Insert a row for each parcel of stores' orders that has left.

        :param pickings: ``stock.picking`` that were done just now
        """
        values_list = [
            values
            for picking in pickings
            for order in picking._get_shipped_orders()
            for values in self._prepare_shipments(order, picking)
        ]
        if not values_list:
            return
        # More may be added to a transfer that is done.
        known = {
            (row.order_id.id, row.picking_id.id, row.package_id.id)
            for row in self.search([("picking_id", "in", pickings.ids)])
        }
        names = ("order_id", "picking_id", "package_id")
        self.create(
            [
                values
                for values in values_list
                if tuple(values[name] for name in names) not in known
            ]
        )._send_after_commit()

    @api.model
    def _prepare_shipments(self, order, picking):
        """Return the values of an order's shipments: one for each package.

        What is in no package is one more.

        :param order: the ``woo.order``
        """
        lines = picking._get_shipped_moves().move_line_ids.filtered(
            lambda line: line.move_id.sale_line_id.order_id == order.sale_order_id
        )
        return [
            {
                "name": "/".join(filter(None, (picking.name, package.name))),
                "order_id": order.id,
                "backend_id": order.backend_id.id,
                "picking_id": picking.id,
                "package_id": package.id,
            }
            for package in lines.grouped("result_package_id")
        ]

    # === Afterwards === #

    def _send_after_commit(self):
        """Enqueue the jobs of these shipments once this transaction is committed."""
        postcommit = self.env.cr.postcommit
        noted = postcommit.data.setdefault(NOTED, set())
        if self and not noted:
            postcommit.add(self._enqueue_noted)
        noted.update(self.ids)

    @api.model
    def _enqueue_noted(self):
        """Enqueue what was noted in the transaction that is over; never fails."""
        noted = self.env.cr.postcommit.data.pop(NOTED, ())
        try:
            with self.env.registry.cursor() as cr:
                # OdooBot: jobs are not made in the name of whoever delivers.
                env = api.Environment(cr, SUPERUSER_ID, {})
                env["woo.shipment"].browse(sorted(noted)).exists()._enqueue()
        except psycopg2.Error as error:
            # What the user did is committed and must not look failed.
            _logger.warning("Shipments %s: left to the cron: %s", noted, error)

    def _enqueue(self):
        """Enqueue one job for each of these shipments; disconnected stores wait."""
        for backend, shipments in self.grouped("backend_id").items():
            if not backend.active or backend.state == "draft":
                continue
            for shipment in shipments.with_env(backend._for_job().env):
                shipment.with_delay(
                    # A store that is down for a day must not fail the job.
                    max_retries=0,
                    identity_key=f"woo-shipment-{shipment.id}",
                    description=f"Tell store {backend.id} of shipment {shipment.name}",
                )._send()

    @api.model
    def _cron_send(self):
        """Enqueue what is left: the store was away, or making the job failed."""
        connected = self.env["woo.backend"].search(
            [("state", "=", "connected"), ("send_shipments", "=", True)]
        )
        of_stores = [("backend_id", "in", connected.ids)]
        self.search([*of_stores, ("state", "=", "waiting")])._enqueue()
        since = fields.Datetime.now() - timedelta(days=2)
        told = [("state", "=", "sent"), ("sent_at", ">=", since)]
        self.search(of_stores + told).filtered(
            lambda shipment: shipment.tracking_ref != shipment.sent_tracking_ref
        )._enqueue()
