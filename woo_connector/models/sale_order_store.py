from odoo import api, fields, models

READERS = "woo_connector.group_woo_user"
# Per field of the sale order the store's order's field that it shows.
SHOWN = {
    "woo_status": "status",
    "woo_payment_method": "payment_method_title",
    "woo_transaction": "transaction_id",
    "woo_store_total": "total",
    "woo_gift_card_amount": "gift_card_amount",
    "woo_placed_unit_ids": "placed_unit_ids",
    "woo_customer_note": "customer_note",
    "woo_customer_notice": "customer_notice",
    "woo_fiscal_conflict": "fiscal_conflict",
    "woo_coupon_ids": "coupon_ids",
    "woo_gift_card_ids": "gift_card_ids",
}


class SaleOrder(models.Model):
    """What the store said about a sale order, shown on the order itself.

    Not related fields: these would have each import look for what shows its values.
    """

    _inherit = "sale.order"

    woo_order_id = fields.Many2one(
        "woo.order",
        string="Order in the Store",
        compute="_compute_woo_order_id",
        groups=READERS,
    )
    woo_status = fields.Char(
        string="Status in the Store", compute="_compute_woo_order_id", groups=READERS
    )
    woo_payment_method = fields.Char(
        string="Paid By", compute="_compute_woo_order_id", groups=READERS
    )
    woo_transaction = fields.Char(
        string="Transaction", compute="_compute_woo_order_id", groups=READERS
    )
    woo_store_total = fields.Float(
        string="Total in the Store",
        min_display_digits=2,
        compute="_compute_woo_order_id",
        groups=READERS,
    )
    woo_gift_card_amount = fields.Float(
        string="Paid by Gift Card",
        min_display_digits=2,
        compute="_compute_woo_order_id",
        groups=READERS,
    )
    woo_coupon_ids = fields.Many2many(
        "woo.order.coupon",
        string="Discounts",
        compute="_compute_woo_order_id",
        groups=READERS,
    )
    woo_gift_card_ids = fields.Many2many(
        "woo.order.gift.card",
        string="Gift Cards",
        compute="_compute_woo_order_id",
        groups=READERS,
    )
    woo_placed_unit_ids = fields.Many2many(
        "woo.order.placed.unit",
        string="Placed Units",
        compute="_compute_woo_order_id",
        groups=READERS,
    )

    woo_customer_note = fields.Text(
        string="Customer Note", compute="_compute_woo_order_id", groups=READERS
    )
    woo_customer_notice = fields.Text(
        string="About the Customer", compute="_compute_woo_order_id", groups=READERS
    )
    woo_fiscal_conflict = fields.Text(
        string="Fiscal Position Differs",
        compute="_compute_woo_order_id",
        groups=READERS,
    )

    @api.depends("woo_order_ids")
    def _compute_woo_order_id(self):
        for order in self:
            order.woo_order_id = order.woo_order_ids[:1]
            for shown, name in SHOWN.items():
                order[shown] = order.woo_order_id[name]
