from odoo import fields, models


class WooBackend(models.Model):
    """A store's policies about refunds."""

    _inherit = "woo.backend"

    refund_policy = fields.Selection(
        [
            ("draft", "Draft credit note"),
            ("posted", "Posted credit note"),
        ],
        string="Refund of an Invoiced Order",
        default="draft",
        required=True,
        help="What becomes of money that the store gave back for an order that is "
        "invoiced: a credit note of the same amount, as a draft for somebody to look "
        "at, or posted at once. What is not invoiced yet is taken off the sale order.",
    )
    refund_payment = fields.Boolean(
        string="Register the Payment Back",
        help="When the payment of the order's invoice was registered, the payment back "
        "is registered on the posted credit note, in the same journal. Otherwise the "
        "credit note stays open, for you to match it with the bank statement.",
    )
    refund_return = fields.Boolean(
        string="Prepare Returns",
        default=True,
        help="When the store put refunded goods back on its shelf, a return transfer "
        "is prepared for those that were delivered. They count as stock again once it "
        "is validated, which is when you have received them.",
    )
    refund_product_id = fields.Many2one(
        "product.product",
        string="Product for Refunds",
        check_company=True,
        domain="[('type', '=', 'service')]",
        default=lambda self: self.env.ref(
            "woo_connector.product_refund", raise_if_not_found=False
        ),
        help="Where the store gave back an amount that none of the order's lines "
        "explains, a line with this product carries it.",
    )
    refund_amount_tax = fields.Selection(
        [
            ("none", "Without tax"),
            ("order", "With the taxes of the order"),
        ],
        string="Refund of an Amount",
        default="none",
        required=True,
        help="The store names no tax where somebody gave back an amount for no line of "
        "the order, and its own reports have none. With the taxes of the order, the "
        "amount includes each in the proportion in which the order has them; then the "
        "tax in Odoo is less than in the store's reports.",
    )
