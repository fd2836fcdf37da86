from odoo import api, models


class WooShipment(models.Model):
    """How deliveries become rows."""

    _inherit = "woo.shipment"

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
