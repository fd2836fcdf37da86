from contextlib import contextmanager

from odoo import fields, models

from ..woo.errors import MisconfiguredError, TemporaryError
from ..woo.order_looks import OrderLooks, owe_look
from ..woo.stock_update import StockOutcome
from .job_errors import job_errors


class WooBackend(models.Model):
    """How the stock of a store is sent: the consumer of the outbox.

    Batch by batch: read the outbox and compute in one transaction, talk to the store
    in none, record in another. Each has a transaction begun *after* the lock was taken:
    the job's own is older than that (Odoo runs REPEATABLE READ), and would compute from
    stock as it was before the push that held the lock until now. And what a store has
    accepted stays recorded when a later batch fails.

    Before something is sent, the store is asked for new orders; after numbers of
    products that are selling it is asked once more, and what was sold is computed again
    (see `OrderLooks`). A number that the store shows
    already is not sent: it cannot overwrite a sale that nobody knows of yet. What must
    not be sold any more does not wait for the orders: none makes a number less than 0.
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
        if self._is_frozen():
            return "The stock of this store is frozen."
        counts = {"sent": 0, "failed": 0}
        try:
            with job_errors(self), self._client() as client:
                self._push_batches(client, counts)
        except MisconfiguredError as error:
            # Noted on the store, where a person looks for it. The rows wait for the
            # cron; one failed job per change would say nothing more.
            return f"Nothing sent: {error}"
        return f"{counts['sent']} sent, {counts['failed']} not accepted"

    def _push_batches(self, client, counts):
        """Empty the outbox.

        :param client: the open ``Client`` of the store
        :param dict counts: how many numbers were ``sent`` and ``failed``; is added to
        """
        looks = self._plan_looks()
        try:
            while self._push_next(client, looks, counts):
                pass
        except TemporaryError:
            # What it meant to announce meanwhile may be lost, too.
            self._note_on_sender(looked_at=False)
            raise
        self._note_on_sender(last_push_at=fields.Datetime.now())

    def _note_on_sender(self, **values):
        with self._in_new_transaction() as backend:
            backend.env["woo.stock.sender"]._of_store(backend).write(values)

    def _push_next(self, client, looks, counts):
        """Do what comes next: send something, or look at the orders.

        :return: whether there may be more to do
        :rtype: bool
        """
        batch = self._next_batch(looks)
        if looks.may_be_spared() and batch.can_gather():
            with self._in_new_transaction() as backend:
                backend._enqueue_push_gathered()
            return False
        if not looks.can_wait() and (urgent := batch.urgent()):
            self._add_up(counts, self._push_batch(client, urgent))
        elif looks.are_due(batch.updates, is_last=not batch.row_ids):
            self._look_for_orders(client)
            looks.note_look()
        elif batch.row_ids:
            self._add_up(counts, self._push_batch(client, batch))
            looks.note_sent(batch.updates)
        else:
            return False
        return True

    def _next_batch(self, looks):
        """Return what waits now, in view of what the store has announced.

        :param OrderLooks looks: is told whether that is known
        :rtype: Batch
        """
        with self._in_new_transaction() as backend:
            sender = backend.env["woo.stock.sender"]._of_store(backend)
            looks.is_recent = looks.is_wanted and sender._knows_sales()
            return backend._read_batch()

    def _plan_looks(self):
        """Return when this push looks at the store's orders.

        :rtype: OrderLooks
        """
        with self._in_new_transaction() as backend:
            sender = backend.env["woo.stock.sender"]._of_store(backend)
            return OrderLooks(
                # Where no order is imported none is ever confirmed in Odoo, and nothing
                # is on its way there.
                is_wanted=self.pull_before_push and self.import_orders,
                is_owed=sender.owes_look,
            )

    @staticmethod
    def _add_up(counts, outcomes):
        for outcome in outcomes:
            counts["failed" if outcome.error else "sent"] += 1

    def _push_batch(self, client, batch):
        """Send a batch and record what became of it.

        :rtype: list[StockOutcome]
        """
        outcomes = list(batch.refused)
        waiting = {update.binding_id: update for update in batch.updates}
        try:
            for outcome in self._send_stock(client, batch.updates):
                del waiting[outcome.binding_id]
                outcomes.append(outcome)
        except (TemporaryError, MisconfiguredError):
            # The rows stay. What was not answered may have been stored all the same.
            unsure = [StockOutcome(one, is_unsure=True) for one in waiting]
            self._record_outcomes(outcomes + unsure, batch)
            raise
        self._record_outcomes(outcomes, batch, is_done=True)
        return outcomes

    @contextmanager
    def _in_new_transaction(self):
        """Lend this store in a transaction of its own, committed at the end."""
        with self.env.registry.cursor() as cr:
            yield self.with_env(self.env(cr=cr))

    # === Record === #

    def _record_outcomes(self, outcomes, batch, is_done=False):
        """Keep what became of each number.

        :param list[StockOutcome] outcomes: what became of the numbers
        :param Batch batch: what they were sent with
        :param bool is_done: all of it was answered; exactly the rows that were read are
            taken off the outbox
        """
        with self._in_new_transaction() as backend:
            by_binding = {outcome.binding_id: outcome for outcome in outcomes}
            # A binding may have been removed while the store was told.
            bindings = backend.env["woo.product"].browse(by_binding).exists()
            bindings._hold_in_job()
            now = fields.Datetime.now()
            for binding in bindings:
                cause = batch.causes.get(binding.product_id.id, "")
                binding._note_push(by_binding[binding.id], now, cause)
            unknown = bindings.filtered(lambda b: by_binding[b.id].is_unknown)
            # Read again, which tells deleted from moved to another parent.
            unknown._enqueue_import(backend, unknown.mapped("woo_id"))
            if is_done and batch.row_ids:
                backend._take_off_outbox(bindings, batch)

    def _take_off_outbox(self, bindings, batch):
        """Be done with a batch, but for what its numbers call for.

        :param bindings: what was sent
        :param Batch batch: read off the outbox, all of it sent
        """
        changes = self.env["woo.stock.change"]
        changes.browse(batch.row_ids).unlink()
        # Their number comes once the store's orders were looked at.
        closed = {update.binding_id for update in batch.updates if update.is_closing}
        reopened = bindings.filtered(lambda binding: binding.id in closed)
        changes._note_bindings(
            reopened | reopened._get_stock_members(),
            cause=self.env._("opened again after a look at orders"),
        )
        if owe_look(batch.updates):
            self.env["woo.stock.sender"]._of_store(self).owes_look = True
