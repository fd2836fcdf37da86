from dataclasses import dataclass
from decimal import Decimal

from odoo import models

from ..woo.discounts import MANUAL_LINE, discount_apart
from ..woo.refund_amounts import RefundedLine
from ..woo.schema.order import OrderLine
from ..woo.taxed_amount import TaxedAmount, split
from .sale_order_line_invoice import NET, exact
from .woo_refund_attention import NeedsPerson
from .woo_refund_carry_out import Extra, Reduction

ZERO = Decimal(0)


@dataclass(frozen=True)
class Left:
    """What of a sale order's line is to be invoiced yet, when a refund is planned."""

    pieces: Decimal
    amount: TaxedAmount


class WooRefund(models.Model):
    """What was refunded before it was invoiced.

    What is not delivered is not ordered any more; what is delivered is not invoiced.
    Either way the line loses its own price of the pieces, or what its invoices would
    not charge any more is lost, or charged twice. Where the store gave back another
    amount than that, the difference is a line of its own.
    """

    _inherit = "woo.refund"

    def _plan_uninvoiced(self, plan, order, part, sale_line, is_delivered=False):
        """Plan that pieces are not invoiced.

        :param woo.schema.Order order: the store's order
        :param woo.refund_amounts.RefundedLine part: the pieces
        :param bool is_delivered: they stay delivered, and so ordered
        """
        discount = self._get_discount(plan, order, part, sale_line)
        off = self._get_money(part, sale_line) + discount
        left = self._get_left(plan, sale_line)
        own = self._get_own(off, part.quantity, left)
        if own is None:
            own = off
            if is_delivered or sale_line.invoice_lines:
                own = left.amount.part(part.quantity, left.pieces, self._get_unit())
        if is_delivered:
            plan.keep(sale_line, part.quantity, own)
        else:
            plan.reductions.append(Reduction(sale_line, part.quantity, own))
        rest = off - own
        if discount:
            rest = self._plan_discount(plan, order, sale_line, discount, rest)
        self._plan_difference(plan, sale_line, rest)

    def _get_own(self, off, pieces, left):
        """Return what a line loses with pieces; ``None`` where their price is another.

        :param TaxedAmount off: what is given back for them, at full price
        :param Left left: what the line has before
        """
        if pieces == left.pieces:
            return left.amount
        if not left.pieces:
            return TaxedAmount()
        usual = left.amount.part(pieces, left.pieces, self._get_unit())
        return off if off.is_near(usual, self._get_unit()) else None

    def _get_left(self, plan, sale_line):
        """Return what of a line is to be invoiced yet, after what is planned already.

        :rtype: Left
        """
        charged = sale_line._get_charged_amounts()
        amount = self._get_ordered(sale_line)
        amount -= TaxedAmount(
            charged.get(NET, ZERO),
            {tax: charged.get(str(tax.id), ZERO) for tax in amount.taxes},
        )
        pieces = exact(sale_line.product_uom_qty) - exact(sale_line.woo_credited_qty)
        pieces -= exact(sale_line.qty_invoiced)
        for one in plan.reductions:
            if one.sale_line == sale_line and not one.is_invoiced:
                pieces, amount = pieces - one.quantity, amount - one.amount
        return Left(pieces, amount)

    def _get_ordered(self, sale_line):
        """Return what a line of the sale order comes to, as the store charged it.

        :rtype: TaxedAmount
        :raise NeedsPerson: a person has changed the line
        """
        if not sale_line._has_stores_amounts():
            raise NeedsPerson(
                self.env._(
                    "“%s” was changed in Odoo. Take off yourself what is refunded.",
                    sale_line.name.splitlines()[0],
                )
            )
        whole = sale_line.extra_tax_data
        charged = whole["manual_tax_amounts"]
        taxes = {
            tax: exact(charged.get(str(tax.id), {}).get("tax_amount_currency", 0.0))
            for tax in sale_line.tax_ids.sorted(lambda one: (one.sequence, one.id))
        }
        return TaxedAmount(exact(whole["manual_total_excluded_currency"]), taxes)

    def _plan_difference(self, plan, sale_line, rest):
        """Plan a line for what was given back beyond the price of the pieces.

        :param TaxedAmount rest: below 0 where the store keeps a part of the price
        """
        if not rest:
            return
        name = sale_line.name.splitlines()[0]
        if rest.gross < 0:
            name = self.env._("Not refunded: %s", name)
        elif sale_line._get_posted_invoices():
            return self._credit_money(plan, sale_line, rest)
        else:
            name = self.env._("Refund: %s", name)
        plan.extras.append(Extra(-rest, name))

    # === Discounts that are lines of their own === #

    def _find_discount_lines(self, order, sale_line):
        """Return the lines of the sale order that carry a line's discount."""
        numbers = {coupon.id for coupon in order.coupon_lines} | {MANUAL_LINE}
        return sale_line.order_id.order_line.filtered(
            lambda line: (
                line.woo_line_id in numbers
                and line.tax_ids == sale_line.tax_ids
                and line.price_total < 0
            )
        )

    def _get_discount(self, plan, order, part, sale_line):
        """Return what pieces have of a discount that is a line of its own.

        :return: nothing where the line's price is what the store charged
        :rtype: TaxedAmount
        """
        ordered = next((one for one in order.lines if one.id == part.line_id), None)
        if not isinstance(ordered, OrderLine) or not ordered.quantity:
            return TaxedAmount()
        if not self._find_discount_lines(order, sale_line):
            return TaxedAmount()
        unit = self._get_unit()
        whole = discount_apart(ordered, unit)
        pieces = exact(sale_line.product_uom_qty) - exact(sale_line.woo_credited_qty)
        for one in plan.reductions:
            if one.sale_line == sale_line:
                pieces -= one.quantity
        up_to = whole.part(pieces, ordered.quantity, unit)
        share = up_to - whole.part(pieces - part.quantity, ordered.quantity, unit)
        of_discount = RefundedLine(
            part.line_id, part.name, part.quantity, share.net, share.taxes
        )
        return self._get_money(of_discount, sale_line)

    def _plan_discount(self, plan, order, sale_line, discount, rest):
        """Plan to take the share of refunded pieces off their discount.

        :param TaxedAmount discount: the share, above 0
        :param TaxedAmount rest: see :meth:`_plan_difference`
        :return: what of the rest is left; a cent of rounding is the discount's
        :rtype: TaxedAmount
        """
        lines = self._find_discount_lines(order, sale_line)
        uninvoiced = lines.filtered(
            lambda line: not line.invoice_lines and line._has_stores_amounts()
        )
        if not uninvoiced:
            # It is invoiced already: the pieces that are not lack it.
            name, product = lines[0].name, lines[0].product_id
            plan.extras.append(Extra(discount, name, product))
            return rest
        if rest.is_near(TaxedAmount(), self._get_unit()):
            discount, rest = discount - rest, TaxedAmount()
        weights = [self._get_left(plan, line).amount.net for line in uninvoiced]
        shares = split(discount, weights, self._get_unit())
        for line, share in zip(uninvoiced, shares, strict=True):
            is_gone = not self._get_left(plan, line).amount + share
            pieces = exact(line.product_uom_qty) if is_gone else ZERO
            plan.reductions.append(Reduction(line, pieces, -share))
        return rest
