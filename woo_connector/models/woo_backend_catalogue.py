from odoo import fields, models


class WooBackend(models.Model):
    """The catalogue of a store: when it was read, and what of it is not bound."""

    _inherit = "woo.backend"

    weight_unit = fields.Char(
        readonly=True, copy=False, help="The store's unit of weight: kg, g, lbs or oz."
    )
    unbound_count = fields.Integer(
        string="Products Not Bound", compute="_compute_unbound_count"
    )

    def _compute_unbound_count(self):
        unbound = [
            ("state", "in", ("unmatched", "ambiguous")),
            ("deleted_in_store", "=", False),
        ]
        counts = self._count("woo.product", unbound)
        for backend in self:
            backend.unbound_count = counts.get(backend, 0)

    def action_import_catalogue(self):
        """Read all products of these stores, in the background."""
        for backend in self:
            self.env["woo.product"]._enqueue_catalogue(backend)
        return self._notify_started(
            self.env._("The products of the store are being read.")
        )

    def action_open_unbound(self):
        """Show the products of this store that are not bound."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "woo_connector.woo_product_action"
        )
        return {
            **action,
            "domain": [("backend_id", "=", self.id)],
            "context": {"search_default_unmatched": 1, "search_default_ambiguous": 1},
        }

    def action_open_push_failed(self):
        """Show the products of this store whose stock it did not take."""
        return {
            **self.action_open_unbound(),
            "context": {"search_default_push_failed": 1},
        }

    def _read_weight_unit(self, client):
        """Keep the store's unit of weight, for products that are made from its own.

        :param client: the open ``Client`` of the store
        """
        self.ensure_one()
        setting = client.get("settings/products/woocommerce_weight_unit")
        if setting.get("value") != self.weight_unit:
            self.weight_unit = setting.get("value")
