import logging
from urllib.parse import urlsplit

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..woo.errors import NotFoundError
from .job_errors import job_errors
from .woo_backend_connection import MANAGER

_logger = logging.getLogger(__name__)

#: What the store shall tell. Variations are told under the product topics.
TOPICS = tuple(
    f"{resource}.{action}"
    for resource in ("order", "product")
    for action in ("created", "updated", "deleted", "restored")
)


class WooBackend(models.Model):
    """Putting our webhooks into the store, and keeping them alive there."""

    _inherit = "woo.backend"

    public_address = fields.Char(
        string="Public Address of Odoo",
        help="Where the store reaches this Odoo, e.g. https://odoo.example.com. "
        "Empty: the address of Odoo itself (system parameter web.base.url).",
    )
    webhook_address = fields.Char(
        compute="_compute_webhook_address",
        groups=MANAGER,
        exportable=False,
        help="Where the store delivers its webhooks. Keep it to yourself.",
    )

    @api.constrains("public_address")
    def _check_public_address(self):
        for backend in self.filtered("public_address"):
            parts = urlsplit(backend.public_address)
            if parts.scheme not in ("http", "https") or not parts.hostname:
                raise ValidationError(
                    self.env._(
                        "%s is not an address the store could deliver to. Enter it "
                        "with http:// or https://, as in https://odoo.example.com.",
                        backend.public_address,
                    )
                )

    @api.depends("public_address", "webhook_token")
    def _compute_webhook_address(self):
        # Any manager may see the address, few may read system parameters.
        parameters = self.env["ir.config_parameter"].sudo()
        base = parameters.get_param("web.base.url", "")
        for backend in self:
            address = (backend.public_address or base).rstrip("/")
            path = backend._webhook_path()
            backend.webhook_address = path and f"{address}{path}"

    def _webhook_path(self):
        # The token is the manager's, jobs need it too.
        token = self.sudo().webhook_token
        return token and f"/woo_connector/webhook/{token}"

    def action_register_webhooks(self):
        """Have the store's webhooks registered or repaired by a job."""
        self.check_access("write")
        for backend in self:
            backend._enqueue_register_webhooks()
        return self._notify_started(
            self.env._("The webhooks are being put in order in the background.")
        )

    def _enqueue_register_webhooks(self):
        self.ensure_one()
        return (
            self._for_job()
            .with_delay(
                identity_key=f"woo-webhooks-{self.id}",
                description=f"Register the webhooks of store {self.id}",
                max_retries=0,
            )
            ._register_webhooks()
        )

    @api.model
    def _cron_check_webhooks(self):
        """Have each store's webhooks looked after.

        WooCommerce switches a webhook off after a few failed deliveries in a row, and
        nobody tells us.
        """
        for backend in self.search([("state", "!=", "draft")]):
            backend._enqueue_register_webhooks()

    def _register_webhooks(self):
        """Make the store tell us every topic once, signed with our secret (job).

        Hooks that point to our address are kept or repaired, surplus ones removed: the
        store does not mind having the same hook twice, and would deliver twice.

        :return: what was done, for the job's record
        :rtype: str
        """
        self.ensure_one()
        done = []
        with job_errors(self), self._client() as client:
            hooks = self._find_own_webhooks(client)
            for topic in TOPICS:
                done.append(self._settle_webhook(client, topic, hooks.pop(topic, [])))
            for obsolete in hooks.values():
                self._delete_webhooks(client, obsolete)
        self._note_progress(webhooks_checked_at=fields.Datetime.now())
        summary = ", ".join(f"{done.count(word)} {word}" for word in sorted(set(done)))
        _logger.info("Store %s: webhooks: %s", self.id, summary)
        return summary

    def _find_own_webhooks(self, client):
        """Return the store's webhooks that deliver to us, per topic.

        Told by our unguessable path, so that a changed public address is repaired and
        not doubled.

        :rtype: dict[str, list[dict]]
        """
        own = {}
        for hook in client.iterate("webhooks", orderby="id", order="asc"):
            if hook["delivery_url"].endswith(self._webhook_path()):
                own.setdefault(hook["topic"], []).append(hook)
        return own

    def _settle_webhook(self, client, topic, hooks):
        """Bring the webhooks of one topic to exactly one that works.

        A hook that was switched off is replaced, because WooCommerce keeps counting its
        failures: switched on again, the first failure would switch it off.
        A hook that works is given our secret again, because a secret is never shown.

        :return: one word for what was done
        """
        usable = [hook for hook in hooks if hook["status"] == "active"]
        self._delete_webhooks(
            client, [hook for hook in hooks if hook not in usable[:1]]
        )
        # Jobs run as OdooBot or as the user, the secret is the managers'.
        store = self.sudo()
        values = {
            "name": f"Odoo: {topic}",
            "topic": topic,
            "delivery_url": store.webhook_address,
            "secret": store.webhook_secret,
            "status": "active",
        }
        if usable:
            client.put(f"webhooks/{usable[0]['id']}", values)
            return "kept"
        client.post("webhooks", values)
        return "replaced" if hooks else "created"

    @api.model
    def _delete_webhooks(self, client, hooks):
        for hook in hooks:
            try:
                client.delete(f"webhooks/{hook['id']}", force=True)
            except NotFoundError:
                _logger.info("Webhook %s was deleted by somebody else", hook["id"])
