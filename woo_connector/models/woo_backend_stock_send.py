from odoo import fields, models

from ..woo.availability import KEEP
from ..woo.cursor import next_request
from ..woo.errors import NotFoundError, RejectedError, TemporaryError
from ..woo.schema.sold import FIELDS
from ..woo.stock_reading import has_stored
from ..woo.stock_update import StockOutcome


class WooBackend(models.Model):
    """What a push says to a store, and asks it."""

    _inherit = "woo.backend"

    # === New orders === #

    def _look_for_orders(self, client):
        """See what the store has sold since the last look, and note it as in flight.

        Products it has sold are put into the outbox: what was computed without these
        orders is computed again.

        :param client: the open ``Client`` of the store
        """
        looked_at = fields.Datetime.now()
        with self._in_new_transaction() as backend:
            sender = backend.env["woo.stock.sender"]._of_store(backend)
            request = sender._get_first_request()
        # Paged as a poll is: orders change while they are listed.
        while request:
            orders = self._ask_for_orders(client, request)
            modified = {
                order["id"]: self._poll_date(order, request) for order in orders
            }
            request = next_request(request, list(modified.values()))
            self._note_looked_at(orders, modified, None if request else looked_at)

    @staticmethod
    def _ask_for_orders(client, request):
        """Return one page of orders; once more where the store just fails.

        A job that is put off costs the seconds in which it sells what is sold already.
        """
        asked = {**request.params(), "_fields": FIELDS}
        try:
            return client.get("orders", **asked)
        except TemporaryError as error:
            if error.retry_after:
                raise
        return client.get("orders", **asked)

    def _note_looked_at(self, orders, modified, looked_at):
        """Keep one page of orders, and how far the look has come.

        :param list orders: as decoded JSON
        :param dict modified: per order id, when it was modified (aware)
        :param datetime looked_at: when the look began, with its last page
        """
        with self._in_new_transaction() as backend:
            backend.env["woo.in.flight"]._note_sold(backend, orders)
            sender = backend.env["woo.stock.sender"]._of_store(backend)
            sender._note_seen(modified)
            if looked_at:
                sender._note_looked(looked_at)

    # === Send === #

    def _send_stock(self, client, updates):
        """Send numbers in as few requests as can be; yield what became of each.

        :param client: the open ``Client`` of the store
        :param list[StockUpdate] updates: what to send, most urgent first
        """
        by_path = {}
        for update in updates:
            by_path.setdefault(update.path, []).append(update)
        for path, together in by_path.items():
            waiting = {update.woo_id: update for update in together}
            try:
                yield from self._send_together(client, path, waiting)
            except RejectedError as error:
                # This request will never be taken; the others must not wait for it.
                for update in waiting.values():
                    yield self._refused(update, error)

    def _send_together(self, client, path, waiting):
        """Send numbers by one path, once more where the store just fails.

        A number may be sent twice without harm.

        :param dict waiting: updates by number in the store; loses what was answered
        """
        for is_last in (False, True):
            bodies = [update.body for update in waiting.values()]
            try:
                for entry in client.batch(path, bodies):
                    yield self._judge_entry(waiting.pop(entry.sent["id"]), entry)
                return
            except TemporaryError as error:
                if is_last or error.retry_after:
                    raise

    def _judge_entry(self, update, entry):
        """Tell what became of one number: a batch answers 200 with errors inside.

        :param StockUpdate update: what was sent
        :param entry: the ``BatchEntry``
        """
        if entry.error:
            return self._refused(update, entry.error)
        told = update.body.get("stock_quantity")
        if told is not None and not has_stored(entry.answer, told):
            reason = self.env._(
                "The store was told %(told)s and kept %(kept)s. Is its stock "
                "management switched on?",
                told=told,
                kept=entry.answer.get("stock_quantity"),
            )
            return StockOutcome(update.binding_id, error=reason)
        moment = (entry.answer.get("date_modified_gmt") or "").replace("T", " ")
        return StockOutcome(
            update.binding_id,
            quantity=update.quantity if told is None else told,
            backorders=update.body.get("backorders", KEEP),
            status=update.body.get("stock_status", ""),
            stored_at=fields.Datetime.to_datetime(moment) or None,
        )

    @staticmethod
    def _refused(update, error):
        return StockOutcome(
            update.binding_id,
            error=str(error),
            is_unknown=isinstance(error, NotFoundError) or error.status == 404,
        )
