import json
from datetime import timedelta

from odoo import api, fields, models

#: How long the body of a delivery is believed: of what changed later, the delivery may
#: have been lost.
BELIEVED = timedelta(minutes=5)


class WooEvent(models.Model):
    """Announcements of products that say nothing new."""

    _inherit = "woo.event"

    @api.model
    def _dispatch_products(self, backend, event_ids):
        """Have the announced products read, but for those that are known like that.

        :param list event_ids: pending events of products
        """
        events = self.browse(event_ids)
        known = events._find_known_products(backend)
        reason = self.env._("Nothing has changed of what Odoo keeps of the product.")
        self._mark(known.ids, "ignored", reason)
        others = events - known
        self._mark(others.ids, "done")
        if others:
            woo_ids = list(dict.fromkeys(others.mapped("woo_id")))
            self.env["woo.product"]._enqueue_import(backend, woo_ids)
        self.env["woo.discrepancy"]._watch_announced(backend, events)

    def _find_known_products(self, backend):
        """Return the events of products of which each event tells what is known.

        :param backend: the ``woo.backend`` of these events
        """
        bodies, unsaid = [], set()
        for event in self:
            body = event._read_body()
            if body is None:
                unsaid.add(event.woo_id)
            else:
                bodies.append(body)
        known = self.env["woo.product"]._find_known(backend, bodies) - unsaid
        return self.filtered(lambda event: event.woo_id in known)

    def _read_body(self):
        """Return what this delivery says of its object, if it is to be believed.

        :return: decoded JSON, ``None`` where the object has to be asked for
        :rtype: dict | None
        """
        believed_since = fields.Datetime.now() - BELIEVED
        return None if self.received_at < believed_since else self._read_delivery()

    def _read_delivery(self):
        """Return what this delivery said of its object, however long ago.

        :return: decoded JSON, ``None`` where it was none or said nothing
        :rtype: dict | None
        """
        self.ensure_one()
        if self.source != "webhook":
            return None
        body = json.loads(self.body or "{}")
        return body if body.get("id") == self.woo_id else None
