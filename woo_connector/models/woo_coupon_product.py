from odoo import api, fields, models


class WooCouponProduct(models.Model):
    """Coupon codes of the store and the product their discount is in Odoo.

    Needed only where discounts become lines of their own. A code that no row fits is
    the store's own product for discounts.
    """

    _name = "woo.coupon.product"
    _description = "WooCommerce Coupon"
    _inherit = "woo.mapping.pattern"
    _order = "backend_id, sequence, id"
    _rec_name = "code"
    _mapping_target = "product_id"
    _mapping_key = ("code",)
    _mapping_pattern = "code"
    _mapping_is_needed = False

    code = fields.Char(
        help="The coupon's code. A star stands for any text: “summer*” is every code "
        "that begins so. Empty: every coupon.",
    )
    product_id = fields.Many2one(
        "product.product",
        string="Product in Odoo",
        check_company=True,
        ondelete="restrict",
        domain="[('type', '=', 'service')]",
        help="Service that stands for the discount.",
    )

    _store_coupon_unique = models.UniqueIndex("(backend_id, COALESCE(code, ''))")

    @api.depends("code")
    def _compute_display_name(self):
        for coupon in self:
            coupon.display_name = coupon.code or "*"

    @api.model
    def _find_product(self, backend, code):
        """Return the product of a coupon's discount; empty when none is mapped."""
        product_id = self._find_fitting(backend, code)
        if product_id:
            return self.env["product.product"].browse(product_id)
        return backend.coupon_product_id
