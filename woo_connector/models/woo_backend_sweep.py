import logging
from datetime import timedelta, timezone

from odoo import api, fields, models

from ..woo.fingerprint import fingerprint
from ..woo.sweep import SweepPage, findings
from .job_errors import job_errors
from .woo_order_status import DELETED, TRASH

_logger = logging.getLogger(__name__)


class WooBackend(models.Model):
    """The sweep: what finds the changes of orders that neither webhook nor poll tells.

    Orders that were deleted for good, edits that did not move the date of modification,
    orders that were never announced. One page is one job, which enqueues the next. What
    it finds goes into the inbox; the import looks at each order by itself, so a finding
    that is wrong does no harm.
    """

    _inherit = "woo.backend"

    sweep_interval = fields.Integer(
        string="Sweep Every (hours)",
        default=24,
        help="How often all recent orders of the store are read and compared with what "
        "was imported: some changes the store tells nobody. 0: never by itself.",
    )
    sweep_days = fields.Integer(
        string="Sweep Orders of the Last (days)",
        default=60,
        help="The sweep reads orders that were placed in these days. Older ones are "
        "left alone.",
    )

    _check_sweep = models.Constraint(
        "CHECK (sweep_interval >= 0 AND sweep_days > 0)",
        "Sweep at least the orders of one day, and never less than every 0 hours.",
    )

    # === When === #

    def action_sweep_now(self):
        """Compare all recent orders with what was imported, in the background."""
        for backend in self:
            backend._enqueue_sweep()
        return self._notify_started(
            self.env._("The recent orders of the store are being compared.")
        )

    @api.model
    def _cron_sweep(self):
        """Enqueue the first page for each store whose time has come."""
        now = fields.Datetime.now()
        stores = self.search(
            [
                ("import_orders", "=", True),
                # A store in error is asked again by the poll.
                ("state", "=", "connected"),
                ("sweep_interval", ">", 0),
            ]
        )
        progress = self.env["woo.backend.progress"]
        for backend in stores:
            next_at = now + timedelta(hours=backend.sweep_interval)
            if progress._take_due(backend, "next_sweep_at", next_at):
                backend._enqueue_sweep()

    def _enqueue_sweep(self, page=None):
        """Enqueue the job for one page of a sweep.

        :param SweepPage page: by default the first
        """
        self.ensure_one()
        if not page:
            since = fields.Datetime.now() - timedelta(days=self.sweep_days)
            page = SweepPage(since.replace(tzinfo=timezone.utc))
        since = fields.Datetime.to_string(page.since)
        return (
            self._for_job()
            .with_delay(
                identity_key=f"woo-sweep-{self.id}",
                description=f"Sweep the orders of store {self.id}, page {page.page}",
                max_retries=0,
            )
            ._sweep(since, page.page, page.after_id)
        )

    # === How === #

    def _sweep(self, since, page, after_id):
        """Compare one page of orders with what was imported (job).

        :param str since: only orders placed later are looked at (UTC)
        :return: what was found, for the job's record
        :rtype: str
        """
        self.ensure_one()
        if self.state == "draft" or not self.import_orders:
            return "Orders of this store are not imported."
        self.env["woo.binding"]._lock(self, "sweep", 0)
        since = fields.Datetime.to_datetime(since).replace(tzinfo=timezone.utc)
        page = SweepPage(since, page, after_id)
        with job_errors(self), self._client() as client:
            payloads = client.get("orders", **page.params())
            listed = {payload["id"]: payload for payload in payloads}
            unlisted = self._find_unlisted(page, listed)
            trashed = self._find_trashed(client, unlisted)
        found = findings(
            {woo_id: fingerprint(payload) for woo_id, payload in listed.items()},
            self._read_fingerprints(listed),
            {
                order.woo_id: order.status == DELETED or order.woo_id in trashed
                for order in unlisted
            },
        )
        unknown = [one for one in found.unknown if self._is_wanted(listed[one])]
        self._note_swept([*found.changed, *unknown, *found.gone])
        if following := page.following(list(listed)):
            self._enqueue_sweep(following)
        else:
            self._note_progress(last_sweep_at=fields.Datetime.now())
        _logger.info(
            "Store %s: sweep: %d orders, %d changed, %d unknown, %d gone",
            self.id,
            len(listed),
            len(found.changed),
            len(unknown),
            len(found.gone),
        )
        return (
            f"{len(listed)} orders, {len(found.changed)} changed, {len(unknown)} "
            f"unknown, {len(found.gone)} gone"
        )

    def _find_unlisted(self, page, listed):
        """Return the imported orders that the page should have listed and did not."""
        domain = [
            ("backend_id", "=", self.id),
            ("woo_id", ">", page.after_id),
            ("woo_id", "not in", list(listed)),
            ("date_created", ">", page.since.replace(tzinfo=None)),
        ]
        last_id = page.last_id(list(listed))
        if last_id is not None:
            domain.append(("woo_id", "<=", last_id))
        return self.env["woo.order"].search_fetch(domain, ["woo_id", "status"])

    def _find_trashed(self, client, unlisted):
        """Return which of the orders known to be in the trash still are."""
        woo_ids = unlisted.filtered(lambda order: order.status == TRASH).mapped(
            "woo_id"
        )
        if not woo_ids:
            return set()
        still = client.iterate("orders", include=woo_ids, status=TRASH, _fields="id")
        return {order["id"] for order in still}

    def _read_fingerprints(self, listed):
        """Return the fingerprint at the last import of those that were imported."""
        orders = self.env["woo.order"].search_fetch(
            [("backend_id", "=", self.id), ("woo_id", "in", list(listed))],
            ["woo_id", "fingerprint"],
        )
        return {order.woo_id: order.fingerprint or "" for order in orders}

    def _is_wanted(self, payload):
        """Tell whether an order that nobody announced is one to import."""
        start = self.import_from or self.create_date
        modified = self._poll_date(
            payload, SweepPage(start.replace(tzinfo=timezone.utc))
        )
        return modified.replace(tzinfo=None) >= start and self.env[
            "woo.order"
        ]._is_placed(self, payload)

    def _note_swept(self, woo_ids):
        """Pass findings on to the inbox."""
        if woo_ids:
            self.env["woo.event"]._note_wanted(
                self, "order", woo_ids, source="sweep", action="found"
            )
