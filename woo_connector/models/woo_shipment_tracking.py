from datetime import timedelta, timezone

from odoo import api, fields, models

from ..woo.shipments import Parcel, merged_items


class WooShipment(models.Model):
    """Tracking numbers, and how the plugins of stores want to be told them.

    A plugin that is not known yet is one more choice of ``tracking_target`` on the
    store and one more method in :meth:`_tracking_writers`, or in
    :meth:`_tracking_requests` where it has a route of its own.
    """

    _inherit = "woo.shipment"

    # === The numbers === #

    def _get_parcels(self):
        """Return the tracking numbers of this shipment.

        Carriers that give a number to each package leave them on the transfer, one
        after the other. Where there are as many as packages, each has its own; else
        all of them are said of each package.

        :rtype: list[Parcel]
        """
        numbers = self.picking_id._get_tracking_numbers()
        siblings = self.search(
            [("picking_id", "=", self.picking_id.id), ("package_id", "!=", False)],
            order="package_id",
        )
        packages = siblings.package_id.ids
        if self.package_id.id in packages and 1 < len(packages) == len(numbers):
            numbers = [numbers[packages.index(self.package_id.id)]]
        return [
            self._prepare_parcel(index, number) for index, number in enumerate(numbers)
        ]

    def _prepare_parcel(self, index, number):
        """Return one tracking number with its carrier and link."""
        picking = self.picking_id
        # Unique among databases, whose copies may be connected to the same store.
        database = self.env["ir.config_parameter"].sudo().get_param("database.uuid")
        shipped = (picking.date_done or self.create_date).replace(tzinfo=timezone.utc)
        return Parcel(
            key=f"{database}-{self.id}-{index}",
            number=number,
            link=picking._get_tracking_link(number),
            carrier=picking.carrier_id.name or "",
            provider=picking.carrier_id.woo_tracking_provider or "",
            shipped_at=int(shipped.timestamp()),
        )

    @api.model
    def _cron_send(self):
        """Enqueue also what was given another tracking number, of the last days."""
        result = super()._cron_send()
        since = fields.Datetime.now() - timedelta(days=2)
        told = self.search([("state", "=", "sent"), ("sent_at", ">=", since)])
        told.filtered(
            lambda shipment: (
                shipment.backend_id.send_shipments
                and shipment.backend_id.state == "connected"
                and shipment.tracking_ref != shipment.sent_tracking_ref
            )
        )._enqueue()
        return result

    # === The plugins === #

    def _prepare_tracking(self, payload):
        """Return what to write into the order, and what to remember of it.

        :param dict payload: the order as the store has it now
        :return: part of the body of ``PUT /orders/{id}``, empty when the order says all
            of it already; values of this record
        :rtype: tuple
        """
        writer = self._tracking_writers().get(self.backend_id.tracking_target)
        return writer(payload) if writer else ({}, {})

    def _tracking_writers(self):
        """Return the method that prepares what is written, by ``tracking_target``.

        Each takes the order as the store has it now, looks there for what is said
        already, and returns what :meth:`_prepare_tracking` does. Addons that know
        another plugin add its method here.
        """
        return {"shipment_tracking": self._prepare_tracking_items}

    def _tell_tracking(self, client, values):
        """Tell the parcels where they are no part of the order; before its status.

        :param client: the open ``Client`` of the store
        :param dict values: gets what to remember of it
        :return: whether anything was written
        :rtype: bool
        """
        request = self._tracking_requests().get(self.backend_id.tracking_target)
        return request(client, values) if request else False

    def _tracking_requests(self):
        """Return the method that writes by itself, by ``tracking_target``.

        Each takes what :meth:`_tell_tracking` does, looks first what the store says,
        and returns whether it has written anything.
        """
        return {}

    def _prepare_tracking_items(self, payload):
        """Add the parcels to the list of Shipment Tracking and Advanced S. T."""
        ours = (self.tracking_woo_ids or "").split(",")
        entry, own = merged_items(
            payload.get("meta_data"), self._get_parcels(), set(filter(None, ours))
        )
        body = {"meta_data": [entry]} if entry else {}
        return body, {"tracking_woo_ids": ",".join(own) or False}
