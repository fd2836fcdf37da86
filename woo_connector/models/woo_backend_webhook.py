from odoo import fields, models

MANAGER = "woo_connector.group_woo_manager"


class WooBackend(models.Model):
    """The store's webhooks: where they come in and how they are told from forgeries."""

    _inherit = "woo.backend"

    webhook_token = fields.Char(
        groups=MANAGER,
        copy=False,
        readonly=True,
        help="Last part of the address the store delivers its webhooks to.",
    )
    webhook_secret = fields.Char(
        groups=MANAGER,
        copy=False,
        readonly=True,
        help="Signs the store's webhooks. A delivery without this signature is refused.",
    )

    _webhook_token_unique = models.UniqueIndex("(webhook_token)")
