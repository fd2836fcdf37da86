from decimal import Decimal

from odoo import fields, models

from ..woo.diagnosis import NO_ROUTE
from ..woo.errors import MisconfiguredError, RejectedError
from ..woo.fulfillments import find_ours, new_fulfillment, tracking_change
from .sale_order_line_invoice import exact

FULFILLMENTS = "fulfillments"


class WooShipment(models.Model):
    """Shipments as WooCommerce's own fulfillments, where the store has them.

    Each shipment is one, with what is in the package. It is known again by our mark.
    """

    _inherit = "woo.shipment"

    fulfillment_woo_id = fields.Integer(
        string="Fulfillment in the Store",
        readonly=True,
        aggregator=None,
        help="Number of the order's fulfillment that this shipment is in the store.",
    )

    def _tracking_requests(self):
        return {
            **super()._tracking_requests(),
            FULFILLMENTS: self._tell_by_fulfillment,
        }

    def _tell_by_fulfillment(self, client, values):
        """Make the shipment a fulfillment, or let it say what has changed.

        :param client: the open ``Client`` of the store
        :param dict values: gets the number of the fulfillment
        :return: whether anything was written
        :rtype: bool
        :raise RejectedError: the store has no fulfillments
        """
        path = f"{self.order_id._get_store_path()}/fulfillments"
        notifies = self.backend_id.fulfillment_mail
        key, parcels = self._get_fulfillment_key(), self._get_parcels()
        if known := find_ours(self._list_fulfillments(client, path), key):
            values["fulfillment_woo_id"] = known["id"]
            body = tracking_change(known, parcels, notifies=notifies)
            if body:
                client.put(f"{path}/{known['id']}", body)
            return bool(body)
        items = self._get_fulfilled_items()
        if not items:
            # The store takes none that is empty; the note tells of it.
            return False
        body = new_fulfillment(key, items, parcels, notifies=notifies)
        values["fulfillment_woo_id"] = client.post(path, body)["id"]
        return True

    def _list_fulfillments(self, client, path):
        """Return the order's fulfillments.

        :raise RejectedError: with words that tell what to do about it
        """
        try:
            return client.get(path)
        except MisconfiguredError as error:
            if error.code != NO_ROUTE:
                raise
            raise RejectedError(
                self.env._(
                    "The store has no fulfillments. Switch them on there, or choose "
                    "another place for tracking numbers in the store's settings."
                ),
                code=error.code,
            ) from error

    def _get_fulfillment_key(self):
        """Return the words by which a fulfillment is known as this shipment."""
        # Unique among databases, whose copies may be connected to the same store.
        database = self.env["ir.config_parameter"].sudo().get_param("database.uuid")
        return f"{database}-{self.id}"

    def _get_fulfilled_items(self):
        """Return what is in the package: whole pieces by the line of the store.

        What is no piece of a line as the store sells it (a part of a kit) is left out.
        """
        found = {}
        moves = self.picking_id._get_shipped_moves()
        for line in moves.move_line_ids:
            sale_line = line.move_id.sale_line_id
            is_plain = (
                line.result_package_id == self.package_id
                and sale_line.order_id == self.order_id.sale_order_id
                and sale_line.woo_line_id > 0
                and sale_line.product_id == line.product_id
            )
            if is_plain:
                pieces = line.product_uom_id._compute_quantity(
                    line.quantity, sale_line.product_uom_id, round=False
                )
                number = sale_line.woo_line_id
                found[number] = found.get(number, Decimal(0)) + exact(pieces)
        return {number: int(pieces) for number, pieces in found.items() if pieces >= 1}


class WooBackend(models.Model):
    """One more place for tracking numbers."""

    _inherit = "woo.backend"

    tracking_target = fields.Selection(
        selection_add=[(FULFILLMENTS, "WooCommerce's own fulfillments")],
        ondelete={FULFILLMENTS: "set default"},
    )
    fulfillment_mail = fields.Boolean(
        string="Mail the Customer",
        help="The store mails the customer about each fulfillment, and when its "
        "tracking number comes later.",
    )
