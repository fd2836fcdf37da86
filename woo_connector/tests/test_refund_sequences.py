"""Whatever is delivered, invoiced and refunded in which order: it sums up.

The sequences are drawn by a seed, so a failure names one that can be run again.
"""

import random
from decimal import ROUND_HALF_UP, Decimal

from odoo.tests import tagged

from .refund_case import RefundCase

CENT = Decimal("0.01")
SEEDS = 8
STEPS = 5


def _cents(amount):
    return Decimal(amount).quantize(CENT, ROUND_HALF_UP)


class Sequence:
    """What a store can do with an order of two lines, drawn at random."""

    def __init__(self, case, seed, discounted=False):
        self.case = case
        self.discounted = discounted
        self.draw = random.Random(seed)
        self.pieces = {1: 4, 2: 3}
        self.left = {
            1: [Decimal("10.00"), Decimal("1.99"), Decimal("0.52")],
            2: [Decimal("33.35"), Decimal("6.67"), Decimal(0)],
        }
        self.total = sum(map(sum, self.left.values()))
        self.tax = sum(sum(amounts[1:]) for amounts in self.left.values())

    def lines(self):
        """Return the order's lines, by default at their full price."""
        first = self.case._line(1, 4, "10.00", (1, "1.99"), (2, "0.52"))
        second = self.case._line(2, 3, "33.35", (1, "6.67"))
        if self.discounted:
            self._discount(first, "12.49", "2.48", "0.66")
            self._discount(second, "40.00", "8.00")
        return first, second

    def coupons(self):
        """Return the coupons that took off what the lines are discounted by."""
        return [
            {"id": number, "code": f"c{number}", "discount": amount}
            for number, amount in ((5, "3.00"), (6, "6.14"))
            if self.discounted
        ]

    def _discount(self, line, full, *taxes):
        line["subtotal"], line["subtotal_tax"] = full, str(sum(map(Decimal, taxes)))
        for tax, amount in zip(line["taxes"], taxes, strict=True):
            tax["subtotal"] = amount

    def refund_pieces(self):
        """Refund pieces of one or both lines, now and then at another price."""
        lines = []
        for number in self.draw.sample([1, 2], self.draw.choice([1, 2])):
            if not self.pieces[number]:
                continue
            pieces = self.draw.randint(1, self.pieces[number])
            share = Decimal(pieces) / self.pieces[number]
            if self.draw.random() < 0.2:
                share *= Decimal("0.7")
            lines.append((number, pieces, share))
        self._refund_within(lines)

    def refund_money(self):
        """Refund money for a line of which the goods are kept."""
        number = self.draw.choice([1, 2])
        if self.pieces[number]:
            self._refund_within([(number, 0, Decimal("0.15"))])

    def refund_amount(self):
        """Refund an amount for no line."""
        if amount := _cents(self.total * self.draw.randint(1, 20) / 100):
            self.total -= amount
            self.case._refund(amount=amount)

    def refund_rest(self):
        """Set the order to refunded, by which all that is left is."""
        if self.total:
            self.case.payload["status"] = "refunded"
            self.case._refund(amount=self.total)
            self.total = self.tax = Decimal(0)

    def _refund_within(self, lines):
        """Refund lines, unless the store has less left than that."""
        given = {line[0]: self._given(line) for line in lines}
        if not lines or sum(map(sum, given.values())) > self.total:
            return
        self.case._refund(*(self._refunded(*line, given[line[0]]) for line in lines))

    def _given(self, line):
        number, pieces, share = line
        if pieces == self.pieces[number] and share == 1:
            return list(self.left[number])
        return [_cents(amount * share) for amount in self.left[number]]

    def _refunded(self, number, pieces, _share, given):
        left = zip(self.left[number], given, strict=True)
        self.left[number] = [before - now for before, now in left]
        self.pieces[number] -= pieces
        self.total -= sum(given)
        self.tax -= sum(given[1:])
        taxes = [(1, given[1])] + ([(2, given[2])] if number == 1 else [])
        return self.case._refunded(number, pieces, given[0], *taxes)


@tagged("post_install", "-at_install")
class TestRefundSequences(RefundCase):
    """Orders that are delivered, invoiced and refunded bit by bit."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product.invoice_policy = "delivery"

    def test_invoices_less_credit_notes_are_what_the_store_has_left(self):
        for seed in range(SEEDS):
            self._assert_sums_up(seed)

    def test_discounts_that_are_lines_of_their_own(self):
        self.backend.discount_policy = "line"
        for seed in range(SEEDS, 2 * SEEDS):
            self._assert_sums_up(seed, discounted=True)

    def _assert_sums_up(self, seed, **of_sequence):
        """Let a sequence take place, and be undone."""
        with self.subTest(seed=seed), self.cr.savepoint() as savepoint:
            self.refunds = []
            self._check(Sequence(self, seed, **of_sequence))
            savepoint.rollback()

    def _check(self, sequence):
        order = self._confirmed(*sequence.lines(), coupon_lines=sequence.coupons())
        done = []
        for _step in range(STEPS):
            what = sequence.draw.choice(
                ("deliver", "invoice", "pieces", "pieces", "money", "amount")
            )
            done.append(what)
            if what == "deliver":
                self._deliver_some(order, sequence.draw)
            elif what == "invoice":
                self._invoice_delivered(order)
            else:
                getattr(sequence, f"refund_{what}")()
            self._assert_sale_order_is_what_is_left(order.sale_order_id, sequence)
        if sequence.draw.random() < 0.4:
            sequence.refund_rest()
            done.append("rest")
        refunds = order.refund_ids
        self.assertEqual(
            set(refunds.mapped("state")) - {"done"}, set(), refunds.mapped("problem")
        )
        if order.sale_order_id.state != "cancel":
            self._deliver(order)
            self._invoice_delivered(order, is_last=True)
        done = ", ".join(done)
        self.assertEqual(self._charged_by("amount_total", order), sequence.total, done)
        self.assertEqual(self._charged_by("amount_tax", order), sequence.tax, done)

    def _assert_sale_order_is_what_is_left(self, sale_order, sequence):
        """Compare, unless invoices and credit notes are what says it."""
        lines = sale_order.order_line
        if sale_order.state == "sale" and not (
            lines.invoice_lines or any(lines.mapped("woo_credited_qty"))
        ):
            self.assertEqual(_cents(sale_order.amount_total), sequence.total)
            self.assertEqual(_cents(sale_order.amount_tax), sequence.tax)

    def _deliver_some(self, order, draw):
        moves = order.sale_order_id.picking_ids.move_ids
        if moves := moves.filtered(lambda one: one.state not in ("done", "cancel")):
            wanted = [draw.randint(0, int(move.product_uom_qty)) for move in moves]
            if any(wanted):
                self._deliver(order, *wanted)

    def _invoice_delivered(self, order, is_last=False):
        """Invoice what is delivered, if that is more than what is taken off."""
        lines = order.sale_order_id._get_invoiceable_lines(final=True)
        if lines.filtered(lambda line: not line.display_type):
            invoice = order.sale_order_id._create_invoices(final=True)
            if invoice.move_type == "out_invoice" or is_last:
                invoice.action_post()
            else:
                invoice.unlink()

    def _charged_by(self, name, order):
        """Return what invoices charge, less credit notes."""
        moves = order.sale_order_id.invoice_ids | order.refund_ids.credit_note_ids
        moves = moves.filtered(lambda move: move.state == "posted")
        return _cents(sum(-move.direction_sign * move[name] for move in moves))
