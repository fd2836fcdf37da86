import json
from datetime import timedelta, timezone

from psycopg2.errors import SerializationFailure

from odoo import fields, models
from odoo.tools import SQL

from ..woo.cursor import PollRequest, next_request
from ..woo.schema.base import readable_moment
from .job_errors import job_errors
from .start_over import start_over_on
from .woo_order_enqueue import CHUNK
from .woo_order_import_many import describe_outcomes

#: Past orders come after whatever is new.
PRIORITY = 20


class WooHistory(models.Model):
    """How past orders are read: page by page, each a job, oldest first.

    A page and how far it brings the import are stored in one transaction. So it goes on
    where it stopped, whatever stopped it.
    """

    _inherit = "woo.history"

    cursor = fields.Datetime(readonly=True, copy=False)
    page = fields.Integer(default=1, readonly=True, copy=False, aggregator=None)
    is_downwards = fields.Boolean(readonly=True, copy=False)
    # Pages overlap: numbers of orders that are counted and may come again.
    counted = fields.Json(readonly=True, copy=False)

    def _enqueue_page(self):
        self.ensure_one()
        backend = self.backend_id._for_job()
        self.with_env(backend.env).with_delay(
            identity_key=self._job_key(),
            description=f"Import past orders of store {backend.id}",
            max_retries=0,
            priority=PRIORITY,
        )._import_page()

    def _import_page(self):
        """Import one page of past orders (job).

        :return: what was done, for the job's record
        :rtype: str
        """
        self.ensure_one()
        if self.state != "running":
            return "Stopped"
        backend = self.backend_id._for_job()
        self.env["woo.binding"]._lock(backend, "history", self.id)
        request = self._get_request()
        fetched_at = fields.Datetime.now()
        with job_errors(backend), backend._client() as client:
            total = self.total or client.count("orders", **self._get_filter())
            payloads = client.get("orders", **self._get_params(request))
        outcomes, left = self.env["woo.order"]._import_past(self, payloads, fetched_at)
        placed = {one["id"]: _get_date(one, request) for one in payloads}
        following = next_request(request, list(placed.values()), CHUNK)
        self._note_page(total, placed, following)
        if following:
            self._enqueue_page()
        return describe_outcomes(outcomes, left)

    # === What is asked for === #

    def _get_request(self):
        """Return the page that is next."""
        if self.cursor:
            after = self.cursor.replace(tzinfo=timezone.utc)
            return PollRequest(after, self.page, self.is_downwards)
        # The store leaves out the moment itself, the person means to include it.
        start = self.date_from.replace(microsecond=0, tzinfo=timezone.utc)
        return PollRequest(start - timedelta(seconds=1))

    def _get_filter(self):
        """Return what the store is asked for, all pages together."""
        start = self.date_from.replace(tzinfo=timezone.utc) - timedelta(seconds=1)
        return {
            "after": start,
            "before": self.date_to.replace(tzinfo=timezone.utc),
            "dates_are_gmt": True,
            "status": self.status_ids.mapped("slug") or None,
        }

    def _get_params(self, request):
        """Return the parameters of one page."""
        return {
            **self._get_filter(),
            "after": request.after,
            "orderby": "date",
            "order": "asc",
            "per_page": CHUNK,
            "page": request.page,
            "dp": 8,
        }

    # === How far it has come === #

    def _note_page(self, total, placed, following):
        """Remember that a page is done and which one is next.

        :param dict placed: per order of the page, when it was placed
        :param PollRequest following: the next page; ``None`` when this was the last
        :raise RetryableJobError: somebody has just pressed a button
        """
        counted = set(self.counted or [])
        seen = self.seen + len(placed.keys() - counted)
        if following and following.page == 1 and not following.downwards:
            counted = {one for one, date in placed.items() if date > following.after}
        else:
            counted |= placed.keys()
        query = SQL(
            """
            UPDATE woo_history
               SET total = %s, seen = %s, state = %s, cursor = %s, page = %s,
                   is_downwards = %s, counted = %s::jsonb
             WHERE id = %s
            """,
            total,
            seen,
            "running" if following else "done",
            following and following.after.replace(tzinfo=None),
            following.page if following else 1,
            bool(following and following.downwards),
            json.dumps(sorted(counted)),
            self.id,
        )
        with start_over_on(SerializationFailure, why="Somebody pressed a button"):
            self.env.cr.execute(query, log_exceptions=False)
        self.invalidate_recordset()


def _get_date(payload, request):
    """Return when an order was placed (aware).

    An order without a date, or with none that a calendar has, which a broken import can
    leave in a store, counts as placed where the page begins.
    """
    return readable_moment(payload["date_created_gmt"]) or request.after
