from odoo import api, fields, models


class StockPicking(models.Model):
    """Deliveries of stores' orders become shipments that the store is told of."""

    _inherit = "stock.picking"

    woo_shipment_ids = fields.One2many(
        "woo.shipment",
        "picking_id",
        string="WooCommerce Shipments",
        groups="woo_connector.group_woo_user",
    )
    woo_shipment_state = fields.Char(
        string="Told to the Store",
        compute="_compute_woo_shipment_state",
        groups="woo_connector.group_woo_user",
    )

    @api.depends("woo_shipment_ids.state")
    def _compute_woo_shipment_state(self):
        states = dict(
            self.env["woo.shipment"]._fields["state"]._description_selection(self.env)
        )
        for picking in self:
            found = set(picking.woo_shipment_ids.mapped("state"))
            # The worst one tells.
            worst = [
                one for one in ("failed", "waiting", "sent", "nothing") if one in found
            ]
            picking.woo_shipment_state = states[worst[0]] if worst else False

    # === What happens to a delivery === #

    def _action_done(self):
        """Note what has left."""
        result = super()._action_done()
        # Whoever delivers need not have rights on sales and stores.
        self.env["woo.shipment"].sudo()._note_deliveries(self.sudo())
        return result

    def write(self, vals):
        """Send a tracking number that comes after the delivery."""
        result = super().write(vals)
        if "carrier_tracking_ref" in vals:
            done = self.filtered(lambda picking: picking.state == "done")
            # Whoever makes labels need not have rights on stores.
            shipments = self.env["woo.shipment"].sudo()
            if done:
                shipments.search([("picking_id", "in", done.ids)])._send_after_commit()
        return result

    # === What a shipment is made of === #

    def _get_shipped_orders(self):
        """Return the stores' orders, of those that want to know, that this brings."""
        if self.state != "done":
            return self.env["woo.order"]
        orders = self._get_shipped_moves().sale_line_id.order_id.woo_order_ids
        return orders.filtered("backend_id.send_shipments")

    def _get_shipped_moves(self):
        """Return what has gone to a customer, be it from a supplier."""
        return self.move_ids.filtered(
            lambda move: (
                move.state == "done"
                and move.location_dest_id.usage == "customer"
                and move.location_id.usage != "customer"
            )
        )

    def _get_tracking_numbers(self):
        """Return the tracking numbers; carriers join those of several packages."""
        reference = self.carrier_tracking_ref or ""
        numbers = [number.strip() for number in reference.split(",")]
        return list(dict.fromkeys(filter(None, numbers)))

    def _get_tracking_link(self, number):
        """Return where the carrier shows one of the parcels."""
        link = self.carrier_tracking_url or ""
        links = self.get_multiple_carrier_tracking() if link else False
        if isinstance(links, list):
            return next((link for name, link, *_more in links if name == number), "")
        return link.replace(self.carrier_tracking_ref or number, number)

    def action_open_woo_shipments(self):
        """Show what the store was told of this transfer."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Shipments"),
            "res_model": "woo.shipment",
            "view_mode": "list,form",
            "domain": [("picking_id", "=", self.id)],
        }


class StockMove(models.Model):
    """What is given up after a part has left may complete a store's order."""

    _inherit = "stock.move"

    def _action_cancel(self):
        """Look again at orders of which something has left already."""
        result = super()._action_cancel()
        # Whoever cancels a transfer need not have rights on sales and stores.
        for order in self.sudo().sale_line_id.order_id.woo_order_ids:
            order.shipment_ids[:1]._send_after_commit()
        return result
