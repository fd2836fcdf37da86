from odoo import api, fields, models

from ..woo.schema import TaxRate


class WooTax(models.Model):
    """A tax rate of the store and the tax it is in Odoo."""

    _name = "woo.tax"
    _description = "WooCommerce Tax Rate"
    _inherit = "woo.mapping"
    _order = "backend_id, country_code, state_code, rate desc, id"
    _mapping_target = "tax_id"
    _mapping_key = ("woo_id",)

    woo_id = fields.Integer(
        string="Rate ID", required=True, readonly=True, aggregator=None
    )
    name = fields.Char(required=True, readonly=True)
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

    _store_rate_unique = models.UniqueIndex("(backend_id, woo_id)")

    @api.depends("name", "rate")
    def _compute_display_name(self):
        for tax in self:
            tax.display_name = f"{tax.name} {tax.rate:g} % (#{tax.woo_id})"

    @api.depends("rate", "country_code", "tax_id", "backend_id")
    def _compute_suggested_tax_id(self):
        for mapping in self:
            mapping.suggested_tax_id = not mapping.tax_id and mapping._suggest()

    def _suggest(self):
        """Return the sales tax that fits best, or none.

        The percentage must be equal. Among several the country of the rate, and the
        store's way of writing prices (with or without tax), decide.
        """
        self.ensure_one()
        if not self.tax_class and not self.rate:
            # Only an order named this rate, and did not say how high it is.
            return self.env["account.tax"]
        taxes = self.env["account.tax"].search(
            [
                *self.env["account.tax"]._check_company_domain(self.company_id),
                ("type_tax_use", "=", "sale"),
                ("amount_type", "=", "percent"),
                ("amount", "=", self.rate),
            ]
        )
        if self.country_code:
            taxes = taxes.filtered(lambda tax: tax.country_code == self.country_code)
        includes_tax = self.backend_id.prices_include_tax
        return taxes.sorted(lambda tax: tax.price_include != includes_tax)[:1]

    def action_accept_suggestions(self):
        """Map each of these rates that is not mapped to what is suggested for it."""
        for mapping in self.filtered(lambda tax: not tax.tax_id):
            if mapping.suggested_tax_id:
                mapping.tax_id = mapping.suggested_tax_id

    @api.model
    def _note_rate(self, backend, payload):
        """Note a tax rate as ``GET /taxes`` gives it.

        :param dict payload: one entry of the store's answer
        :return: its mapping
        :raise RejectedError: the entry is unreadable
        """
        rate = TaxRate.parse(payload)
        return self._note_seen(
            backend,
            {
                "woo_id": rate.id,
                "name": rate.name or self.env._("Tax"),
                "rate": float(rate.rate),
                "country_code": rate.country or False,
                "state_code": rate.state or False,
                "tax_class": rate.tax_class or False,
                "is_compound": rate.compound,
                "is_on_shipping": rate.shipping,
            },
        )

    def _suggest_targets(self):
        suggested = {}
        for mapping in self.filtered(lambda tax: not tax.tax_id):
            if tax := mapping._suggest():
                suggested[mapping] = tax
        return suggested

    def _target_domain(self):
        return [
            *super()._target_domain(),
            ("type_tax_use", "=", "sale"),
            ("amount_type", "!=", "group"),
        ]
