from dataclasses import dataclass
from decimal import Decimal

from odoo import models

from ..woo.taxed_amount import TaxedAmount
from .sale_order_line_invoice import NET, computed_amounts, exact
from .woo_refund_attention import NeedsPerson
from .woo_refund_carry_out import Credit, Extra, Reduction

ZERO = Decimal(0)


@dataclass
class Invoiced:
    """What one invoice charges of a line, less what credit notes took back of it."""

    pieces: Decimal
    amount: TaxedAmount


class WooRefund(models.Model):
    """What was refunded after it was invoiced, and on which invoice it is."""

    _inherit = "woo.refund"

    def _plan_invoiced(self, plan, part, sale_line, unsent):
        """Plan to credit invoiced pieces.

        :param woo.refund_amounts.RefundedLine part: the pieces
        :param Decimal unsent: those of them that are not delivered, nor are to be
        """
        unit = self._get_unit()
        whole = part
        for invoice, pieces in self._find_pieces(sale_line, part.quantity):
            of_invoice = part.part(pieces, unit)
            part -= of_invoice
            amount = self._get_money(of_invoice, sale_line)
            plan.credits.append(Credit(sale_line, invoice, pieces, amount))
        amount = self._get_money(whole, sale_line)
        self._plan_unsent(plan, sale_line, whole.quantity, unsent, amount)

    def _plan_unsent(self, plan, sale_line, quantity, unsent, amount):
        """Plan that credited pieces are neither delivered nor invoiced any more.

        :param Decimal quantity: all that are credited
        :param Decimal unsent: those of them that are not delivered
        :param TaxedAmount amount: what is credited
        """
        kept = amount.part(quantity - unsent, quantity, self._get_unit())
        if unsent:
            plan.reductions.append(
                Reduction(sale_line, unsent, amount - kept, is_invoiced=True)
            )
        if quantity > unsent:
            plan.keep(sale_line, quantity - unsent, kept)

    def _find_pieces(self, sale_line, quantity):
        """Return on which invoices so many pieces are, the newest first.

        :rtype: list of tuple
        """
        found = {}
        for invoice, charged in self._get_invoiced(sale_line).items():
            found[invoice] = min(quantity, max(charged.pieces, ZERO))
            quantity -= found[invoice]
        newest = self._find_invoice(sale_line)
        found[newest] += quantity
        return [one for one in found.items() if one[1]]

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

    def _get_invoiced(self, sale_line):
        """Return what each posted invoice charges of a line, the newest first.

        :return: :class:`Invoiced` by invoice
        :rtype: dict
        """
        taxes = dict.fromkeys(
            sale_line.tax_ids.sorted(lambda tax: (tax.sequence, tax.id)), ZERO
        )
        found = {
            invoice: Invoiced(ZERO, TaxedAmount(ZERO, taxes))
            for invoice in sale_line._get_posted_invoices()[::-1]
        }
        for line in sale_line.invoice_lines.filtered(
            lambda one: one.parent_state != "cancel"
        ):
            is_note = line.move_id.move_type == "out_refund"
            invoice = line.move_id.reversed_entry_id if is_note else line.move_id
            if invoice not in found:
                # A credit note that somebody made by hand.
                invoice = next(iter(found), None)
            if invoice:
                self._add_invoiced(found[invoice], line, -1 if is_note else 1)
        return found

    def _add_invoiced(self, charged, line, sign):
        sale_line = line.sale_line_ids[:1]
        pieces = line.product_uom_id._compute_quantity(
            line.quantity, sale_line.product_uom_id
        )
        charged.pieces += sign * exact(pieces)
        amount = self._get_computed(line)
        charged.amount += amount if sign > 0 else -amount

    def _get_computed(self, line):
        """Return what an invoice line comes to.

        :rtype: TaxedAmount
        """
        amounts = computed_amounts(line)
        taxes = {tax: amounts.get(str(tax.id), ZERO) for tax in line.tax_ids}
        return TaxedAmount(amounts[NET], taxes)

    # === Money for a line of which the goods are kept === #

    def _plan_money(self, plan, line, sale_line):
        """Plan what becomes of money that is given back while the goods are kept.

        Invoices are credited with what they charge of the line, the rest of it is taken
        off what is to be invoiced.
        """
        given = self._get_money(line, sale_line)
        charged = self._get_invoiced(sale_line).values()
        if not charged:
            return self._take_off_money(plan, sale_line, given)
        uninvoiced = exact(sale_line.product_uom_qty) - exact(sale_line.qty_invoiced)
        uninvoiced -= exact(sale_line.woo_credited_qty)
        gross = max(sum((one.amount.gross for one in charged), ZERO), ZERO)
        if uninvoiced > 0 and given.gross > gross:
            invoiced = given.like(gross, self._get_unit())
            self._take_off_money(plan, sale_line, given - invoiced)
            given = invoiced
        return self._credit_money(plan, sale_line, given)

    def _take_off_money(self, plan, sale_line, given):
        """Plan to take money off a line that is to be invoiced yet."""
        if sale_line.product_uom_qty and not sale_line.invoice_lines:
            self._get_ordered(sale_line)
            plan.reductions.append(Reduction(sale_line, ZERO, given))
        else:
            # The price of the others must stay what their invoices say.
            name = self.env._("Refund: %s", sale_line.name.splitlines()[0])
            plan.extras.append(Extra(-given, name))

    def _credit_money(self, plan, sale_line, given):
        """Plan lines of credit notes that take back no pieces."""
        name = self.env._("Refund: %s", sale_line.name.splitlines()[0])
        invoices = sale_line._get_posted_invoices()
        for invoice, gross in self._spread_on_invoices(plan, invoices, given.gross):
            part = given.like(gross, self._get_unit())
            if gross == given.gross:
                part = given
            given -= part
            plan.credits.append(Credit(sale_line, invoice, Decimal(1), part, name))

    def _spread_on_invoices(self, plan, invoices, gross):
        """Return how much of an amount each invoice still charges, the newest first.

        What is more than they charge is the newest one's.

        :param invoices: posted, the oldest first
        :rtype: list of tuple
        """
        found = {}
        rest = gross
        for invoice in invoices[::-1]:
            charged = self._get_still_charged(plan, invoice)
            found[invoice] = max(min(rest, charged), ZERO)
            rest -= found[invoice]
        found[invoices[-1:]] += rest
        return [one for one in found.items() if one[1]]

    def _get_still_charged(self, plan, invoice):
        """Return an invoice's total less what is credited, or about to be."""
        notes = self.env["account.move"].search(
            [
                ("reversed_entry_id", "=", invoice.id),
                ("move_type", "=", "out_refund"),
                ("state", "!=", "cancel"),
            ]
        )
        planned = (one.amount.gross for one in plan.credits if one.invoice == invoice)
        credited = sum((exact(note.amount_total) for note in notes), ZERO)
        return exact(invoice.amount_total) - credited - sum(planned, ZERO)
