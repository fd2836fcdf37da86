from datetime import timedelta

from psycopg2.errors import SerializationFailure

from odoo import api, fields, models
from odoo.tools import SQL

from .start_over import start_over_on

#: How long the store's dates, whole seconds, may hide a further change of an object.
SETTLING = timedelta(seconds=1)


class WooEvent(models.Model):
    """How findings of the poll and requests of people come into the inbox."""

    _inherit = "woo.event"

    @api.model
    def _note_found(self, backend, resource, found):
        """Store changed objects a poll has found, each change once.

        The poll overlaps, so it finds the same change again and again; the unique index
        of the deliveries keeps it out, with the date of the change as delivery id.
        A change of this very second is noted as unsettled and once more when the second
        is over, because another change in it would carry the same date.

        :param str resource: kind of the objects, e.g. ``"order"``
        :param dict found: per store id, when it was modified (naive, UTC)
        :return: how many were new
        :raise RetryableJobError: another poll has just stored the same
        """
        if not found:
            return 0
        settled_until = fields.Datetime.now() - SETTLING
        keys = [
            f"{resource}-{woo_id}-{modified:%Y%m%dT%H%M%S}"
            + ("" if modified < settled_until else "-unsettled")
            for woo_id, modified in found.items()
        ]
        query = SQL(
            """
            INSERT INTO woo_event (backend_id, source, topic, resource, action, woo_id,
                                   delivery_id, received_at, body_hash, state)
            SELECT %s, 'poll', %s, %s, 'updated', woo_id, key, %s, '', 'pending'
              FROM unnest(%s, %s) AS found (woo_id, key)
            ON CONFLICT (backend_id, delivery_id, body_hash)
                  WHERE delivery_id IS NOT NULL
                     DO NOTHING
            """,
            backend.id,
            f"{resource}.updated",
            resource,
            fields.Datetime.now(),
            list(found),
            keys,
        )
        with start_over_on(SerializationFailure, why="Another poll has just ended"):
            self.env.cr.execute(query, log_exceptions=False)
        if new := self.env.cr.rowcount:
            self._dispatch_after_commit(backend.id)
        return new

    @api.model
    def _note_wanted(
        self, backend, resource, woo_ids, source="manual", action="wanted"
    ):
        """Store that these objects are to be imported, whatever their dates say.

        :param list woo_ids: numbers of the objects in the store
        :param str source: who wants it: ``manual``, a person, or ``sweep``
        :return: the new inbox rows
        """
        events = self.create(
            [
                {
                    "backend_id": backend.id,
                    "source": source,
                    "topic": f"{resource}.{action}",
                    "resource": resource,
                    "action": action,
                    "woo_id": woo_id,
                }
                for woo_id in woo_ids
            ]
        )
        self._dispatch_after_commit(backend.id)
        return events
