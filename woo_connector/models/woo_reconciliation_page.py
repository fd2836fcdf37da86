from dataclasses import dataclass

from psycopg2.errors import SerializationFailure

from odoo import fields, models

from ..woo.diagnosis import NO_ROUTE
from ..woo.errors import MisconfiguredError, RejectedError
from ..woo.stock_reading import StockReading
from .job_errors import job_errors
from .start_over import start_over_on
from .woo_backend_stock_read import TOGETHER

#: Products whose variations one job asks for, where the store cannot list them all.
PARENTS = 20

#: Comparing comes after whatever changes stock.
PRIORITY = 15


@dataclass(frozen=True)
class StockPage:
    """What one job has read.

    :param readings: what the store shows
    :param following: step and position to go on with; ``None`` after the last page
    :param gone: ids of the ``woo.product`` that were asked for and are not there
    """

    readings: list[StockReading]
    following: tuple[str, int] | None
    gone: tuple[int, ...] = ()


class WooReconciliation(models.Model):
    """How the stock of a store is read and compared: page by page, each a job.

    What a page showed and how far it brings the reconciliation are stored in one
    transaction. So it goes on where it stopped, whatever stopped it, and no job knows
    more than one page. That transaction is begun *after* the store has answered: the
    job's own is older (Odoo runs REPEATABLE READ), and would compare what the store
    shows now with what Odoo had before.
    """

    _inherit = "woo.reconciliation"

    step = fields.Selection(
        [
            ("products", "Products"),
            ("variations", "Variations"),
            ("parents", "Variations, one product after the other"),
            ("unseen", "What no page had"),
        ],
        default="products",
        required=True,
        readonly=True,
    )
    position = fields.Integer(
        readonly=True,
        aggregator=None,
        help="How far this step has come: pages read or last number done.",
    )

    def _enqueue_page(self):
        """Enqueue the job for the next page."""
        self.ensure_one()
        backend = self.backend_id._for_job()
        self.with_env(backend.env).with_delay(
            identity_key=self._job_key(),
            description=f"Reconcile the stock of store {backend.id}",
            max_retries=0,
            priority=PRIORITY,
        )._reconcile_page()

    def _reconcile_page(self):
        """Read one page of the store's stock and compare it (job).

        :return: what was done, for the job's record
        :rtype: str
        """
        self.ensure_one()
        if self.state != "running":
            return "Stopped"
        backend = self.backend_id._for_job()
        self.env["woo.binding"]._lock(backend, "reconciliation", self.id)
        place, asked_at = (self.step, self.position), fields.Datetime.now()
        try:
            with job_errors(backend), backend._client() as client:
                total = self.total or self._count_in_store(client)
                page = self._read_page(backend, client)
                look = self.env["woo.discrepancy"]._look(
                    backend, client, page.readings, asked_at
                )
        except (MisconfiguredError, RejectedError) as error:
            # Noted where a person looks for it; *Go On* repeats this page.
            return self._give_up(str(error))
        done, is_going_on = self._store_page(place, page, look, total)
        if is_going_on:
            self._enqueue_page()
        return done

    # === Pages === #

    def _read_page(self, backend, client):
        """Read the page at which the reconciliation has come."""
        steps = {
            "products": self._read_products,
            "variations": self._read_variations,
            "parents": self._read_parents,
            "unseen": self._read_unseen,
        }
        return steps[self.step](backend, client)

    # Each step returns what it read, and the step and position to go on with.

    def _read_products(self, backend, client):
        readings = backend._list_stock(client, "products", self.position + 1)
        if len(readings) < TOGETHER:
            return StockPage(readings, ("variations", 0))
        return StockPage(readings, ("products", self.position + 1))

    def _read_variations(self, backend, client):
        readings = backend._list_variation_stock(client, self.position + 1)
        if readings is None:
            return StockPage([], ("parents", 0))
        if len(readings) < TOGETHER:
            return StockPage(readings, ("unseen", 0))
        return StockPage(readings, ("variations", self.position + 1))

    def _read_parents(self, backend, client):
        parents = self.env["woo.product"].search(
            [
                ("backend_id", "=", backend.id),
                ("woo_type", "=", "variable"),
                ("deleted_in_store", "=", False),
                ("woo_id", ">", self.position),
            ],
            order="woo_id",
            limit=PARENTS,
        )
        if not parents:
            return StockPage([], ("unseen", 0))
        readings = []
        for parent in parents:
            readings += backend._list_stock_below(client, parent)
        return StockPage(readings, ("parents", parents[-1].woo_id))

    def _read_unseen(self, backend, client):
        """Ask for what no page had.

        Pages shift while products are deleted; and what the pages had and Odoo did not
        know has become known meanwhile.
        """
        bindings = self.env["woo.product"].search(
            [
                ("backend_id", "=", backend.id),
                ("deleted_in_store", "=", False),
                ("id", ">", self.position),
                "|",
                ("read_at", "=", False),
                ("read_at", "<", self.started_at),
            ],
            order="id",
            limit=TOGETHER,
        )
        if not bindings:
            return StockPage([], None)
        readings = backend._read_stock_of(client, bindings)
        there = {reading.woo_id for reading in readings}
        gone = bindings.filtered(lambda b: b.woo_id not in there)
        return StockPage(readings, ("unseen", bindings[-1].id), gone._ids)

    def _count_in_store(self, client):
        """Return how many products and variations the store has."""
        try:
            return client.count("products") + client.count("variations")
        except MisconfiguredError as error:
            if error.code != NO_ROUTE:
                raise
            return client.count("products")

    # === How far it has come === #

    def _give_up(self, reason):
        """Note that the store cannot be asked.

        :return: the reason, for the job's record
        """
        with self.backend_id._for_job()._in_new_transaction() as backend:
            self.with_env(backend.env)._fail(reason)
        self.invalidate_recordset()
        return reason

    def _store_page(self, place, page, look, total):
        """Keep what a page showed and that it is done, both or none.

        :param tuple place: step and position at which it was read
        :param StockPage page: what was read
        :param look: what the two looks at it showed
        :param int total: products and variations in the store
        :return: what was done, and whether there is a next page
        :rtype: tuple[str, bool]
        :raise RetryableJobError: another transaction has just written the same rows
        """
        backend = self.backend_id._for_job()
        with (
            start_over_on(SerializationFailure, why="Somebody was quicker"),
            backend._in_new_transaction() as fresh,
        ):
            run = self.with_env(fresh.env)
            if run.state != "running" or (run.step, run.position) != place:
                return "Stopped, or done by another job", False
            found = run.env["woo.discrepancy"]._keep(fresh, look, run)
            run._close_gone(page.gone)
            compared = len(look.binding_ids)
            values = {
                "total": total,
                "seen": run.seen + len(page.readings),
                "compared": run.compared + compared,
            }
            if page.following:
                values["step"], values["position"] = page.following
            run.write(values)
            run._count_found()
            if not page.following:
                run._finish()
        self.invalidate_recordset()
        return f"{compared} compared, {len(found)} differ", bool(page.following)

    def _close_gone(self, binding_ids):
        """Have products looked at that the store did not show when it was asked.

        :param binding_ids: ids of ``woo.product``
        """
        if not binding_ids:
            return
        bindings = self.env["woo.product"].browse(binding_ids)
        # Read again, which tells deleted from moved to another parent.
        bindings._enqueue_import(self.backend_id, bindings.mapped("woo_id"))
