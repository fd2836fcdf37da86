from odoo import models
from odoo.exceptions import UserError


class WooOrderStep(models.Model):
    """The steps about the invoice: create, post, send."""

    _inherit = "woo.order.step"

    def _carry_out_invoice(self):
        """Create the invoice, unless it is there already."""
        sale_order = self.order_id.sale_order_id
        if sale_order._waits_for_delivery():
            return "waiting", self.env._(
                "Waits for the delivery, after which it is invoiced."
            )
        lines = sale_order._get_invoiceable_lines(final=True)
        if lines.filtered(lambda line: not line.display_type):
            # A credit note, if the order's total is negative.
            sale_order._create_invoices(final=True)
        self.move_id = self._find_invoices()[-1:]
        if self.move_id:
            return "done", ""
        nothing = self.env._("There is nothing to invoice.")
        if sale_order.currency_id.is_zero(self.order_id.total):
            return "skipped", nothing
        raise UserError(nothing)

    def _carry_out_post(self):
        """Post the invoice, unless somebody did."""
        drafts = self._find_invoices().filtered(lambda move: move.state == "draft")
        drafts.action_post()
        self.move_id = self._find_invoices()[-1:]
        if not self.move_id:
            raise UserError(self.env._("The invoice was cancelled or deleted."))
        return "done", ""

    def _carry_out_send(self):
        """Send the invoice by e-mail, unless somebody did."""
        moves = self._find_invoices()
        self.move_id = moves[-1:]
        unsent = moves.filtered(
            lambda move: move.state == "posted" and not move.is_move_sent
        )
        for move in unsent:
            if not move.partner_id.email:
                raise UserError(
                    self.env._(
                        "%s has no e-mail address.", move.partner_id.display_name
                    )
                )
        self.env["account.move.send"]._generate_and_send_invoices(
            unsent, sending_methods=["email"]
        )
        return "done", ""

    def _find_invoices(self):
        """Return the invoices and credit notes of the order, the oldest first."""
        moves = self.order_id.sale_order_id.invoice_ids
        return moves.filtered(lambda move: move.state != "cancel").sorted("id")
