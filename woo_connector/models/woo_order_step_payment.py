from odoo import fields, models
from odoo.exceptions import UserError

# States of payments that pay nothing any more.
CANCELLED = ("canceled", "rejected")


class WooOrderStep(models.Model):
    """The step that registers what the customer paid in the store."""

    _inherit = "woo.order.step"

    def _carry_out_payment(self):
        """Register the payment, unless the invoice is paid already."""
        order = self.order_id
        memo = order.transaction_id or order.sale_order_id.origin
        return self._pay(order.total, memo, self._find_journal)

    def _carry_out_gift_card(self):
        """Register what gift cards paid, where that is a payment."""
        order = self.order_id
        memo = ", ".join(order.gift_card_ids.mapped("code"))
        return self._pay(order.gift_card_amount, memo, self._find_gift_card_journal)

    def _pay(self, amount, memo, find_journal):
        """Register a payment, unless there is one with this memo.

        :param float amount: what was paid in the store, in the order's currency
        :param find_journal: returns the journal; called if there is something to pay
        """
        moves = self._find_invoices().filtered(lambda move: move.state == "posted")
        if not moves:
            raise UserError(self.env._("There is no posted invoice to pay."))
        self.move_id = moves[-1:]
        self.payment_id = moves.matched_payment_ids.filtered(
            lambda payment: payment.memo == memo and payment.state not in CANCELLED
        )[:1]
        amount = self._get_amount_to_pay(moves, amount)
        if not self.payment_id and amount:
            values = self._prepare_payment(amount, memo, find_journal())
            wizard = self.env["account.payment.register"].with_context(
                active_model="account.move", active_ids=moves.ids
            )
            self.payment_id = wizard.create(values)._create_payments()
        return "done", ""

    def _get_amount_to_pay(self, moves, paid):
        """Return the store's amount, or what is open of the invoices if that is less.

        A credit note is paid to the customer.

        :param float paid: in the store; below 0 what the store paid the customer
        :return: in the order's currency; never negative
        :raise UserError: the store owes the customer, the invoice says the opposite
        """
        currency = self.order_id.sale_order_id.currency_id
        lines = moves.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        )
        # A payment whose method has no outstanding account has no entry, and leaves
        # the residual as it is.
        entryless = moves.matched_payment_ids.filtered(
            lambda payment: (
                not payment.move_id and payment.state in ("in_process", "paid")
            )
        )
        due = sum(lines.mapped("amount_residual_currency"))
        due = currency.round(due - sum(entryless.mapped("amount_signed")))
        paid = currency.round(paid)
        if due and due * paid < 0:
            raise UserError(
                self.env._("The order and its invoice are of opposite signs.")
            )
        return min(abs(due), abs(paid))

    def _prepare_payment(self, amount, memo, journal):
        """Return the values of the wizard that registers the payment."""
        order = self.order_id
        paid_at = order.date_paid or fields.Datetime.now()
        return {
            "journal_id": journal.id,
            "currency_id": order.sale_order_id.currency_id.id,
            "amount": amount,
            "payment_date": fields.Datetime.context_timestamp(self, paid_at).date(),
            "communication": memo,
            "group_payment": True,
            # Nothing is ever written off: what the store did not get stays open.
            "payment_difference_handling": "open",
        }

    def _find_journal(self):
        """Return the journal of the order's payment method, else the store's.

        :raise UserError: neither has one
        """
        order = self.order_id
        method = self.env["woo.payment.method"].search(
            [
                ("backend_id", "=", order.backend_id.id),
                ("code", "=", order.payment_method),
            ],
            limit=1,
        )
        journal = method.journal_id or order.backend_id.journal_id
        if not journal:
            raise UserError(
                self.env._(
                    "Neither the payment method “%s” nor the store has a payment "
                    "journal.",
                    order.payment_method_title or order.payment_method or "–",
                )
            )
        return journal

    def _find_gift_card_journal(self):
        """Return the store's journal for what gift cards paid.

        :raise UserError: it has none
        """
        journal = self.order_id.backend_id.gift_card_journal_id
        if not journal:
            raise UserError(
                self.env._("The store has no journal for what gift cards paid.")
            )
        return journal
