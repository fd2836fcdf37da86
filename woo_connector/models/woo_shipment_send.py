from psycopg2 import OperationalError

from odoo import fields, models
from odoo.tools import SQL

from ..woo.errors import NotFoundError, RejectedError
from ..woo.shipments import GIVEN_UP, next_status
from .job_errors import job_errors
from .start_over import start_over_on


class WooShipment(models.Model):
    """The job that tells a store of a shipment, once and only once.

    Before each write it looks at the order in the store. What an earlier try has
    written there, although its answer was lost, is found by our own marks: the
    reference in a note, the number in the tracking items, the status itself.
    """

    _inherit = "woo.shipment"

    def _send(self):
        """Tell the store what it does not say yet (job).

        :return: what was done, for the job's record
        :rtype: str
        :raise RetryableJobError: another shipment of the order is being told, or the
            store did not answer
        """
        if not (self.exists() and self.order_id.exists() and self.backend_id.exists()):
            return "Nothing to do"
        self._hold()
        if not self.backend_id.send_shipments:
            reason = self.env._("The store is told of no shipments any more.")
            return self._settle("nothing", reason)
        try:
            with job_errors(self.backend_id), self.backend_id._client() as client:
                return self._tell(client)
        except NotFoundError:
            reason = self.env._("The order is not in the store (any more).")
            return self._settle("nothing", reason)
        except RejectedError as error:
            # Bad data stays bad: a person reads the reason and presses the button.
            return self._settle("failed", str(error))

    def _hold(self):
        """Let one job at a time tell of an order, whose meta data it reads and writes.

        :raise RetryableJobError: somebody else does; the try is not counted
        """
        self.env["woo.binding"]._lock(self.backend_id, "shipment", self.order_id.woo_id)
        self.flush_recordset()
        query = SQL(
            "SELECT id FROM woo_shipment WHERE id = %s FOR NO KEY UPDATE NOWAIT",
            self.id,
        )
        why = f"Shipment {self.name} was written just now"
        with start_over_on(OperationalError, why=why):
            self.env.cr.execute(query, log_exceptions=False)

    def _tell(self, client):
        """Write what the store does not say yet.

        Tracking and status go together: WooCommerce stores the one before it mails the
        other, so that the mail has the link.

        :param client: the open ``Client`` of the store
        """
        path = self.order_id._get_store_path()
        payload = client.get(path, _fields="id,status,meta_data")
        if payload["status"] in GIVEN_UP:
            return self._settle("nothing", self._describe_given_up(payload["status"]))
        tracking, values = self._prepare_tracking(payload)
        status = self._find_next_status(payload["status"])
        body = {**tracking, **({"status": status} if status else {})}
        if body:
            self._write_order(client, path, body)
        if status:
            values["sent_status"] = status
        has_noted = self._tell_by_note(client, values)
        values["sent_tracking_ref"] = self.tracking_ref
        return self._settle_told(bool(body) or has_noted, values)

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
        if sale_order.state != "sale":
            return ""
        final = backend._get_status_slug("shipped_status")
        wanted = final
        if sale_order._has_more_to_deliver():
            wanted = backend._get_status_slug("partly_shipped_status")
        return next_status(current, wanted, final)

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
        is_there = values.get("note_woo_id") or values.get("tracking_woo_ids")
        if not (has_written or is_there or self.sent_at):
            reason = self.env._("The store says all of it already.")
            return self._settle("nothing", reason, **values)
        if has_written or not self.sent_at:
            values["sent_at"] = fields.Datetime.now()
        return self._settle("sent", **values)

    def _settle(self, state, reason=False, **values):
        """Put the shipment into a state; return it in a person's words.

        :param str reason: plain words, for every state but ``sent``
        """
        self.write({"state": state, "reason": reason, **values})
        return dict(self._fields["state"]._description_selection(self.env))[state]
