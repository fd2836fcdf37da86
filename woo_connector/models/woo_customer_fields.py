from odoo import api, models


class WooCustomer(models.Model):
    """Mapped fields of customers, read from the order that makes the contact."""

    _inherit = "woo.customer"

    @api.model
    def _prepare_partner(self, backend, order):
        """Add the mapped fields. What cannot be read the order itself tells."""
        values = super()._prepare_partner(backend, order)
        mappings = self.env["woo.field.mapping"]._get_mappings(backend, "customer")
        return {**values, **mappings._read_values(order.raw)[0]} if mappings else values
