from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from odoo import models
from odoo.exceptions import RedirectWarning, UserError

from ..woo.errors import RejectedError
from ..woo.refund_amounts import is_rest
from ..woo.schema import Refund
from ..woo.taxed_amount import TaxedAmount
from .woo_refund_attention import NeedsPerson, Waits


@dataclass
class Credit:
    """A line of a credit note.

    :param sale_line: whose invoice line is credited; none for an amount of no line
    :param invoice: the posted invoice it is on
    :param quantity: pieces, or 1 where only money is given back
    :param amount: with the taxes of Odoo, in the order Odoo applies them
    :param name: of a line that takes back no pieces; it is not linked to the sale
        order's line, whose invoiced quantity must not fall
    :param account: where that is not the one of the invoice's line
    """

    sale_line: Any
    invoice: Any
    quantity: Decimal
    amount: TaxedAmount
    name: str = ""
    account: Any = None


@dataclass
class Reduction:
    """What is taken off a line of the sale order.

    :param is_invoiced: its pieces are credited, too
    """

    sale_line: Any
    quantity: Decimal
    amount: TaxedAmount
    is_invoiced: bool = False


@dataclass
class Extra:
    """A line that the sale order gets; without a product, with that for refunds."""

    amount: TaxedAmount
    name: str
    product: Any = None


@dataclass
class Plan:
    """What a refund becomes.

    :param kept: by sale order line, pieces that stay with the customer and what was
        given back for them: they must not be invoiced (again)
    :param is_cancelled: the whole sale order is cancelled
    """

    credits: list = field(default_factory=list)
    reductions: list = field(default_factory=list)
    extras: list = field(default_factory=list)
    kept: dict = field(default_factory=dict)
    is_cancelled: bool = False

    def keep(self, sale_line, pieces, amount):
        """Let pieces stay with the customer."""
        more, given = self.kept.get(sale_line, (Decimal(0), TaxedAmount()))
        self.kept[sale_line] = (more + pieces, given + amount)

    def get_kept(self, sale_line):
        """Return how many pieces of a line stay with the customer."""
        return self.kept[sale_line][0] if sale_line in self.kept else Decimal(0)


class WooRefund(models.Model):
    """Carrying out a refund: one plan, one savepoint, all or nothing."""

    _inherit = "woo.refund"

    def _carry_out(self, order):
        """Let the refund become what it is in Odoo.

        :param woo.schema.Order order: the store's order
        """
        self.ensure_one()
        self.order_id._hold_documents()
        try:
            with self.env.cr.savepoint():
                state, problem = self._make_documents(order)
        except NeedsPerson as error:
            state, problem = "review", str(error)
        except Waits as error:
            state, problem = "waiting", str(error)
        except (UserError, RedirectWarning, RejectedError) as error:
            state, problem = "failed", str(error)
        self._settle(state, problem)

    def _make_documents(self, order):
        """Make what the refund asks for.

        :return: the state it comes to, and why if that is not ``done``
        :rtype: tuple
        :raise NeedsPerson: what is to be done is not plain
        :raise Waits: it cannot be done yet
        :raise UserError: Odoo refuses it
        """
        if why := self._describe_needless():
            return "ignored", why
        self._check_ready()
        plan = self._plan(order)
        if plan.is_cancelled:
            self._cancel_sale_order()
        self._reduce_sale_order(plan)
        self._create_credit_notes(plan)
        for sale_line, (pieces, amount) in plan.kept.items():
            sale_line._give_back(pieces, amount)
        if plan.kept and not self.credit_note_ids:
            # Delivered, and not to be invoiced.
            self.is_off_order = True
        if self.backend_id.refund_return:
            self._prepare_returns()
        return "done", False

    def _describe_needless(self):
        """Return why there is nothing to do in Odoo; empty if there is."""
        order, sale_order = self.order_id, self.order_id.sale_order_id
        if self.is_deleted:
            return self.env._("The store deleted refund %s.", self.woo_id)
        if not sale_order and order.state == "ignored":
            return self.env._("The order is not imported.")
        if sale_order.state == "cancel" and not self._find_invoices():
            return self.env._("The sale order is cancelled, and nothing is invoiced.")
        if order._is_done_past() and self.date <= order.create_date:
            return self.env._("The order was refunded before it came to Odoo.")
        if not self.amount and not Refund.parse(self.payload).lines:
            return self.env._("Nothing was given back.")
        return ""

    def _check_ready(self):
        """Check that what is to be changed is there, and settled.

        :raise Waits: it is not
        :raise NeedsPerson: the order was done before it came to Odoo
        """
        if not self.order_id.sale_order_id:
            raise Waits(self.env._("Waits for the order to be imported."))
        if self.order_id._is_done_past():
            raise NeedsPerson(
                self.env._(
                    "The order was done before it came to Odoo, which has no invoice "
                    "of it."
                )
            )
        if self.order_id._has_step_under_way():
            # Invoiced and credited, or never invoiced: not as it happens.
            raise Waits(self.env._("Waits for what the workflow rule asks for."))
        drafts = self.order_id.sale_order_id.invoice_ids.filtered(
            lambda move: move.state == "draft" and move.move_type == "out_invoice"
        )
        if draft := drafts[:1]:
            raise Waits(
                self.env._("Waits for %s to be posted or deleted.", draft.display_name)
            )

    def _plan(self, order):
        """Return what the refund becomes.

        :rtype: Plan
        """
        amounts = self._get_amounts()
        if not amounts.representable:
            raise NeedsPerson(
                self.env._(
                    "The amount of %(amount)s has more decimals than %(currency)s.",
                    amount=self.amount,
                    currency=self.currency_id.name,
                )
            )
        refund = Refund.parse(self.payload)
        earlier = self._find_earlier().mapped("payload")
        others = [Refund.parse(payload).amount for payload in earlier if payload]
        if is_rest(order, refund, others):
            return self._plan_rest(amounts.total)
        return self._plan_lines(order, amounts)

    def _find_earlier(self):
        """Return the refunds of the order that were made before this one."""
        return self.search(
            [
                ("order_id", "=", self.order_id.id),
                ("woo_id", "<", self.woo_id),
                ("is_deleted", "=", False),
            ]
        )

    def _find_invoices(self):
        """Return the posted invoices of the order, the oldest first."""
        moves = self.order_id.sale_order_id.invoice_ids
        return moves.filtered(
            lambda move: move.state == "posted" and move.move_type == "out_invoice"
        ).sorted("id")
