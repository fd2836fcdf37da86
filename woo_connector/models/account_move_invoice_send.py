from odoo import models

from .woo_invoice_send import TYPES


class AccountMove(models.Model):
    """Stores are given links to the documents of their orders."""

    _inherit = "account.move"

    def _post(self, soft=True):
        """Note posted invoices and credit notes."""
        posted = super()._post(soft)
        if documents := posted.filtered(lambda move: move.move_type in TYPES):
            # Whoever posts an invoice need not have rights on stores.
            self.env["woo.invoice.send"].sudo()._note_posted(documents.sudo())
        return posted
