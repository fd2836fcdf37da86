from decimal import Decimal

from odoo import api, fields, models
from odoo.tools import float_compare

from ..woo.apportion import unit_of
from ..woo.errors import RejectedError
from ..woo.schema import Order
from ..woo.status_precedence import Event, Kept
from .sale_order_line_invoice import exact

PENDING = "pending"
#: States of an invoice by what a store's policy takes for paid.
PAID_STATES = {"registered": ("in_payment", "paid"), "matched": ("paid",)}


class WooPaymentSend(models.Model):
    """An invoice of a store's order that was paid in Odoo, and what the store knows."""

    _name = "woo.payment.send"
    _description = "WooCommerce Payment Sent"
    _inherit = "woo.order.send"

    move_id = fields.Many2one(
        "account.move",
        string="Invoice",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )

    # === Inserted with the payment === #

    @api.model
    def _note_paid(self, moves):
        """Insert a row for each invoice of a store's order that is paid now.

        One that was paid before is looked at again.

        :param moves: ``account.move``, customer invoices
        """
        wanted = [
            (move, order)
            for move in moves
            for order in move.invoice_line_ids.sale_line_ids.order_id.woo_order_ids
            if order.backend_id._get_paid_states()
            # Most orders come in paid: their stores need not be asked.
            and not order.date_paid
            and move.payment_state in ("in_payment", "paid")
        ]
        known = self.search([("move_id", "in", [move.id for move, _order in wanted])])
        known.filtered(lambda row: row.state != "sent").action_send_again()
        self.create(
            [
                {
                    "name": move.name,
                    "order_id": order.id,
                    "backend_id": order.backend_id.id,
                    "move_id": move.id,
                }
                for move, order in wanted
                if move not in known.move_id
            ]
        )._send_after_commit()

    # === The job === #

    def _enqueue(self):
        """Let the bank say so first, where the store is to wait for that.

        Nothing of the invoice is written then, so the cron looks.
        """
        waiting = self.filtered(lambda row: row._waits_for_bank())
        reason = self.env._("Waits for the bank statement.")
        waiting.filtered(lambda row: row.reason != reason).reason = reason
        return super(WooPaymentSend, self - waiting)._enqueue()

    def _waits_for_bank(self):
        states = self.backend_id._get_paid_states()
        state = self.move_id.payment_state
        return bool(states) and state == "in_payment" and state not in states

    def _describe_needless(self):
        states = self.backend_id._get_paid_states()
        if not states:
            return self.env._("The store is told of no payments any more.")
        if self._has_more_to_invoice():
            return self.env._("A part of the sale order is not invoiced yet.")
        for move in self._find_documents():
            if move.move_type == "out_invoice" and not self._is_paid(move, states):
                return self.env._("%s is not paid.", move.display_name)
        return ""

    def _has_more_to_invoice(self):
        """Tell whether goods or services of the order are on no invoice yet.

        What is to be delivered first is, although Odoo does not say *to invoice*.
        """
        lines = self.order_id.sale_order_id.order_line
        return any(
            float_compare(
                line.qty_invoiced + line.woo_credited_qty,
                line.product_uom_qty,
                precision_digits=6,
            )
            < 0
            for line in lines.filtered(lambda line: not line.display_type)
        )

    def _is_paid(self, move, states):
        """Tell whether nothing of an invoice is open.

        Odoo calls it in payment also when a payment without a journal entry is less.
        Such a payment of several invoices says of none how much of it is its own.
        """
        if move.payment_state not in (*states, "reversed"):
            return False
        if move.currency_id.is_zero(move.amount_residual):
            return True
        moves = move | self._get_entryless_payments(move).invoice_ids
        due = sum(
            one.currency_id._convert(
                one.amount_residual * -one.direction_sign,
                move.currency_id,
                move.company_id,
                one.date,
            )
            for one in moves.filtered(lambda one: one.state == "posted")
        )
        paid = sum(
            payment.currency_id._convert(
                payment.amount_signed,
                move.currency_id,
                move.company_id,
                payment.date,
            )
            for payment in self._get_entryless_payments(moves)
        )
        return move.currency_id.compare_amounts(due, paid) <= 0

    def _get_entryless_payments(self, moves):
        """Return the payments of invoices that leave what is due of them as it is."""
        return moves.matched_payment_ids.filtered(
            lambda payment: (
                not payment.move_id and payment.state in ("in_process", "paid")
            )
        )

    def _find_documents(self):
        """Return the posted invoices and credit notes of the order."""
        moves = self.order_id.sale_order_id.invoice_ids
        return moves.filtered(lambda move: move.state == "posted")

    def _tell(self, client):
        """Let the store have the order as paid, unless it has.

        WooCommerce takes ``set_paid`` for pending orders only, and decides itself what
        they become. What is on hold has to be given the same status by its name.
        """
        path = self.order_id._get_store_path()
        payload = client.get(path, dp=8)
        current = payload["status"]
        needs_work = payload.get("needs_processing") is not False
        wanted = "processing" if needs_work else "completed"
        verdict = self._decide_status(Event.PAID, current, wanted)
        if not verdict.status:
            if verdict.kept is not Kept.GIVEN_UP:
                # It may be our own doing, of which the answer was lost.
                self.order_id._resend_stock(self.name)
            return self._settle("nothing", self._describe_kept(verdict, current))
        if payload.get("date_paid_gmt"):
            reason = self.env._("The store has the order as paid already.")
            return self._settle("nothing", reason)
        self._check_amount(Order.parse(payload), payload.get("refunds") or ())
        is_pending = current == PENDING
        client.put(path, {"set_paid": True} if is_pending else {"status": wanted})
        if is_pending:
            # Only now the store takes the goods off its shelf, which Odoo has promised.
            self.order_id._resend_stock(self.name)
        return self._settle("sent")

    def _check_amount(self, order, refunds):
        """Check that what was paid is all that the store waits for.

        :param woo.schema.Order order: the store's order
        :param refunds: as the order names them, with negative totals
        :raise RejectedError: it is less
        """
        currency = self.order_id.currency_id
        owed = order.total + sum(Decimal(str(one["total"])) for one in refunds)
        signed = sum(map(self._get_amount_of_order, self._find_documents()))
        paid = exact(signed) - exact(self.order_id.gift_card_amount)
        if owed - paid >= unit_of(currency.decimal_places) / 2:
            raise RejectedError(
                self.env._(
                    "The invoices come to %(paid)s, but the store waits for %(owed)s. "
                    "Change the order in the store, or set it to paid there.",
                    paid=currency.format(float(paid)),
                    owed=currency.format(float(owed)),
                )
            )

    def _get_amount_of_order(self, move):
        """Return what a document charges for this order, which may be one of several.

        :return: with tax; below 0 for a credit note
        """
        sale_lines = move.invoice_line_ids.sale_line_ids
        if sale_lines.order_id <= self.order_id.sale_order_id:
            return move.amount_total_in_currency_signed
        of_order = move.invoice_line_ids.filtered(
            lambda line: self.order_id.sale_order_id in line.sale_line_ids.order_id
        )
        return -move.direction_sign * sum(of_order.mapped("price_total"))

    # === What a person does === #

    def action_open_invoice(self):
        """Open the invoice."""
        return self._open_form(self.move_id)


class WooOrder(models.Model):
    """The payments that the store of an order was told of."""

    _inherit = "woo.order"

    payment_send_ids = fields.One2many("woo.payment.send", "order_id", readonly=True)

    @api.model
    def _told_fields(self):
        return [*super()._told_fields(), "payment_send_ids"]


class WooBackend(models.Model):
    """What a store is told of payments: its policy."""

    _inherit = "woo.backend"

    paid_policy = fields.Selection(
        [
            ("nothing", "Do nothing"),
            ("registered", "Paid in the store, once the payment is registered"),
            ("matched", "Paid in the store, once the bank statement says so"),
        ],
        string="Invoice Paid in Odoo",
        default="nothing",
        required=True,
        help="What becomes of a store's order that waits for money (pending, on-hold) "
        "when all of it is invoiced and paid in Odoo, e.g. by bank transfer. The store "
        "moves it on to processing, or completes it where nothing is to be sent, and "
        "mails the customer as its own settings say.",
    )

    def _get_paid_states(self):
        """Return in which states an invoice counts as paid; none if that is not told.

        :rtype: tuple
        """
        return PAID_STATES.get(self.paid_policy, ())
