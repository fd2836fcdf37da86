from decimal import Decimal

from odoo import models

from ..woo.taxed_amount import TaxedAmount, merged, spread
from .sale_order_line_invoice import exact
from .woo_refund_carry_out import Credit, Extra

ZERO = Decimal(0)


class WooRefund(models.Model):
    """What is given back for no line of the order.

    What is invoiced is credited, and what is not is taken off the sale order. The store
    names no tax of such an amount and reports it without; by policy it has the taxes of
    the whole order, in proportion.
    """

    _inherit = "woo.refund"

    def _plan_amount(self, plan, amount):
        """Plan what becomes of an amount of no line.

        :param Decimal amount: with tax; below 0 where the refund's lines say too much
        """
        invoices = self._find_invoices()
        credited = self._get_creditable(plan, invoices, amount)
        of_invoices = (
            self._spread_on_invoices(plan, invoices, credited) if credited else []
        )
        for invoice, gross in of_invoices:
            for part in self._with_taxes(gross):
                name = self._get_line_text(self._get_refund_product())
                no_line = self.env["sale.order.line"]
                plan.credits.append(Credit(no_line, invoice, Decimal(1), part, name))
        for part in self._with_taxes(amount - credited):
            name = self._get_line_text(self._get_refund_product())
            plan.extras.append(Extra(-part, name))

    def _get_creditable(self, plan, invoices, amount):
        """Return how much of an amount credit notes are to give back."""
        if not invoices or (amount < 0 and not plan.credits and self._is_open(plan)):
            return ZERO
        if amount < 0 or not self._is_open(plan):
            return amount
        charged = (self._get_still_charged(plan, invoice) for invoice in invoices)
        return min(amount, sum((max(one, ZERO) for one in charged), ZERO))

    def _is_open(self, plan):
        """Tell whether something of the sale order is to be invoiced yet."""
        taken = {}
        for one in plan.reductions:
            taken[one.sale_line] = taken.get(one.sale_line, ZERO) + one.quantity
        for line in self.order_id.sale_order_id.order_line:
            pieces = exact(line.product_uom_qty) - taken.get(line, ZERO)
            pieces -= exact(line.woo_credited_qty) + plan.get_kept(line)
            if pieces > exact(line.qty_invoiced) and line.price_total > 0:
                return True
        return False

    def _with_taxes(self, gross):
        """Return an amount with the taxes that the store's policy gives it.

        :return: one :class:`TaxedAmount` for each set of taxes
        :rtype: list
        """
        if not gross:
            return []
        if self.backend_id.refund_amount_tax == "none":
            return [TaxedAmount(gross)]
        of_order = [
            TaxedAmount(
                exact(amounts.pop(None)),
                {tax: exact(amount) for tax, amount in amounts.items()},
            )
            for amounts in self.order_id.sale_order_id._get_computed_amounts().values()
        ]
        shares = merged(of_order) or [TaxedAmount()]
        return [part for part in spread(shares, gross, self._get_unit()) if part]
