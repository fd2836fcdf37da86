import logging
from contextlib import suppress

from odoo import api, fields, models

from ..woo.apportion import unit_of
from ..woo.errors import NotFoundError, RejectedError
from ..woo.refund_amounts import refund_amounts, share_restocked
from ..woo.schema import Order, Refund
from ..woo.schema.base import storable
from ..woo.schema.refund import restocked_pieces
from .first_seen import create_all_once
from .job_errors import job_errors
from .woo_order_import import QUIET
from .woo_order_status import TRASH
from .woo_refund_attention import NeedsPerson, Waits

_logger = logging.getLogger(__name__)


class WooRefund(models.Model):
    """The job that brings the refunds of one order into Odoo, each once.

    What announced them does not matter: the store is asked for all that the order has.
    """

    _inherit = "woo.refund"

    @api.model
    def _import_of_order(self, backend, woo_id):
        """Import the refunds of one order, and carry out those that wait (job).

        :param int woo_id: number of the order in the store
        :return: what was done, for the job's record
        :rtype: str
        :raise RetryableJobError: somebody else works on the order, or the store is away
        """
        self = self.with_context(**QUIET)
        self.env["woo.binding"]._lock(backend, "order", woo_id)
        binding = self.env["woo.order"]._claim(backend, [woo_id])
        if not binding:
            return "The order is not known"
        order, payloads = self._fetch_of_order(backend, woo_id)
        if not order:
            # What becomes of its sale order is the order's own question.
            return "The order is not in the store (any more)"
        self._note_all(binding, order, payloads)
        waiting = self.search(
            [("order_id", "=", binding.id), ("state", "=", "waiting")], order="woo_id"
        )
        for refund in waiting:
            refund._carry_out(order)
        _logger.info(
            "Store %s: order %s has %d refunds (job %s)",
            backend.id,
            woo_id,
            len(payloads),
            self.env.context.get("job_uuid"),
        )
        return f"{len(payloads)} refunds, {len(waiting)} looked at"

    @api.model
    def _resume_of_invoices(self, invoices):
        """Look again at the refunds that may have waited for these invoices."""
        if not self.search_count([("state", "=", "waiting")], limit=1):
            return
        sale_orders = invoices.line_ids.sale_line_ids.order_id
        domain = [("sale_order_id", "in", sale_orders.ids)]
        self.env["woo.order"].search(domain)._resume_refunds()

    @api.model
    def _cron_resume(self):
        """Look again at refunds that wait for nothing any more.

        A posted invoice tells by itself. This finds what nothing tells: a draft that
        somebody deleted. Called by a cron.
        """
        ready = self.browse()
        for refund in self.search([("state", "=", "waiting")]):
            with suppress(Waits, NeedsPerson):
                refund._check_ready()
                ready |= refund
        ready.order_id._enqueue_refunds()

    @api.model
    def _fetch_of_order(self, backend, woo_id):
        """Return the order and its refunds; ``None`` and nothing when it is gone.

        An order that does not exist has no refunds, says the store; so it is asked for.

        :rtype: tuple
        """
        try:
            with job_errors(backend), backend._client() as client:
                payload = self.env["woo.order"]._ask_for(client, woo_id)
                refunds = [
                    storable(refund)
                    for refund in client.iterate(f"orders/{woo_id}/refunds", dp=8)
                ]
        except NotFoundError:
            return None, []
        if payload.get("status") == TRASH:
            return None, []
        return Order.parse(payload), refunds

    @api.model
    def _note_all(self, binding, order, payloads):
        """Let the rows say what the store says: new refunds, and deleted ones.

        :param woo.order binding: the order's row, locked
        :param woo.schema.Order order: the store's order
        :param list payloads: all its refunds
        """
        known = self.search([("order_id", "=", binding.id)])
        listed = {payload["id"]: payload for payload in payloads}
        for refund in known:
            payload = listed.get(refund.woo_id)
            if not payload and not refund.is_deleted:
                refund._note_deleted()
            elif payload and refund.state == "waiting" and payload != refund.payload:
                # What was unreadable may have been repaired.
                refund.write(self._prepare_refund(binding, payload))
        new = sorted(listed.keys() - set(known.mapped("woo_id")))
        if not new:
            return
        domain = [("backend_id", "=", binding.backend_id.id), ("woo_id", "in", new)]
        values_list = [self._prepare_refund(binding, listed[one]) for one in new]
        refunds = create_all_once(self, binding.backend_id, new, domain, values_list)
        refunds.filtered(lambda refund: refund.state == "failed")._ask_person()
        refunds._note_restocked(order, known)

    @api.model
    def _prepare_refund(self, binding, payload):
        """Return the values of a new row.

        :param dict payload: as the store lists the refund
        """
        values = {
            "backend_id": binding.backend_id.id,
            "order_id": binding.id,
            "woo_id": payload["id"],
            "payload": payload,
            "last_import_at": fields.Datetime.now(),
        }
        try:
            refund = Refund.parse(payload)
        except RejectedError as error:
            return {**values, "state": "failed", "problem": str(error)}
        moment = refund.date_created
        return {
            **values,
            "amount": float(refund.amount),
            "reason": refund.reason,
            "date": moment.replace(tzinfo=None) if moment else fields.Datetime.now(),
            "content": self._describe_lines(binding, refund),
        }

    @api.model
    def _describe_lines(self, binding, refund):
        """Return the refund's lines in words, one below the other."""
        amounts = refund_amounts(refund, binding.currency_id.decimal_places)
        lines = [
            f"{line.quantity.normalize():f} × {line.name}: {line.gross}"
            if line.quantity
            else f"{line.name}: {line.gross}"
            for line in amounts.lines
        ]
        if amounts.unexplained:
            text = self.env._("For no line: %s", amounts.unexplained)
            lines.append(text)
        return "\n".join(lines)

    def _note_restocked(self, order, known):
        """Note which of these new refunds put what back on the store's shelf.

        :param known: the order's refunds that were there before
        """
        before = {}
        for refund in known:
            for line_id, pieces in refund._get_restocked().items():
                before[line_id] = before.get(line_id, 0) + pieces
        readable = self.filtered(lambda refund: refund.state != "failed")
        shared = share_restocked(
            restocked_pieces(order),
            before,
            {one.woo_id: one._get_amounts().lines for one in readable},
        )
        put_back = set()
        for refund in readable:
            if pieces := shared[refund.woo_id]:
                refund.restocked = {str(line): str(n) for line, n in pieces.items()}
                put_back |= pieces.keys()
        # What was delivered is no stock of Odoo yet, and the store sells it again.
        self.env["woo.in.flight"]._note_resent(
            self.order_id.backend_id,
            {line.sold_id for line in order.line_items if line.id in put_back},
            self.env._("put back by the store"),
        )

    def _get_amounts(self):
        """Return what the refund gives back, line by line.

        :rtype: woo.refund_amounts.RefundAmounts
        """
        return refund_amounts(
            Refund.parse(self.payload), self.currency_id.decimal_places
        )

    def _get_unit(self):
        """Return the smallest amount of the refund's currency."""
        return unit_of(self.currency_id.decimal_places)
