from odoo import fields, models


class WooBackend(models.Model):
    """The poll: what finds the orders that no webhook announced."""

    _inherit = "woo.backend"

    poll_interval = fields.Integer(
        string="Poll Every (minutes)",
        default=5,
        help="How often the store is asked for changed orders. Webhooks are quicker; "
        "the poll finds what they lost.",
    )
    order_cursor = fields.Datetime(
        readonly=True,
        copy=False,
        help="Changes of orders up to this moment (GMT) have been found.",
    )
    last_poll_at = fields.Datetime(string="Last Poll", readonly=True, copy=False)
