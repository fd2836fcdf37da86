from odoo import models
from odoo.fields import Command

from ..woo.apportion import unit_of
from ..woo.schema.order import OrderLine

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
        quantity = self._prepare_quantity(line_amounts.line)
        price, discount = self._prepare_price(line_amounts, resolution)
        return {
            "price_unit": price,
            # Odoo recomputes a price that equals this one: a price it takes for its
            # own. A store's price is never Odoo's.
            "technical_price_unit": price + 1.0,
            "discount": discount,
            "tax_ids": [Command.set([tax.id for tax in taxes])],
            "extra_tax_data": self._prepare_extra_tax_data(
                line_amounts.net, taxes, resolution.currency, rate
            )
            | {"price_unit": price, "discount": discount, "quantity": quantity},
        }

    def _prepare_quantity(self, line):
        """Return how many pieces a line has; one where only money is charged."""
        if isinstance(line, OrderLine) and not line.is_money_only:
            return float(line.quantity)
        return 1.0

    def _prepare_price(self, line_amounts, resolution):
        """Return price of one piece and discount of a line, in percent.

        Taxes that are included in prices in Odoo are included in it.
        """
        line = line_amounts.line
        quantity = self._prepare_quantity(line)
        taxes = resolution.taxes
        included = {rate for rate in line_amounts.taxes if taxes[rate].price_include}
        charged = line_amounts.net + sum(line_amounts.taxes[rate] for rate in included)
        if self.backend_id.discount_policy == "column" and line_amounts.discount > 0:
            of_full = sum(tax.subtotal for tax in line.taxes if tax.id in included)
            full = line.subtotal + of_full
            unit = unit_of(resolution.currency.decimal_places)
            if found := line_amounts.list_price(charged, full, unit):
                return tuple(map(float, found))
        amount = float(charged)
        return (amount / quantity if quantity else amount), 0.0

    def _group_taxes(self, line_amounts, resolution):
        """Return the line's tax amounts by tax of Odoo, in the order Odoo applies them.

        Two rates of the store may be the same tax in Odoo.
        """
        amounts = {}
        for rate_id, amount in line_amounts.taxes.items():
            tax = resolution.taxes[rate_id]
            amounts[tax] = amounts.get(tax, 0) + amount
        return {tax: amounts[tax] for tax in sorted(amounts, key=_tax_order)}

    def _prepare_extra_tax_data(self, net, taxes, currency, rate):
        """Return the store's amounts as ``account.tax`` reads them from a line.

        It does so as long as the line has the price, discount and quantity that the
        caller adds.

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
