from odoo import fields, models
from odoo.fields import Command

from ..woo.taxed_amount import TaxedAmount
from .sale_order_line_invoice import exact


class WooRefund(models.Model):
    """What was invoiced and refunded becomes a credit note of the store's amounts."""

    _inherit = "woo.refund"

    def _create_credit_notes(self, plan):
        """Create a credit note for each invoice that a plan credits lines of.

        :param Plan plan: what the refund becomes
        :raise NeedsPerson: a credit note would not come to what the store gave back
        """
        invoices = {credit.invoice for credit in plan.credits}
        for invoice in sorted(invoices, key=lambda move: move.id):
            of_invoice = [one for one in plan.credits if one.invoice == invoice]
            self._create_credit_note(invoice, of_invoice)

    def _create_credit_note(self, invoice, of_invoice):
        """Create one credit note, and do with it what the policies say.

        :param list of_invoice: each a ``Credit``
        """
        lines = [self._prepare_credit_line(credit) for credit in of_invoice]
        note = self.env["account.move"].create(
            self._prepare_credit_note(invoice, lines)
        )
        expected = sum((credit.amount for credit in of_invoice), TaxedAmount())
        self._check_equal(expected.gross, exact(note.amount_total))
        self._check_equal(expected.tax, exact(note.amount_tax))
        self.credit_note_ids += note
        note.message_post(
            body=self.env._(
                "Refund %(number)s of the store “%(store)s”.",
                number=self.woo_id,
                store=self.backend_id.name,
            )
        )
        if self.backend_id.refund_policy == "posted":
            note.action_post()
            if self.backend_id.refund_payment:
                self._pay_back(note)

    def _prepare_credit_note(self, invoice, lines):
        """Return the values of a credit note: the order's, as its invoice has them."""
        values = self.order_id.sale_order_id._prepare_invoice()
        same = (
            "partner_id",
            "partner_shipping_id",
            "currency_id",
            "fiscal_position_id",
            "journal_id",
        )
        moment = fields.Datetime.context_timestamp(self, self.date)
        return {
            **values,
            **{name: invoice[name].id for name in same},
            "move_type": "out_refund",
            "reversed_entry_id": invoice.id,
            "invoice_date": moment.date(),
            "ref": ", ".join(filter(None, (invoice.name, self.reason))),
            "invoice_payment_term_id": False,
            # What paid the order does not pay the credit note.
            "transaction_ids": False,
            "invoice_line_ids": [Command.create(line) for line in lines],
        }

    def _prepare_credit_line(self, credit):
        """Return the values of a line of a credit note."""
        line, quantity = credit.sale_line, float(credit.quantity)
        taxes = credit.amount.taxes
        if credit.name:
            values = self._prepare_money_line(credit)
            price, discount = self._get_charged_price(credit.amount, 1), 0.0
        else:
            values = line._prepare_invoice_line(quantity=quantity)
            price, discount = self._get_price(line, credit.quantity, credit.amount)
        rate = (line.extra_tax_data or {}).get("rate") or self._get_rate()
        amounts = self.order_id._prepare_extra_tax_data(
            credit.amount.net, taxes, self.currency_id, rate
        )
        return {
            **values,
            **self._prepare_accounts(credit),
            "price_unit": price,
            "discount": discount,
            "extra_tax_data": amounts
            | {"quantity": quantity, "price_unit": price, "discount": discount},
        }

    def _prepare_accounts(self, credit):
        """Return where a line is booked: as what it credits, or as its product says."""
        invoiced = credit.sale_line.invoice_lines.filtered(
            lambda one: one.move_id == credit.invoice
        )[:1]
        account = credit.account or invoiced.account_id
        values = {"analytic_distribution": invoiced.analytic_distribution}
        return {**values, "account_id": account.id} if account else {}

    def _prepare_money_line(self, credit):
        """Return the values of a line that gives money back and takes no pieces."""
        return {
            "product_id": self._get_refund_product().id,
            "name": credit.name,
            "quantity": 1.0,
            "tax_ids": [Command.set([tax.id for tax in credit.amount.taxes])],
        }

    def _pay_back(self, note):
        """Register that the store paid back what a credit note leaves open.

        Only if it was registered that the invoice was paid, and in the same journal.
        """
        invoice = note.reversed_entry_id
        payments = invoice.matched_payment_ids.filtered(
            lambda payment: payment.state in ("in_process", "paid")
        ).sorted("id")
        if not payments:
            return
        if any(not payment.move_id for payment in payments):
            # Payments without an entry leave the invoice open, with which Odoo has
            # just matched the credit note: the money did come in, and went back.
            lines = note.line_ids.filtered("account_id.reconcile")
            lines.remove_move_reconcile()
        if not note.currency_id.is_zero(note.amount_residual):
            self.payment_ids += self._register_payment(note, payments[-1:].journal_id)

    def _register_payment(self, note, journal):
        wizard = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=note.ids
        )
        return wizard.create(
            {
                "journal_id": journal.id,
                "currency_id": note.currency_id.id,
                "amount": note.amount_residual,
                "payment_date": note.invoice_date,
                "communication": self.display_name,
                "payment_difference_handling": "open",
            }
        )._create_payments()
