from odoo import models


class ProductTemplate(models.Model):
    """Stores are told what somebody changes in the fields they want to know."""

    _inherit = "product.template"

    def write(self, vals):
        """Tell the stores of all variants: mappings are about products."""
        result = super().write(vals)
        mappings = self.env["woo.field.mapping"]
        if mappings._get_sent_fields().get("product.product"):
            mappings._send_changed(self.product_variant_ids, vals.keys())
        return result


class ProductProduct(models.Model):
    """Stores are told what somebody changes in the fields they want to know."""

    _inherit = "product.product"

    def write(self, vals):
        """Tell the stores."""
        result = super().write(vals)
        self.env["woo.field.mapping"]._send_changed(self, vals.keys())
        return result
