from odoo import api, fields, models

from ..woo.invoice_links import merged_documents
from ..woo.shipments import as_note, note_says
from .woo_order_status import TRASH

TYPES = {"out_invoice": "invoice", "out_refund": "credit_note"}


class WooInvoiceSend(models.Model):
    """A posted invoice or credit note of a store's order, and its link in the store.

    The store can be told a link alone: its API takes no files with the connector's
    keys. The link opens the document for whoever has it, as those in Odoo's mails do.
    """

    _name = "woo.invoice.send"
    _description = "WooCommerce Invoice Link"
    _inherit = "woo.order.send"

    move_id = fields.Many2one(
        "account.move",
        string="Invoice",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    note_woo_id = fields.Integer(
        string="Note in the Store",
        readonly=True,
        aggregator=None,
        help="Number of the order note with the link in the store.",
    )

    _move_order_unique = models.UniqueIndex("(move_id, order_id)")

    # === Inserted with the posting === #

    @api.model
    def _note_posted(self, moves):
        """Insert a row for each posted document of a store's order, once.

        :param moves: ``account.move``, customer invoices and credit notes
        """
        policies = ["|", ("invoice_note", "!=", "none"), ("invoice_meta", "=", True)]
        if not self.env["woo.backend"].search_count(policies, limit=1):
            return
        known = self.search([("move_id", "in", moves.ids)])
        # Posted once more: its amount may be another.
        known.action_send_again()
        values_list = [
            {
                "name": move.name,
                "order_id": order.id,
                "backend_id": order.backend_id.id,
                "move_id": move.id,
            }
            for move in moves - known.move_id
            for order in self._get_orders(move)
            if order.backend_id._links_invoices()
        ]
        for move in moves.browse({values["move_id"] for values in values_list}):
            # Not in the job: a try that is undone must not leave another link behind.
            move._portal_ensure_token()
        self.create(values_list)._send_after_commit()

    @api.model
    def _get_orders(self, move):
        """Return the stores' orders that a document is of."""
        orders = move.invoice_line_ids.sale_line_ids.order_id.woo_order_ids
        return orders or move._get_woo_orders()

    # === The job === #

    def _describe_needless(self):
        if not self.backend_id._links_invoices():
            return self.env._("The store is given no links to invoices any more.")
        if self.move_id.state != "posted":
            return self.env._("The document is not posted any more.")
        return ""

    def _tell(self, client):
        """Write the link into the order's meta data and a note, where it is not."""
        path = self.order_id._get_store_path()
        payload = client.get(path, _fields="id,status,meta_data")
        if payload["status"] == TRASH:
            reason = self.env._("The order is in the store's trash.")
            return self._settle("nothing", reason)
        has_written = self._tell_by_meta(client, path, payload)
        has_written |= self._tell_by_note(client, path)
        if not has_written and not self.sent_at and not self.note_woo_id:
            reason = self.env._("The store says all of it already.")
            return self._settle("nothing", reason)
        return self._settle("sent")

    def _tell_by_meta(self, client, path, payload):
        """Write the link into the order's meta data; return whether it was missing."""
        if not self.backend_id.invoice_meta:
            return False
        entry = merged_documents(payload.get("meta_data"), self._prepare_document())
        if entry:
            client.put(path, {"meta_data": [entry]})
        return bool(entry)

    def _tell_by_note(self, client, path):
        """Write a note with the link, unless there is one; return whether it was.

        Nothing but our own note has the link's secret.
        """
        kind = self.backend_id.invoice_note
        if kind == "none":
            return False
        mark = [self.move_id.access_token]
        found = [
            note["id"]
            for note in client.get(f"{path}/notes")
            if note_says(note["note"], mark)
        ]
        if found:
            self.note_woo_id = max(found)
            return False
        body = {
            "note": as_note(self._in_words()._prepare_note()),
            "customer_note": kind == "customer",
        }
        self.note_woo_id = client.post(f"{path}/notes", body)["id"]
        return True

    # === What is said === #

    def _get_link(self):
        """Return where whoever has the link may see the document."""
        return self.move_id.get_base_url() + self.move_id.get_portal_url()

    def _prepare_document(self):
        """Return the document as the order's meta data names it."""
        move = self.move_id
        return {
            "number": move.name,
            "type": TYPES[move.move_type],
            "date": str(move.invoice_date),
            "total": f"{move.amount_total:.{move.currency_id.decimal_places}f}",
            "currency": move.currency_id.name,
            "link": self._get_link(),
        }

    def _in_words(self):
        """Return the row in the language of whoever reads its note."""
        reader = self.backend_id.responsible_id.partner_id
        if self.backend_id.invoice_note == "customer":
            reader = self.move_id.partner_id
        return self.with_context(lang=reader.lang or self.env.lang)

    def _prepare_note(self):
        """Return the lines of the note; it has to hold the link.

        :rtype: list[str]
        """
        move = self.move_id
        amount = move.currency_id.format(move.amount_total)
        names = {"number": move.name, "amount": amount}
        if move.move_type == "out_refund":
            first = self.env._("Credit note %(number)s, %(amount)s", **names)
        else:
            first = self.env._("Invoice %(number)s, %(amount)s", **names)
        return [first, self._get_link()]


class WooOrder(models.Model):
    """The links to invoices that the store of an order was given."""

    _inherit = "woo.order"

    invoice_send_ids = fields.One2many("woo.invoice.send", "order_id", readonly=True)


class WooBackend(models.Model):
    """Whether a store is given links to invoices: its policy."""

    _inherit = "woo.backend"

    invoice_note = fields.Selection(
        [
            ("none", "No note"),
            ("private", "Private note"),
            ("customer", "Note to the customer"),
        ],
        string="Link to the Invoice",
        default="none",
        required=True,
        help="Each posted invoice and credit note of an order is noted on the order in "
        "the store, once, with a link to it. Whoever has the link can see and download "
        "the document. Notes to the customer are mailed by the store.",
    )
    invoice_meta = fields.Boolean(
        string="Link in the Meta Data",
        help="The order's meta data in the store lists its posted invoices and credit "
        "notes, with their links, as _odoo_invoices: for a theme or plugin to show.",
    )

    def _links_invoices(self):
        return self.invoice_note != "none" or self.invoice_meta
