from odoo import api, fields, models

from ..woo.address_text import address_text
from ..woo.vat_number import find_vat_number

SHOWN = (
    "partner_id",
    "partner_invoice_id",
    "partner_shipping_id",
    "fiscal_position_id",
)


class WooOrder(models.Model):
    """Who bought and where it goes, in the words of the order itself.

    Contacts change, an order does not: this is how it was placed.
    """

    _inherit = "woo.order"

    billing_text = fields.Text(string="Billed To", readonly=True)
    shipping_text = fields.Text(
        string="Delivered To",
        readonly=True,
        help="Empty: to the billing address.",
    )
    customer_email = fields.Char(string="E-mail", readonly=True)
    vat_number = fields.Char(
        string="VAT Number in the Store",
        readonly=True,
        help="As the customer typed it.",
    )
    customer_notice = fields.Text(
        string="About the Customer",
        readonly=True,
        help="What this order says about its customer that the contact does not.",
    )

    # What the sale order says, beside it. Not related fields: each import would look
    # for what shows its values.
    partner_id = fields.Many2one(
        "res.partner", string="Customer", compute="_compute_partner_id"
    )
    partner_invoice_id = fields.Many2one(
        "res.partner", string="Invoice Address", compute="_compute_partner_id"
    )
    partner_shipping_id = fields.Many2one(
        "res.partner", string="Delivery Address", compute="_compute_partner_id"
    )
    fiscal_position_id = fields.Many2one(
        "account.fiscal.position", compute="_compute_partner_id"
    )

    @api.depends("sale_order_id")
    def _compute_partner_id(self):
        for order in self:
            # Whoever sees the store's order may see whose it is.
            sale_order = order.sudo().sale_order_id
            for name in SHOWN:
                order[name] = sale_order[name]

    def _prepare_header(self, order):
        """Keep the addresses as the order has them."""
        keys = self.backend_id._get_vat_keys()
        return {
            **super()._prepare_header(order),
            "billing_text": address_text(order.billing) or False,
            "shipping_text": address_text(order.shipping) or False,
            "customer_email": order.billing.email or False,
            "vat_number": find_vat_number(order, keys) or False,
        }

    def _prepare_sale_order(self, order, resolution):
        """Say what the contacts of this order do not say."""
        values = super()._prepare_sale_order(order, resolution)
        notice = "\n".join(resolution.partners.notices) or False
        if notice != self.customer_notice:
            self.customer_notice = notice
        return values
