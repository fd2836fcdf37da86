from odoo import api, models

from .first_seen import create_all_once
from .woo_order_import import QUIET


class WooRefund(models.Model):
    """Refunds of the store that pieces taken off a sale order have become."""

    _inherit = "woo.refund"

    @api.model
    def _find_askers(self, binding):
        return [*super()._find_askers(binding), *binding.line_cancellation_send_ids]


class WooLineCancellationSend(models.Model):
    """Keeping the refund that pieces taken off a sale order have become."""

    _inherit = "woo.line.cancellation.send"

    def _keep_as_ours(self, payload):
        """Have a row for the refund of the store, so that it never comes in again.

        :param dict payload: the refund as the store has it
        :return: the ``woo.refund``
        :raise RetryableJobError: somebody else is about to bring it in
        """
        refunds = self.env["woo.refund"].with_context(**QUIET)
        domain = [
            ("backend_id", "=", self.backend_id.id),
            ("woo_id", "=", payload["id"]),
        ]
        if known := refunds.search(domain):
            known.is_off_order = True
            if known.state != "done":
                known._settle("done")
            return known
        has_restocked = not self.backend_id.push_stock
        values = refunds._prepare_ours(
            self.order_id, payload, self.env["account.move"], has_restocked
        )
        values["is_off_order"] = True
        return create_all_once(
            refunds, self.backend_id, [payload["id"]], domain, [values]
        )
