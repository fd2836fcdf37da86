from odoo import api, fields, models

from .loose_link import LooseMany2one, remove_loose


class WooShipment(models.Model):
    """A parcel of a store's order that has left, and what the store was told of it.

    Whoever validates a delivery only inserts rows; from then on only jobs write them.
    """

    _name = "woo.shipment"
    _description = "WooCommerce Shipment"
    _order = "id desc"

    name = fields.Char(
        string="Reference",
        required=True,
        readonly=True,
        help="The transfer, and the package if there is one. The store's note names "
        "it, too: that is how it is found again.",
    )
    order_id = LooseMany2one(
        "woo.order", required=True, readonly=True, index=True, ondelete="cascade"
    )
    backend_id = LooseMany2one(
        "woo.backend",
        string="Store",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="backend_id.company_id", store=True)
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
    state = fields.Selection(
        [
            ("waiting", "Waiting"),
            ("sent", "Sent"),
            ("nothing", "Nothing to do"),
            ("failed", "Failed"),
        ],
        default="waiting",
        required=True,
        readonly=True,
        index=True,
    )
    reason = fields.Text(
        readonly=True, help="Why it failed, or why there was nothing to do."
    )
    sent_at = fields.Datetime(string="Sent On", readonly=True)
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

    @api.autovacuum
    def _gc_loose(self):
        """Remove the shipments of stores and orders that were deleted."""
        remove_loose(self)

    # === What a person does === #

    def action_send_again(self):
        """Look again what the store has to be told of these shipments, and tell it."""
        # Nobody edits shipments. One that waits may be under way at this moment: it is
        # not written, so that a person's transaction does not meet its job's.
        shipments = self.sudo()
        settled = shipments.filtered(lambda shipment: shipment.state != "waiting")
        settled.write({"state": "waiting", "reason": False})
        shipments._send_after_commit()
        return self.env["woo.backend"]._notify_started(
            self.env._("The store is told in a moment.")
        )

    def action_open_picking(self):
        """Open the transfer."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "stock.picking",
            "res_id": self.picking_id.id,
            "view_mode": "form",
        }


class WooOrder(models.Model):
    """The shipments of a store's order."""

    _inherit = "woo.order"

    shipment_ids = fields.One2many("woo.shipment", "order_id", readonly=True)
