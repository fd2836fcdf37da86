from odoo import models

from ..woo.shipments import as_note, note_says


class WooShipment(models.Model):
    """What an order note in the store says about a shipment."""

    _inherit = "woo.shipment"

    def _tell_by_note(self, client, values):
        """Write the note, unless one says the same already.

        A tracking number that comes later is one more note: notes cannot be changed.

        :param client: the open ``Client`` of the store
        :param dict values: gets the number of the note
        :return: whether it was written
        :rtype: bool
        """
        kind = self.backend_id.shipment_note
        if kind == "none":
            return False
        path = f"{self.order_id._get_store_path()}/notes"
        marks = self._get_note_marks()
        found = [
            note["id"] for note in client.get(path) if note_says(note["note"], marks)
        ]
        if not found:
            body = {
                "note": as_note(self._in_words()._prepare_note()),
                "customer_note": kind == "customer",
            }
            values["note_woo_id"] = client.post(path, body)["id"]
            return True
        values["note_woo_id"] = max(found)
        return False

    def _get_note_marks(self):
        """Return the words that tell a note about this shipment from all others."""
        return [self.name, *(parcel.number for parcel in self._get_parcels())]

    def _in_words(self):
        """Return the shipment in the language of whoever reads its note."""
        reader = self.backend_id.responsible_id.partner_id
        if self.backend_id.shipment_note == "customer":
            reader = self.order_id.sale_order_id.partner_id
        return self.with_context(lang=reader.lang or self.env.lang)

    def _prepare_note(self):
        """Return the lines of the note. It has to hold all marks of the shipment.

        :rtype: list[str]
        """
        first = self.env._("Shipment %s", self.name)
        if carrier := self.carrier_id.name:
            first = self.env._(
                "Shipment %(name)s with %(carrier)s", name=self.name, carrier=carrier
            )
        lines = [first]
        for parcel in self._get_parcels():
            lines.append(self.env._("Tracking number: %s", parcel.number))
            if parcel.link:
                lines.append(parcel.link)
        return lines
