from odoo import fields, models


class ResPartner(models.Model):
    """Customers of stores, found by their e-mail address."""

    _inherit = "res.partner"

    # Each order of a guest searches by it; Odoo has no index on it.
    email_normalized = fields.Char(index="btree_not_null")
    woo_customer_ids = fields.One2many(
        "woo.customer",
        "partner_id",
        string="WooCommerce Customers",
        # Else nobody else could read all fields of a contact.
        groups="woo_connector.group_woo_user",
    )
