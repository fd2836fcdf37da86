from odoo import api, fields, models
from odoo.exceptions import ValidationError


class WooBackend(models.Model):
    """What a store's customers become in Odoo."""

    _inherit = "woo.backend"

    guest_policy = fields.Selection(
        [
            ("email", "The contact with their e-mail address"),
            ("new", "A new contact with each order"),
            ("generic", "One contact for all guests"),
        ],
        string="Guests Are",
        default="email",
        required=True,
        help="A guest ordered without an account in the store. A guest who gives a "
        "valid VAT number belongs to the company with this number, whatever is chosen "
        "here.",
    )
    guest_partner_id = fields.Many2one(
        "res.partner",
        string="Contact for Guests",
        check_company=True,
        help="Customer of every order without an account. Each guest's addresses "
        "become contacts below it.",
    )
    customer_owner = fields.Selection(
        [("odoo", "Odoo"), ("store", "The store")],
        string="Contacts Are Kept By",
        default="odoo",
        required=True,
        help="Odoo: an order never changes a contact that is there; what differs is "
        "kept on the order, another address becomes a contact of its own. The store: "
        "the newest order brings name, address, e-mail, phone and VAT number of its "
        "customer up to date, and orders keep their addresses in contacts of their "
        "own. Contacts who log in to Odoo are never changed.",
    )
    vat_meta_keys = fields.Char(
        string="VAT Number Fields",
        help="Names of further fields (meta data) in which the store keeps a VAT "
        "number, with commas between. Those of the known plugins are found by "
        "themselves.",
    )

    @api.constrains("guest_policy", "guest_partner_id")
    def _check_guest_partner(self):
        for backend in self:
            if backend.guest_policy == "generic" and not backend.guest_partner_id:
                raise ValidationError(
                    self.env._("Choose the contact that stands for all guests.")
                )

    def _get_vat_keys(self):
        """Return the names of the store's own fields for VAT numbers."""
        keys = (key.strip() for key in (self.vat_meta_keys or "").split(","))
        return tuple(key for key in keys if key)
