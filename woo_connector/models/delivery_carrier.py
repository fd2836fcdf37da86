from odoo import fields, models


class DeliveryCarrier(models.Model):
    """Delivery methods by the name that tracking plugins have for them."""

    _inherit = "delivery.carrier"

    woo_tracking_provider = fields.Char(
        string="Provider in WooCommerce",
        help="How the store's tracking plugin names this carrier, e.g. dhl-de: it then "
        "makes the tracking link itself. Empty: the store shows the name of this "
        "delivery method with Odoo's own tracking link.",
    )
