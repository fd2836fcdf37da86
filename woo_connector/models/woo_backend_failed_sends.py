from odoo import fields, models

#: What stores are told of, by the field that counts what one could not be told.
TOLD = {
    "failed_shipment_count": "woo.shipment",
    "failed_refund_send_count": "woo.refund.send",
    "failed_cancellation_count": "woo.cancellation.send",
    "failed_line_cancellation_count": "woo.line.cancellation.send",
    "failed_payment_send_count": "woo.payment.send",
    "failed_invoice_send_count": "woo.invoice.send",
}


class WooBackend(models.Model):
    """What a store could not be told of: numbers on its form that open the lists."""

    _inherit = "woo.backend"

    failed_shipment_count = fields.Integer(compute="_compute_failed_sends")
    failed_refund_send_count = fields.Integer(compute="_compute_failed_sends")
    failed_cancellation_count = fields.Integer(compute="_compute_failed_sends")
    failed_line_cancellation_count = fields.Integer(compute="_compute_failed_sends")
    failed_payment_send_count = fields.Integer(compute="_compute_failed_sends")
    failed_invoice_send_count = fields.Integer(compute="_compute_failed_sends")

    def _compute_failed_sends(self):
        for name, model in TOLD.items():
            counts = self._count(model, [("state", "=", "failed")])
            for backend in self:
                backend[name] = counts.get(backend, 0)
