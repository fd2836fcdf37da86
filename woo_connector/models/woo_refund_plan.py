from decimal import Decimal

from odoo import models
from odoo.tools import float_is_zero

from ..woo.refund_amounts import RefundedLine
from ..woo.schema import Refund
from ..woo.taxed_amount import TaxedAmount
from .sale_order_line_invoice import exact
from .woo_refund_attention import NeedsPerson
from .woo_refund_carry_out import Plan

ZERO = Decimal(0)


class WooRefund(models.Model):
    """Planning what a refund's lines become: off the order, or on a credit note."""

    _inherit = "woo.refund"

    def _plan_lines(self, order, amounts):
        """Return what a refund becomes that says what it is for.

        :param woo.schema.Order order: the store's order
        :param woo.refund_amounts.RefundAmounts amounts: what is given back
        :rtype: Plan
        """
        plan = Plan()
        for line in amounts.lines:
            if not line.quantity and not line.gross and not line.net:
                continue
            sale_line = self._find_sale_line(line)
            line = self._with_pieces(order, line, sale_line)
            if line.quantity:
                self._plan_pieces(plan, order, line, sale_line)
            else:
                self._plan_money(plan, line, sale_line)
        self._plan_amount(plan, amounts.unexplained)
        plan.is_cancelled = self._takes_all(plan)
        return plan

    def _find_sale_line(self, line):
        """Return the line of the sale order that a line of the refund is about.

        :raise NeedsPerson: there is none, or no single one
        """
        sale_line = self.order_id.sale_order_id.order_line.filtered(
            lambda one: line.line_id and one.woo_line_id == line.line_id
        )
        if not sale_line:
            raise NeedsPerson(
                self.env._(
                    "“%s” is refunded, which is not a line of the sale order.",
                    line.name,
                )
            )
        if len(sale_line) > 1:
            raise NeedsPerson(
                self.env._("“%s” is several lines of the sale order.", line.name)
            )
        return sale_line

    def _with_pieces(self, order, line, sale_line):
        """Let a shipping line or fee that is given back as a whole have its pieces.

        The store counts no pieces of these.
        """
        ordered = next((one for one in order.lines if one.id == line.line_id), None)
        if line.quantity or getattr(ordered, "quantity", None) or not ordered:
            return line
        gross = line.gross
        for payload in self._find_earlier().mapped("payload"):
            for earlier in Refund.parse(payload).lines:
                if earlier.refunded_id == line.line_id:
                    gross -= earlier.total + earlier.total_tax
        if abs(gross) + self._get_unit() < abs(ordered.total + ordered.total_tax):
            return line
        pieces = exact(sale_line.product_uom_qty)
        return RefundedLine(line.line_id, line.name, pieces, line.net, line.taxes)

    def _plan_pieces(self, plan, order, line, sale_line):
        """Plan what becomes of refunded pieces.

        :raise NeedsPerson: more pieces are refunded than were sold
        """
        parts = sale_line._split_refunded(line.quantity)
        if parts.excess or line.quantity < 0:
            raise NeedsPerson(
                self.env._(
                    "“%(name)s”: %(pieces)s pieces are refunded, more than were sold.",
                    name=line.name,
                    pieces=f"{line.quantity.normalize():f}",
                )
            )
        unit = self._get_unit()
        if parts.open:
            part = line.part(parts.open, unit)
            line -= part
            self._plan_uninvoiced(plan, order, part, sale_line)
        if parts.invoiced:
            part = line.part(parts.invoiced, unit)
            line -= part
            self._plan_invoiced(plan, part, sale_line, parts.unsent)
        if parts.stuck:
            self._plan_uninvoiced(plan, order, line, sale_line, is_delivered=True)

    def _get_money(self, part, sale_line):
        """Return what is given back of a line, by tax of Odoo.

        :rtype: TaxedAmount
        """
        return TaxedAmount(part.net, self._get_taxes(part, sale_line))

    def _takes_all(self, plan):
        """Tell whether nothing of the sale order would be left.

        A unit for each amount may be left: the amounts that a store shows, and that are
        refunded, can miss its own total by so much. What is no goods goes with them.
        """
        sale_order = self.order_id.sale_order_id
        if plan.credits or not self._is_untouched(sale_order):
            return False
        taken = dict.fromkeys(sale_order.order_line, ZERO)
        for one in plan.reductions:
            taken[one.sale_line] += one.quantity
        lines = sale_order.order_line.filtered("product_uom_qty")
        for line in lines:
            is_kept = taken[line] != exact(line.product_uom_qty)
            if is_kept and not self._is_money_only(line):
                return False
        left = exact(sale_order.amount_total)
        left -= sum((one.amount.gross for one in plan.reductions), ZERO)
        left += sum((one.amount.gross for one in plan.extras), ZERO)
        return abs(left) <= 2 * len(lines) * self._get_unit()

    def _is_money_only(self, sale_line):
        """Tell whether a line was added for an amount: a discount, an earlier refund.

        Of the store's own lines the refund says itself what becomes of them.
        """
        if sale_line.woo_line_id:
            return sale_line.price_total < 0
        return sale_line.product_id == self.backend_id.refund_product_id

    def _is_untouched(self, sale_order):
        """Tell whether nothing of the sale order is, or was, delivered or invoiced."""
        return not self._find_invoices() and not any(
            not float_is_zero(quantity, precision_digits=6)
            for line in sale_order.order_line
            for quantity in (line.qty_delivered, line.qty_invoiced)
        )
