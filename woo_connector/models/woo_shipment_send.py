from odoo import fields, models

from ..woo.errors import RejectedError
from ..woo.status_precedence import Event, Stage, stage_of


class WooShipment(models.Model):
    """The job that tells a store of a shipment, once and only once.

    Before each write it looks at the order in the store. What an earlier try has
    written there, although its answer was lost, is found by our own marks: the
    reference in a note, the number in the tracking items, the status itself.
    """

    _inherit = "woo.shipment"

    def _lock_order(self):
        """Let one job at a time tell of an order, whose meta data it reads and writes.

        An import may go on meanwhile: it writes nothing of this in the store.
        """
        self.env["woo.binding"]._lock(self.backend_id, "shipment", self.order_id.woo_id)

    def _describe_needless(self):
        if not self.backend_id.send_shipments:
            return self.env._("The store is told of no shipments any more.")
        return ""

    def _tell(self, client):
        """Write what the store does not say yet.

        Tracking and status go together: WooCommerce stores the one before it mails the
        other, so that the mail has the link.

        :param client: the open ``Client`` of the store
        """
        path = self.order_id._get_store_path()
        payload = client.get(path, _fields="id,status,meta_data")
        status = self._find_next_status(payload["status"])
        if stage_of(payload["status"]) is Stage.GIVEN_UP:
            return self._settle("nothing", self._describe_given_up(payload["status"]))
        tracking, values = self._prepare_tracking(payload)
        has_told = self._tell_tracking(client, values)
        body = {**tracking, **({"status": status} if status else {})}
        if body:
            self._write_order(client, path, body)
        if status:
            values["sent_status"] = status
        has_told |= self._tell_by_note(client, values)
        values["sent_tracking_ref"] = self.tracking_ref
        return self._settle_told(bool(body) or has_told, values)

    def _write_order(self, client, path, body):
        """Change the order in the store.

        :raise RejectedError: with words that tell what to do about it
        """
        try:
            client.put(path, body)
        except RejectedError as error:
            if "status" not in body or "status" not in error.message:
                raise
            raise RejectedError(
                self.env._(
                    "The store does not take the status “%(status)s”. Does it have "
                    "such a status? It says: %(answer)s",
                    status=body["status"],
                    answer=error.message,
                )
            ) from error

    def _find_next_status(self, current):
        """Return the status that the order is to have, empty to leave it.

        :param str current: what the store says
        """
        backend, sale_order = self.backend_id, self.order_id.sale_order_id
        event, name = Event.DELIVERED, "shipped_status"
        if sale_order._has_more_to_deliver():
            event, name = Event.PARTLY_DELIVERED, "partly_shipped_status"
        is_live = sale_order.state == "sale"
        wanted = backend._get_status_slug(name) if is_live else ""
        return self._decide_status(event, current, wanted).status

    def _describe_given_up(self, status):
        """Return in plain words why the store is told nothing."""
        return self.env._(
            "The order is “%s” in the store: it is told nothing more, and its status "
            "stays.",
            status,
        )

    # === Record === #

    def _settle_told(self, has_written, values):
        """Record what the store says now, whoever has written it.

        :param bool has_written: whether anything was left to say
        :param dict values: remote ids of what the store has of this shipment
        """
        names = ("note_woo_id", "tracking_woo_ids", "fulfillment_woo_id")
        is_there = any(map(values.get, names))
        if not (has_written or is_there or self.sent_at):
            reason = self.env._("The store says all of it already.")
            return self._settle("nothing", reason, **values)
        if has_written or not self.sent_at:
            values["sent_at"] = fields.Datetime.now()
        return self._settle("sent", **values)
