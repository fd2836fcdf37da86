import logging
from datetime import timedelta, timezone

from odoo import api, fields, models

from ..woo.cursor import PollRequest, first_request, moved_cursor, next_request
from ..woo.schema.base import readable_moment
from .job_errors import job_errors
from .woo_event_found import SETTLING

_logger = logging.getLogger(__name__)

#: Minutes between the polls of a store that only a person can repair.
PAUSE_AFTER_ERROR = 60


class WooBackend(models.Model):
    """The poll: what finds the orders that no webhook announced.

    One page is one job: it stores what it found and moves the cursor in the same
    transaction, then enqueues the job for the next page. So nothing has to be
    committed inside a job, a page that fails is retried by itself, and a chain that
    breaks is begun anew at the cursor, which never passes what is not stored.
    """

    _inherit = "woo.backend"

    poll_interval = fields.Integer(
        string="Poll Every (minutes)",
        default=5,
        help="How often the store is asked for changed orders. Webhooks are quicker; "
        "the poll finds what they lost.",
    )

    _check_poll_interval = models.Constraint(
        "CHECK (poll_interval > 0)", "Poll at least a minute apart."
    )

    def write(self, vals):
        """Go back when older orders are wanted than before."""
        if start := fields.Datetime.to_datetime(vals.get("import_from")):
            older = self.filtered(
                lambda backend: backend.import_from and start < backend.import_from
            )
            # The row is nobody's to edit; choosing the date is the managers'.
            older.progress_ids.sudo().order_cursor = False
        return super().write(vals)

    # === When === #

    def action_poll_now(self):
        """Look for changed orders now, in the background."""
        for backend in self:
            backend._enqueue_poll()
        return self._notify_started(
            self.env._("The store is being asked for changed orders.")
        )

    @api.model
    def _cron_poll(self):
        """Enqueue one poll job for each store whose time has come."""
        for backend in self._take_due_stores():
            backend._enqueue_poll()

    @api.model
    def _take_due_stores(self):
        """Return the stores that are due for a poll, and set when they are due next."""
        now = fields.Datetime.now()
        progress = self.env["woo.backend.progress"]
        stores = self.search([("import_orders", "=", True), ("state", "!=", "draft")])
        return stores.filtered(
            lambda backend: progress._take_due(
                backend, "next_poll_at", now + backend._get_poll_pause()
            )
        )

    def _get_poll_pause(self):
        """Return how long after a poll the next one is due."""
        minutes = self.poll_interval
        if self.state == "error":
            minutes = max(minutes, PAUSE_AFTER_ERROR)
        return timedelta(minutes=minutes)

    def _enqueue_poll(self, request=None):
        """Enqueue the job for one page of the poll.

        :param PollRequest request: which page; by default the first after the cursor
        """
        self.ensure_one()
        page = request and (
            fields.Datetime.to_string(request.after),
            request.page,
            request.downwards,
        )
        return (
            self._for_job()
            .with_delay(
                identity_key=f"woo-poll-{self.id}",
                description=f"Poll the orders of store {self.id}",
                max_retries=0,
            )
            ._poll(*(page or ()))
        )

    # === How === #

    def _poll(self, after=None, page=1, downwards=False):
        """Find one page of changed orders and store them in the inbox (job).

        :param str after: where a poll under way goes on (UTC), see ``PollRequest``;
            by default it begins at the cursor
        :return: what was found, for the job's record
        :rtype: str
        """
        self.ensure_one()
        if self.state == "draft" or not self.import_orders:
            return "Orders of this store are not imported."
        self.env["woo.binding"]._lock(self, "poll", 0)
        request = self._first_poll_request()
        if after:
            after = fields.Datetime.to_datetime(after).replace(tzinfo=timezone.utc)
            request = PollRequest(after, page, downwards)
        asked_at = fields.Datetime.now()
        with job_errors(self), self._client() as client:
            orders = client.get(
                "orders", **request.params(), _fields="id,status,date_modified_gmt"
            )
        modified = {order["id"]: self._poll_date(order, request) for order in orders}
        if self.state == "error":
            self._requeue_misconfigured_jobs()
        new = self._store_findings(modified)
        following = next_request(request, list(modified.values()))
        if following:
            self._enqueue_poll(following)
        else:
            self._end_degraded_when_seen(asked_at)
        _logger.info("Store %s: poll: %d orders, %d new", self.id, len(orders), new)
        return f"{len(orders)} orders, {new} new"

    def _first_poll_request(self):
        """Return where a poll begins: a little before the cursor, never before the
        moment from which on orders are wanted."""
        start = (self.import_from or self.create_date).replace(tzinfo=timezone.utc)
        # The store leaves out the moment itself, the admin means to include it.
        earliest = first_request(start, overlap=timedelta(seconds=1))
        if not self.order_cursor:
            return earliest
        request = first_request(self.order_cursor.replace(tzinfo=timezone.utc))
        return max(request, earliest, key=lambda request: request.after)

    @api.model
    def _poll_date(self, order, request):
        """Return when a found order was modified (aware).

        An order without a date, or with none that a calendar has, which a broken import
        can leave in a store, counts as modified where the page begins.
        """
        return readable_moment(order["date_modified_gmt"]) or request.after

    def _store_findings(self, modified):
        """Store what a page has shown and move the cursor past it, both or none.

        :param dict modified: per order id, when it was modified (aware)
        :return: how many orders were new
        """
        naive = {woo_id: date.replace(tzinfo=None) for woo_id, date in modified.items()}
        new = self.env["woo.event"]._note_found(
            self, "order", self._without_known(naive)
        )
        start = (self.order_cursor or self._first_poll_request().after).replace(
            tzinfo=timezone.utc
        )
        cursor = moved_cursor(start, modified.values()).replace(tzinfo=None)
        now = fields.Datetime.now()
        pause = timedelta(minutes=self.poll_interval)
        # A clock that was wrong, or a plugin, leaves orders that are dated in the
        # future. Nothing that changes until then would be found.
        self._note_progress(
            order_cursor=min(cursor, now), last_poll_at=now, next_poll_at=now + pause
        )
        return new

    def _without_known(self, modified):
        """Leave out the orders that were read from the store since that change.

        Read in the very second of the change does not count: the store's dates are
        whole seconds, and the order may have changed again in it.
        """
        imported = self.env["woo.order"].search_fetch(
            [
                ("backend_id", "=", self.id),
                ("woo_id", "in", list(modified)),
                ("date_modified", "!=", False),
                ("last_import_at", "!=", False),
            ],
            ["woo_id", "date_modified", "last_import_at"],
        )
        known = {
            order.woo_id
            for order in imported
            if order.date_modified >= modified[order.woo_id]
            and order.last_import_at >= modified[order.woo_id] + SETTLING
        }
        return {
            woo_id: date for woo_id, date in modified.items() if woo_id not in known
        }
