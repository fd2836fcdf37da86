import logging
from datetime import datetime, timedelta, timezone
from functools import partial

import psycopg2
from psycopg2.errors import SerializationFailure

from odoo import SUPERUSER_ID, api, fields, models
from odoo.tools import SQL

from odoo.addons.queue_job.job import ENQUEUED, PENDING, STARTED, WAIT_DEPENDENCIES

from .start_over import start_over_on

_logger = logging.getLogger(__name__)

NOT_STARTED = (WAIT_DEPENDENCIES, PENDING, ENQUEUED)

#: Rows one dispatch job takes; the rest is left to a job that follows it.
BATCH = 1000

#: How far the clocks of two Odoo machines may differ.
CLOCK_DIFFERENCE = timedelta(milliseconds=100)

#: How long a burst is gathered for one dispatch. The first delivery never waits.
PACE = timedelta(seconds=1)


def dispatch_key(backend_id):
    """Return the identity of the one dispatch job of a store that may wait."""
    return f"woo-dispatch-{backend_id}"


class WooEvent(models.Model):
    """How rows leave the inbox: each becomes, with its like, one job per object.

    No row can be missed. Whether a dispatch job waits is asked only *after* the row is
    committed. If one waits, it starts later than that, and its snapshot holds the row.
    If none waits, one is made. Should making it fail, the row stays pending for the
    cron.
    """

    _inherit = "woo.event"

    # === When === #

    @api.model
    def _dispatch_after_commit(self, backend_id, not_before=None):
        """See to it that what this transaction stored is dispatched, once it is there.

        :param int backend_id: the ``woo.backend`` whose inbox got a row
        :param datetime not_before: a dispatch job waits for this moment (naive, UTC)
        """
        postcommit = self.env.cr.postcommit
        waiting = postcommit.data.setdefault("woo_connector.dispatch", set())
        if backend_id not in waiting:
            waiting.add(backend_id)
            postcommit.add(partial(self._ensure_dispatch, backend_id, not_before))

    @api.model
    def _ensure_dispatch(self, backend_id, not_before=None):
        """Enqueue the store's dispatch job unless one is waiting; never fails.

        Runs after a commit, so its first query opens a new transaction, whose snapshot
        is newer than the committed rows. The job is made through a cursor of its own:
        the caller's transaction is over, and nobody would commit a second one.

        :param datetime not_before: a dispatch job was seen to wait for this moment. If
            that is still to come, the job has not started, and nothing need be asked.
        """
        now = datetime.now(timezone.utc).replace(tzinfo=None)
        if not_before and not_before - CLOCK_DIFFERENCE > now:
            return
        try:
            if self._is_dispatch_waiting(backend_id):
                return
            pause = PACE if self._was_just_dispatched(backend_id) else None
            with self.env.registry.cursor() as cr:
                backend = api.Environment(cr, SUPERUSER_ID, {})["woo.backend"].browse(
                    backend_id
                )
                backend.env["woo.event"]._enqueue_dispatch(backend, eta=pause)
        except psycopg2.Error as error:
            # The rows are safe, the store has to be told so; the cron comes by.
            _logger.warning(
                "Store %s: no dispatch job now, the cron will make one: %s",
                backend_id,
                error,
            )

    @api.model
    def _is_dispatch_waiting(self, backend_id):
        """Whether a dispatch job of this store has not started yet."""
        self.env.cr.execute(
            "SELECT 1 FROM queue_job WHERE identity_key = %s AND state IN %s LIMIT 1",
            (dispatch_key(backend_id), NOT_STARTED),
        )
        return bool(self.env.cr.rowcount)

    @api.model
    def _was_just_dispatched(self, backend_id):
        """Whether a dispatch of this store runs or has just ended.

        Then a burst is under way, and the next dispatch may gather for a moment: a job
        costs a worker more than many deliveries do.
        """
        functions = self.env["queue.job.function"].with_user(SUPERUSER_ID)
        config = functions.job_config("<woo.event>._dispatch")
        # Written for the indexes queue_job has; the channel is there for its sake.
        self.env.cr.execute(
            """
            SELECT 1 FROM queue_job
             WHERE identity_key = %s
               AND (state = %s OR (channel = %s AND date_done >= %s))
             LIMIT 1
            """,
            (
                dispatch_key(backend_id),
                STARTED,
                config.channel,
                fields.Datetime.now() - PACE,
            ),
        )
        return bool(self.env.cr.rowcount)

    @api.model
    def _enqueue_dispatch(self, backend, eta=None):
        """Enqueue the job that empties the inbox of one store.

        :param timedelta eta: not before this time from now
        """
        backend = backend._for_job()
        return (
            self.with_env(backend.env)
            .with_delay(
                identity_key=dispatch_key(backend.id),
                description=f"Dispatch the inbox of store {backend.id}",
                max_retries=0,
                eta=eta,
            )
            ._dispatch(backend)
        )

    @api.model
    def _cron_dispatch(self):
        """Enqueue a dispatch job for each store that has rows waiting (safety net)."""
        backends = self.env["woo.backend"].search([("state", "!=", "draft")])
        groups = self._read_group(
            [("state", "=", "pending"), ("backend_id", "in", backends.ids)],
            groupby=["backend_id"],
        )
        for [backend] in groups:
            self._enqueue_dispatch(backend)

    # === How === #

    @api.model
    def _dispatch(self, backend):
        """Turn the waiting rows of a store into one import job per object (job).

        One at a time per store. The order of arrival is kept, also among the objects.
        An import job that has started may have read its object before the event, so
        only jobs that still wait may stand for it: that is what ``identity_key`` does.

        :return: what was done, for the job's record
        :rtype: str
        """
        if not backend.exists() or backend.state == "draft":
            return "The store is not connected."
        self.env["woo.binding"]._lock(backend, "inbox", 0)
        rows = self._take_pending(backend)
        if rows:
            backend._note_heard()
        for resource in dict.fromkeys(resource for _id, resource, _woo_id in rows):
            events = [row for row in rows if row[1] == resource]
            self._dispatch_resource(backend, resource, events)
        if len(rows) == BATCH:
            self._enqueue_dispatch(backend)
        return f"{len(rows)} events"

    @api.model
    def _take_pending(self, backend):
        """Lock the oldest waiting rows.

        :return: (event id, resource, store id) in order of arrival
        :rtype: list[tuple[int, str, int]]
        :raise RetryableJobError: the job's snapshot is older than the last dispatch
        """
        query = SQL(
            """
            SELECT id, resource, woo_id FROM woo_event
             WHERE backend_id = %s AND state = 'pending'
             ORDER BY id LIMIT %s FOR UPDATE
            """,
            backend.id,
            BATCH,
        )
        self.flush_model()
        why = "Another dispatch has just ended"
        with start_over_on(SerializationFailure, why=why):
            self.env.cr.execute(query, log_exceptions=False)
        return self.env.cr.fetchall()

    @api.model
    def _dispatch_resource(self, backend, resource, events):
        """Pass the events of one kind of object on to its importer.

        :param list events: rows of :meth:`_take_pending`, all of this resource
        """
        event_ids = [event_id for event_id, _resource, _woo_id in events]
        woo_ids = list(dict.fromkeys(woo_id for _id, _resource, woo_id in events))
        if resource == "order" and not backend.import_orders:
            reason = self.env._("Orders of this store are not imported.")
            self._mark(event_ids, "ignored", reason)
        elif resource == "order":
            self.env["woo.order"]._enqueue_import(backend, woo_ids)
            self._mark(event_ids, "done")
        elif resource == "product":
            self._dispatch_products(backend, event_ids)
        else:
            reason = self.env._("Nothing is done with this kind of object.")
            self._mark(event_ids, "ignored", reason)

    @api.model
    def _mark(self, event_ids, state, reason=False):
        self.browse(event_ids).write(
            {
                "state": state,
                "error": reason,
                "job_uuid": self.env.context.get("job_uuid"),
            }
        )
