from odoo import api, fields, models
from odoo.tools import ormcache

from ..woo.signature import generate_secret
from .woo_backend_connection import MANAGER


class WooBackend(models.Model):
    """The store's webhooks: where they come in and how they are told from forgeries."""

    _inherit = "woo.backend"

    webhook_token = fields.Char(
        groups=MANAGER,
        copy=False,
        exportable=False,
        readonly=True,
        help="Last part of the address the store delivers its webhooks to.",
    )
    webhook_secret = fields.Char(
        groups=MANAGER,
        copy=False,
        exportable=False,
        readonly=True,
        help="Signs the store's webhooks. A delivery not signed with it is refused.",
    )

    _webhook_token_unique = models.UniqueIndex("(webhook_token)")

    # Fields a webhook delivery is received by, cached in _webhook_receivers.
    _webhook_receiver_fields = frozenset(
        ("active", "state", "webhook_token", "webhook_secret")
    )

    @api.model
    @ormcache()
    def _webhook_receivers(self):
        """Return who receives webhooks, for a controller that must be quick.

        One cached dictionary for all stores instead of an entry per token: strangers
        who try tokens neither reach the database nor push others out of the cache.

        :return: per token, the store's id and its secret (``None`` when it has none)
        :rtype: dict[str, tuple[int, str | None]]
        """
        self.env.cr.execute(
            """
            SELECT webhook_token, id, webhook_secret
              FROM woo_backend
             WHERE active AND state != 'draft' AND webhook_token IS NOT NULL
            """
        )
        return {
            token: (backend_id, secret)
            for token, backend_id, secret in self.env.cr.fetchall()
        }

    def _forget_webhook_receivers(self):
        """Let every Odoo process read the receivers again, once this is committed."""
        self.env.registry.clear_cache()

    def _ensure_webhook_credentials(self):
        """Give a store the address and the secret it lost when it was neutralised."""
        for backend in self:
            # Managers see them, but nobody edits them.
            store = backend.sudo()
            store.webhook_token = store.webhook_token or generate_secret()
            store.webhook_secret = store.webhook_secret or generate_secret()

    @api.model_create_multi
    def create(self, vals_list):
        """Give each store its own unguessable address and secret."""
        backends = super().create(vals_list)
        backends._ensure_webhook_credentials()
        self._forget_webhook_receivers()
        return backends

    def write(self, vals):
        result = super().write(vals)
        if not self._webhook_receiver_fields.isdisjoint(vals):
            self.flush_recordset(self._webhook_receiver_fields)
            self._forget_webhook_receivers()
        return result

    def unlink(self):
        self._forget_webhook_receivers()
        return super().unlink()
