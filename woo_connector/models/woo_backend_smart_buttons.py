from odoo import fields, models


class WooBackend(models.Model):
    """The numbers on the buttons of a store's form, and what the buttons open."""

    _inherit = "woo.backend"

    order_count = fields.Integer(compute="_compute_order_count")
    product_count = fields.Integer(compute="_compute_product_count")
    failed_event_count = fields.Integer(compute="_compute_failed_event_count")

    def _compute_order_count(self):
        counts = self._count("woo.order", [])
        for backend in self:
            backend.order_count = counts.get(backend, 0)

    def _compute_product_count(self):
        counts = self._count("woo.product", [])
        for backend in self:
            backend.product_count = counts.get(backend, 0)

    def _compute_failed_event_count(self):
        counts = self._count("woo.event", [("state", "=", "failed")])
        for backend in self:
            backend.failed_event_count = counts.get(backend, 0)

    def _count(self, model, domain):
        """Count records of the stores.

        :param str model: one with a ``backend_id``
        :param list domain: which of its records count
        :return: count per store, without the stores that have none
        :rtype: dict
        """
        return dict(
            self.env[model]._read_group(
                [("backend_id", "in", self.ids), *domain], ["backend_id"], ["__count"]
            )
        )

    def action_open_orders(self):
        """Show the orders of this store."""
        return self._open(self.env._("Orders"), "woo.order", [])

    def action_open_products(self):
        """Show the products of this store."""
        return self._open(self.env._("Products"), "woo.product", [])

    def action_open_failed_events(self):
        """Show what of this store's inbox could not be passed on."""
        return self._open(
            self.env._("Failed in Inbox"), "woo.event", [("state", "=", "failed")]
        )

    def _open(self, name, model, domain):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "view_mode": "list,form",
            "domain": [("backend_id", "=", self.id), *domain],
        }
