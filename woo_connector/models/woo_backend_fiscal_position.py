from odoo import fields, models


class WooBackend(models.Model):
    """Which fiscal position the orders of a store have."""

    _inherit = "woo.backend"

    fiscal_position_policy = fields.Selection(
        [
            ("store", "That of the taxes the store charged"),
            ("odoo", "That of the customer in Odoo"),
            ("ignore", "That of the customer, differences do not matter"),
        ],
        string="Fiscal Position",
        default="store",
        required=True,
        help="Amounts and taxes always are the store's. Where the customer's fiscal "
        "position in Odoo has other taxes than the store charged, the order says so; "
        "this is which of the two it then has.",
    )
    exempt_fiscal_position_id = fields.Many2one(
        "account.fiscal.position",
        string="Fiscal Position When Exempt",
        check_company=True,
        help="Fiscal position of orders that the store exempted from VAT. Empty: the "
        "taxes charged tell.",
    )


class WooTax(models.Model):
    """Rates of a store that tell the fiscal position of an order."""

    _inherit = "woo.tax"

    fiscal_position_id = fields.Many2one(
        "account.fiscal.position",
        check_company=True,
        help="Fiscal position of orders taxed with this rate. Empty: the fiscal "
        "position that the tax in Odoo belongs to.",
    )

    def _deciding_fields(self):
        return {*super()._deciding_fields(), "fiscal_position_id"}
