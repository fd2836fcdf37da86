from odoo import api, fields, models
from odoo.tools import ormcache


class WooTax(models.Model):
    """A tax rate of the store at a percentage, and the tax it is in Odoo.

    A store changes the percentage of a rate under the same number. That makes another
    row, which nobody has filled in yet: orders from before the change keep the tax they
    had, the others wait until somebody says what the new percentage is.
    """

    _name = "woo.tax"
    _description = "WooCommerce Tax Rate"
    _inherit = "woo.mapping"
    _order = "backend_id, country_code, state_code, woo_id, is_current desc, id"
    _mapping_target = "tax_id"
    _mapping_key = ("woo_id", "rate")

    woo_id = fields.Integer(
        string="Rate ID", required=True, readonly=True, aggregator=None
    )
    name = fields.Char(required=True, readonly=True)
    code = fields.Char(
        readonly=True,
        help="What a service that computes taxes for the store calls the rate. The "
        "store itself has no number of it; the one here is below 0.",
    )
    rate = fields.Float(digits=(16, 4), readonly=True, help="Percent.")
    country_code = fields.Char(
        string="Country", readonly=True, help="Empty: every country."
    )
    state_code = fields.Char(string="State", readonly=True, help="Empty: all.")
    tax_class = fields.Char(string="Class", readonly=True)
    is_compound = fields.Boolean(
        string="Compound", readonly=True, help="Computed on top of the other taxes."
    )
    is_on_shipping = fields.Boolean(string="On Shipping", readonly=True)
    priority = fields.Integer(
        readonly=True,
        default=1,
        aggregator=None,
        help="Of several rates of one priority that fit an address, the store takes "
        "the first.",
    )
    is_current = fields.Boolean(
        string="In Use",
        default=True,
        readonly=True,
        help="The store has this rate at this percentage now.",
    )
    previous_id = fields.Many2one(
        "woo.tax",
        string="Was Before",
        readonly=True,
        help="The same rate of the store before its percentage changed.",
    )
    tax_id = fields.Many2one(
        "account.tax",
        string="Tax in Odoo",
        check_company=True,
        ondelete="restrict",
        domain="[('type_tax_use', '=', 'sale'), ('amount_type', '!=', 'group')]",
    )
    suggested_tax_id = fields.Many2one(
        "account.tax",
        string="Suggestion",
        compute="_compute_suggested_tax_id",
        help="A sales tax of the same percentage.",
    )

    _store_rate_unique = models.UniqueIndex("(backend_id, woo_id, rate)")

    @api.depends("name", "code", "rate", "country_code", "state_code")
    def _compute_display_name(self):
        for tax in self:
            place = "-".join(filter(None, [tax.country_code, tax.state_code]))
            number = tax.code or f"#{tax.woo_id}"
            percent = f"{tax.rate:g} %" if tax.rate or not tax.code else ""
            words = [tax.name, percent, place, f"({number})"]
            tax.display_name = " ".join(filter(None, words))

    @api.model
    def _find_tax(self, backend, rate_id, percent=None):
        """Return the number of the tax that a rate of the store is.

        :param percent: as the order says it; ``None`` when it does not, then it is the
            store's present one
        :return: ``None`` when it is mapped to no tax
        """
        if percent is not None:
            return self._find_target(backend, rate_id, float(percent))
        return self._known_current(backend.id, rate_id) or self._read_current(
            backend.id, rate_id
        )

    @api.model
    @ormcache("backend_id", "rate_id")
    def _known_current(self, backend_id, rate_id):
        return self._read_current(backend_id, rate_id)

    @api.model
    def _read_current(self, backend_id, rate_id):
        backend = self.env["woo.backend"].browse(backend_id)
        # Whoever imports an order may see what the order's words mean.
        return self.sudo()._rows_of(backend, rate_id)[:1].tax_id.id or None

    @api.model
    def _deciding_fields(self):
        return super()._deciding_fields() | {"is_current"}
