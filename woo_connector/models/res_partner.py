from odoo import fields, models


class ResPartner(models.Model):
    """Customers of stores, found by their VAT number or e-mail address."""

    _inherit = "res.partner"

    # Each order of a guest searches by it; Odoo has no index on it.
    email_normalized = fields.Char(index="btree_not_null")
    # So does each one with a VAT number, which people write with dots and blanks.
    _woo_vat_index = models.Index(
        "(upper(regexp_replace(vat, '[^0-9A-Za-z]', '', 'g'))) WHERE vat IS NOT NULL"
    )
    woo_customer_ids = fields.One2many(
        "woo.customer",
        "partner_id",
        string="WooCommerce Customers",
        # Else nobody else could read all fields of a contact.
        groups="woo_connector.group_woo_user",
    )
