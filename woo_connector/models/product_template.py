from odoo import fields, models


class ProductTemplate(models.Model):
    """The way from a product to the store products of its variants."""

    _inherit = "product.template"

    woo_product_count = fields.Integer(
        compute="_compute_woo_product_count", groups="woo_connector.group_woo_user"
    )

    def _compute_woo_product_count(self):
        for template in self:
            template.woo_product_count = sum(
                template.product_variant_ids.mapped("woo_product_count")
            )

    def action_open_woo_products(self):
        """Show the store products that the variants of this product stand for."""
        return self.product_variant_ids.action_open_woo_products()
