from odoo import fields, models


class WooOrderGiftCard(models.Model):
    """A gift card that took something off what was left to pay for an order."""

    _name = "woo.order.gift.card"
    _description = "Gift Card of a WooCommerce Order"
    _order = "order_id, id"
    _rec_name = "code"

    order_id = fields.Many2one(
        "woo.order", required=True, index=True, ondelete="cascade", readonly=True
    )
    company_id = fields.Many2one(
        related="order_id.company_id", store=True, precompute=True
    )
    currency_id = fields.Many2one(related="order_id.currency_id")
    code = fields.Char(readonly=True)
    amount = fields.Monetary(readonly=True, help="Tax included.")
    plugin = fields.Char(readonly=True, help="The plugin of the store that noted it.")
    treatment = fields.Selection(
        [("payment", "A payment"), ("liability", "A line of the order")],
        string="In Odoo",
        readonly=True,
        help="A payment: the sale order comes to more than the total in the store, and "
        "the card paid the rest. A line: the card's amount is taken off the order.",
    )
