from odoo import fields, models


class WooBackend(models.Model):
    """A store's policies about amounts."""

    _inherit = "woo.backend"

    difference_policy = fields.Selection(
        [
            ("hold", "Leave for review"),
            ("accept", "Accept with an adjustment"),
        ],
        string="Amounts That Cannot Be Equal",
        default="hold",
        required=True,
        help="For orders whose totals the currency cannot express, or whose lines do "
        "not sum to their total. Leave for review: the sale order stays a quotation "
        "and a person decides. Accept: the totals are rounded to the currency, and "
        "the difference is entered in Accepted Differences.",
    )
    difference_product_id = fields.Many2one(
        "product.product",
        string="Product for Differences",
        check_company=True,
        domain="[('type', '=', 'service')]",
        help="Where an order's own lines cannot reach its total and the difference is "
        "accepted, a line with this product carries it. Without a product such an "
        "order is always left for review.",
    )
