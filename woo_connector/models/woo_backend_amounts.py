from odoo import fields, models

# What an order may wait for that has lines which the store's order does not have.
EXTRA_LINE_FIELDS = {
    "coupon_product_id",
    "discount_policy",
    "gift_card_policy",
    "gift_card_product_id",
}


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
    discount_policy = fields.Selection(
        [
            ("column", "In the discount column"),
            ("price", "In the price"),
            ("line", "As lines of their own"),
        ],
        string="Discounts",
        default="column",
        required=True,
        help="In the discount column: the full price and a percentage, where a "
        "percentage gives the store's amount exactly, else in the price. As lines of "
        "their own: products at their full price, and a line for each coupon, with the "
        "product that Mappings, Coupons names.",
    )
    coupon_product_id = fields.Many2one(
        default=lambda self: self.env.ref(
            "woo_connector.product_discount", raise_if_not_found=False
        )
    )
    gift_card_policy = fields.Selection(
        [
            ("payment", "A payment"),
            ("liability", "A line of the order"),
        ],
        string="Gift Cards Are",
        default="payment",
        required=True,
        help="For gift cards and store credit that the store takes off an order's "
        "total. A payment: the sale order comes to the full amount, and the gift card "
        "pays its part. A line of the order: a line without tax takes the amount off "
        "the order, as what was owed to the card's holder is settled.",
    )
    gift_card_product_id = fields.Many2one(
        "product.product",
        string="Product for Gift Cards",
        check_company=True,
        domain="[('type', '=', 'service')]",
        help="Product of the lines that take gift cards off an order. Its income "
        "account should be the one on which sold gift cards are owed.",
    )
    gift_card_journal_id = fields.Many2one(
        "account.journal",
        string="Journal for Gift Cards",
        check_company=True,
        domain="[('type', 'in', ('bank', 'cash'))]",
        help="Where the part of an order that a gift card paid is registered.",
    )

    def write(self, vals):
        """Let the orders go on that waited for a product of extra lines."""
        result = super().write(vals)
        if not EXTRA_LINE_FIELDS.isdisjoint(vals):
            # Whoever may change a store need not have rights on every order.
            self.env["woo.order.missing"].sudo()._release(self)
        return result
