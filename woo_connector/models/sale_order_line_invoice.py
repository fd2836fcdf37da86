from decimal import Decimal

from odoo import models
from odoo.tools import float_compare

from ..woo.apportion import unit_of
from ..woo.shares import due, share

# A key for the net amount, beside the ids of taxes.
NET = "net"


class SaleOrderLine(models.Model):
    """Partial invoices of a store's order add up to what the store charged."""

    _inherit = "sale.order.line"

    def _prepare_invoice_line(self, **optional_values):
        """Carry the store's amounts in parts where the line is invoiced in parts.

        Odoo takes them for the whole quantity only, and would compute each part anew:
        the parts then miss the order's total by some cents.
        """
        values = super()._prepare_invoice_line(**optional_values)
        # Whoever invoices need not have rights on stores.
        is_stores = self.sudo().order_id.woo_order_ids and not self.is_downpayment
        if is_stores and self._has_stores_amounts():
            values["extra_tax_data"] = self._get_invoiced_share(values["quantity"])
        return values

    def _has_stores_amounts(self):
        """Tell whether the line's amounts are still the store's.

        Of a line whose quantity a person changed Odoo computes the amounts, and so the
        invoice's.
        """
        whole = self.extra_tax_data or {}
        quantity = whole.get("quantity")
        return bool(
            quantity
            # Odoo's own, of a discount on the whole order.
            and not whole.get("computation_key")
            and whole.get("manual_tax_amounts")
            and not float_compare(quantity, self.product_uom_qty, precision_digits=6)
        )

    def _get_invoiced_share(self, quantity):
        """Return the store's amounts for a part of the line.

        :param float quantity: of the part, in the line's unit; negative for a refund
        :return: the part's ``extra_tax_data``
        :rtype: dict
        """
        whole = self.extra_tax_data
        charged = self._get_charged_amounts()
        unit = unit_of(self.currency_id.decimal_places)
        up_to = exact(self._get_charged_quantity() + quantity)

        def part(key, amount):
            before = charged.get(key, Decimal(0))
            of = exact(whole["quantity"])
            return float(share(exact(amount), before, up_to, of, unit))

        net = part(NET, whole["manual_total_excluded_currency"])
        taxes = {
            tax: self._prepare_tax_share(tax, amounts, part)
            for tax, amounts in whole["manual_tax_amounts"].items()
        }
        return {
            **whole,
            "quantity": quantity,
            **self._in_both_currencies("manual_total_excluded", net),
            "manual_tax_amounts": taxes,
        }

    def _prepare_tax_share(self, tax, amounts, part):
        """Return one tax of a part of the line.

        :param str tax: id of the tax, as the key under which its amounts are kept
        :param dict amounts: of that tax for the whole line; empty where none applies
        :param part: tells what of an amount is the part's
        """
        if not amounts:
            return {}
        tax_amount = part(tax, amounts["tax_amount_currency"])
        base = part((tax, "base"), amounts["base_amount_currency"])
        return {
            **self._in_both_currencies("tax_amount", tax_amount),
            **self._in_both_currencies("base_amount", base),
        }

    def _in_both_currencies(self, name, amount):
        """Return an amount in the order's currency and in the company's."""
        rate = self.extra_tax_data["rate"]
        company_amount = self.company_id.currency_id.round(amount / rate)
        return {f"{name}_currency": amount, name: company_amount}

    # === What was charged before === #

    def _get_charged_quantity(self):
        """Return how many pieces :meth:`_get_charged_amounts` are for."""
        return self.qty_invoiced

    def _get_charged_amounts(self):
        """Return what the line's invoices charge, less what credit notes gave back.

        :return: Decimal amounts; by ``NET``, by tax id as text, and by (tax id,
            ``"base"``)
        :rtype: dict
        """
        charged = {}
        for invoice_line in self.invoice_lines:
            move = invoice_line.move_id
            is_undone = move.state == "cancel"
            if is_undone and move.payment_state != "invoicing_legacy":
                continue
            sign = -1 if move.move_type == "out_refund" else 1
            for key, amount in self._get_charged_by(invoice_line).items():
                charged[key] = charged.get(key, Decimal(0)) + sign * amount
        return charged

    def _get_charged_by(self, invoice_line):
        """Return what one invoice line charges of this line.

        One that a person priced anew stands for its quantity's share: a price agreed
        upon for some pieces says nothing about the others.
        """
        is_repriced = (
            invoice_line.currency_id != self.currency_id
            or invoice_line.tax_ids != self.tax_ids
            or float_compare(
                invoice_line.price_unit, self.price_unit, precision_digits=6
            )
            or float_compare(invoice_line.discount, self.discount, precision_digits=6)
        )
        if is_repriced:
            return self._get_due(invoice_line)
        return computed_amounts(invoice_line)

    def _get_due(self, invoice_line):
        """Return what the store's amounts say for an invoice line's quantity."""
        whole = self.extra_tax_data
        of = exact(whole["quantity"])
        unit = unit_of(self.currency_id.decimal_places)
        pieces = exact(
            invoice_line.product_uom_id._compute_quantity(
                invoice_line.quantity, self.product_uom_id
            )
        )
        amounts = {NET: whole["manual_total_excluded_currency"]}
        for tax, of_tax in whole["manual_tax_amounts"].items():
            if of_tax:
                amounts[tax] = of_tax["tax_amount_currency"]
                amounts[tax, "base"] = of_tax["base_amount_currency"]
        return {
            key: due(exact(amount), pieces, of, unit) for key, amount in amounts.items()
        }


def computed_amounts(invoice_line):
    """Return net, taxes and their bases as Odoo computes them for an invoice line."""
    move = invoice_line.move_id
    base_line = move._prepare_product_base_line_for_taxes_computation(invoice_line)
    taxes = invoice_line.env["account.tax"]
    taxes._add_tax_details_in_base_line(base_line, move.company_id)
    taxes._round_base_lines_tax_details([base_line], move.company_id)
    details = base_line["tax_details"]
    amounts = {NET: exact(details["total_excluded_currency"])}
    for data in details["taxes_data"]:
        tax = str(data["tax"].id)
        amounts[tax] = exact(data["tax_amount_currency"])
        amounts[tax, "base"] = exact(data["base_amount_currency"])
    return amounts


def exact(amount):
    """Return a float as the decimal number it stands for."""
    return Decimal(repr(round(amount, 9)))
