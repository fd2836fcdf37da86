from odoo import api, fields, models

STATUS_FIELDS = ("shipped_status", "partly_shipped_status")


class WooBackend(models.Model):
    """What a store is told of deliveries: its policy."""

    _inherit = "woo.backend"

    send_shipments = fields.Boolean(
        help="Tell this store when its orders are delivered in Odoo, from now on. "
        "What the store has given up is told nothing."
    )
    shipped_status = fields.Char(
        string="Status When Delivered",
        default="completed",
        help="Status that the order gets in the store when nothing of it is left to "
        "deliver, e.g. completed. Empty: its status stays.",
    )
    partly_shipped_status = fields.Char(
        string="Status When Partly Delivered",
        help="Status that the order gets in the store when a part of it is delivered "
        "and another is not, e.g. partial-shipped. The store has to know it. Empty: "
        "its status stays.",
    )
    shipment_note = fields.Selection(
        [
            ("none", "No note"),
            ("private", "Private note"),
            ("customer", "Note to the customer"),
        ],
        string="Order Note",
        default="private",
        required=True,
        help="Each shipment, and a tracking number that comes later, is noted on the "
        "order in the store. Notes to the customer are mailed by the store.",
    )
    tracking_target = fields.Selection(
        [
            ("none", "Nowhere"),
            ("shipment_tracking", "Shipment Tracking, Advanced Shipment Tracking"),
        ],
        string="Tracking Goes To",
        default="none",
        required=True,
        help="Plugin of the store that shows tracking numbers to the customer. What "
        "others have entered there stays. In an order note they are said in any case.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Know what becomes of orders in the statuses that deliveries give them."""
        backends = super().create(vals_list)
        backends._decide_shipment_statuses()
        return backends

    def write(self, vals):
        """Know what becomes of orders in the statuses that deliveries give them."""
        result = super().write(vals)
        if not vals.keys().isdisjoint(("send_shipments", *STATUS_FIELDS)):
            self._decide_shipment_statuses()
        return result

    def _decide_shipment_statuses(self):
        """Let no order wait for somebody to say what our own status means."""
        for backend in self.filtered("send_shipments"):
            self.env["woo.order.status"].search(
                [
                    ("backend_id", "=", backend.id),
                    ("slug", "in", backend._get_shipment_slugs()),
                    ("action", "=", False),
                ]
            ).action = "confirm"

    def _get_shipment_slugs(self):
        """Return the statuses that deliveries give orders of this store."""
        if not self.send_shipments:
            return []
        return [self._get_status_slug(name) for name in STATUS_FIELDS]

    def _get_status_slug(self, name):
        """Return a status as the API takes it; people copy it with its prefix, too.

        :param str name: of the field with the status
        """
        return (self[name] or "").strip().removeprefix("wc-")


class WooOrderStatus(models.Model):
    """Statuses that deliveries give orders are those of confirmed sale orders."""

    _inherit = "woo.order.status"

    @api.model_create_multi
    def create(self, vals_list):
        """Know what becomes of orders in a status that deliveries give them."""
        statuses = super().create(vals_list)
        for status in statuses.filtered(lambda status: not status.action):
            if status.slug in status.backend_id._get_shipment_slugs():
                status.action = "confirm"
        return statuses
