from odoo import models
from odoo.exceptions import UserError
from odoo.tools import float_compare


class WooOrderStep(models.Model):
    """The steps about the invoice: create, post, send."""

    _inherit = "woo.order.step"

    def _carry_out_invoice(self):
        """Create the invoice, unless it is there already."""
        sale_order = self.order_id.sale_order_id
        if sale_order._waits_for_delivery():
            return "waiting", self._describe_wait()
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

    def _describe_wait(self):
        """Return what the invoice waits for: a transfer, or somebody's word."""
        lines = self.order_id.sale_order_id.order_line.filtered(
            lambda line: line._waits_for_delivery()
        )
        if "stock_move" in lines.mapped("qty_delivered_method"):
            return self.env._("Waits for the delivery, after which it is invoiced.")
        return self.env._(
            "Waits for what no transfer delivers: %s. Enter on the sale order how much "
            "of it is delivered. What is invoiced by its ordered quantity is not "
            "waited for.",
            ", ".join(lines.product_id.mapped("display_name")),
        )

    def _carry_out_post(self):
        """Post the invoice, unless somebody did."""
        moves = self._find_invoices()
        if not moves:
            raise UserError(self.env._("The invoice was cancelled or deleted."))
        self.move_id = moves[-1:]
        drafts = moves.filtered(lambda move: move.state == "draft")
        if drafts:
            self._check_equals_order(moves)
            drafts.action_post()
        return "done", ""

    def _check_equals_order(self, moves):
        """Refuse to post what differs from the sale order, which equals the store's.

        Only where the whole order is invoiced, and nothing but it.

        :raise UserError: it differs; a person may post it nevertheless
        """
        sale_order = self.order_id.sale_order_id
        is_part = any(
            float_compare(line.qty_invoiced, line.product_uom_qty, precision_digits=6)
            for line in sale_order.order_line
        )
        if is_part or moves.line_ids.sale_line_ids.order_id != sale_order:
            return
        currency = sale_order.currency_id
        invoiced = sum(moves.mapped("amount_total_in_currency_signed"))
        if currency.compare_amounts(invoiced, sale_order.amount_total):
            raise UserError(
                self.env._(
                    "The invoice amounts to %(invoiced)s, the sale order to "
                    "%(ordered)s. Post it yourself if that is meant.",
                    invoiced=currency.format(invoiced),
                    ordered=currency.format(sale_order.amount_total),
                )
            )

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
