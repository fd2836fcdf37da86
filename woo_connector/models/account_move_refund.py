from odoo import models


class AccountMove(models.Model):
    """Invoices that refunds of a store wait for."""

    _inherit = "account.move"

    def _post(self, soft=True):
        """Carry out the refunds that waited for an invoice to be posted."""
        posted = super()._post(soft)
        if invoices := posted.filtered(lambda move: move.move_type == "out_invoice"):
            # Whoever posts an invoice need not have rights on stores.
            self.env["woo.refund"].sudo()._resume_of_invoices(invoices)
        return posted
