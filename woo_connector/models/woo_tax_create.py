from odoo import fields, models

#: Behind every rate that is not compound, whatever its priority.
COMPOUND_LAST = 100


class WooTax(models.Model):
    """Sales taxes made for the store's rates, for a company that has none for them."""

    _inherit = "woo.tax"

    def action_create_missing(self):
        """Create a sales tax for each of these rates that has none, and map it.

        Rates of the same name, place and percentage share one.
        """
        for mapping in self.filtered(lambda tax: not tax.tax_id):
            values = mapping._prepare_account_tax()
            known = self.env["account.tax"].search(
                [
                    ("name", "=", values["name"]),
                    ("type_tax_use", "=", "sale"),
                    ("company_id", "=", values["company_id"]),
                ],
                limit=1,
            )
            mapping.tax_id = known or known.create(values)

    def _prepare_account_tax(self):
        """Return the values of a sales tax of this rate.

        It belongs to the company's own country, whatever the rate's: Odoo refuses taxes
        of another country on an invoice without a fiscal position for that country.
        """
        self.ensure_one()
        place = "-".join(filter(None, [self.country_code, self.state_code]))
        # A service that names its rates by codes does not say how high they are.
        percent = f"{self.rate:g}%" if self.rate or not self.code else ""
        label = " ".join(filter(None, [self.name, percent, place]))
        includes_tax = self.backend_id.prices_include_tax
        return {
            "name": f"{label} {self.backend_id.name}",
            "invoice_label": label,
            "amount": self.rate,
            "amount_type": "percent",
            "type_tax_use": "sale",
            "company_id": self.company_id.id,
            "price_include_override": (
                "tax_included" if includes_tax else "tax_excluded"
            ),
            "tax_group_id": self._find_tax_group(label).id,
            **self._prepare_compound(),
            **self._prepare_repartition(),
        }

    def _prepare_compound(self):
        """Return how the tax stands to others, where one is computed on top of others.

        The store adds compound rates last, each to the price and all taxes before it.
        """
        siblings = self._compound_siblings()
        if not (self.is_compound or siblings):
            return {}
        return {
            "sequence": self.priority + (COMPOUND_LAST if self.is_compound else 0),
            "include_base_amount": bool(siblings),
            "is_base_affected": self.is_compound,
        }

    def _find_tax_group(self, label):
        """Return the group of taxes with this name, created like an existing one.

        The group is the line below an order's untaxed amount, so a tax must not end in
        the default group, which names another rate.

        :param str label: what the customer reads, e.g. "VAT 20%"
        """
        groups = self.env["account.tax.group"]
        company = self.company_id
        domain = [
            ("company_id", "=", company.id),
            ("country_id", "=", company.account_fiscal_country_id.id),
        ]
        if known := groups.search([*domain, ("name", "=", label)], limit=1):
            return known
        if model := groups.search(domain, limit=1):
            # Its accounts are those of the company's tax return.
            return model.copy({"name": label, "preceding_subtotal": False})
        return groups.create({"name": label, "company_id": company.id})

    def _prepare_repartition(self):
        """Return where the new tax is booked: like an existing tax of the company."""
        line = self.env["account.tax.repartition.line"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("repartition_type", "=", "tax"),
                ("document_type", "=", "invoice"),
                ("tax_id.type_tax_use", "=", "sale"),
                ("account_id", "!=", False),
            ],
            limit=1,
        )
        lines = [
            fields.Command.create({"repartition_type": "base"}),
            fields.Command.create(
                {"repartition_type": "tax", "account_id": line.account_id.id}
            ),
        ]
        return {
            "invoice_repartition_line_ids": lines,
            "refund_repartition_line_ids": lines,
        }
