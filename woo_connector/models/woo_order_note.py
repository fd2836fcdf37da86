from odoo import fields, models
from odoo.tools import html_sanitize, plaintext2html


class WooOrder(models.Model):
    """What the customer wrote to the shop: for the packers, on no printed document."""

    _inherit = "woo.order"

    customer_note = fields.Text(readonly=True)

    def _prepare_header(self, order):
        """Add the customer's words."""
        return {**super()._prepare_header(order), "customer_note": order.customer_note}

    def _edit_note_on_transfers(self, last):
        """Put the note as it is now on the transfers that are still to be done.

        What somebody wrote there beside the customer's words stays.

        :param str last: the note at the last import, if there was one
        """
        before, now = _as_html(last), _as_html(self.customer_note)
        for picking in self._open_transfers():
            note = str(picking.note or "")
            if before and before in note:
                picking.note = note.replace(before, now)
            else:
                picking.note = note + now

    def _open_transfers(self):
        """Return the transfers of the sale order that are still to be done."""
        return self.sale_order_id.picking_ids.filtered(
            lambda picking: picking.state not in ("done", "cancel")
        )


def _as_html(text):
    """Return a text as a field of HTML holds it."""
    return str(html_sanitize(plaintext2html(text))) if text else ""
