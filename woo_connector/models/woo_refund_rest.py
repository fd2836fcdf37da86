from decimal import Decimal

from odoo import models

from ..woo.shares import due
from .sale_order_line_invoice import NET, computed_amounts, exact
from .woo_refund_attention import NeedsPerson
from .woo_refund_carry_out import Credit, Plan, Reduction

ZERO = Decimal(0)


class WooRefund(models.Model):
    """The rest of an order: what is given back when nobody says for which lines.

    The store makes such a refund when somebody sets the status "refunded" by hand.
    """

    _inherit = "woo.refund"

    def _plan_rest(self, amount):
        """Return what a refund of all that was left of the order becomes.

        :param Decimal amount: what is given back
        :return: ``None`` when the lines that are left do not carry what is left
        :rtype: Plan
        """
        if self._find_invoices():
            return self._plan_invoiced_rest(amount)
        return self._plan_open_rest(amount)

    # === Invoiced === #

    def _plan_invoiced_rest(self, amount):
        """Plan to credit whatever of the invoices is not credited yet."""
        plan = Plan()
        for sale_line in self.order_id.sale_order_id.order_line:
            net, taxes = self._get_invoiced(sale_line)
            if not (net or any(taxes.values()) or sale_line.qty_invoiced > 0):
                continue
            if sale_line.qty_invoiced <= 0:
                return None
            self._plan_line_of_rest(plan, sale_line, net, taxes)
        self._plan_money_given(plan)
        left = sum((credit.gross for credit in plan.credits), ZERO)
        if left != amount:
            self._refuse_rest(amount, left)
        return plan

    def _plan_line_of_rest(self, plan, sale_line, net, taxes):
        quantity = exact(sale_line.qty_invoiced)
        invoice = self._find_invoice(sale_line)
        plan.credits.append(Credit(sale_line, invoice, quantity, net, taxes))
        parts = sale_line._split_refunded(quantity)
        unsent = min(parts.open + parts.unsent, quantity)
        if unsent and sale_line._has_stores_amounts():
            plan.reductions.append(self._take_unsent(sale_line, unsent))
        plan.kept[sale_line] = quantity - unsent

    def _plan_money_given(self, plan):
        """Plan to take off what earlier credit notes gave back for no pieces.

        It was given back once; what is left of the lines is so much less.
        """
        notes = self._find_earlier().credit_note_ids
        for line in notes.filtered(
            lambda note: note.state != "cancel"
        ).invoice_line_ids:
            if line.sale_line_ids or line.display_type != "product":
                continue
            amounts = computed_amounts(line)
            taxes = {tax: -amounts.get(str(tax.id), ZERO) for tax in line.tax_ids}
            plan.credits.append(
                Credit(
                    self.order_id.sale_order_id.order_line[:1],
                    line.move_id.reversed_entry_id,
                    Decimal(1),
                    -amounts[NET],
                    taxes,
                    self.env._("Given back before: %s", line.name),
                    line.account_id,
                )
            )

    def _get_invoiced(self, sale_line):
        """Return net and taxes that invoices charge of a line, less credit notes."""
        net, taxes = ZERO, {tax: ZERO for tax in sale_line.tax_ids.sorted(_tax_order)}
        for line in sale_line.invoice_lines:
            if line.move_id.state == "cancel":
                continue
            sign = -1 if line.move_id.move_type == "out_refund" else 1
            amounts = computed_amounts(line)
            net += sign * amounts[NET]
            for tax in line.tax_ids:
                charged = amounts.get(str(tax.id), ZERO)
                taxes[tax] = taxes.get(tax, ZERO) + sign * charged
        return net, taxes

    # === Not invoiced === #

    def _plan_open_rest(self, amount):
        """Plan to cancel the sale order, or to reduce it to what is delivered."""
        sale_order = self.order_id.sale_order_id
        if self._is_untouched(sale_order):
            left = exact(sale_order.amount_total)
            if abs(left - amount) >= self._get_unit():
                self._refuse_rest(amount, left)
            return Plan(is_cancelled=True)
        plan = Plan(
            problem=self.env._(
                "All of the order is refunded, but a part of it is delivered and not "
                "invoiced. Take it back, or invoice it and credit it."
            )
        )
        for line in sale_order.order_line:
            unsent = exact(line.product_uom_qty) - exact(line.qty_delivered)
            if unsent > 0 and line._has_stores_amounts():
                plan.reductions.append(self._take_unsent(line, unsent))
        return plan

    def _take_unsent(self, sale_line, unsent):
        """Return what is taken off a line of which pieces were never sent."""
        net, taxes = self._get_ordered(sale_line)
        of = exact(sale_line.product_uom_qty)
        unit = self._get_unit()
        return Reduction(
            sale_line,
            unsent,
            due(net, unsent, of, unit),
            {tax: due(amount, unsent, of, unit) for tax, amount in taxes.items()},
        )

    def _get_ordered(self, sale_line):
        """Return net and taxes of a line of the sale order that is the store's."""
        whole = sale_line.extra_tax_data
        charged = whole["manual_tax_amounts"]
        taxes = {
            tax: exact(charged.get(str(tax.id), {}).get("tax_amount_currency", 0.0))
            for tax in sale_line.tax_ids.sorted(_tax_order)
        }
        return exact(whole["manual_total_excluded_currency"]), taxes

    def _refuse_rest(self, amount, left):
        """Leave it to a person when Odoo has another rest than the store.

        :raise NeedsPerson: always
        """
        raise NeedsPerson(
            self.env._(
                "The store gave back %(amount)s, which is all that was left of the "
                "order there. In Odoo %(left)s is left.",
                amount=amount,
                left=left,
            )
        )


def _tax_order(tax):
    return tax.sequence, tax.id
