from decimal import Decimal

from odoo import models

from ..woo.apportion import apportion
from .sale_order_line_invoice import exact
from .woo_refund_attention import NeedsPerson

ZERO = Decimal(0)


class WooRefund(models.Model):
    """Which taxes of Odoo a refund's taxes are."""

    _inherit = "woo.refund"

    def _get_taxes(self, part, sale_line):
        """Return what is given back of each tax that the sale order's line has.

        :return: Decimal amounts by tax, in the order Odoo applies them
        :raise NeedsPerson: a tax is given back that was not charged
        """
        taxes = sale_line.tax_ids.sorted(lambda tax: (tax.sequence, tax.id))
        if part.tax and not taxes:
            raise NeedsPerson(
                self.env._("Tax is refunded for “%s”, which has none.", part.name)
            )
        if len(taxes) <= 1:
            return {tax: part.tax for tax in taxes}
        found = {tax: ZERO for tax in taxes}
        mapped = self.env["woo.tax"].search(
            [
                ("backend_id", "=", self.backend_id.id),
                ("woo_id", "in", list(part.taxes)),
            ]
        )
        tax_of_rate = {one.woo_id: one.tax_id for one in mapped}
        if all(tax_of_rate.get(rate) in taxes for rate in part.taxes):
            for rate, amount in part.taxes.items():
                found[tax_of_rate[rate]] += amount
            return found
        # The order's taxes were replaced, as a fiscal position does: as they were.
        return self._share_tax(part.tax, sale_line, taxes)

    def _share_tax(self, amount, sale_line, taxes):
        """Return an amount of tax shared out as the line's taxes are."""
        charged = (sale_line.extra_tax_data or {}).get("manual_tax_amounts") or {}
        weights = [
            exact(charged.get(str(tax.id), {}).get("tax_amount_currency", tax.amount))
            for tax in taxes
        ]
        whole = sum(weights) or Decimal(1)
        shares = apportion(
            [amount * weight / whole for weight in weights], amount, self._get_unit()
        )
        return dict(zip(taxes, shares or [amount] + [ZERO] * len(taxes), strict=False))
