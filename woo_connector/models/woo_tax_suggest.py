from odoo import api, models


class WooTax(models.Model):
    """Which tax of Odoo a rate of the store seems to be."""

    _inherit = "woo.tax"

    @api.depends("rate", "country_code", "tax_id", "backend_id", "is_compound")
    def _compute_suggested_tax_id(self):
        for mapping in self:
            mapping.suggested_tax_id = not mapping.tax_id and mapping._suggest()

    def action_accept_suggestions(self):
        """Map each of these rates that is not mapped to what is suggested for it."""
        for mapping in self.filtered(lambda tax: not tax.tax_id):
            mapping._accept_suggestion()

    def _suggest_targets(self):
        suggested = {}
        for mapping in self.filtered(lambda tax: not tax.tax_id):
            if tax := mapping._suggest():
                suggested[mapping] = tax
        return suggested

    def _describe_choices(self):
        choices = super()._describe_choices()
        if self.previous_id and not self.tax_id:
            before = f"{self.previous_id.rate:g}"
            choices["note"] = self.env._("Was %s %% before", before)
            choices["label"] = f"{self.display_name} – {choices['note']}"
        return choices

    def _target_domain(self):
        return [
            *super()._target_domain(),
            ("type_tax_use", "=", "sale"),
            ("amount_type", "!=", "group"),
        ]

    def _suggest(self):
        """Return the sales tax that fits best, or none.

        The percentage must be equal, and the country must be one the tax is for. Among
        several decide, in this order: whether prices include it, as in the store;
        whether other taxes are computed on top of it, or it on top of others; that it
        is not only for goods or for services; its name.
        """
        self.ensure_one()
        if not self.tax_class and not self.rate:
            # Only an order named this rate, and did not say how high it is.
            return self.env["account.tax"]
        taxes = self.env["account.tax"].search(
            [
                *self._target_domain(),
                ("amount_type", "=", "percent"),
                ("amount", "=", self.rate),
            ]
        )
        if self.country_code:
            taxes = taxes.filtered(
                lambda tax: self.country_code in self._countries_of(tax)
            )
        return taxes.sorted(self._badness_of)[:1]

    @api.model
    def _countries_of(self, tax):
        """Return the codes of the countries that a tax is for.

        Taxes for distance sales belong to the company's country; only their fiscal
        positions name the country of the customer.
        """
        positions = tax.fiscal_position_ids
        countries = positions.country_id | positions.country_group_id.country_ids
        codes = set(countries.mapped("code"))
        return codes | {tax.country_code} if tax.is_domestic or not codes else codes

    def _badness_of(self, tax):
        """Return how badly a tax of the right percentage fits; the least is best."""
        is_base_of_others = not self.is_compound and bool(self._compound_siblings())
        return (
            tax.price_include != self.backend_id.prices_include_tax,
            tax.include_base_amount != is_base_of_others,
            self.is_compound and not tax.is_base_affected,
            bool(tax.tax_scope),
            (self.name or "").casefold() not in (tax.name or "").casefold(),
        )

    def _compound_siblings(self):
        """Return the compound rates that apply together with this one."""
        self.ensure_one()
        return self.search(
            [
                ("backend_id", "=", self.backend_id.id),
                ("is_compound", "=", True),
                ("is_current", "=", True),
                ("woo_id", "!=", self.woo_id),
                ("tax_class", "=", self.tax_class),
                ("country_code", "in", (self.country_code, False)),
                *(
                    [("state_code", "in", (self.state_code, False))]
                    if self.state_code
                    else []
                ),
            ]
        )
