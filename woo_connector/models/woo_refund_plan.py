from decimal import Decimal

from odoo import models
from odoo.tools import float_is_zero

from ..woo.refund_amounts import RefundedLine
from ..woo.schema import Refund
from .sale_order_line_invoice import exact
from .woo_refund_attention import NeedsPerson
from .woo_refund_carry_out import Credit, Plan, Reduction

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
        plan = Plan(unexplained=amounts.unexplained)
        for line in amounts.lines:
            if not line.quantity and not line.gross and not line.net:
                continue
            sale_line = self._find_sale_line(line)
            line = self._without_settled(self._with_pieces(order, line, sale_line))
            if line.quantity:
                self._plan_pieces(plan, line, sale_line)
            elif line.net or line.gross:
                self._plan_money(plan, line, sale_line)
        if self.settled_lines:
            # What no line explains was settled with the first part.
            plan.unexplained = ZERO
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
        gross = self._get_unit() + line.gross
        for payload in self._find_earlier().mapped("payload"):
            for earlier in Refund.parse(payload).lines:
                if earlier.refunded_id == line.line_id:
                    gross -= earlier.total + earlier.total_tax
        if abs(gross) < abs(ordered.total + ordered.total_tax):
            return line
        pieces = exact(sale_line.product_uom_qty)
        return RefundedLine(line.line_id, line.name, pieces, line.net, line.taxes)

    def _plan_pieces(self, plan, line, sale_line):
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
            self._take_off(plan, part, sale_line)
        if parts.invoiced:
            part = line.part(parts.invoiced, unit)
            line -= part
            self._credit(plan, part, sale_line, parts)
        if parts.stuck:
            plan.problem = self._describe_stuck(sale_line, parts.stuck)

    def _describe_stuck(self, sale_line, pieces):
        return self.env._(
            "“%(name)s”: %(pieces)s refunded pieces are delivered and not invoiced. "
            "Take them back, or invoice them and try again.",
            name=sale_line.name.splitlines()[0],
            pieces=f"{pieces.normalize():f}",
        )

    def _take_off(self, plan, part, sale_line):
        """Plan to take pieces off the sale order, with what they were to cost."""
        taxes = self._get_taxes(part, sale_line)
        reduction = Reduction(sale_line, part.quantity, part.net, taxes)
        plan.reductions.append(reduction)
        self._note_settled(plan, part)

    def _credit(self, plan, part, sale_line, parts):
        """Plan a line of a credit note; what is not delivered is not to be any more."""
        invoice = self._find_invoice(sale_line)
        taxes = self._get_taxes(part, sale_line)
        plan.credits.append(Credit(sale_line, invoice, part.quantity, part.net, taxes))
        if parts.unsent:
            unsent = part.part(parts.unsent, self._get_unit())
            taxes = self._get_taxes(unsent, sale_line)
            plan.reductions.append(
                Reduction(sale_line, parts.unsent, unsent.net, taxes)
            )
        plan.kept[sale_line] = parts.invoiced - parts.unsent
        self._note_settled(plan, part)

    def _plan_money(self, plan, line, sale_line):
        """Plan what becomes of money that is given back while the goods are kept."""
        taxes = self._get_taxes(line, sale_line)
        self._note_settled(plan, line)
        if not sale_line._get_posted_invoices():
            plan.reductions.append(Reduction(sale_line, ZERO, line.net, taxes))
            return
        name = self.env._("Refund: %s", sale_line.name.splitlines()[0])
        invoice = self._find_invoice(sale_line)
        plan.credits.append(
            Credit(sale_line, invoice, Decimal(1), line.net, taxes, name)
        )

    def _find_invoice(self, sale_line):
        """Return the newest posted invoice that a line is on.

        :raise NeedsPerson: it is on none
        """
        invoice = sale_line._get_posted_invoices()[-1:]
        if not invoice:
            raise NeedsPerson(
                self.env._(
                    "“%s” is not on a posted invoice.", sale_line.name.splitlines()[0]
                )
            )
        return invoice

    def _takes_all(self, plan):
        """Tell whether nothing of the sale order would be left.

        A unit for each amount may be left: the amounts that a store shows, and that are
        refunded, can miss its own total by so much.
        """
        sale_order = self.order_id.sale_order_id
        if plan.credits or plan.problem or not self._is_untouched(sale_order):
            return False
        taken = {one.sale_line: one.quantity for one in plan.reductions}
        lines = sale_order.order_line.filtered("product_uom_qty")
        if any(taken.get(line) != exact(line.product_uom_qty) for line in lines):
            return False
        left = exact(sale_order.amount_total) - plan.unexplained
        for one in plan.reductions:
            left -= one.net + sum(one.taxes.values())
        return abs(left) <= 2 * len(lines) * self._get_unit()

    def _is_untouched(self, sale_order):
        """Tell whether nothing of the sale order is delivered or invoiced."""
        return not any(
            not float_is_zero(quantity, precision_digits=6)
            for line in sale_order.order_line
            for quantity in (line.qty_delivered, line.qty_invoiced)
        )
