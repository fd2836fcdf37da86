from odoo import models

from .woo_cancellation_send import BY_STORE


class AccountMove(models.Model):
    """Stores are told which of their orders' invoices were paid."""

    _inherit = "account.move"

    def _invoice_paid_hook(self):
        """Note what a journal entry has paid."""
        result = super()._invoice_paid_hook()
        self._note_woo_payments()
        return result

    def write(self, vals):
        """Note what a payment has paid that has no entry to reconcile."""
        result = super().write(vals)
        if "matched_payment_ids" in vals:
            self._note_woo_payments()
        return result

    def _note_woo_payments(self):
        """Note the paid invoices of stores' orders, save what the store said.

        With those that were paid together with them: one payment for several says of
        none how much of it is its own.
        """
        together = self | self.matched_payment_ids.invoice_ids
        invoices = together.filtered(
            lambda move: move.move_type == "out_invoice" and move.amount_total
        )
        if invoices and not self.env.context.get(BY_STORE):
            # Whoever registers a payment need not have rights on stores.
            self.env["woo.payment.send"].sudo()._note_paid(invoices.sudo())


class AccountPayment(models.Model):
    """Payments without a journal entry pay an invoice, too."""

    _inherit = "account.payment"

    def write(self, vals):
        """Note what a payment has paid that was linked to its invoice before."""
        result = super().write(vals)
        if vals.get("state") in ("in_process", "paid"):
            entryless = self.filtered(lambda payment: not payment.move_id)
            entryless.invoice_ids._note_woo_payments()
        return result


class WooOrderStep(models.Model):
    """Payments that a workflow rule registers are the store's, or assumed."""

    _inherit = "woo.order.step"

    def _pay(self, amount, memo, find_journal):
        quiet = self.with_context(**{BY_STORE: True})
        return super(WooOrderStep, quiet)._pay(amount, memo, find_journal)
