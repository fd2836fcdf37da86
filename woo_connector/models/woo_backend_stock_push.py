from contextlib import contextmanager
from dataclasses import dataclass

from odoo import fields, models
from odoo.tools import SQL

from ..woo.availability import available_to_sell
from ..woo.errors import (
    MisconfiguredError,
    NotFoundError,
    RejectedError,
    TemporaryError,
)
from .job_errors import job_errors

#: Products of which the numbers are computed, sent and recorded together.
SLICE = 1000


@dataclass(frozen=True)
class StockUpdate:
    """One number on its way to a store, without any tie to a transaction."""

    binding_id: int
    woo_id: int
    parent_woo_id: int
    quantity: int

    @property
    def path(self):
        """Where it is sent: a variation can only be changed through its parent."""
        if self.parent_woo_id:
            return f"products/{self.parent_woo_id}/variations/batch"
        return "products/batch"


@dataclass(frozen=True)
class StockOutcome:
    """What became of one number."""

    binding_id: int
    quantity: int | None = None
    error: str = ""
    #: The store does not know it, or not as the kind of product it was sent as.
    is_unknown: bool = False


class WooBackend(models.Model):
    """How the stock of a store is sent: the consumer of the outbox.

    Slice by slice: read the outbox and compute in one transaction, talk to the store
    in none, record in another. Each slice has a transaction begun *after* the lock was
    taken: the job's own is older than that (Odoo runs REPEATABLE READ), and would
    compute from stock as it was before the push that held the lock until now. And what
    a store has accepted stays recorded when a later slice fails.
    """

    _inherit = "woo.backend"

    def _push_stock(self):
        """Tell the store the stock of what is in its outbox (job).

        :return: what was done, for the job's record
        :rtype: str
        :raise RetryableJobError: another push is running, or the store did not answer
        """
        self.ensure_one()
        self.env["woo.binding"]._lock(self, "stock", 0)
        sent = failed = 0
        try:
            with job_errors(self), self._client() as client:
                while (outcomes := self._push_slice(client)) is not None:
                    failed += sum(bool(outcome.error) for outcome in outcomes)
                    sent += sum(not outcome.error for outcome in outcomes)
        except MisconfiguredError as error:
            # Noted on the store, where a person looks for it. The rows wait for the
            # cron; one failed job per change would say nothing more.
            return f"Nothing sent: {error}"
        return f"{sent} sent, {failed} not accepted"

    def _push_slice(self, client):
        """Send the oldest rows of the outbox.

        :param client: the open ``Client`` of the store
        :return: what became of each number sent, ``None`` when the outbox was empty
        :rtype: list[StockOutcome] | None
        """
        with self._in_new_transaction() as backend:
            row_ids, resent_ids, moved_ids = backend._read_stock_changes()
            outcomes, updates = backend._get_stock_updates(moved_ids, resent_ids)
        if not row_ids:
            return None
        try:
            for outcome in self._send_stock(client, updates):
                outcomes.append(outcome)
        except (TemporaryError, MisconfiguredError):
            # The rows stay: what was accepted meanwhile will be found unchanged.
            self._record_stock([], outcomes)
            raise
        self._record_stock(row_ids, outcomes)
        return outcomes

    @contextmanager
    def _in_new_transaction(self):
        """Lend this store in a transaction of its own, committed at the end."""
        with self.env.registry.cursor() as cr:
            yield self.with_env(self.env(cr=cr))

    # === Read === #

    def _read_stock_changes(self):
        """Read the oldest rows of the outbox, all rows of a product together.

        :return: ids of the rows, ids of the products to send in any case, ids of all
        :rtype: tuple[list[int], set[int], set[int]]
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT product_id, array_agg(id), bool_or(resend)
                  FROM woo_stock_change
                 WHERE backend_id = %s
                 GROUP BY product_id ORDER BY min(id) LIMIT %s
                """,
                self.id,
                SLICE,
            )
        )
        row_ids = [row_id for _product, ids, _resend in rows for row_id in ids]
        resent_ids = {product for product, _ids, resend in rows if resend}
        return row_ids, resent_ids, {product for product, _ids, _resend in rows}

    def _get_stock_updates(self, product_ids, resent_ids):
        """Return what the store has to be told about products.

        :param product_ids: ids of ``product.product``
        :param resent_ids: those to be sent even when the number is the same
        :return: what cannot be sent, and what is to be sent
        :rtype: tuple[list[StockOutcome], list[StockUpdate]]
        """
        outcomes, updates = [], []
        if not (self.push_stock and self.active):
            return outcomes, updates
        bindings = self.env["woo.product"].search(
            [
                ("backend_id", "=", self.id),
                ("product_id", "in", list(product_ids)),
                ("product_id.is_storable", "=", True),
                ("deleted_in_store", "=", False),
            ]
        )
        quantities = self._get_quantities_to_sell(bindings.product_id)
        for binding in bindings:
            quantity = quantities[binding.product_id.id]
            if reason := binding._reason_not_to_send(quantity):
                outcomes.append(StockOutcome(binding.id, error=reason))
            elif binding.product_id.id in resent_ids or not binding._was_sent(quantity):
                updates.append(
                    StockUpdate(
                        binding.id, binding.woo_id, binding.parent_woo_id, quantity
                    )
                )
        return outcomes, updates

    def _get_quantities_to_sell(self, products):
        """Return how many pieces of each product this store may offer.

        The free quantity (on hand less reserved) in all warehouses of the store. Read
        for all products at once through the method behind ``free_qty``, so that what
        other addons do to that field (expired lots, kits) counts here too.

        :param products: ``product.product``
        :return: whole pieces, never negative, by product id
        :rtype: dict[int, int]
        """
        quantities = products.with_context(
            warehouse_id=self.warehouse_ids.ids
        )._compute_quantities_dict(None, None, None)
        return {
            product.id: available_to_sell([quantities[product.id]["free_qty"]])
            for product in products
        }

    # === Send === #

    def _send_stock(self, client, updates):
        """Send numbers in as few requests as can be; yield what became of each.

        :param client: the open ``Client`` of the store
        :param list[StockUpdate] updates: what to send
        """
        by_path = {}
        for update in updates:
            by_path.setdefault(update.path, []).append(update)
        for path, together in by_path.items():
            waiting = {update.woo_id: update for update in together}
            bodies = [
                self.env["woo.product"]._prepare_stock_body(
                    update.woo_id, update.quantity
                )
                for update in together
            ]
            try:
                for entry in client.batch(path, bodies):
                    yield self._judge_entry(waiting.pop(entry.sent["id"]), entry)
            except RejectedError as error:
                # This request will never be taken; the others must not wait for it.
                for update in waiting.values():
                    yield self._refused(update, error)

    def _judge_entry(self, update, entry):
        """Tell what became of one number: a batch answers 200 with errors inside.

        :param StockUpdate update: what was sent
        :param entry: the ``BatchEntry``
        """
        if entry.error:
            return self._refused(update, entry.error)
        stored = entry.answer.get("stock_quantity")
        if stored != update.quantity:
            reason = self.env._(
                "The store was told %(told)s and kept %(kept)s. Is its stock "
                "management switched on?",
                told=update.quantity,
                kept=stored,
            )
            return StockOutcome(update.binding_id, error=reason)
        return StockOutcome(update.binding_id, quantity=update.quantity)

    @staticmethod
    def _refused(update, error):
        return StockOutcome(
            update.binding_id,
            error=str(error),
            is_unknown=isinstance(error, NotFoundError) or error.status == 404,
        )

    # === Record === #

    def _record_stock(self, row_ids, outcomes):
        """Keep what became of each number; take exactly the rows read off the outbox.

        :param list[int] row_ids: rows of the outbox that are done with
        :param list[StockOutcome] outcomes: what became of the numbers
        """
        with self._in_new_transaction() as backend:
            by_binding = {outcome.binding_id: outcome for outcome in outcomes}
            # A binding may have been removed while the store was told.
            bindings = backend.env["woo.product"].browse(by_binding).exists()
            bindings._hold_in_job()
            now = fields.Datetime.now()
            for binding in bindings:
                binding._note_push(by_binding[binding.id], now)
            unknown = bindings.filtered(lambda b: by_binding[b.id].is_unknown)
            # Read again, which tells deleted from moved to another parent.
            unknown._enqueue_import(backend, unknown.mapped("woo_id"))
            backend.env["woo.stock.change"].browse(row_ids).unlink()
