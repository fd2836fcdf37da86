from odoo import models
from odoo.fields import Command

# What Odoo reads where no tax applies. It takes the net amount of a line from
# ``extra_tax_data`` only if that names the amount of some tax: this one names none.
NO_TAX = {"0": {}}


class WooOrder(models.Model):
    """The mapper's amounts: price, taxes and the store's amounts of a line."""

    _inherit = "woo.order"

    def _prepare_line_amounts(self, line_amounts, resolution, rate):
        """Return price and taxes of a line, with the store's amounts carried along.

        ``extra_tax_data`` makes Odoo take these amounts, here and on the invoice, as
        long as price, quantity, discount and taxes of the line stay what they are.
        """
        taxes = self._group_taxes(line_amounts, resolution)
        quantity = float(getattr(line_amounts.line, "quantity", 1))
        included = sum(amount for tax, amount in taxes.items() if tax.price_include)
        amount = float(line_amounts.net + included)
        price = amount / quantity if quantity else amount
        return {
            "price_unit": price,
            # Odoo recomputes a price that equals this one: a price it takes for its
            # own. A store's price is never Odoo's.
            "technical_price_unit": price + 1.0,
            "discount": 0.0,
            "tax_ids": [Command.set([tax.id for tax in taxes])],
            "extra_tax_data": self._prepare_extra_tax_data(
                line_amounts.net, taxes, resolution.currency, rate, price, quantity
            ),
        }

    def _prepare_extra_line_identity(self, line):
        """Return what a line is that the store's order does not have.

        :param woo.order_amounts.ExtraLine line: what it is for
        """
        return {
            "product_id": self._get_difference_product().id,
            "name": self.env._("Difference to the total in the store"),
            "product_uom_qty": 1.0,
        }

    def _group_taxes(self, line_amounts, resolution):
        """Return the line's tax amounts by tax of Odoo, in the order Odoo applies them.

        Two rates of the store may be the same tax in Odoo.
        """
        amounts = {}
        for rate_id, amount in line_amounts.taxes.items():
            tax = resolution.taxes[rate_id]
            amounts[tax] = amounts.get(tax, 0) + amount
        return {tax: amounts[tax] for tax in sorted(amounts, key=_tax_order)}

    def _prepare_extra_tax_data(self, net, taxes, currency, rate, price, quantity):
        """Return the store's amounts as ``account.tax`` reads them from a line.

        :param Decimal net: untaxed amount of the line, in the order's currency
        :param dict taxes: amount in the order's currency, by tax of Odoo
        :param float rate: units of the order's currency for one of the company's
        """
        company_currency = self.company_id.currency_id

        def both(name, amount):
            return {
                f"{name}_currency": float(amount),
                name: company_currency.round(float(amount) / rate),
            }

        manual, base = {}, net
        for tax, amount in taxes.items():
            tax_base = base if tax.is_base_affected else net
            manual[str(tax.id)] = both("tax_amount", amount) | both(
                "base_amount", tax_base
            )
            if tax.include_base_amount:
                base += amount
        return {
            "currency_id": currency.id,
            "price_unit": price,
            "discount": 0.0,
            "quantity": quantity,
            "rate": rate,
            **both("manual_total_excluded", net),
            "manual_tax_amounts": manual or NO_TAX,
        }

    def _currency_rate(self, currency):
        """Return the rate that Odoo will use for the sale order."""
        company = self.backend_id.company_id
        return self.env["res.currency"]._get_conversion_rate(
            from_currency=company.currency_id,
            to_currency=currency,
            company=company,
            date=self.date_created.date(),
        )


def _tax_order(tax):
    return tax.sequence, tax.id
