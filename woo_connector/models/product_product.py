from odoo import api, fields, models

from .woo_product_match import FOLDED_SKU


class ProductProduct(models.Model):
    """The way from an Odoo product to the store products it stands for."""

    _inherit = "product.product"

    woo_product_ids = fields.One2many(
        "woo.product",
        "product_id",
        string="In Stores",
        groups="woo_connector.group_woo_user",
    )
    woo_product_count = fields.Integer(
        compute="_compute_woo_product_count", groups="woo_connector.group_woo_user"
    )

    _woo_sku_index = models.Index(f"({FOLDED_SKU % 'default_code'})")

    @api.model_create_multi
    def create(self, vals_list):
        """Look for the store products that have the SKUs of the new products."""
        products = super().create(vals_list)
        self.env["woo.product"]._enqueue_match(products.mapped("default_code"))
        return products

    def write(self, vals):
        """Look for the store products that have the SKU of one product now.

        That is the new SKU, or the old one, which another product has alone now.
        """
        if {"default_code", "active"}.isdisjoint(vals):
            return super().write(vals)
        skus = self.mapped("default_code")
        result = super().write(vals)
        skus += self.mapped("default_code")
        self.env["woo.product"]._enqueue_match(skus)
        return result

    def _compute_woo_product_count(self):
        groups = self.env["woo.product"]._read_group(
            [("product_id", "in", self.ids)], ["product_id"], ["__count"]
        )
        counts = {product.id: count for product, count in groups}
        for product in self:
            product.woo_product_count = counts.get(product.id, 0)

    def action_open_woo_products(self):
        """Show the store products that these products stand for."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "woo_connector.woo_product_action"
        )
        return {**action, "domain": [("product_id", "in", self.ids)], "context": {}}
