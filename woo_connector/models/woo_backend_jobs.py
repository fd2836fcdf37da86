from odoo import SUPERUSER_ID, models


class WooBackend(models.Model):
    """How buttons and crons hand work to the job engine."""

    _inherit = "woo.backend"

    def _for_job(self):
        """Return the store as its jobs shall see it.

        OdooBot in the store's own company: what a job does must not depend on who
        pressed the button or whose webhook came first.
        """
        return self.with_user(SUPERUSER_ID).with_context(
            allowed_company_ids=self.company_id.ids
        )

    def _notify_started(self, message):
        """Return the action that tells the user that a job has been started."""
        return self._notify("info", message)

    def _notify(self, kind, message):
        """Return the action that tells the user something and reloads the screen.

        :param str kind: ``info`` or ``success``
        """
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": kind,
                "message": message,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
