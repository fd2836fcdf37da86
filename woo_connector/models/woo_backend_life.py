from odoo import api, models
from odoo.exceptions import UserError, ValidationError

from .waiting_jobs import cancel_jobs, jobs_of, waiting_jobs


class WooBackend(models.Model):
    """What ends in the life of a store: its company, its activity, the store itself."""

    _inherit = "woo.backend"

    @api.constrains("company_id")
    def _check_company_of_orders(self):
        """Refuse to move a store whose orders are sale orders of its company."""
        # The orders may be another company's than the user's.
        orders = self.env["woo.order"].sudo()
        for backend in self:
            domain = [
                ("backend_id", "=", backend.id),
                ("sale_order_id.company_id", "!=", backend.company_id.id),
                ("sale_order_id", "!=", False),
            ]
            if orders.search_count(domain, limit=1):
                raise ValidationError(
                    self.env._(
                        "%s has orders already, which belong to another company. "
                        "Archive it and connect the store anew in this company.",
                        backend.name,
                    )
                )

    def write(self, vals):
        """Let a store that can be used again do what it was asked meanwhile."""
        idle = self.filtered(lambda backend: not backend._is_usable())
        archived = self.filtered(lambda backend: not backend.active)
        result = super().write(vals)
        for backend in archived.filtered("active"):
            if backend.state != "draft":
                backend._check_not_connected_yet(backend.address)
        # Nothing that moved meanwhile was noted for a store in the archive.
        archived.filtered("active")._note_all_stock(resend=True)
        for backend in idle.filtered(lambda backend: backend._is_usable()):
            backend._requeue_misconfigured_jobs()
        return result

    def _check_not_connected_yet(self, address):
        """Refuse a second connection to a store: both would import its orders.

        :param str address: where this store, none while it is made, is to be connected
        :raise UserError: names the store that is connected already
        """
        # The other one may belong to a company this user does not see.
        other = self.sudo().search(
            [
                ("address", "=", address),
                ("state", "!=", "draft"),
                ("id", "!=", self.id),
            ],
            limit=1,
        )
        if other:
            raise UserError(
                self.env._(
                    "This store is connected already, as %s. Open it under "
                    "WooCommerce → Stores to change its keys.",
                    other.name,
                )
            )

    def _is_usable(self):
        """Tell whether the store is one to talk to, and answers as far as is known."""
        self.ensure_one()
        return self.active and self.state == "connected"

    def unlink(self):
        """Cancel what waits to be done for these stores: it could only fail."""
        jobs = jobs_of(self, waiting_jobs(self.env))
        result = super().unlink()
        cancel_jobs(jobs, self.env._("Cancelled: the store was deleted."))
        return result
