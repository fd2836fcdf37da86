from odoo import models
from odoo.fields import Command
from odoo.tools import plaintext2html

from ..woo.amounts import allocate


class WooOrder(models.Model):
    """The mapper: from the store's order to the values of a sale order.

    Other addons extend the ``_prepare_*`` methods.
    """

    _inherit = "woo.order"

    def _prepare_sale_order(self, order, resolution):
        """Return the values of the sale order, lines included.

        :param woo.schema.Order order: the store's order
        :param Resolution resolution: what its words are in Odoo; nothing is missing
        """
        self.ensure_one()
        backend = self.backend_id
        partners = self.env["woo.customer"]._resolve_partners(backend, order)
        carrier = next(iter(resolution.carriers.values()), None)
        values = {
            "company_id": backend.company_id.id,
            "partner_id": partners.customer.id,
            "partner_invoice_id": partners.invoice.id,
            "partner_shipping_id": partners.delivery.id,
            "client_order_ref": self.number,
            "origin": f"{backend.name} {self.number}",
            "date_order": self.date_created,
            "pricelist_id": resolution.pricelist.id,
            "warehouse_id": backend._get_warehouse().id,
            "user_id": partners.customer.user_id.id,
            "carrier_id": carrier.id if carrier else False,
            # The order was placed and paid in the store: no payment term applies, and
            # the customer is not asked to sign or to pay here.
            "payment_term_id": False,
            "require_signature": False,
            "require_payment": False,
            "order_line": self._prepare_sale_order_lines(order, resolution),
        }
        if backend.team_id:
            values["team_id"] = backend.team_id.id
        if order.customer_note:
            values["note"] = plaintext2html(order.customer_note)
        return values

    def _prepare_sale_order_lines(self, order, resolution):
        """Return the commands that create all lines: products, shipping, fees."""
        amounts = allocate(order, resolution.currency.decimal_places)
        rate = self._currency_rate(resolution.currency)
        commands = []
        for sequence, line_amounts in enumerate(amounts.lines, start=10):
            line = line_amounts.line
            values = {
                "sequence": sequence,
                **self._prepare_line_identity(line, resolution),
                **self._prepare_line_amounts(line_amounts, resolution, rate),
            }
            commands.append(Command.create(values))
        return commands

    def _prepare_line_identity(self, line, resolution):
        """Return what a line is: product, text, quantity."""
        if carrier := resolution.carriers.get(line.id):
            return {
                "product_id": carrier.product_id.id,
                "name": line.method_title or carrier.name,
                "product_uom_qty": 1.0,
                "is_delivery": True,
            }
        product = resolution.products[line.id]
        return {
            "product_id": product.id,
            "name": line.name or product.display_name,
            "product_uom_qty": float(getattr(line, "quantity", 1)),
        }

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

        Without taxes Odoo ignores it; price times quantity is the net amount then.

        :param Decimal net: untaxed amount of the line, in the order's currency
        :param dict taxes: amount in the order's currency, by tax of Odoo
        :param float rate: units of the order's currency for one of the company's
        """
        if not taxes:
            return False
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
            "manual_tax_amounts": manual,
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
