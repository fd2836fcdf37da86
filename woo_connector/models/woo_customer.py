from odoo import api, fields, models


class WooCustomer(models.Model):
    """A registered customer of the store and the contact he or she is in Odoo.

    Guests have no number in the store, hence no row here; they are known by their
    e-mail address alone.
    """

    _name = "woo.customer"
    _description = "WooCommerce Customer"
    _inherit = "woo.binding"
    _order = "backend_id, woo_id desc"

    partner_id = fields.Many2one(
        "res.partner",
        string="Contact",
        required=True,
        index=True,
        ondelete="cascade",
    )

    _store_customer_unique = models.UniqueIndex("(backend_id, woo_id)")

    @api.depends("partner_id", "woo_id")
    def _compute_display_name(self):
        for customer in self:
            customer.display_name = f"{customer.partner_id.name} (#{customer.woo_id})"
