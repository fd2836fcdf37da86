from odoo import api, models
from odoo.fields import Command

from ..woo.refund_request import bears
from .first_seen import create_all_once
from .woo_cancellation_send import BY_STORE
from .woo_order_import import QUIET


class WooRefund(models.Model):
    """Refunds of the store that credit notes of Odoo have become.

    They have rows like all others, done from the beginning: so their import finds
    nothing to do, and later refunds are reckoned beside them.
    """

    _inherit = "woo.refund"

    @api.model
    def _note_all(self, binding, order, payloads):
        """Know our own refunds also when they come back before their answer did."""
        known = set(self.search([("order_id", "=", binding.id)]).mapped("woo_id"))
        for row in self._find_askers(binding):
            for payload in payloads:
                if payload["id"] not in known and bears(
                    str(payload.get("reason") or ""), row._get_mark()
                ):
                    known.add(payload["id"])
                    row._keep_as_ours(payload)
        return super()._note_all(binding, order, payloads)

    @api.model
    def _find_askers(self, binding):
        """Return what asked the store for refunds: each a ``woo.order.send``.

        :param binding: the ``woo.order``
        :rtype: list
        """
        return list(binding.refund_send_ids)

    @api.model
    def _prepare_ours(self, binding, payload, move, has_restocked):
        """Return the values of a row for a refund that Odoo has asked for.

        :param move: the credit note that it is, empty if it is none
        :param bool has_restocked: whether its pieces are on the store's shelf again
        """
        values = {
            **self._prepare_refund(binding, payload),
            "state": "done",
            "problem": False,
            "credit_note_ids": [Command.set(move.ids)],
        }
        if has_restocked:
            values["restocked"] = {
                str(meta["value"]): str(-line["quantity"])
                for line in payload.get("line_items") or ()
                for meta in line.get("meta_data") or ()
                if meta.get("key") == "_refunded_item_id" and line.get("quantity")
            }
        return values

    def _take_as_ours(self, move):
        """Let a credit note be what a person was asked to make of a refund."""
        self.write({"credit_note_ids": [Command.link(move.id)]})
        if self.state != "done":
            self._settle("done")

    def _cancel_sale_order(self):
        """Do not tell the store what it has done itself."""
        quiet = self.with_context(**{BY_STORE: True})
        return super(WooRefund, quiet)._cancel_sale_order()


class WooRefundSend(models.Model):
    """Keeping the refund that a credit note has become."""

    _inherit = "woo.refund.send"

    def _keep_as_ours(self, payload):
        """Have a row for the refund of the store, so that it never comes in again.

        :param dict payload: the refund as the store has it
        :raise RetryableJobError: somebody else is about to bring it in
        """
        refunds = self.env["woo.refund"].with_context(**QUIET)
        domain = [
            ("backend_id", "=", self.backend_id.id),
            ("woo_id", "=", payload["id"]),
        ]
        if known := refunds.search(domain):
            if self.move_id not in known.credit_note_ids:
                known._take_as_ours(self.move_id)
            return
        values = refunds._prepare_ours(
            self.order_id, payload, self.move_id, not self.backend_id.push_stock
        )
        create_all_once(refunds, self.backend_id, [payload["id"]], domain, [values])
