from odoo import fields, models


class WooShipment(models.Model):
    """A parcel of a store's order that has left, and what the store was told of it."""

    _name = "woo.shipment"
    _description = "WooCommerce Shipment"
    _inherit = "woo.order.send"

    name = fields.Char(
        help="The transfer, and the package if there is one. The store's note names "
        "it, too: that is how it is found again.",
    )
    picking_id = fields.Many2one(
        "stock.picking",
        string="Transfer",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    package_id = fields.Many2one(
        "stock.package", readonly=True, index="btree_not_null", ondelete="cascade"
    )
    carrier_id = fields.Many2one(related="picking_id.carrier_id")
    tracking_ref = fields.Char(related="picking_id.carrier_tracking_ref")
    sent_status = fields.Char(
        string="Status Set",
        readonly=True,
        help="Status that this shipment gave the order in the store.",
    )
    sent_tracking_ref = fields.Char(
        string="Tracking Sent",
        readonly=True,
        help="Tracking reference as the store was told it last.",
    )
    note_woo_id = fields.Integer(
        string="Note in the Store",
        readonly=True,
        aggregator=None,
        help="Number of the newest order note about this shipment in the store.",
    )
    tracking_woo_ids = fields.Char(
        string="Tracking Items in the Store",
        readonly=True,
        help="Names of this shipment's items in the store's tracking plugin.",
    )

    _order_parcel_unique = models.UniqueIndex(
        "(order_id, picking_id, COALESCE(package_id, 0))"
    )

    # === What a person does === #

    def action_open_picking(self):
        """Open the transfer."""
        return self._open_form(self.picking_id)


class WooOrder(models.Model):
    """The shipments of a store's order."""

    _inherit = "woo.order"

    shipment_ids = fields.One2many("woo.shipment", "order_id", readonly=True)
