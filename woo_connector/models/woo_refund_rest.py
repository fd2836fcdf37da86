from decimal import Decimal

from odoo import models

from ..woo.taxed_amount import TaxedAmount
from .sale_order_line_invoice import exact
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

        What is invoiced is credited. What is neither invoiced nor delivered is taken
        off the sale order, and what is only delivered is not invoiced any more.

        :param Decimal amount: what is given back
        :rtype: Plan
        :raise NeedsPerson: in Odoo another amount is left than in the store
        """
        sale_order = self.order_id.sale_order_id
        if self._is_untouched(sale_order):
            left = exact(sale_order.amount_total)
            if abs(left - amount) >= self._get_unit():
                self._refuse_rest(amount, left)
            return Plan(is_cancelled=True)
        plan, left = Plan(), ZERO
        for sale_line in sale_order.order_line.filtered(_has_pieces):
            self._credit_rest_of_line(plan, sale_line)
            left += self._take_off_rest_of_line(plan, sale_line)
        self._plan_money_given(plan)
        left += sum((credit.amount.gross for credit in plan.credits), ZERO)
        if left != amount:
            self._refuse_rest(amount, left)
        return plan

    def _credit_rest_of_line(self, plan, sale_line):
        """Plan to credit whatever of a line is invoiced and not credited yet."""
        credited, quantity = TaxedAmount(), ZERO
        for invoice, charged in self._get_invoiced(sale_line).items():
            if charged.pieces > 0:
                plan.credits.append(
                    Credit(sale_line, invoice, charged.pieces, charged.amount)
                )
                credited += charged.amount
                quantity += charged.pieces
            elif charged.amount:
                # Its pieces came back without their price.
                name = self.env._("Refund: %s", sale_line.name.splitlines()[0])
                plan.credits.append(
                    Credit(sale_line, invoice, Decimal(1), charged.amount, name)
                )
        if quantity:
            has_amounts = sale_line._has_stores_amounts()
            unsent = self._split_rest(sale_line).unsent if has_amounts else ZERO
            self._plan_unsent(plan, sale_line, quantity, unsent, credited)

    def _take_off_rest_of_line(self, plan, sale_line):
        """Plan that nothing of a line is invoiced any more that is not so far.

        :return: what it comes to, with tax
        :rtype: Decimal
        """
        parts = self._split_rest(sale_line)
        pieces = parts.open + parts.stuck
        if not pieces or not sale_line._has_stores_amounts():
            return ZERO
        left = self._get_left(plan, sale_line)
        is_open = left.amount.part(parts.open, pieces, self._get_unit())
        if parts.open:
            plan.reductions.append(Reduction(sale_line, parts.open, is_open))
        if parts.stuck:
            plan.keep(sale_line, parts.stuck, left.amount - is_open)
        return left.amount.gross

    def _split_rest(self, sale_line):
        """Tell all the pieces of a line apart that nobody has given back yet.

        :rtype: woo.refund_split.Split
        """
        pieces = (sale_line.product_uom_qty, sale_line.qty_delivered)
        credited = exact(sale_line.woo_credited_qty)
        wanted = max(exact(max(pieces)) - credited, exact(sale_line.qty_invoiced))
        return sale_line._split_refunded(max(wanted, ZERO))

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
            plan.credits.append(
                Credit(
                    self.order_id.sale_order_id.order_line[:1],
                    line.move_id.reversed_entry_id,
                    Decimal(1),
                    -self._get_computed(line),
                    self.env._("Given back before: %s", line.name),
                    line.account_id,
                )
            )

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


def _has_pieces(sale_line):
    return not sale_line.display_type and (
        # All of its pieces may be credited, and a part of their price not.
        sale_line.product_uom_qty or sale_line.qty_delivered or sale_line.invoice_lines
    )
