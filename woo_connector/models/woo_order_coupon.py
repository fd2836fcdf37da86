from odoo import api, fields, models


class WooOrderCoupon(models.Model):
    """What a coupon took off an order; without a code: what a person did by hand."""

    _name = "woo.order.coupon"
    _description = "Coupon of a WooCommerce Order"
    _order = "order_id, id"
    _rec_name = "code"

    order_id = fields.Many2one(
        "woo.order", required=True, index=True, ondelete="cascade", readonly=True
    )
    company_id = fields.Many2one(
        related="order_id.company_id", store=True, precompute=True
    )
    currency_id = fields.Many2one(related="order_id.currency_id")
    code = fields.Char(readonly=True, help="Empty: a discount given without coupon.")
    discount_type = fields.Char(
        string="Type", readonly=True, help="E.g. percent, fixed_cart"
    )
    amount = fields.Monetary(
        string="Discount", readonly=True, help="Without tax, as the store says it."
    )
    tax = fields.Monetary(string="Tax on It", readonly=True)

    @api.depends("code")
    def _compute_display_name(self):
        for coupon in self:
            coupon.display_name = coupon.code or self.env._("Without coupon")
