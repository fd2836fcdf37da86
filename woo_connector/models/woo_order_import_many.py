import logging
from collections import Counter

from psycopg2 import OperationalError

from odoo import api, fields, models

from odoo.addons.queue_job.exception import RetryableJobError

from .job_errors import job_errors
from .woo_order_import import QUIET
from .woo_order_status import TRASH

_logger = logging.getLogger(__name__)


class WooOrder(models.Model):
    """The job that brings in a part of a backlog, asked for and made in one go.

    It uses the same locks and the same steps as the job of a single order, so it does
    not matter which of both an order meets, or in what sequence.
    """

    _inherit = "woo.order"

    @api.model
    def _import_many(self, backend, woo_ids):
        """Import some orders of a backlog (job).

        What is not plain (an order that somebody else works on, that the store does not
        list, or that stops the others in an unexpected way) is left to a job of its
        own.

        :param list woo_ids: numbers of the orders in the store
        :return: what was done, for the job's record
        :rtype: str
        :raise RetryableJobError: somebody else moves the same stock, or the store is
            away
        """
        self = self.with_context(**QUIET)
        free = self._lock_free(backend, woo_ids)
        fetched_at = fields.Datetime.now()
        payloads = self._fetch_many(backend, free)
        outcomes = self._import_together(backend, payloads, fetched_at)
        done = {payload["id"] for payload in payloads} if outcomes else set()
        left = [woo_id for woo_id in woo_ids if woo_id not in done]
        self._enqueue_single(backend, left)
        return describe_outcomes(outcomes, left)

    @api.model
    def _import_together(self, backend, payloads, fetched_at):
        """Import orders as the store has them, all or none.

        :param list payloads: answers of the store, none of them in the trash
        :param datetime fetched_at: a moment before the store was asked
        :return: how many orders became what; empty when one of them stops the others in
            a way that nobody foresaw
        :rtype: Counter
        """
        try:
            with self.env.cr.savepoint():
                return self._import_payloads(backend, payloads, fetched_at)
        except (RetryableJobError, OperationalError):
            raise
        except Exception:
            # The outermost edge: the order at fault is found by the jobs of its own,
            # and keeps none of the others out.
            _logger.warning(
                "Store %s: %d orders could not be imported together (job %s)",
                backend.id,
                len(payloads),
                self.env.context.get("job_uuid"),
                exc_info=True,
            )
            return Counter()

    @api.model
    def _lock_free(self, backend, woo_ids):
        """Lock the orders that nobody works on, see ``woo.binding._lock``.

        :return: their numbers
        :rtype: list[int]
        """
        self.env.cr.execute(
            "SELECT woo_id FROM unnest(%s::int[]) AS wanted (woo_id) WHERE "
            "pg_try_advisory_xact_lock("
            "hashtextextended('woo_connector.order.' || woo_id, %s))",
            (list(woo_ids), backend.id),
        )
        return [woo_id for [woo_id] in self.env.cr.fetchall()]

    @api.model
    def _fetch_many(self, backend, woo_ids):
        """Return the store's orders with unrounded amounts, as far as it lists them.

        It lists neither what is deleted nor what is in the trash.
        """
        if not woo_ids:
            return []
        with job_errors(backend), backend._client() as client:
            found = client.get("orders", include=woo_ids, per_page=len(woo_ids), dp=8)
        listed = {
            payload["id"]: payload for payload in found if payload["status"] != TRASH
        }
        # In the order asked for, whatever the store's. A plugin that spoils the filter
        # lets it list other orders, too.
        return [listed[woo_id] for woo_id in woo_ids if woo_id in listed]

    @api.model
    def _import_payloads(self, backend, payloads, fetched_at):
        """See :meth:`_import_together`."""
        if not payloads:
            return Counter()
        known = self._claim(backend, [payload["id"] for payload in payloads])
        known_ids = set(known.mapped("woo_id"))
        placed = [
            payload
            for payload in payloads
            if payload["id"] in known_ids or self._is_placed(backend, payload)
        ]
        arrivals = self._note_arrivals(backend, placed, known, fetched_at)
        due = [arrival for arrival in arrivals if arrival.order]
        if due:
            self._import_arrivals(due)
        outcomes = Counter({"not placed yet": len(payloads) - len(placed)})
        for arrival in arrivals:
            outcomes[arrival.outcome or arrival.binding._describe_state()] += 1
        return +outcomes


def describe_outcomes(outcomes, left):
    """Return what became of many orders, for the job's record.

    :param Counter outcomes: how many became what
    :param list left: orders that are left to jobs of their own
    """
    parts = [f"{count} {what}" for what, count in outcomes.items()]
    if left:
        parts.append(f"{len(left)} by a job of their own")
    return ", ".join(parts)
